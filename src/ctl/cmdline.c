/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From argv to a verb that runs. A line that is wrong in any way is refused
 * before anything is opened, with the nearest right word: an operator's typing
 * error must never become another verb or a forgotten option. */
#include "ctl/cmdline.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/log.h"

/* How far the line has been read. */
struct line {
	char **next;
	struct ctl *ctl;
	const struct verbs_row *row;
	const char *group; /* "hold", when the verb's second word is to come */
	bool help, version, only_operands;
};

/* "word: problem; did you mean "nearest"?". The code does not matter: the
 * caller makes EX_USAGE of all of them. */
static bool
refuse(GError **error, const char *word, const char *problem,
    const char *nearest)
{
	return fail_set(error, FAIL_CONFIG, "%s: %s%s%s%s", word, problem,
	    nearest ? "; did you mean \"" : "", nearest ? nearest : "",
	    nearest ? "\"?" : "");
}

/* The first word, or the second one of a group, where options may have stood
 * between them. */
static bool
take_verb(struct line *line, const char *word, GError **error)
{
	g_autofree char *name = g_strjoin(line->group ? " " : NULL,
	    line->group ? line->group : word, line->group ? word : NULL, NULL);

	line->row = verbs_find(name);
	if (line->row) {
		line->ctl->verb = line->row->name;
		return true;
	}
	if (!line->group && verbs_is_group(word)) {
		line->group = word;
		return true;
	}
	return refuse(error, name, "no such verb", verbs_nearest(name));
}

/* value is a string of argv, so it outlives the call; names are those of the
 * table. */
static bool
set_option(struct line *line, const struct verbs_option *option, char *value)
{
	if (g_str_equal(option->name, "-c"))
		line->ctl->conf = value;
	else if (g_str_equal(option->name, "--json"))
		line->ctl->format = CTL_JSON;
	else if (g_str_equal(option->name, "--help"))
		line->help = true;
	else if (g_str_equal(option->name, "--version"))
		line->version = true;
	else
		g_hash_table_insert(line->ctl->options,
		    (gpointer)(guintptr)option->name, value);
	return true;
}

/* "--name", "--name value", "--name=value". Before the verb only the options of
 * all verbs are known: an option that a later word might explain is refused. */
static bool
take_option(struct line *line, char *word, GError **error)
{
	const char *verb = line->row ? line->row->name : NULL;
	char *equals = strchr(word, '=');
	static char flag[] = "";
	g_autofree char *name = g_str_equal(word, "-h") ? g_strdup("--help")
	    : equals ? g_strndup(word, (gsize)(equals - word))
	             : g_strdup(word);
	const struct verbs_option *option = verbs_find_option(verb, name);

	if (!option)
		return refuse(error, name,
		    verb ? "this verb has no such option"
		         : "no such option before the verb",
		    verbs_nearest_option(verb, name));
	if (!option->value)
		return equals ? refuse(error, name, "takes no value", NULL)
		              : set_option(line, option, flag);
	if (equals)
		return set_option(line, option, equals + 1);
	if (!line->next[0])
		return refuse(error, name, "a value is wanted", NULL);
	return set_option(line, option, *line->next++);
}

/* A dash by itself is a word: standard input. */
static bool
take_word(struct line *line, char *word, GError **error)
{
	if (!line->only_operands && g_str_equal(word, "--")) {
		line->only_operands = true;
		return true;
	}
	if (!line->only_operands && word[0] == '-' && word[1])
		return take_option(line, word, error);
	if (!line->row)
		return take_verb(line, word, error);
	g_ptr_array_add(line->ctl->operands, word);
	return true;
}

/* All words were right, yet they are too few or too many. */
static enum cmdline_result
wrong_number(const struct line *line, GError **error)
{
	const struct verbs_row *row = line->row;

	if (!row)
		fail_set(error, FAIL_CONFIG,
		    line->group ? "%s: which? see docketctl --help"
		                : "a verb is wanted%s; see docketctl --help",
		    line->group ? line->group : "");
	else if (line->ctl->operands->len < row->least)
		fail_set(error, FAIL_CONFIG, "usage: docketctl %s %s",
		    row->name, row->arguments);
	else
		fail_set(error, FAIL_CONFIG,
		    "%s: one word too many; usage: docketctl %s%s%s",
		    ctl_operand(line->ctl, row->most), row->name,
		    *row->arguments ? " " : "", row->arguments);
	return CMDLINE_WRONG;
}

enum cmdline_result
cmdline_parse(char **argv, struct ctl *ctl, const struct verbs_row **row_out,
    GError **error)
{
	struct line line = { .next = argv[0] ? argv + 1 : argv, .ctl = ctl };

	*row_out = NULL;
	while (line.next[0])
		if (!take_word(&line, *line.next++, error))
			return CMDLINE_WRONG;
	*row_out = line.row;
	if (line.version)
		return CMDLINE_VERSION;
	if (line.help)
		return CMDLINE_HELP;
	if (!line.row || ctl->operands->len < line.row->least ||
	    ctl->operands->len > line.row->most)
		return wrong_number(&line, error);
	return CMDLINE_RUN;
}

/* What the verb needs, then the verb. */
static int
run_verb(struct ctl *ctl, const struct verbs_row *row)
{
	int status = EX_OK;

	g_assert(row); /* CMDLINE_RUN comes with one */
	if (row->need == VERBS_SETTINGS)
		status = ctl_need_settings(ctl);
	else if (row->need == VERBS_STORE)
		status = ctl_need_store(ctl);
	return status == EX_OK ? row->run(ctl) : status;
}

static int
run_line(char **argv, struct ctl *ctl)
{
	g_autoptr(GError) error = NULL;
	const struct verbs_row *row = NULL;

	switch (cmdline_parse(argv, ctl, &row, &error)) {
	case CMDLINE_RUN:
		return run_verb(ctl, row);
	case CMDLINE_HELP: {
		g_autofree char *help = verbs_help(row);
		fputs(help, stdout);
		return EX_OK;
	}
	case CMDLINE_VERSION:
		puts("docketctl " PACKAGE_VERSION);
		return EX_OK;
	case CMDLINE_WRONG:
		break;
	}
	g_assert(error);
	return ctl_complain(EX_USAGE, "%s", error->message);
}

int
cmdline_run(char **argv)
{
	struct ctl ctl;

	log_open("docketctl", LOG_WARNING);
	ctl_init(&ctl);
	int status = run_line(argv, &ctl);
	ctl_clear(&ctl);
	/* A full disk under "docketctl show 3 --raw 0 >mail.eml". */
	if ((fflush(stdout) != 0 || ferror(stdout)) && status == EX_OK)
		status = ctl_complain(EX_IOERR, "standard output: %s",
		    g_strerror(errno));
	return status;
}
