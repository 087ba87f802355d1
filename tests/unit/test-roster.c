/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which processes there are and when each may start: a fetcher and its mailbox
 * are one, a role that ends again and again is not started without rest. */
#include "daemon/roster.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "util-conf.h"
#include "util-role.h"

#define START G_GINT64_CONSTANT(10000000)

static const char conf[] = CONF_DESK
    "accounts = ( { name = \"one\"; host = \"127.0.0.1\"; user = \"u\"; "
    "password_file = \"a\"; },\n"
    "  { name = \"two\"; host = \"127.0.0.1\"; user = \"v\"; password_file = "
    "\"b\"; } );\n"
    "relays = ( { host = \"127.0.0.1\"; } );\n"
    "border_hosts = [ \"mx.example.com\" ];\n"
    "sending = { senders = 2; };\n";

/* In the roster's order. */
enum { FETCHER_1, MAILBOX_1, FETCHER_2, MAILBOX_2, SENDER_1, SENDER_2, KEEPER };
#define PROCESSES 7

struct bench {
	struct startup startup;
	int lock;
	struct roster roster;
};

static void
open_bench(struct bench *bench, enum process_mode mode)
{
	clock_set_for_test(START, START);
	role_reports_begin();
	bench->startup = STARTUP_NONE;
	bench->startup.settings = conf_good(conf);
	bench->startup.secrets = g_hash_table_new_full(g_str_hash, g_str_equal,
	    g_free, (GDestroyNotify)g_bytes_unref);
	bench->lock = open("/dev/null", O_RDONLY | O_CLOEXEC);
	roster_init(&bench->roster, mode, bench->lock);
	roster_set(&bench->roster, &bench->startup);
}

static struct process *
nth(struct bench *bench, guint n)
{
	return g_ptr_array_index(bench->roster.processes, n);
}

/* That process ends, as the supervisor sees it. */
static void
end(struct bench *bench, guint n, enum roster_end how)
{
	struct process *process = nth(bench, n);

	role_end(process->pid);
	process->pid = 0;
	roster_rest(&bench->roster, process, how);
}

static void
close_bench(struct bench *bench)
{
	for (guint i = 0; i < PROCESSES; i++)
		if (nth(bench, i)->pid != 0) {
			/* or its report comes after the folder has gone */
			g_free(role_report(nth(bench, i)->pid));
			role_end(nth(bench, i)->pid);
		}
	roster_clear(&bench->roster);
	close(bench->lock);
	startup_clear(&bench->startup);
	role_reports_end();
	clock_set_for_test(-1, -1);
}

static void
pass(gint64 seconds)
{
	gint64 boot = clock_boot() + seconds * 1000;

	clock_set_for_test(boot, boot);
}

/* Which of all run, as seven digits. */
static char *
running(struct bench *bench)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < PROCESSES; i++)
		g_string_append_c(text, nth(bench, i)->pid != 0 ? '1' : '0');
	return g_string_free(text, FALSE);
}

static void
assert_running(struct bench *bench, const char *wanted)
{
	g_autofree char *have = running(bench);

	g_assert_cmpstr(have, ==, wanted);
}

static void
test_set(void)
{
	static const struct {
		const char *title;
		enum role_kind kind;
		guint index;
		int partner;
	} wanted[PROCESSES] = {
		{ "fetcher one", ROLE_FETCHER, 0, MAILBOX_1 },
		{ "mailbox one", ROLE_MAILBOX, 0, FETCHER_1 },
		{ "fetcher two", ROLE_FETCHER, 1, MAILBOX_2 },
		{ "mailbox two", ROLE_MAILBOX, 1, FETCHER_2 },
		{ "sender 1", ROLE_SENDER, 0, -1 },
		{ "sender 2", ROLE_SENDER, 1, -1 },
		{ "keeper", ROLE_KEEPER, 0, -1 },
	};
	struct bench bench;

	open_bench(&bench, PROCESS_STAYING);
	g_assert_cmpuint(bench.roster.processes->len, ==, PROCESSES);
	for (guint i = 0; i < PROCESSES; i++) {
		struct process *process = nth(&bench, i);
		struct process *partner = wanted[i].partner < 0
		    ? NULL
		    : nth(&bench, (guint)wanted[i].partner);
		g_assert_cmpstr(process->title, ==, wanted[i].title);
		g_assert_cmpint(process->kind, ==, wanted[i].kind);
		g_assert_cmpuint(process->index, ==, wanted[i].index);
		g_assert_true(roster_partner(&bench.roster, process) ==
		    partner);
	}
	g_assert_cmpint(bench.roster.plan.keeper_bell, ==,
	    nth(&bench, KEEPER)->bell);
	for (guint i = 0; i < 2; i++)
		g_assert_cmpint(bench.roster.plan.sender_bells[i], ==,
		    nth(&bench, SENDER_1 + i)->bell);
	assert_running(&bench, "0000000");
	close_bench(&bench);
}

