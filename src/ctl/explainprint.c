/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What explain has found, for people: the same rows that --json prints, each
 * value on a line. All of it may be a stranger's text, so nothing may reach the
 * terminal unescaped. */
#include "ctl/explainprint.h"

#include <stdio.h>

#include "base/escape.h"
#include "ctl/ctljson.h"

/* A value in words: yes and no, numbers, texts. */
static char *
words_of(const json_t *row, const char *key)
{
	const json_t *value = json_object_get(row, key);

	if (json_is_boolean(value))
		return g_strdup(json_is_true(value) ? "yes" : "no");
	return ctljson_get(row, key);
}

/* "Title   value (reason)"; nothing where there is no value. */
static void
print_field(const json_t *row, const char *title, const char *key,
    const char *reason_key)
{
	g_autofree char *value = words_of(row, key);
	g_autofree char *reason =
	    reason_key ? words_of(row, reason_key) : g_strdup("");
	g_autofree char *line = g_strdup_printf("%s%s%s%s", value,
	    *reason ? " (" : "", reason, *reason ? ")" : "");
	g_autofree char *safe = escape_terminal(line, ESCAPE_ONE_LINE);

	if (*value)
		printf("%-14s %s\n", title, safe);
}

/* "Clue  token in To: support+...: known, role agent, ticket 12". */
static void
print_clue(const json_t *clue)
{
	static const char *const keys[] = { "role", "ticket", "letter",
		"holder", "agent" };
	g_autofree char *kind = words_of(clue, "kind");
	g_autofree char *where = words_of(clue, "where");
	g_autofree char *text = words_of(clue, "text");
	g_autoptr(GString) line = g_string_new(NULL);

	g_string_printf(line, "%s in %s: %s: %s", kind, where, text,
	    json_is_true(json_object_get(clue, "known")) ? "known"
	                                                 : "not known");
	for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_autofree char *value = words_of(clue, keys[i]);
		if (*value)
			g_string_append_printf(line, ", %s %s", keys[i], value);
	}
	g_autofree char *safe = escape_terminal(line->str, ESCAPE_ONE_LINE);
	printf("%-14s %s\n", "Clue", safe);
}

/* Each item of a list on a line of its own. */
static void
print_list(const json_t *row, const char *title, const char *key)
{
	const json_t *value;
	size_t i;

	json_array_foreach(json_object_get(row, key), i, value)
	{
		g_autofree char *safe =
		    escape_terminal(json_string_value(value), ESCAPE_ONE_LINE);
		printf("%-14s %s\n", title, safe);
	}
}

/* In the order in which a mail is looked at. */
void
explainprint_row(const json_t *row)
{
	const json_t *value;
	size_t i;

	print_field(row, "From", "from", NULL);
	print_field(row, "Subject", "subject", NULL);
	print_field(row, "Readable", "readable", "limit");
	print_field(row, "Authenticated", "auth", "auth_reason");
	print_field(row, "Class", "class", "class_reason");
	print_field(row, "Auto-answer", "auto_respond", NULL);
	print_field(row, "No store", "without_store", NULL);
	json_array_foreach(json_object_get(row, "clues"), i, value)
	{
		print_clue(value);
	}
	print_list(row, "Rule", "steps");
	print_field(row, "Outcome", "outcome", NULL);
	print_field(row, "Trust table", "cell", NULL);
	print_field(row, "Ticket", "ticket", NULL);
	print_field(row, "Agent", "agent", NULL);
	print_field(row, "Known before", "known", NULL);
	print_list(row, "Routing", "routing");
	print_field(row, "Category", "category", NULL);
	print_field(row, "Asks for", "asks_for", NULL);
	print_field(row, "Language", "language", "language_why");
	print_field(row, "Assigned to", "assignee", "assignee_why");
	print_field(row, "Would", "would", "decision");
	print_field(row, "Cause", "cause", "cause_text");
	print_field(row, "Detail", "detail", NULL);
	print_field(row, "Remark", "remark", NULL);
	print_list(row, "Letter", "letters");
}
