/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command lines, right and wrong: what is run with what, or which words the
 * refusal has. */
#include "ctl/cmdline.h"

#include <string.h>

static const struct row {
	const char *name, *line; /* words with blanks between them */
	enum cmdline_result result;
	const char *verb;     /* that runs or is helped, NULL none */
	const char *operands; /* joined by blanks */
	const char *error;    /* that occurs in the refusal */
} rows[] = {
	{ "verb", "list", CMDLINE_RUN, "list", "", NULL },
	{ "operand", "show 12", CMDLINE_RUN, "show", "12", NULL },
	{ "two words", "hold show 3", CMDLINE_RUN, "hold show", "3", NULL },
	{ "option between them", "hold --json show 3", CMDLINE_RUN, "hold show",
	    "3", NULL },
	{ "two operands", "assign 3 alice", CMDLINE_RUN, "assign", "3 alice",
	    NULL },
	{ "a dash is a word", "parse -", CMDLINE_RUN, "parse", "-", NULL },
	{ "end of options", "parse -- --odd.eml", CMDLINE_RUN, "parse",
	    "--odd.eml", NULL },
	{ "option behind operand", "show 3 --attachment 0", CMDLINE_RUN, "show",
	    "3", NULL },
	{ "help", "--help", CMDLINE_HELP, NULL, "", NULL },
	{ "short help", "-h", CMDLINE_HELP, NULL, "", NULL },
	{ "help of a verb", "list --help", CMDLINE_HELP, "list", "", NULL },
	{ "help of an unfinished line", "show --help", CMDLINE_HELP, "show", "",
	    NULL },
	{ "version", "--version", CMDLINE_VERSION, NULL, "", NULL },

	{ "nothing", "", CMDLINE_WRONG, NULL, "", "a verb is wanted" },
	{ "unknown verb", "lisst", CMDLINE_WRONG, NULL, "", "\"list\"" },
	{ "unknown second word", "hold lst", CMDLINE_WRONG, NULL, "",
	    "\"hold list\"" },
	{ "half a verb", "queue", CMDLINE_WRONG, NULL, "", "queue: which?" },
	{ "unknown option", "list --jsn", CMDLINE_WRONG, NULL, "",
	    "--jsn: this verb has no such option; did you mean \"--json\"" },
	{ "option of another verb", "show 3 --status open", CMDLINE_WRONG, NULL,
	    "3", "--status" },
	{ "option before its verb", "--status open list", CMDLINE_WRONG, NULL,
	    "", "--status: no such option before the verb" },
	{ "value missing", "list --status", CMDLINE_WRONG, NULL, "",
	    "--status: a value is wanted" },
	{ "value of a flag", "list --json=yes", CMDLINE_WRONG, NULL, "",
	    "--json: takes no value" },
	{ "too few", "show", CMDLINE_WRONG, "show", "", "usage: docketctl" },
	{ "too few of two", "assign 3", CMDLINE_WRONG, "assign", "3",
	    "N AGENT" },
	{ "too many", "list all", CMDLINE_WRONG, "list", "all",
	    "all: one word too many" },
	{ "a role is no verb", "--role=mailbox", CMDLINE_WRONG, NULL, "",
	    "--role" },
};

static enum cmdline_result
parse(const char *line, struct ctl *ctl, char ***argv_out,
    const struct verbs_row **row_out, GError **error)
{
	g_autofree char *all = g_strconcat("docketctl ", line, NULL);

	*argv_out = g_strsplit(g_strchomp(all), " ", -1);
	ctl_init(ctl);
	return cmdline_parse(*argv_out, ctl, row_out, error);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	const struct verbs_row *verb = NULL;
	g_auto(GStrv) argv = NULL;
	g_autoptr(GError) error = NULL;
	struct ctl ctl;

	g_assert_cmpint(parse(row->line, &ctl, &argv, &verb, &error), ==,
	    row->result);
	g_assert_cmpstr(verb ? verb->name : NULL, ==, row->verb);
	g_ptr_array_add(ctl.operands, NULL);
	g_autofree char *operands =
	    g_strjoinv(" ", (char **)ctl.operands->pdata);
	g_assert_cmpstr(operands, ==, row->operands);
	g_assert_true((error != NULL) == (row->error != NULL));
	if (error)
		g_assert_nonnull(strstr(error->message, row->error));
	ctl_clear(&ctl);
}

static void
test_values(void)
{
	const struct verbs_row *verb = NULL;
	g_auto(GStrv) argv = NULL;
	g_autoptr(GError) error = NULL;
	struct ctl ctl;

	parse("-c /x/y.conf list --json --status=open --queue a=b -n 5", &ctl,
	    &argv, &verb, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(ctl.conf, ==, "/x/y.conf");
	g_assert_cmpint(ctl.format, ==, CTL_JSON);
	g_assert_cmpstr(ctl.verb, ==, "list");
	g_assert_cmpstr(ctl_option(&ctl, "--status"), ==, "open");
	g_assert_cmpstr(ctl_option(&ctl, "--queue"), ==, "a=b");
	g_assert_cmpstr(ctl_option(&ctl, "-n"), ==, "5");
	g_assert_null(ctl_option(&ctl, "--attachment"));
	g_assert_null(ctl_operand(&ctl, 0));
	ctl_clear(&ctl);
}

static void
test_no_argv(void)
{
	char *argv[] = { NULL };
	const struct verbs_row *verb = NULL;
	g_autoptr(GError) error = NULL;
	struct ctl ctl;

	ctl_init(&ctl);
	g_assert_cmpint(cmdline_parse(argv, &ctl, &verb, &error), ==,
	    CMDLINE_WRONG);
	ctl_clear(&ctl);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/cmdline/", rows[i].name, NULL);
		g_test_add_data_func(g_strdelimit(path, " ", '-'), &rows[i],
		    test_row);
	}
	g_test_add_func("/cmdline/values", test_values);
	g_test_add_func("/cmdline/no-argv", test_no_argv);
	return g_test_run();
}
