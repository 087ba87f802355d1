/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What agents tell the desk by mail. A later command is a row and a function.
 * Whatever looks like a command and is none must stop the mail: a customer may
 * never read "#nte he lies again". So any first line with a "#" counts, and
 * nothing is guessed. */
#include "desk/command.h"

#include <string.h>

#include "base/strings.h"
#include "desk/display.h"
#include "model/ticket.h"

enum arguments {
	NO_ARGUMENTS,
	WORDS, /* the first words of the mail may stand behind it */
};

struct row {
	const char *name, *aliases[3]; /* without the sign, lower case */
	enum arguments arguments;
	guint where; /* command_where */
	const char *help;
	void (*run)(struct command_wish *wish, const struct row *row);
	guint does; /* command_does, for want_this() */
};

static void
want_this(struct command_wish *wish, const struct row *row)
{
	wish->does |= row->does;
}

static void
want_closed(struct command_wish *wish, const struct row *row)
{
	(void)row;
	wish->status = TICKET_CLOSED;
}

#define ON_TICKET (COMMAND_IN_ANSWER | COMMAND_IN_NOTE)
#define ANYWHERE (ON_TICKET | COMMAND_AT_DESK)

static const struct row rows[] = {
	{ "note", { "internal" }, WORDS, ON_TICKET,
	    "all of the mail is an internal note; the customer gets nothing",
	    want_this, COMMAND_NOTE },
	{ "close", { "closed" }, NO_ARGUMENTS, ON_TICKET,
	    "close the ticket, after the answer if there is one", want_closed,
	    0 },
	{ "inline", { NULL }, NO_ARGUMENTS, COMMAND_IN_ANSWER,
	    "also send what you wrote between the quoted lines", want_this,
	    COMMAND_INLINE },
	{ "fwd", { "forward", "fw" }, NO_ARGUMENTS, COMMAND_AT_DESK,
	    "open a ticket for whoever wrote the mail that you forward",
	    want_this, COMMAND_FORWARD },
	{ "help", { "commands" }, NO_ARGUMENTS, ANYWHERE,
	    "get this list; nothing else is done", want_this, COMMAND_HELP },
};

/* Characters that no eye can see at a line's ends. */
static bool
is_space(gunichar c)
{
	return g_unichar_isspace(c) || c == 0xa0 || c == 0xfeff ||
	    (c >= 0x200b && c <= 0x200f);
}

/* The first line of text that has something in it, without the space before
 * it; NULL when there is none. Bold print of a web mail leaves stars. */
static const char *
first_line(const char *text)
{
	while (*text) {
		gunichar c = g_utf8_get_char(text);

		if (!is_space(c) && c != '*')
			return text;
		text += g_utf8_skip[(guchar)*text];
	}
	return NULL;
}

/* The length of the sign at p; East Asian keyboards have a wide one. 0: none.
 */
static gsize
sign_length(const char *p)
{
	static const char wide[] = "＃";

	if (*p == '#')
		return 1;
	return g_str_has_prefix(p, wide) ? strlen(wide) : 0;
}

bool
command_starts(const char *text)
{
	const char *line = first_line(text);

	return line && sign_length(line) > 0;
}

/* A command's word in lower case, and in *rest_out what stands behind it. A
 * colon may follow it. The caller frees. */
static char *
read_word(const char *line, gsize size, char **rest_out)
{
	g_autofree char *text = g_strndup(line, size);
	gsize length = strcspn(text, ": \t*");
	g_autofree char *word = g_strndup(text, length);

	*rest_out = g_strdup(text + length + strspn(text + length, ": \t*"));
	g_strchomp(*rest_out);
	return g_utf8_strdown(word, -1);
}

static bool
is_called(const struct row *row, const char *word)
{
	if (strcmp(row->name, word) == 0)
		return true;
	for (guint i = 0; i < G_N_ELEMENTS(row->aliases); i++)
		if (g_strcmp0(row->aliases[i], word) == 0)
			return true;
	return false;
}

static const struct row *
find_row(const char *word)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (is_called(&rows[i], word))
			return &rows[i];
	return NULL;
}

/* Of those that are good there; half of the letters may be wrong. */
static const char *
find_nearest(const char *word, enum command_where where)
{
	const char *best = NULL;
	guint least = G_MAXUINT;

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		guint have = strings_distance(word, rows[i].name);

		if (!(rows[i].where & where) || have >= least ||
		    have > strlen(rows[i].name) / 2)
			continue;
		best = rows[i].name;
		least = have;
	}
	return best;
}

/* Remembers the first line that is no command. */
static void
refuse(struct command_wish *wish, const char *line, gsize size,
    enum command_where where)
{
	g_autofree char *text = g_strndup(line, size);
	g_autofree char *rest = NULL;
	g_autofree char *word = NULL;

	if (wish->line)
		return;
	wish->line = display_clean(g_strchomp(text), DISPLAY_ONE_LINE);
	while (sign_length(line) > 0 && size > 0) {
		size -= sign_length(line);
		line += sign_length(line);
	}
	while (size > 0 && *line == ' ') {
		line++;
		size--;
	}
	word = read_word(line, size, &rest);
	wish->nearest = find_nearest(word, where);
}

/* One line with a sign, at the top; what it says in words goes to first. */
static void
read_line(struct command_wish *wish, const char *line, gsize size,
    enum command_where where, GString *first)
{
	gsize sign = sign_length(line);
	g_autofree char *rest = NULL;
	g_autofree char *word = read_word(line + sign, size - sign, &rest);
	const struct row *row = find_row(word);

	if (!row || !(row->where & where) ||
	    (*rest && row->arguments == NO_ARGUMENTS)) {
		refuse(wish, line, size, where);
		return;
	}
	row->run(wish, row);
	if (*rest)
		g_string_append_printf(first, "%s\n", rest);
}

/* A command word for word, below the words. */
static void
look_below(struct command_wish *wish, enum command_where where)
{
	const char *text = wish->words;

	while (*text) {
		gsize size = strcspn(text, "\n");
		gsize space = strspn(text, " \t*");
		gsize sign = space < size ? sign_length(text + space) : 0;

		if (sign > 0 && space + sign <= size) {
			g_autofree char *rest = NULL;
			g_autofree char *word = read_word(text + space + sign,
			    size - space - sign, &rest);

			if (find_row(word))
				refuse(wish, text + space, size - space, where);
		}
		text += size + (text[size] == '\n');
	}
}

void
command_read(const char *text, enum command_where where,
    struct command_wish *out)
{
	GString *words = g_string_new(NULL);
	const char *line;

	*out = (struct command_wish){ .status = -1 };
	while ((line = first_line(text)) && sign_length(line) > 0) {
		gsize size = strcspn(line, "\n");

		read_line(out, line, size, where, words);
		text = line + size;
	}
	text += strspn(text, "\n");
	g_string_append(words, text);
	out->words = g_string_free(words, FALSE);
	/* In a note, nothing that stands below can go wrong. */
	if (where != COMMAND_IN_NOTE && !(out->does & COMMAND_NOTE))
		look_below(out, where);
}

void
command_clear(command_wish *wish)
{
	g_clear_pointer(&wish->words, g_free);
	g_clear_pointer(&wish->line, g_free);
}

char *
command_list(enum command_where where)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].where & where)
			g_string_append_printf(out, "#%s: %s\n", rows[i].name,
			    rows[i].help);
	return g_string_free(out, FALSE);
}
