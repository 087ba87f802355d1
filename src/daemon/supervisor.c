/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The supervisor has neither network nor store: it reads the settings, starts
 * each role with its part of them, and starts again what ends. A bad settings
 * file at SIGHUP changes nothing. After an abnormal end of a fetcher or mailbox
 * both of that account start in careful mode. It never touches a mail. */
#include "daemon/supervisor.h"
#include "base/autofd.h"
#include "base/bell.h"
#include "base/channel.h"
#include "base/clock.h"
#include "base/log.h"
#include "daemon/notify.h"
#include "daemon/roster.h"
#include "daemon/startup.h"
#include "store/store.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define SUPERVISOR_GRACE_MS 4000 /* from SIGTERM to SIGKILL, at a stop */
/* At a reload, where a server may keep a letter waiting for the answer to its
 * dot; all other roles wait with it, so not as long as it may. */
#define SUPERVISOR_RELOAD_MS 60000
#define SUPERVISOR_TICK_MS 1000

enum supervisor_phase {
	SUPERVISOR_RUNNING,
	SUPERVISOR_RELOADING, /* roles end; then all start with the new
	                       * settings
	                       */
	SUPERVISOR_STOPPING,
};

struct supervisor {
	const struct supervisor_how *how;
	struct startup startup;
	struct roster roster;
	int signals, lock;
	enum supervisor_phase phase;
	bool announced;  /* READY=1 has been said for these roles */
	gint64 kill_at;  /* clock_boot() of the SIGKILL while ending */
	int status;      /* exit status so far */
	gint64 watchdog; /* ms between signs, 0 none */
	gint64 watched;
};

/* A role has ended. Only an end that it did not choose makes its account
 * careful, and only with --once is an end the end. */
static void
supervisor_ended(struct supervisor *supervisor, struct process *process,
    int status)
{
	bool signalled = WIFSIGNALED(status);
	int code =
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	/* EX_UNAVAILABLE: its partner went first; EX_TEMPFAIL: it said so
	 * itself, and no mail is to blame */
	bool abnormal = signalled ||
	    (code != EX_OK && code != EX_UNAVAILABLE && code != EX_TEMPFAIL);

	process->pid = 0;
	autofd_clear(&process->heart);
	if (supervisor->phase != SUPERVISOR_RUNNING) {
		process->ended = true;
		return;
	}
	log_event(abnormal ? LOG_ERROR : LOG_INFO, "role.end", "what",
	    process->title, signalled ? "signal" : "status",
	    log_number(signalled ? WTERMSIG(status) : code), NULL);
	/* with --once too a pair that was broken starts again as a pair */
	const struct process *partner =
	    roster_partner(&supervisor->roster, process);
	bool again = partner != NULL && partner->pid == 0 && !partner->ended;
	if (supervisor->how->once && !again &&
	    (!signalled || process->restarts >= 3)) {
		process->ended = true;
		if (supervisor->status == EX_OK &&
		    (abnormal || code == EX_TEMPFAIL))
			supervisor->status = signalled ? EX_SOFTWARE : code;
		return;
	}
	roster_rest(&supervisor->roster, process,
	    abnormal ? ROSTER_END_ABNORMAL : ROSTER_END_CLEAN);
}

static void
supervisor_reap(struct supervisor *supervisor)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct process *process = roster_find(&supervisor->roster, pid);
		if (process != NULL)
			supervisor_ended(supervisor, process, status);
	}
}

/* All roles are asked to end; kill_at is when they are no longer asked. */
static void
supervisor_end_roles(struct supervisor *supervisor, enum supervisor_phase phase)
{
	supervisor->phase = phase;
	supervisor->kill_at = clock_boot() +
	    (phase == SUPERVISOR_STOPPING ? SUPERVISOR_GRACE_MS
	                                  : SUPERVISOR_RELOAD_MS);
	roster_signal(&supervisor->roster, SIGTERM);
}

/* SIGHUP: the file is read anew; only a good one has any effect. */
static void
supervisor_reload(struct supervisor *supervisor)
{
	g_autoptr(GError) error = NULL;
	struct startup fresh = STARTUP_NONE;
	const char *state_dir = supervisor->startup.settings->state_dir;

	notify_reloading();
	bool good = startup_load(supervisor->how->conf, &fresh, &error);
	if (good && !g_str_equal(fresh.settings->state_dir, state_dir))
		good = fail_set(&error, FAIL_CONFIG,
		    "%s: state_dir: it can not change while docketd runs (now %s)",
		    supervisor->how->conf, state_dir);
	if (!good) {
		startup_clear(&fresh);
		log_error(LOG_ERROR, "reload.refused", error, "kept",
		    "the settings before", NULL);
		notify_send(
		    "READY=1\nSTATUS=Reload refused, the settings before are kept");
		return;
	}
	startup_clear(&supervisor->startup);
	supervisor->startup = fresh;
	log_event(LOG_INFO, "reload", "conf", supervisor->how->conf, NULL);
	supervisor_end_roles(supervisor, SUPERVISOR_RELOADING);
}

static void
supervisor_take_signal(struct supervisor *supervisor)
{
	struct signalfd_siginfo info;

	while (read(supervisor->signals, &info, sizeof info) ==
	    (ssize_t)sizeof info)
		switch (info.ssi_signo) {
		case SIGCHLD:
			supervisor_reap(supervisor);
			break;
		case SIGHUP:
			if (supervisor->phase != SUPERVISOR_STOPPING &&
			    !supervisor->how->once)
				supervisor_reload(supervisor);
			break;
		default:
			if (supervisor->phase == SUPERVISOR_STOPPING)
				break;
			log_event(LOG_INFO, "stop", NULL);
			notify_send("STOPPING=1");
			supervisor_end_roles(supervisor, SUPERVISOR_STOPPING);
		}
}

