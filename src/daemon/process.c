/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a role comes to be: fork and exec of this very binary, with descriptors
 * at fixed numbers and nothing else, so that no memory, no secret of another
 * role and no lock is inherited, and an upgrade on disk never mixes versions.
 */
#include "daemon/process.h"
#include "base/autofd.h"
#include "base/bell.h"
#include "base/clock.h"
#include "base/memfd.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PROCESS_FDS (ROLE_FD_SENDERS + 16)
#define PROCESS_FIRST_ALIVE 120 /* seconds until the first sign of life */

/* What each role may see: design, processes. */
static const struct {
	guint parts;
	const char *secrets; /* a name, or a prefix up to and with ':' */
	bool own;            /* only that of its own account */
} process_needs[ROLE_KINDS] = {
	[ROLE_FETCHER] = { SETTINGS_PART_COMMON | SETTINGS_PART_ACCOUNT,
	    "account:", true },
	[ROLE_MAILBOX] = { SETTINGS_PART_COMMON | SETTINGS_PART_ACCOUNT |
	        SETTINGS_PART_PEOPLE,
	    "key", false },
	[ROLE_SENDER] = { SETTINGS_PART_COMMON | SETTINGS_PART_RELAYS,
	    "relay:", false },
	[ROLE_KEEPER] = { SETTINGS_PART_COMMON | SETTINGS_PART_PEOPLE, "key",
	    false },
};

struct process *
process_new(enum role_kind kind, guint index, const char *title)
{
	struct process *process = g_new0(struct process, 1);

	process->kind = kind;
	process->index = index;
	process->title = g_strdup(title);
	process->heart = -1;
	process->link = -1;
	process->bell = bell_new();
	process->backoff = 1;
	return process;
}

void
process_free(struct process *process)
{
	if (process == NULL)
		return;
	autofd_clear(&process->heart);
	autofd_clear(&process->link);
	autofd_clear(&process->bell);
	g_free(process->title);
	g_free(process);
}

/* Only the secrets that this role needs, and the key that addresses in logs are
 * hashed with. */
static GHashTable *
process_secrets(const struct process *process, const struct process_plan *plan)
{
	GHashTable *own = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	    (GDestroyNotify)g_bytes_unref);
	const char *wanted = process_needs[process->kind].secrets;
	g_autofree char *account = NULL;
	GHashTableIter iter;
	gpointer name, secret;

	if (process_needs[process->kind].own) {
		const struct settings_account *one =
		    g_ptr_array_index(plan->startup->settings->accounts,
		        process->index);
		account = g_strconcat(wanted, one->name, NULL);
	}
	g_hash_table_iter_init(&iter, plan->startup->secrets);
	while (g_hash_table_iter_next(&iter, &name, &secret)) {
		bool give = account != NULL ? g_str_equal(name, account)
		    : g_str_has_suffix(wanted, ":")
		    ? g_str_has_prefix(name, wanted)
		    : g_str_equal(name, wanted);
		if (give || g_str_equal(name, "log-key"))
			g_hash_table_insert(own, g_strdup(name),
			    g_bytes_ref(secret));
	}
	return own;
}

/* The role's part of the settings with its secrets, sealed. */
static int
process_settings(const struct process *process, const struct process_plan *plan,
    GError **error)
{
	g_autoptr(GHashTable) secrets = process_secrets(process, plan);
	g_autoptr(GVariant) encoded =
	    g_variant_ref_sink(settings_encode(plan->startup->settings,
	        process_needs[process->kind].parts, process->index, secrets));

	return memfd_of("docket-settings", g_variant_get_data(encoded),
	    g_variant_get_size(encoded), error);
}

/* In the child: wanted[n] becomes descriptor n, everything else from 3 on is
 * closed. Only async-signal-safe calls. */
static void
process_place(int wanted[PROCESS_FDS])
{
	for (int i = 3; i < PROCESS_FDS; i++)
		if (wanted[i] >= 0)
			wanted[i] =
			    fcntl(wanted[i], F_DUPFD_CLOEXEC, PROCESS_FDS + 64);
	for (int i = 3; i < PROCESS_FDS; i++) {
		close(i);
		if (wanted[i] >= 0 && dup2(wanted[i], i) != i)
			_exit(127);
	}
	close_range(PROCESS_FDS, ~0U, 0);
}

/* The child's last steps before it is somebody else. The parent's death is its
 * own: no role outlives its supervisor and keeps the lock. */
static void
process_exec(const struct process *process, const struct process_plan *plan,
    int wanted[PROCESS_FDS])
{
	static char once[] = "--once", careful[] = "--careful";
	char title[128], role[32], index[32];
	char *argv[8] = { title, role, index };
	int n = 3;
	sigset_t none;

	g_snprintf(title, sizeof title, "docketd: %s", process->title);
	g_snprintf(role, sizeof role, "--role=%s", role_name(process->kind));
	g_snprintf(index, sizeof index, "--index=%u", process->index);
	if (plan->mode == PROCESS_ONCE)
		argv[n++] = once;
	if (process->careful)
		argv[n++] = careful;
	argv[n] = NULL;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0L, 0L, 0L);
	process_place(wanted);
	execv("/proc/self/exe", argv);
	_exit(127);
}

static void
process_descriptors(const struct process *process,
    const struct process_plan *plan, int wanted[PROCESS_FDS])
{
	for (int i = 0; i < PROCESS_FDS; i++)
		wanted[i] = -1;
	wanted[ROLE_FD_BELL] = process->bell;
	wanted[ROLE_FD_LINK] = process->link;
	wanted[ROLE_FD_KEEPER] = plan->keeper_bell;
	if (role_writes_letters(process->kind))
		wanted[ROLE_FD_WORDING] = plan->startup->wording;
	if (process->kind == ROLE_FETCHER)
		return; /* no store: no lock, and nobody to ring */
	wanted[ROLE_FD_LOCK] = plan->lock;
	for (int i = 0; i < (int)plan->startup->settings->sending.senders; i++)
		wanted[ROLE_FD_SENDERS + i] = plan->sender_bells[i];
}

bool
process_start(struct process *process, const struct process_plan *plan,
    GError **error)
{
	int wanted[PROCESS_FDS], heart[2];
	autofd int settings = process_settings(process, plan, error);

	if (settings < 0)
		return false;
	if (pipe2(heart, O_CLOEXEC | O_NONBLOCK) != 0)
		return fail_errno(error, FAIL_TEMPORARY, errno, "pipe");
	process_descriptors(process, plan, wanted);
	wanted[ROLE_FD_SETTINGS] = settings;
	wanted[ROLE_FD_HEART] = heart[1];
	pid_t pid = fork();
	if (pid == 0)
		process_exec(process, plan, wanted);
	close(heart[1]);
	autofd_clear(&process->link);
	process->link = -1;
	if (pid < 0) {
		close(heart[0]);
		return fail_errno(error, FAIL_TEMPORARY, errno, "fork");
	}
	autofd_clear(&process->heart);
	process->heart = heart[0];
	process->pid = pid;
	process->started = clock_boot();
	process->alive_until = process->started + PROCESS_FIRST_ALIVE * 1000;
	return true;
}

void
process_hear(struct process *process)
{
	unsigned int seconds[64];
	ssize_t size;

	while ((size = read(process->heart, seconds, sizeof seconds)) >=
	    (ssize_t)sizeof *seconds) {
		size_t last = (size_t)size / sizeof *seconds - 1;
		process->alive_until =
		    clock_boot() + (gint64)seconds[last] * 1000;
		process->heard = true;
	}
}
