/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a role is handed when it is started, and above all what not: each sees
 * its own secrets, its part of the settings, and no descriptor by accident. */
#include "daemon/process.h"

#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/bell.h"
#include "base/channel.h"
#include "base/clock.h"
#include "util-conf.h"
#include "util-role.h"

static const char conf[] = CONF_DESK
    "accounts = ( { name = \"one\"; host = \"127.0.0.1\"; user = \"u\"; "
    "password_file = \"a\"; },\n"
    "  { name = \"two\"; host = \"127.0.0.1\"; user = \"v\"; password_file = "
    "\"b\"; } );\n"
    "relays = ( { host = \"127.0.0.1\"; user = \"u\"; password_file = \"c\"; "
    "}, { host = \"127.0.0.2\"; user = \"u\"; password_file = \"c\"; } );\n"
    "agents = ( { name = \"alice\"; addresses = [ \"alice@example.com\" ]; } "
    ");\n"
    "border_hosts = [ \"mx.example.com\" ];\n"
    "sending = { senders = 3; };\n";

struct bench {
	struct startup startup;
	int bells[3], keeper, lock;
	struct process_plan plan;
};

static void
set_up(struct bench *bench, gconstpointer data)
{
	static const char *const names[] = { "key", "log-key", "account:one",
		"account:two", "relay:relay1", "relay:relay2" };

	(void)data;
	role_reports_begin();
	bench->startup.settings = conf_good(conf);
	bench->startup.secrets = g_hash_table_new_full(g_str_hash, g_str_equal,
	    g_free, (GDestroyNotify)g_bytes_unref);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		g_hash_table_insert(bench->startup.secrets, g_strdup(names[i]),
		    g_bytes_new(names[i], strlen(names[i])));
	for (guint i = 0; i < 3; i++)
		bench->bells[i] = bell_new();
	bench->keeper = bell_new();
	bench->lock = open("/dev/null", O_RDONLY | O_CLOEXEC);
	bench->startup.wording = open("/dev/null", O_RDONLY | O_CLOEXEC);
	bench->plan = (struct process_plan){ .startup = &bench->startup,
		.lock = bench->lock,
		.keeper_bell = bench->keeper,
		.sender_bells = bench->bells };
}

static void
tear_down(struct bench *bench, gconstpointer data)
{
	(void)data;
	for (guint i = 0; i < 3; i++)
		close(bench->bells[i]);
	close(bench->keeper);
	close(bench->lock);
	startup_clear(&bench->startup);
	role_reports_end();
}

static void
start(struct bench *bench, struct process *process)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(process_start(process, &bench->plan, &error));
	g_assert_no_error(error);
	g_assert_cmpint(process->pid, >, 0);
}

static void
assert_line(const char *report, const char *name, const char *wanted)
{
	g_autofree char *line = role_line(report, name);

	g_assert_cmpstr(line, ==, wanted);
}

static const struct row {
	enum role_kind kind;
	guint index;
	const char *argv, *fds, *secrets, *accounts, *agents, *relays;
} rows[] = {
	{ ROLE_FETCHER, 1, "docketd: test --role=fetcher --index=1",
	    "3 4 5 6 8", "account:two log-key", "two", "0", "0" },
	{ ROLE_MAILBOX, 0, "docketd: test --role=mailbox --index=0",
	    "3 4 5 6 7 8 9 10 11 12", "key log-key", "one", "1", "0" },
	{ ROLE_SENDER, 2, "docketd: test --role=sender --index=2",
	    "3 4 6 7 8 10 11 12", "log-key relay:relay1 relay:relay2", "", "0",
	    "2" },
	{ ROLE_KEEPER, 0, "docketd: test --role=keeper --index=0",
	    "3 4 6 7 8 9 10 11 12", "key log-key", "", "1", "0" },
};

