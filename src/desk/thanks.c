/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a customer's mail is thanks and nothing else. Nothing is guessed: all
 * of the text must be made of known phrases, laid end to end, and one word that
 * is not known makes it a mail for an agent. A request that is taken for thanks
 * is read by nobody, so the table may lack phrases and must have none too many.
 */
#include "desk/thanks.h"

#include <string.h>

#include "base/normal.h"
#include "base/script.h"
#include "desk/decide.h"
#include "desk/helpwords.h"
#include "desk/thankstable.h"
#include "mime/quote.h"

/* Pictures that are thanks, or at least no complaint. */
static const gunichar glad[] = { 0x2764, 0x1f44d, 0x1f44c, 0x1f44f, 0x1f64f,
	0x1f64c, 0x1f91d, 0x1f600, 0x1f603, 0x1f604, 0x1f601, 0x1f60a, 0x1f642,
	0x1f60d, 0x1f970, 0x1f917, 0x1f389, 0x1f31f, 0x2b50, 0x1f490, 0x1f339,
	0x1f495, 0x1f499, 0x1f49a, 0x1f49b, 0x2705, 0x263a, 0x1f607, 0x1f929,
	0x1f973, 0x1faf6, 0x1f4aa, 0x1f60e, 0x1f609 };

static bool
is_glad(gunichar c)
{
	for (gsize i = 0; i < G_N_ELEMENTS(glad); i++)
		if (glad[i] == c)
			return true;
	return false;
}

/* What only changes how the character before it looks: joiners, variation
 * selectors, skin colours. */
static bool
is_modifier(gunichar c)
{
	return c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f) ||
	    (c >= 0x1f3fb && c <= 0x1f3ff);
}

/* A text in the table's form; marks: whether a glad picture was in it. */
struct plain {
	GString *text;
	bool marks;
};

/* One character of the text; false when it can not be in thanks. */
static bool
take(struct plain *plain, gunichar c)
{
	if (is_modifier(c))
		return true;
	if (is_glad(c)) {
		plain->marks = true;
		c = ' ';
	}
	if (c == 0x2019 || c == 0x2018)
		c = '\'';
	if (c == '?' || c == 0x61f || c == 0x37e || g_unichar_isdigit(c))
		return false;
	if (g_unichar_isspace(c) || g_unichar_iscntrl(c) ||
	    (g_unichar_ispunct(c) && c != '\'')) {
		/* a symbol that is no glad picture may be an angry one */
		if (g_unichar_type(c) == G_UNICODE_OTHER_SYMBOL)
			return false;
		c = ' ';
	}
	if (g_unichar_type(c) == G_UNICODE_FORMAT)
		return true;
	if (c != ' ' ||
	    (plain->text->len > 0 &&
	        plain->text->str[plain->text->len - 1] != ' '))
		g_string_append_unichar(plain->text, c);
	return true;
}

/* False when a character is in it that thanks never have. The caller frees
 * plain->text. */
static bool
make_plain(const char *words, struct plain *plain)
{
	g_autofree char *folded = g_utf8_casefold(words, -1);
	g_autofree char *composed = normal_compat(folded);

	plain->text = g_string_new(NULL);
	for (const char *p = composed; p && *p; p = g_utf8_next_char(p))
		if (!take(plain, g_utf8_get_char(p)))
			return false;
	while (plain->text->len > 0 &&
	    plain->text->str[plain->text->len - 1] == ' ')
		g_string_truncate(plain->text, plain->text->len - 1);
	return composed != NULL;
}

/* How far the text can be laid out of phrases: an octet an offset. */
enum { UNREACHED, REACHED, THANKED };

struct layout {
	const char *text;
	enum thankstable_kind wanted; /* makes THANKED of REACHED */
	guint8 *reached;              /* one more than the text's octets */
};

/* Whether a word can end between these two characters. */
static bool
is_boundary(const char *text, const char *end)
{
	return *end == '\0' || *end == ' ' ||
	    script_is_unspaced(g_utf8_get_char(end)) ||
	    script_is_unspaced(g_utf8_get_char(g_utf8_find_prev_char(text,
	        end)));
}

static void
try_phrase(struct layout *layout, gsize at, const char *phrase, gsize length,
    enum thankstable_kind kind)
{
	const char *here = layout->text + at;
	gsize end = at + length;
	guint8 state = layout->reached[at];

	if (length == 0 || strncmp(here, phrase, length) != 0 ||
	    !is_boundary(layout->text, here + length))
		return;
	end += layout->text[end] == ' ';
	if (kind == layout->wanted)
		state = THANKED;
	layout->reached[end] = MAX(layout->reached[end], state);
}

static void
try_row(struct layout *layout, gsize at, const struct thankstable_row *row)
{
	for (const char *p = row->phrases; *p;) {
		gsize length = strcspn(p, "|");

		try_phrase(layout, at, p, length, row->kind);
		p += length + (p[length] == '|');
	}
}

/* A name's words may each stand by themselves. */
static void
try_name(struct layout *layout, gsize at, const char *name)
{
	struct plain plain = { 0 };
	bool good = make_plain(name, &plain);
	g_autoptr(GString) text = plain.text;

	for (const char *p = text->str; good && *p;) {
		gsize length = strcspn(p, " ");

		try_phrase(layout, at, p, length, THANKSTABLE_BESIDE);
		p += length + (p[length] == ' ');
	}
}

static void
try_rows(struct layout *layout, gsize at, const struct thankstable_row *rows,
    guint n_rows)
{
	for (guint i = 0; i < n_rows; i++)
		if (rows[i].kind == layout->wanted ||
		    rows[i].kind == THANKSTABLE_THANKS ||
		    rows[i].kind == THANKSTABLE_BESIDE)
			try_row(layout, at, &rows[i]);
}

static guint8
lay_out(const struct plain *plain, const char *const *names,
    enum thankstable_kind wanted)
{
	const char *text = plain->text->str;
	gsize size = strlen(text);
	g_autofree guint8 *reached = g_new0(guint8, size + 2);
	struct layout layout = { text, wanted, reached };
	guint n_rows = 0, n_more = 0;
	const struct thankstable_row *rows = thankstable_rows(&n_rows);
	const struct thankstable_row *more = helpwords_rows(&n_more);

	/* they say what is asked after a first answer only */
	if (wanted == THANKSTABLE_THANKS)
		n_more = 0;
	reached[0] =
	    plain->marks && wanted == THANKSTABLE_THANKS ? THANKED : REACHED;
	for (gsize at = 0; at < size; at++) {
		if (reached[at] == UNREACHED)
			continue;
		try_rows(&layout, at, rows, n_rows);
		try_rows(&layout, at, more, n_more);
		for (guint i = 0; names[i]; i++)
			try_name(&layout, at, names[i]);
	}
	return reached[size];
}

bool
thanks_says(const struct message *message, const char *const *names,
    enum thankstable_kind kind)
{
	g_autofree char *words = quote_join(message->text, message->kept);
	struct plain plain = { 0 };

	if (decide_has_attachments(message) || *words == '\0' ||
	    g_utf8_strlen(words, -1) > THANKS_MAX)
		return false;
	bool good = make_plain(words, &plain);
	g_autoptr(GString) text = plain.text;
	return good && lay_out(&plain, names, kind) == THANKED;
}

bool
thanks_is_all(const struct message *message, const char *const *names)
{
	return thanks_says(message, names, THANKSTABLE_THANKS);
}