/* All start at once; ready is when every one has said that it serves. */
static void
test_start(void)
{
	struct bench bench;
	g_autoptr(GArray) wanted =
	    g_array_new(FALSE, FALSE, sizeof(struct pollfd));

	open_bench(&bench, PROCESS_STAYING);
	roster_start_due(&bench.roster);
	assert_running(&bench, "1111111");
	g_assert_cmpuint(roster_running(&bench.roster), ==, PROCESSES);
	g_assert_false(roster_serves(&bench.roster));
	roster_poll(&bench.roster, wanted);
	g_assert_cmpuint(wanted->len, ==, PROCESSES);
	for (guint i = 0; i < PROCESSES; i++) {
		struct process *process = nth(&bench, i);
		g_assert_true(roster_find(&bench.roster, process->pid) ==
		    process);
		g_assert_false(roster_serves(&bench.roster));
		g_free(role_report(process->pid));
		for (guint n = 0; n < 500 && !process->heard; n++) {
			g_usleep(10000);
			process_hear(process);
		}
	}
	g_assert_true(roster_serves(&bench.roster));
	g_array_set_size(wanted, 0);
	roster_poll(&bench.roster, wanted);
	g_assert_cmpuint(wanted->len, ==, 0);
	g_assert_null(roster_find(&bench.roster, getpid()));
	/* nothing is started twice */
	pid_t pid = nth(&bench, KEEPER)->pid;
	roster_start_due(&bench.roster);
	g_assert_cmpint(nth(&bench, KEEPER)->pid, ==, pid);
	close_bench(&bench);
}

/* A role that keeps ending: 1, 2, 4 ... at most 60 seconds; a minute of good
 * service makes up for it. */
static void
test_back_off(void)
{
	static const gint64 rests[] = { 1, 2, 4, 8, 16, 32, 60, 60 };
	struct bench bench;

	open_bench(&bench, PROCESS_STAYING);
	roster_start_due(&bench.roster);
	for (gsize i = 0; i < G_N_ELEMENTS(rests); i++) {
		end(&bench, KEEPER, ROSTER_END_ABNORMAL);
		g_assert_true(nth(&bench, KEEPER)->careful);
		pass(rests[i] - 1);
		roster_start_due(&bench.roster);
		assert_running(&bench, "1111110");
		pass(1);
		roster_start_due(&bench.roster);
		assert_running(&bench, "1111111");
	}
	g_assert_cmpuint(nth(&bench, KEEPER)->restarts, ==, 8);
	pass(61);
	end(&bench, KEEPER, ROSTER_END_CLEAN);
	g_assert_false(nth(&bench, KEEPER)->careful);
	pass(1);
	roster_start_due(&bench.roster);
	assert_running(&bench, "1111111");
	close_bench(&bench);
}

/* Whoever of a pair ends: both rest, both start again, and after an abnormal
 * end both are careful. The other pair is left alone. */
static void
test_pairs(void)
{
	static const struct {
		guint first, second;
		enum roster_end how;
	} rows[] = {
		{ FETCHER_1, MAILBOX_1, ROSTER_END_ABNORMAL },
		{ MAILBOX_1, FETCHER_1, ROSTER_END_ABNORMAL },
		{ FETCHER_1, MAILBOX_1, ROSTER_END_CLEAN },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench;
		bool careful = rows[i].how == ROSTER_END_ABNORMAL;
		open_bench(&bench, PROCESS_STAYING);
		roster_start_due(&bench.roster);
		end(&bench, rows[i].first, rows[i].how);
		/* its partner has not noticed yet: nothing may start beside it
		 */
		pass(30);
		roster_start_due(&bench.roster);
		g_assert_cmpint(nth(&bench, rows[i].first)->pid, ==, 0);
		end(&bench, rows[i].second, ROSTER_END_CLEAN);
		g_assert_cmpuint(roster_running(&bench.roster), ==, 5);
		pass(2);
		roster_start_due(&bench.roster);
		assert_running(&bench, "1111111");
		g_assert_cmpint(nth(&bench, FETCHER_1)->careful, ==, careful);
		g_assert_cmpint(nth(&bench, MAILBOX_1)->careful, ==, careful);
		g_assert_false(nth(&bench, FETCHER_2)->careful);
		g_assert_false(nth(&bench, MAILBOX_2)->careful);
		/* a clean end of both, later, and they are careful no more */
		end(&bench, FETCHER_1, ROSTER_END_CLEAN);
		end(&bench, MAILBOX_1, ROSTER_END_CLEAN);
		pass(10);
		roster_start_due(&bench.roster);
		g_assert_false(nth(&bench, FETCHER_1)->careful);
		g_assert_false(nth(&bench, MAILBOX_1)->careful);
		close_bench(&bench);
	}
}

