/* SPDX-License-Identifier: GPL-3.0-or-later */
/* docketd: the command line, and the turn-off into a role. Everything else is
 * the supervisor's or the role's. A role is never started by hand: it needs the
 * descriptors that only a supervisor gives it. */
#include "base/log.h"
#include "daemon/role.h"
#include "daemon/startup.h"
#include "daemon/supervisor.h"
#include "intake/readerchild.h"
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

struct main_options {
	const char *conf, *role, *index;
	bool check, once, careful;
	int status; /* >= 0: end with it */
};

static void
main_usage(FILE *to)
{
	fputs(
	    "usage: docketd [-f] [-c FILE] [--once | --check]\n"
	    "  -f, --foreground  stay in the foreground (always so; for unit files)\n"
	    "  -c, --conf FILE   settings; default " DOCKET_SYSCONFDIR
	    "/docket.conf\n"
	    "      --once        read every account once, send what is due, end\n"
	    "      --check       check settings and secrets, end\n"
	    "      --version, --help\n",
	    to);
}

/* -f changes nothing: docketd never leaves the foreground. It is taken, since
 * people write it. */
static struct main_options
main_parse(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "foreground", no_argument, NULL, 'f' },
		{ "conf", required_argument, NULL, 'c' },
		{ "check", no_argument, NULL, 'k' },
		{ "once", no_argument, NULL, 'o' },
		{ "role", required_argument, NULL, 'r' },
		{ "index", required_argument, NULL, 'i' },
		{ "careful", no_argument, NULL, 'C' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct main_options options = {
		.conf = DOCKET_SYSCONFDIR "/docket.conf", .status = -1
	};
	int option;

	while ((option = getopt_long(argc, argv, "fc:h", longs, NULL)) != -1)
		switch (option) {
		case 'f':
			break;
		case 'c':
			options.conf = optarg;
			break;
		case 'k':
			options.check = true;
			break;
		case 'o':
			options.once = true;
			break;
		case 'r':
			options.role = optarg;
			break;
		case 'i':
			options.index = optarg;
			break;
		case 'C':
			options.careful = true;
			break;
		case 'V':
			puts("docketd " PACKAGE_VERSION);
			options.status = EX_OK;
			break;
		case 'h':
			main_usage(stdout);
			options.status = EX_OK;
			break;
		default:
			main_usage(stderr);
			options.status = EX_USAGE;
		}
	if (options.status < 0 && optind < argc) {
		fprintf(stderr, "docketd: %s: no argument is wanted\n",
		    argv[optind]);
		options.status = EX_USAGE;
	}
	return options;
}

/* For an operator and for systemd's ExecStartPre=: nothing is started. */
static int
main_check(const char *conf)
{
	g_autoptr(GError) error = NULL;
	struct startup startup = STARTUP_NONE;

	if (!startup_load(conf, &startup, &error)) {
		fprintf(stderr, "docketd: %s\n", error->message);
		return fail_exit_status(error);
	}
	startup_clear(&startup);
	printf("%s: ok\n", conf);
	return EX_OK;
}

/* The reader has no settings of its own: its client sends what it needs. */
static int
main_role(const struct main_options *options)
{
	static int (*const mains[ROLE_KINDS])(struct role *) = {
		[ROLE_FETCHER] = role_fetcher_main,
		[ROLE_MAILBOX] = role_mailbox_main,
		[ROLE_SENDER] = role_sender_main,
		[ROLE_KEEPER] = role_keeper_main,
	};
	struct role role = { .once = options->once,
		.careful = options->careful };

	/* as top and a core dump name it; exec of /proc/self/exe made it "exe"
	 */
	g_autofree char *name = g_strconcat("docket:", options->role, NULL);
	prctl(PR_SET_NAME, name, 0L, 0L, 0L);
	if (g_str_equal(options->role, "reader"))
		return readerchild_main(3);
	if (!role_parse(options->role, &role.kind)) {
		fprintf(stderr, "docketd: --role is for docketd's own use\n");
		return EX_USAGE;
	}
	role.index = options->index != NULL
	    ? (guint)strtoul(options->index, NULL, 10)
	    : 0;
	int status = role_open(&role);
	if (status < 0)
		status = mains[role.kind](&role);
	role_close(&role);
	return status;
}

/* The fault comes again when this returns, and then ends the process. */
static void
main_say_crash(int number)
{
	static const char words[] =
	    "docketd: ended by a fault in itself or in a library (libconfig, "
	    "when there is no memory left); nothing is lost, start it again\n";

	(void)number;
	if (write(STDERR_FILENO, words, sizeof words - 1) < 0)
		return;
}

/* The supervisor tells of a role that crashes; of it nobody would. A sanitizer
 * has its own words, and keeps them. */
static void
main_watch_crash(void)
{
	static const int faults[] = { SIGSEGV, SIGBUS };
	const struct sigaction say = { .sa_handler = main_say_crash,
		.sa_flags = (int)SA_RESETHAND };

	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct sigaction had;

		if (sigaction(faults[i], NULL, &had) == 0 &&
		    had.sa_handler == SIG_DFL)
			sigaction(faults[i], &say, NULL);
	}
}

int
main(int argc, char **argv)
{
	struct main_options options = main_parse(argc, argv);

	if (options.status >= 0)
		return options.status;
	if (options.role != NULL)
		return main_role(&options);
	main_watch_crash();
	if (options.check)
		return main_check(options.conf);
	struct supervisor_how how = { .conf = options.conf,
		.once = options.once };
	return supervisor_run(&how);
}
