/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent's first lines ask for, and that nothing which looks like a
 * command ever counts as words. */
#include "desk/command.h"

#include <string.h>

#include "model/ticket.h"
#include "util-rules.h"

#define ANSWER COMMAND_IN_ANSWER
#define TO_NOTE COMMAND_IN_NOTE
#define DESK COMMAND_AT_DESK

/* line NULL: understood. */
static const struct {
	const char *name, *text;
	enum command_where where;
	guint does;
	gint32 status;
	const char *words, *line, *nearest;
} rows[] = {
	{ "no command", "Hi Jane,\nyes.\n", ANSWER, 0, -1, "Hi Jane,\nyes.\n",
	    NULL, NULL },
	{ "nothing", "", ANSWER, 0, -1, "", NULL, NULL },
	{ "note", "#note\nHe called.\nTwice.\n", ANSWER, COMMAND_NOTE, -1,
	    "He called.\nTwice.\n", NULL, NULL },
	{ "note on one line", "#note he called\nTwice.\n", ANSWER, COMMAND_NOTE,
	    -1, "he called\nTwice.\n", NULL, NULL },
	{ "with a colon", "#Note: he called", ANSWER, COMMAND_NOTE, -1,
	    "he called\n", NULL, NULL },
	{ "an alias", "#internal\nX", ANSWER, COMMAND_NOTE, -1, "X", NULL,
	    NULL },
	{ "below blank lines", "\n \n#note\n\n\nX\n", ANSWER, COMMAND_NOTE, -1,
	    "X\n", NULL, NULL },
	{ "bold print", "*#note*\nX", ANSWER, COMMAND_NOTE, -1, "X", NULL,
	    NULL },
	{ "the wide sign", "＃note\nX", ANSWER, COMMAND_NOTE, -1, "X", NULL,
	    NULL },
	{ "a byte order mark", "\xef\xbb\xbf#note\nX", ANSWER, COMMAND_NOTE, -1,
	    "X", NULL, NULL },
	{ "close", "#close\nDone.\n", ANSWER, 0, TICKET_CLOSED, "Done.\n", NULL,
	    NULL },
	{ "close alone", "#CLOSE\n", ANSWER, 0, TICKET_CLOSED, "", NULL, NULL },
	{ "two commands", "#note\n#close\nX\n", ANSWER, COMMAND_NOTE,
	    TICKET_CLOSED, "X\n", NULL, NULL },
	{ "inline", "#inline\nX\n", ANSWER, COMMAND_INLINE, -1, "X\n", NULL,
	    NULL },
	{ "help", "#help", ANSWER, COMMAND_HELP, -1, "", NULL, NULL },
	{ "forward", "#fwd\nSee below.\n", DESK, COMMAND_FORWARD, -1,
	    "See below.\n", NULL, NULL },
	{ "forward by another name", "#forward\n", DESK, COMMAND_FORWARD, -1,
	    "", NULL, NULL },
	{ "a typing error", "#nte\nX\n", ANSWER, 0, -1, "X\n", "#nte", "note" },
	{ "letters swapped", "#noet he lies\n", ANSWER, 0, -1, "",
	    "#noet he lies", "note" },
	{ "a space behind the sign", "# note\nX\n", ANSWER, 0, -1, "X\n",
	    "# note", "note" },
	{ "two signs", "##note\nX\n", ANSWER, 0, -1, "X\n", "##note", "note" },
	{ "no such command", "#xyzzy\nX\n", ANSWER, 0, -1, "X\n", "#xyzzy",
	    NULL },
	{ "a number", "#1 in the list\nX\n", ANSWER, 0, -1, "X\n",
	    "#1 in the list", NULL },
	{ "the second is wrong", "#close\n#nte\nX\n", ANSWER, 0, TICKET_CLOSED,
	    "X\n", "#nte", "note" },
	{ "words behind what takes none", "#close it now\nX\n", ANSWER, 0, -1,
	    "X\n", "#close it now", "close" },
	{ "not good here", "#fwd\nX\n", ANSWER, 0, -1, "X\n", "#fwd", NULL },
	{ "not good at the desk", "#note\nX\n", DESK, 0, -1, "X\n", "#note",
	    NULL },
	{ "below the words", "Hi Jane\n#note he lies\nBye\n", ANSWER, 0, -1,
	    "Hi Jane\n#note he lies\nBye\n", "#note he lies", "note" },
	{ "below, indented", "Hi\n  #close\n", ANSWER, 0, -1, "Hi\n  #close\n",
	    "#close", "close" },
	{ "a tag below", "Hi\nsee #12 and\n#notes\n", ANSWER, 0, -1,
	    "Hi\nsee #12 and\n#notes\n", NULL, NULL },
	{ "a line of signs below", "Hi\n#\n###\n", ANSWER, 0, -1,
	    "Hi\n#\n###\n", NULL, NULL },
	{ "quoted below", "Hi\n> #note\n", ANSWER, 0, -1, "Hi\n> #note\n", NULL,
	    NULL },
	{ "below, in a note", "#note\nHe wrote\n#close\n", ANSWER, COMMAND_NOTE,
	    -1, "He wrote\n#close\n", NULL, NULL },
	{ "below, to the note address", "He wrote\n#close\n", TO_NOTE, 0, -1,
	    "He wrote\n#close\n", NULL, NULL },
	{ "a sign alone", "#\nX\n", ANSWER, 0, -1, "X\n", "#", NULL },
};

