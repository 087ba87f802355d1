/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What agents tell the desk by mail. A later command is a row and a function.
 * Whatever looks like a command and is none must stop the mail: a customer may
 * never read "#nte he lies again". So any first line with a "#" counts, and
 * nothing is guessed. */
#include "desk/command.h"

#include <string.h>

#include "base/strings.h"
#include "desk/display.h"

enum arguments {
	NO_ARGUMENTS,
	WORDS,    /* the first words of the mail may stand behind it */
	OPTIONAL, /* something may */
	NEEDED,   /* something must */
};

#define ON_TICKET (COMMAND_IN_ANSWER | COMMAND_IN_NOTE)
#define ANYWHERE (ON_TICKET | COMMAND_AT_DESK)

struct row {
	const char *name, *aliases[3]; /* without the sign, lower case */
	enum arguments arguments;
	guint where;            /* command_where */
	const char *usage;      /* its arguments, for the list */
	const char *help;       /* one line */
	guint does;             /* command_does */
	enum command_verb verb; /* and its argument where the name says it */
	const char *always;
};

#define ROW(text, other, what, place)                              \
	.name = (text), .aliases = { other }, .arguments = (what), \
	.where = (place)
#define SAYS(names, about) .usage = (names), .help = (about)

/* The most used first: of equally near names the first is told. */
static const struct row rows[] = {
	{ ROW("note", "internal", WORDS, ON_TICKET), .does = COMMAND_NOTE,
	    SAYS("",
	        "all of the mail is an internal note; the customer gets nothing") },
	/* the four states, each by its own word */
	{ ROW("close", "closed", NO_ARGUMENTS, ON_TICKET),
	    .verb = COMMAND_STATUS, .always = "closed",
	    SAYS("", "close the ticket, after the answer if there is one") },
	{ ROW("solved", "solve", NO_ARGUMENTS, ON_TICKET),
	    .verb = COMMAND_STATUS, .always = "solved",
	    SAYS("", "the matter is done; a reply opens it again") },
	{ ROW("pending", NULL, NO_ARGUMENTS, ON_TICKET), .verb = COMMAND_STATUS,
	    .always = "pending",
	    SAYS("", "the ticket waits for the customer") },
	{ ROW("open", "reopen", NO_ARGUMENTS, ON_TICKET),
	    .verb = COMMAND_STATUS, .always = "open",
	    SAYS("", "the ticket stays open after the answer, or is again") },
	{ ROW("status", NULL, NEEDED, ON_TICKET), .verb = COMMAND_STATUS,
	    SAYS("open|pending|solved|closed", "set the status") },
	/* whose it is, and how urgent */
	{ ROW("take", "mine", NO_ARGUMENTS, ON_TICKET), .verb = COMMAND_TAKE,
	    SAYS("", "the ticket is yours") },
	{ ROW("assign", "give", NEEDED, ON_TICKET), .verb = COMMAND_ASSIGN,
	    SAYS("AGENT|nobody", "give the ticket to a colleague") },
	{ ROW("queue", "move", NEEDED, ON_TICKET), .verb = COMMAND_QUEUE,
	    SAYS("QUEUE", "move the ticket to another queue") },
	{ ROW("priority", "prio", NEEDED, ON_TICKET), .verb = COMMAND_PRIORITY,
	    SAYS("1-5", "5 is worked first, 3 is normal") },
	{ ROW("tag", "tags", NEEDED, ON_TICKET), .verb = COMMAND_TAG,
	    SAYS("+WORD -WORD ...", "mark the ticket, or take marks away") },
	/* the customer and who else is written to */
	{ ROW("cc", NULL, NEEDED, ON_TICKET), .verb = COMMAND_CC,
	    SAYS("add|remove ADDRESS", "who else gets the answers") },
	{ ROW("lang", "language", NEEDED, ON_TICKET), .verb = COMMAND_LANG,
	    SAYS("XX", "the language of the desk's letters to the customer") },
	{ ROW("proved", NULL, NEEDED, ON_TICKET), .verb = COMMAND_PROVED,
	    SAYS("UID HOW", "you have seen documents: the account is theirs") },
	{ ROW("complaint", NULL, OPTIONAL, ON_TICKET),
	    .verb = COMMAND_COMPLAINT,
	    SAYS("[AGENT]",
	        "it is a complaint, about AGENT or about who had it so far") },
	/* two matters in one, or one in two */
	{ ROW("merge", NULL, NEEDED, ON_TICKET), .verb = COMMAND_MERGE,
	    SAYS("N", "let this ticket go on in ticket N") },
	{ ROW("split", NULL, NEEDED, ON_TICKET), .verb = COMMAND_SPLIT,
	    SAYS("ENTRY", "a new ticket of that mail of the customer's") },
	{ ROW("macro", "m", NEEDED, COMMAND_IN_ANSWER), .verb = COMMAND_MACRO,
	    SAYS("NAME", "send that prepared text, above your own words") },
	/* whom nobody wants to hear */
	{ ROW("spam", "junk", NO_ARGUMENTS, ON_TICKET), .verb = COMMAND_SPAM,
	    SAYS("", "close the ticket, hear no more of it, flag its sender") },
	{ ROW("block", NULL, NEEDED, ANYWHERE), .verb = COMMAND_BLOCK,
	    SAYS("ADDRESS|DOMAIN", "hold whatever comes from there") },
	{ ROW("undo", "recall", NO_ARGUMENTS, ON_TICKET), .verb = COMMAND_UNDO,
	    SAYS("", "take your last answer back, while it waits to be sent") },
	{ ROW("inline", NULL, NO_ARGUMENTS, COMMAND_IN_ANSWER),
	    .does = COMMAND_INLINE,
	    SAYS("", "also send what you wrote between the quoted lines") },
	{ .name = "fwd",
	    .aliases = { "forward", "fw" },
	    .arguments = NO_ARGUMENTS,
	    .where = COMMAND_AT_DESK,
	    .does = COMMAND_FORWARD,
	    SAYS("",
	        "open a ticket for whoever wrote the mail that you forward") },
	/* who is there */
	{ ROW("away", NULL, OPTIONAL, ANYWHERE), .verb = COMMAND_AWAY,
	    SAYS("[until DAY]",
	        "your work goes on to others, until 2026-12-01") },
	{ ROW("back", NULL, NO_ARGUMENTS, ANYWHERE), .verb = COMMAND_BACK,
	    SAYS("", "you are there again") },
	/* answered by a letter */
	{ ROW("attach", "file", NEEDED, ON_TICKET), .verb = COMMAND_ATTACH,
	    SAYS("N", "get a file that the notice only names; it is noted") },
	{ ROW("show", NULL, OPTIONAL, ANYWHERE), .verb = COMMAND_SHOW,
	    SAYS("[N]", "get a ticket with its mails") },
	{ ROW("list", "ls", OPTIONAL, ANYWHERE), .verb = COMMAND_LIST,
	    SAYS("[STATUS]", "get a list of your queues' tickets") },
	{ ROW("search", "find", NEEDED, ANYWHERE), .verb = COMMAND_SEARCH,
	    SAYS("WORDS", "get a list of tickets with these words") },
	{ ROW("help", "commands", OPTIONAL, ANYWHERE), .does = COMMAND_HELP,
	    SAYS("[COMMAND]", "get this list; nothing else is done") },
};

