/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must be right before any role is started, at a start, at SIGHUP and for
 * --check: settings, words of letters, secrets, the sandbox. Whatever is wrong
 * is said here in the operator's words, once, and not by a role that starts
 * again and again. Nothing may be changed by looking. */
#include "daemon/startup.h"
#include "base/autofd.h"
#include "base/memfd.h"
#include "daemon/secrets.h"
#include "desk/wording.h"
#include "intake/sandbox.h"
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#define STARTUP_DESCRIPTORS 16

/* A child tries the reader's sandbox: without one no mail may be parsed, and
 * that must be known before a mail has come. */
static bool
startup_sandbox(const struct settings *settings, GError **error)
{
	struct sandbox_limits limits = {
		.memory = settings->limits.parse_memory,
		.cpu_seconds = settings->limits.parse_cpu_seconds,
		.descriptors = STARTUP_DESCRIPTORS,
	};
	int status = 0;

	if (settings->sandbox == SETTINGS_SANDBOX_OFF)
		return true;
	pid_t pid = fork();
	if (pid == 0)
		_exit(sandbox_enter(&limits, NULL) ? 0 : 1);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return fail_errno(error, FAIL_TEMPORARY, errno, "fork");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	return fail_set(error, FAIL_CONFIG,
	    "%s: sandbox: this system has no seccomp filter for the mail "
	    "parser; use a kernel that has, or say sandbox = \"off\"",
	    settings->path);
}

/* The words of all letters, sealed: the roles that write letters share it. */
static int
startup_wording(const struct settings *settings, GError **error)
{
	g_autoptr(wording) wording = wording_open(settings, error);

	if (wording == NULL)
		return -1;
	g_autoptr(GBytes) encoded = wording_encode(wording);
	return memfd_of("docket-wording", g_bytes_get_data(encoded, NULL),
	    g_bytes_get_size(encoded), error);
}

static bool
startup_read(const char *conf, struct startup *startup, GError **error)
{
	struct settings *settings = settings_read(conf, error);

	startup->settings = settings;
	if (settings == NULL)
		return false;
	if (settings->accounts->len == 0)
		return fail_set(error, FAIL_CONFIG,
		    "%s: accounts: docketd needs at least one; see docket.conf(5)",
		    conf);
	if (settings->relays->len == 0)
		return fail_set(error, FAIL_CONFIG,
		    "%s: relays: docketd needs at least one; see docket.conf(5)",
		    conf);
	if (!startup_sandbox(settings, error))
		return false;
	startup->wording = startup_wording(settings, error);
	if (startup->wording < 0)
		return false;
	startup->secrets = secrets_read(settings, error);
	return startup->secrets != NULL;
}

bool
startup_load(const char *conf, struct startup *out, GError **error)
{
	struct startup startup = STARTUP_NONE;

	if (!startup_read(conf, &startup, error)) {
		startup_clear(&startup);
		return false;
	}
	*out = startup;
	return true;
}

void
startup_clear(struct startup *startup)
{
	g_clear_pointer(&startup->settings, settings_free);
	g_clear_pointer(&startup->secrets, g_hash_table_unref);
	autofd_clear(&startup->wording);
}