/* The status that the commands set; -1 none. */
static gint32
status_of(const GPtrArray *acts)
{
	gint32 status = -1;

	for (guint i = 0; i < acts->len; i++) {
		const struct command_act *act = acts->pdata[i];

		if (act->verb == COMMAND_STATUS)
			status = ticket_status_of(act->argument);
	}
	return status;
}

static void
test_read(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(command_wish) wish = { 0 };

		command_read(rows[i].text, rows[i].where, &wish);
		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(wish.does, ==, rows[i].does);
		g_assert_cmpint(status_of(wish.acts), ==, rows[i].status);
		g_assert_cmpstr(wish.words, ==, rows[i].words);
		g_assert_cmpstr(wish.line, ==, rows[i].line);
		g_assert_cmpstr(wish.nearest, ==, rows[i].nearest);
	}
}

/* No slip of the finger makes words of a command: each letter left out, put in
 * or doubled. */
static void
test_slips(void)
{
	static const char *const commands[] = { "#note", "#close", "#inline",
		"#help" };

	for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
		for (gsize at = 1; at < strlen(commands[i]); at++) {
			g_auto(command_wish) less = { 0 }, more = { 0 };
			g_autofree char *shorter =
			    g_strdup_printf("%.*s%s secret\nX\n", (int)at,
			        commands[i], commands[i] + at + 1);
			g_autofree char *longer =
			    g_strdup_printf("%.*sq%s secret\nX\n", (int)at,
			        commands[i], commands[i] + at);

			command_read(shorter, ANSWER, &less);
			command_read(longer, ANSWER, &more);
			g_test_message("%s and %s", shorter, longer);
			g_assert_nonnull(less.line);
			g_assert_nonnull(more.line);
			rules_assert_lacks(less.words, "secret");
			rules_assert_lacks(more.words, "secret");
			g_assert_cmpstr(more.nearest, ==, commands[i] + 1);
		}
	}
}

static void
test_starts(void)
{
	g_assert_true(command_starts("#fwd"));
	g_assert_true(command_starts("\n  #x"));
	g_assert_true(command_starts("＃"));
	g_assert_false(command_starts(""));
	g_assert_false(command_starts(" \n"));
	g_assert_false(command_starts("Hi #fwd"));
}

/* What is shown of a line can not turn a reader's terminal around. */
static void
test_shown(void)
{
	g_auto(command_wish) wish = { 0 };

	command_read("#nte\033[2J\xe2\x80\xae\n", ANSWER, &wish);
	g_assert_cmpstr(wish.line, ==, "#nte [2J");
}

static void
test_list(void)
{
	g_autofree char *answer = command_list(ANSWER, NULL);
	g_autofree char *note = command_list(TO_NOTE, NULL);
	g_autofree char *desk = command_list(DESK, NULL);

	rules_assert_holds(answer, "#note: ");
	rules_assert_holds(answer, "\n#inline: ");
	rules_assert_lacks(answer, "#fwd");
	rules_assert_holds(note, "\n#close: ");
	rules_assert_lacks(note, "#inline");
	rules_assert_holds(desk, "#fwd: ");
	rules_assert_lacks(desk, "#note");
	g_autofree char *one = command_list(ANSWER, "#Tag");
	g_assert_cmpstr(one, ==,
	    "#tag +WORD -WORD ...: mark the ticket, or take marks away\n");
	g_autofree char *none = command_list(ANSWER, "#xyzzy");
	g_assert_cmpstr(none, ==, answer);
}

/* What follows a command, as clients write it. */
static void
test_arguments(void)
{
	static const struct {
		const char *name, *text;
		enum command_verb verb;
		const char *argument;
	} lines[] = {
		{ "plain", "#assign bob\nX", COMMAND_ASSIGN, "bob" },
		{ "by a phone", "#Assign Bob \nX", COMMAND_ASSIGN, "Bob" },
		{ "no-break blank",
		    "#assign\xc2\xa0"
		    "bob\nX",
		    COMMAND_ASSIGN, "bob" },
		{ "a colon", "#queue: sales\nX", COMMAND_QUEUE, "sales" },
		{ "bold", "*#take*\nX", COMMAND_TAKE, "" },
		{ "an invisible sign", "\xe2\x80\x8b#take\nX", COMMAND_TAKE,
		    "" },
		{ "several words", "#cc add eve@example.net\nX", COMMAND_CC,
		    "add eve@example.net" },
		{ "by its alias", "#reopen\nX", COMMAND_STATUS, "open" },
		{ "with nothing behind", "#list\nX", COMMAND_LIST, "" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_auto(command_wish) wish = { 0 };

		g_test_message("%s", lines[i].name);
		command_read(lines[i].text, ANSWER, &wish);
		g_assert_cmpstr(wish.line, ==, NULL);
		g_assert_cmpstr(wish.words, ==, "X");
		g_assert_cmpuint(wish.acts->len, ==, 1);
		const struct command_act *act = wish.acts->pdata[0];
		g_assert_cmpint(act->verb, ==, lines[i].verb);
		g_assert_cmpstr(act->argument, ==, lines[i].argument);
	}
	g_auto(command_wish) wish = { 0 };
	command_read("#assign\nX", ANSWER, &wish);
	g_assert_cmpstr(wish.line, ==, "#assign");
	g_assert_cmpstr(wish.nearest, ==, "assign");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/command/read", test_read);
	g_test_add_func("/command/slips", test_slips);
	g_test_add_func("/command/starts", test_starts);
	g_test_add_func("/command/shown", test_shown);
	g_test_add_func("/command/list", test_list);
	g_test_add_func("/command/arguments", test_arguments);
	return g_test_run();
}