static void
free_act(gpointer data)
{
	struct command_act *act = data;

	g_free(act->argument);
	g_free(act->line);
	g_free(act);
}

GPtrArray *
command_acts_new(void)
{
	return g_ptr_array_new_with_free_func(free_act);
}

void
command_acts_add(GPtrArray *acts, enum command_verb verb, const char *argument,
    const char *line)
{
	struct command_act *act = g_new0(struct command_act, 1);

	act->verb = verb;
	act->argument = g_strdup(argument);
	act->line = g_strdup(line);
	g_ptr_array_add(acts, act);
}

bool
command_acts_have(const GPtrArray *acts, enum command_verb verb)
{
	for (guint i = 0; i < acts->len; i++) {
		const struct command_act *act = acts->pdata[i];

		if (act->verb == verb)
			return true;
	}
	return false;
}

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

/* A line in which every blank is one: web mails write no-break ones, and some
 * clients invisible ones. The caller frees. */
static char *
plain_blanks(const char *line, gsize size)
{
	GString *out = g_string_new(NULL);

	for (const char *p = line; p < line + size; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == 0x200b || c == 0xfeff || c == 0x200e || c == 0x200f)
			continue;
		g_string_append_unichar(out, is_space(c) ? ' ' : c);
	}
	return g_string_free(out, FALSE);
}

/* A command's word in lower case, and in *rest_out what stands behind it. A
 * colon may follow it. The caller frees. */
static char *
read_word(const char *line, gsize size, char **rest_out)
{
	g_autofree char *text = plain_blanks(line, size);
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
	    (*rest && row->arguments == NO_ARGUMENTS) ||
	    (!*rest && row->arguments == NEEDED)) {
		refuse(wish, line, size, where);
		return;
	}
	wish->does |= row->does;
	if (row->arguments == WORDS && *rest)
		g_string_append_printf(first, "%s\n", rest);
	if (row->does == COMMAND_HELP && *rest)
		wish->about = g_strdup(rest);
	if (row->verb == COMMAND_NOTHING)
		return;
	g_autofree char *text = g_strndup(line, size);
	g_autofree char *shown =
	    display_clean(g_strchomp(text), DISPLAY_ONE_LINE);
	command_acts_add(wish->acts, row->verb,
	    row->always ? row->always : rest, shown);
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

	*out = (struct command_wish){ .acts = command_acts_new() };
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
	if (wish->acts)
		g_ptr_array_unref(wish->acts);
	wish->acts = NULL;
	g_clear_pointer(&wish->about, g_free);
	g_clear_pointer(&wish->words, g_free);
	g_clear_pointer(&wish->line, g_free);
}

char *
command_list(enum command_where where, const char *about)
{
	GString *out = g_string_new(NULL);
	g_autofree char *rest = NULL;
	g_autofree char *word = about
	    ? read_word(about + sign_length(about),
	          strlen(about) - sign_length(about), &rest)
	    : NULL;
	const struct row *only = word ? find_row(word) : NULL;

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if ((rows[i].where & where) && (!only || only == &rows[i]))
			g_string_append_printf(out, "#%s%s%s: %s\n",
			    rows[i].name, *rows[i].usage ? " " : "",
			    rows[i].usage, rows[i].help);
	return g_string_free(out, FALSE);
}