/* The channel between them is theirs alone: when one goes the other sees it. */
static void
test_channel(void)
{
	struct bench bench;
	int status = -1;

	open_bench(&bench, PROCESS_STAYING);
	roster_start_due(&bench.roster);
	pid_t other = nth(&bench, MAILBOX_1)->pid;
	g_free(role_report(other));
	g_free(role_report(nth(&bench, FETCHER_1)->pid));
	end(&bench, FETCHER_1, ROSTER_END_ABNORMAL);
	g_assert_cmpint(waitpid(other, &status, 0), ==, other);
	g_assert_true(WIFEXITED(status));
	nth(&bench, MAILBOX_1)->pid = 0;
	g_assert_cmpint(waitpid(nth(&bench, MAILBOX_2)->pid, &status, WNOHANG),
	    ==, 0);
	close_bench(&bench);
}

/* --once: the accounts, then the senders, never the keeper. */
static void
test_once(void)
{
	struct bench bench;

	open_bench(&bench, PROCESS_ONCE);
	roster_start_due(&bench.roster);
	assert_running(&bench, "1111000");
	g_assert_cmpuint(roster_unfinished(&bench.roster), ==, 4);
	for (guint i = FETCHER_1; i <= MAILBOX_2; i++) {
		role_end(nth(&bench, i)->pid);
		nth(&bench, i)->pid = 0;
		nth(&bench, i)->ended = true;
	}
	g_assert_cmpuint(roster_unfinished(&bench.roster), ==, 0);
	roster_start_due(&bench.roster);
	assert_running(&bench, "0000000");
	bench.roster.draining = true;
	g_assert_cmpuint(roster_unfinished(&bench.roster), ==, 2);
	roster_start_due(&bench.roster);
	assert_running(&bench, "0000110");
	close_bench(&bench);
}

/* --once, and a fetcher was killed: its mailbox then ends by itself, and is
 * done by its own lights; both must run again, or the end never comes. */
static void
test_once_killed(void)
{
	static const guint killed[] = { FETCHER_1, MAILBOX_1 };

	for (gsize i = 0; i < G_N_ELEMENTS(killed); i++) {
		struct bench bench;
		open_bench(&bench, PROCESS_ONCE);
		roster_start_due(&bench.roster);
		struct process *other =
		    nth(&bench, killed[i] == FETCHER_1 ? MAILBOX_1 : FETCHER_1);
		end(&bench, killed[i], ROSTER_END_ABNORMAL);
		role_end(other->pid);
		other->pid = 0;
		other->ended = true;
		pass(2);
		roster_start_due(&bench.roster);
		assert_running(&bench, "1111000");
		g_assert_cmpuint(roster_unfinished(&bench.roster), ==, 4);
		close_bench(&bench);
	}
}

static void
test_signal(void)
{
	struct bench bench;
	int status = -1;

	open_bench(&bench, PROCESS_STAYING);
	roster_start_due(&bench.roster);
	for (guint i = 0; i < PROCESSES; i++)
		g_free(role_report(nth(&bench, i)->pid));
	roster_signal(&bench.roster, SIGTERM);
	for (guint i = 0; i < PROCESSES; i++) {
		waitpid(nth(&bench, i)->pid, &status, 0);
		nth(&bench, i)->pid = 0;
	}
	g_assert_cmpuint(roster_running(&bench.roster), ==, 0);
	/* with nobody left this reaches nobody: not the test itself either */
	roster_signal(&bench.roster, SIGTERM);
	close_bench(&bench);
}

int
main(int argc, char **argv)
{
	int status = role_run(argc, argv);

	if (status >= 0)
		return status;
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/roster/set", test_set);
	g_test_add_func("/roster/start", test_start);
	g_test_add_func("/roster/back-off", test_back_off);
	g_test_add_func("/roster/pairs", test_pairs);
	g_test_add_func("/roster/channel", test_channel);
	g_test_add_func("/roster/once", test_once);
	g_test_add_func("/roster/once-killed", test_once_killed);
	g_test_add_func("/roster/signal", test_signal);
	return g_test_run();
}