static void
test_handed(struct bench *bench, gconstpointer data)
{
	const struct row *row = data;
	struct process *process = process_new(row->kind, row->index, "test");
	int ends[2] = { -1, -1 };
	g_autoptr(GError) error = NULL;
	/* what some library left open in the supervisor */
	int low = fcntl(bench->lock, F_DUPFD, 12);
	int high = fcntl(bench->lock, F_DUPFD, 300);

	if (row->kind == ROLE_FETCHER || row->kind == ROLE_MAILBOX)
		g_assert_true(channel_pair(ends, &error));
	process->link = ends[0];
	start(bench, process);
	g_assert_cmpint(process->link, ==, -1);
	g_autofree char *report = role_report(process->pid);
	assert_line(report, "argv", row->argv);
	assert_line(report, "fds", row->fds);
	assert_line(report, "secrets", row->secrets);
	assert_line(report, "accounts", row->accounts);
	assert_line(report, "agents", row->agents);
	assert_line(report, "relays", row->relays);
	role_end(process->pid);
	process_free(process);
	autofd_clear(&ends[1]);
	close(low);
	close(high);
}

static void
test_flags(struct bench *bench, gconstpointer data)
{
	static const struct {
		enum process_mode mode;
		bool careful;
		const char *argv;
	} flags[] = {
		{ PROCESS_ONCE, false,
		    "docketd: test --role=keeper --index=0 --once" },
		{ PROCESS_STAYING, true,
		    "docketd: test --role=keeper --index=0 --careful" },
		{ PROCESS_ONCE, true,
		    "docketd: test --role=keeper --index=0 --once --careful" },
	};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(flags); i++) {
		struct process *process = process_new(ROLE_KEEPER, 0, "test");
		bench->plan.mode = flags[i].mode;
		process->careful = flags[i].careful;
		start(bench, process);
		g_autofree char *report = role_report(process->pid);
		assert_line(report, "argv", flags[i].argv);
		role_end(process->pid);
		process_free(process);
	}
}

/* Signs of life: the last one counts. */
static void
test_heart(struct bench *bench, gconstpointer data)
{
	struct process *process = process_new(ROLE_KEEPER, 0, "test");

	(void)data;
	start(bench, process);
	gint64 started = process->started;
	g_assert_false(process->heard);
	g_assert_cmpint(process->alive_until, ==, started + 120000);
	for (guint i = 0; i < 500 && !process->heard; i++) {
		g_usleep(10000);
		process_hear(process);
	}
	g_assert_true(process->heard);
	g_assert_cmpint(process->alive_until, >=, started + 77000);
	g_assert_cmpint(process->alive_until, <=, clock_boot() + 77000);
	/* nothing new: the last word holds */
	gint64 until = process->alive_until;
	process_hear(process);
	g_assert_cmpint(process->alive_until, ==, until);
	role_end(process->pid);
	process_hear(process);
	g_assert_cmpint(process->alive_until, ==, until);
	process_free(process);
}

/* A role sees the supervisor's end: nobody holds its heart's other end. */
static void
test_supervisor_gone(struct bench *bench, gconstpointer data)
{
	struct process *process = process_new(ROLE_KEEPER, 0, "test");
	int status = -1;

	(void)data;
	start(bench, process);
	g_free(role_report(process->pid));
	pid_t pid = process->pid;
	process_free(process); /* closes it */
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

static void
test_names(void)
{
	static const char *const names[] = { [ROLE_FETCHER] = "fetcher",
		[ROLE_MAILBOX] = "mailbox",
		[ROLE_SENDER] = "sender",
		[ROLE_KEEPER] = "keeper" };
	enum role_kind kind;

	for (guint i = 0; i < ROLE_KINDS; i++) {
		g_assert_cmpstr(role_name((enum role_kind)i), ==, names[i]);
		g_assert_true(role_parse(names[i], &kind));
		g_assert_cmpint(kind, ==, i);
	}
	g_assert_false(role_parse("reader", &kind));
	g_assert_false(role_parse("", &kind));
	g_assert_false(role_parse("Keeper", &kind));
}

int
main(int argc, char **argv)
{
	int status = role_run(argc, argv);

	if (status >= 0)
		return status;
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/process/handed/",
		    role_name(rows[i].kind), NULL);
		g_test_add(path, struct bench, &rows[i], set_up, test_handed,
		    tear_down);
	}
	g_test_add("/process/flags", struct bench, NULL, set_up, test_flags,
	    tear_down);
	g_test_add("/process/heart", struct bench, NULL, set_up, test_heart,
	    tear_down);
	g_test_add("/process/supervisor-gone", struct bench, NULL, set_up,
	    test_supervisor_gone, tear_down);
	g_test_add_func("/process/names", test_names);
	return g_test_run();
}