/* A role that missed its sign of life hangs: it is ended, and the watchdog is
 * not fed for it. */
static bool
supervisor_look(struct supervisor *supervisor)
{
	bool alive = true;

	for (guint i = 0; i < supervisor->roster.processes->len; i++) {
		struct process *process =
		    g_ptr_array_index(supervisor->roster.processes, i);
		if (process->pid == 0)
			continue;
		process_hear(process);
		if (clock_boot() <= process->alive_until)
			continue;
		alive = false;
		log_event(LOG_ERROR, "role.hung", "what", process->title, "pid",
		    log_number(process->pid), NULL);
		kill(process->pid, SIGKILL);
	}
	return alive;
}

static void
supervisor_wait(struct supervisor *supervisor)
{
	g_autoptr(GArray) wanted =
	    g_array_new(FALSE, FALSE, sizeof(struct pollfd));
	struct pollfd signals = { .fd = supervisor->signals, .events = POLLIN };

	g_array_append_val(wanted, signals);
	roster_poll(&supervisor->roster, wanted);
	poll((struct pollfd *)wanted->data, wanted->len, SUPERVISOR_TICK_MS);
	supervisor_take_signal(supervisor);
	if (supervisor->phase != SUPERVISOR_RUNNING &&
	    clock_boot() > supervisor->kill_at)
		roster_signal(&supervisor->roster, SIGKILL);
	bool alive = supervisor_look(supervisor);
	if (alive && supervisor->watchdog != 0 &&
	    clock_boot() - supervisor->watched >= supervisor->watchdog / 2) {
		supervisor->watched = clock_boot();
		notify_send("WATCHDOG=1");
	}
}

/* --once: accounts first, then what they wrote is sent, then the end. */
static bool
supervisor_once_done(struct supervisor *supervisor)
{
	if (!supervisor->how->once ||
	    roster_unfinished(&supervisor->roster) > 0)
		return false;
	if (supervisor->roster.draining)
		return true;
	supervisor->roster.draining = true;
	return false;
}

static void
supervisor_ready(struct supervisor *supervisor)
{
	const struct settings *settings = supervisor->startup.settings;
	g_autofree char *text = g_strdup_printf(
	    "READY=1\nSTATUS=%u account(s), %u relay(s), %u agent(s)",
	    settings->accounts->len, settings->relays->len,
	    settings->agents->len);

	supervisor->announced = true;
	log_event(LOG_INFO, "ready", "accounts",
	    log_number(settings->accounts->len), "agents",
	    log_number(settings->agents->len), NULL);
	notify_send(text);
}

static void
supervisor_loop(struct supervisor *supervisor)
{
	roster_set(&supervisor->roster, &supervisor->startup);
	roster_start_due(&supervisor->roster);
	for (;;) {
		supervisor_wait(supervisor);
		bool none = roster_running(&supervisor->roster) == 0;
		if (supervisor->phase == SUPERVISOR_STOPPING && none)
			return;
		if (supervisor->phase == SUPERVISOR_RELOADING && none) {
			supervisor->phase = SUPERVISOR_RUNNING;
			roster_set(&supervisor->roster, &supervisor->startup);
			supervisor->announced = false;
		}
		if (supervisor->phase != SUPERVISOR_RUNNING)
			continue;
		if (supervisor_once_done(supervisor))
			return;
		roster_start_due(&supervisor->roster);
		if (!supervisor->announced &&
		    roster_serves(&supervisor->roster))
			supervisor_ready(supervisor);
	}
}

/* Signals come through a descriptor, so that nothing happens between two
 * instructions. */
static int
supervisor_signals(void)
{
	sigset_t wanted;

	sigemptyset(&wanted);
	sigaddset(&wanted, SIGCHLD);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGHUP);
	sigprocmask(SIG_BLOCK, &wanted, NULL);
	return signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* No core: it would hold secrets. */
static void
supervisor_harden(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
	umask(077);
}

static int
supervisor_open(struct supervisor *supervisor, GError **error)
{
	if (!startup_load(supervisor->how->conf, &supervisor->startup, error))
		return EX_CONFIG;
	const struct settings *settings = supervisor->startup.settings;
	if (settings->sandbox == SETTINGS_SANDBOX_OFF)
		log_event(LOG_WARNING, "sandbox.off", "reason",
		    "setting sandbox = \"off\": mail is parsed without a sandbox",
		    NULL);
	supervisor->lock = store_lock(settings->state_dir, error);
	if (supervisor->lock < 0)
		return fail_exit_status(*error);
	roster_init(&supervisor->roster,
	    supervisor->how->once ? PROCESS_ONCE : PROCESS_STAYING,
	    supervisor->lock);
	supervisor->signals = supervisor_signals();
	supervisor->watchdog = (gint64)(notify_watchdog() / 1000);
	return EX_OK;
}

int
supervisor_run(const struct supervisor_how *how)
{
	g_autoptr(GError) error = NULL;
	struct supervisor supervisor = {
		.how = how, .startup = STARTUP_NONE, .signals = -1, .lock = -1
	};

	supervisor_harden();
	log_open("supervisor", LOG_INFO);
	int status = supervisor_open(&supervisor, &error);
	if (status == EX_OK) {
		supervisor_loop(&supervisor);
		status = supervisor.status;
	} else {
		log_error(LOG_ERROR, "start.refused", error, NULL);
	}
	roster_clear(&supervisor.roster);
	startup_clear(&supervisor.startup);
	autofd_clear(&supervisor.signals);
	autofd_clear(&supervisor.lock);
	return status;
}
