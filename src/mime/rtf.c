/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTF, as Outlook writes it when it sends to Outlook: the only form of the body
 * in many a winmail.dat. What was a page or plain text is packed into it so
 * that it can be had back (MS-OXRTFEX), else the words are taken out. Nothing
 * is laid out. Must never recurse, nor keep more of a group than a few numbers.
 */
#include "mime/rtf.h"

#include <stdlib.h>
#include <string.h>

#include "mime/charset.h"
#include "mime/rtfwords.h"

#define RTF_WORD 32   /* letters of a control word */
#define RTF_LINK 2048 /* octets of a link's instruction */

struct group {
	enum rtfwords_place place;
	guint page;   /* code page of its octets */
	guint octets; /* behind \u, for readers that know no Unicode */
	gboolean hidden, doubled; /* \v; \htmlrtf: also stands in a tag */
	gboolean ends_link;
};

struct walk {
	const guint8 *at, *end;
	GArray *groups;    /* struct group; the last is open */
	guint beyond;      /* groups that are deeper than is followed */
	GHashTable *fonts; /* number -> code page */
	guint font, default_font, default_page;
	guint passing;    /* of the octets behind \u */
	gboolean starred; /* behind \*: unknown words begin nothing shown */
	gunichar first_half;
	GByteArray *octets; /* not yet decoded, in that code page, to that */
	guint octets_page;
	GString *octets_to;
	GString *out, *link;
	gsize max;
	enum rtf_form form;
};

static struct group *
now(struct walk *walk)
{
	return &g_array_index(walk->groups, struct group,
	    walk->groups->len - 1);
}

/* --- words ------------------------------------------------------------- */

/* Where what is said now goes; NULL: nowhere. */
static GString *
target(struct walk *walk)
{
	const struct group *group = now(walk);

	if (walk->beyond > 0 || group->doubled || group->hidden)
		return NULL;
	if (group->place == RTFWORDS_AT_LINK)
		return walk->link->len < RTF_LINK ? walk->link : NULL;
	if (group->place == RTFWORDS_AT_TAG)
		return walk->form == RTF_PAGE ? walk->out : NULL;
	return group->place == RTFWORDS_AT_SHOWN ? walk->out : NULL;
}

static void
flush(struct walk *walk)
{
	g_autofree char *text = NULL;
	char name[24];

	if (walk->octets->len == 0)
		return;
	g_snprintf(name, sizeof name, "cp%u", walk->octets_page);
	text =
	    charset_to_utf8(walk->octets->data, walk->octets->len, name, NULL);
	g_string_append(walk->octets_to, text);
	g_byte_array_set_size(walk->octets, 0);
}

static void
say_octet(struct walk *walk, guint8 octet)
{
	GString *to = target(walk);
	guint page = now(walk)->page;

	if (walk->passing > 0) {
		walk->passing--;
		return;
	}
	if (!to)
		return;
	if (walk->octets->len > 0 &&
	    (walk->octets_page != page || walk->octets_to != to))
		flush(walk);
	walk->octets_page = page;
	walk->octets_to = to;
	g_byte_array_append(walk->octets, &octet, 1);
}

static void
say_char(struct walk *walk, gunichar c)
{
	GString *to = target(walk);

	if (walk->passing > 0) {
		walk->passing--;
		return;
	}
	if (!to || c == 0)
		return;
	flush(walk);
	g_string_append_unichar(to, c);
}

/* \u: a half of a pair waits for the other. */
static void
say_unicode(struct walk *walk, int number)
{
	gunichar c = (gunichar)number & 0xffff, half = walk->first_half;

	if (walk->passing > 0) {
		walk->passing--;
		return;
	}
	walk->first_half = 0;
	if (c >= 0xd800 && c < 0xdc00)
		walk->first_half = c;
	else if (c >= 0xdc00 && c < 0xe000)
		say_char(walk,
		    half ? 0x10000 + ((half - 0xd800) << 10) + (c - 0xdc00)
		         : 0xfffd);
	else
		say_char(walk, c);
	walk->passing = now(walk)->octets;
}

static void
use_font(struct walk *walk, guint font)
{
	guint page = GPOINTER_TO_UINT(g_hash_table_lookup(walk->fonts,
	    GUINT_TO_POINTER(font + 1)));

	walk->font = font;
	now(walk)->page = page ? page : walk->default_page;
}

/* --- groups ------------------------------------------------------------ */

static void
open_group(struct walk *walk)
{
	struct group group = *now(walk);

	walk->passing = 0;
	walk->starred = FALSE;
	group.ends_link = FALSE;
	if (walk->beyond > 0 || walk->groups->len >= RTF_DEPTH)
		walk->beyond++;
	else
		g_array_append_val(walk->groups, group);
}

/* Without looking for where the text ends. */
static gboolean
ends_with(const GString *text, const char *end)
{
	gsize length = strlen(end);

	return text->len >= length &&
	    memcmp(text->str + text->len - length, end, length) == 0;
}

/* The address in what a field does: HYPERLINK "url". It is said behind the
 * link's text, unless that is the same. */
static void
end_link(struct walk *walk)
{
	const char *word = strstr(walk->link->str, "HYPERLINK");
	g_autofree char *url = NULL;

	if (word) {
		word += strlen("HYPERLINK");
		word += strspn(word, " \t\"");
		url = g_strndup(word, strcspn(word, " \t\"\n"));
	}
	g_string_truncate(walk->link, 0);
	if (!url || !strchr(url, ':') || ends_with(walk->out, url))
		return;
	g_string_append_printf(walk->out, " <%s>", url);
}

static void
close_group(struct walk *walk)
{
	gboolean link = now(walk)->ends_link;
	gboolean fonts = now(walk)->place == RTFWORDS_AT_FONTS;

	walk->passing = 0;
	walk->starred = FALSE;
	if (walk->beyond > 0) {
		walk->beyond--;
		return;
	}
	if (walk->groups->len > 1)
		g_array_set_size(walk->groups, walk->groups->len - 1);
	if (fonts && now(walk)->place != RTFWORDS_AT_FONTS)
		use_font(walk, walk->default_font);
	if (link) {
		flush(walk);
		if (target(walk) == walk->out && walk->form == RTF_TEXT)
			end_link(walk);
		g_string_truncate(walk->link, 0);
	}
}

/* --- control words ----------------------------------------------------- */

/* What is nowhere stays there, whatever a group in it says. */
static void
go_to(struct walk *walk, enum rtfwords_place place)
{
	if (now(walk)->place != RTFWORDS_AT_NOWHERE)
		now(walk)->place = place;
}

static void
take_charset(struct walk *walk, int charset)
{
	guint page = rtfwords_page(charset);

	if (now(walk)->place == RTFWORDS_AT_FONTS && page > 0 &&
	    g_hash_table_size(walk->fonts) < RTF_FONTS)
		g_hash_table_insert(walk->fonts,
		    GUINT_TO_POINTER(walk->font + 1), GUINT_TO_POINTER(page));
}

/* The words that set something. */
static void
set_state(struct walk *walk, enum rtfwords_action action, int number)
{
	struct group *group = now(walk);
	guint n = number > 0 ? (guint)number : 0;

	if (action == RTFWORDS_OCTETS)
		group->octets = MIN(n, 8);
	else if (action == RTFWORDS_FONT)
		use_font(walk, n);
	else if (action == RTFWORDS_DEFAULT_FONT)
		walk->default_font = n;
	else if (action == RTFWORDS_CHARSET)
		take_charset(walk, number);
	else if (action == RTFWORDS_CODEPAGE && n > 0)
		group->page = walk->default_page = n;
	else if (action == RTFWORDS_HIDDEN)
		group->hidden = number != 0 && walk->form == RTF_TEXT;
	else if (action == RTFWORDS_DOUBLED)
		group->doubled = number != 0;
	else if (action == RTFWORDS_PAGE)
		walk->form = number != 0 ? RTF_PAGE : RTF_TEXT;
	else if (action == RTFWORDS_RESULT)
		group->ends_link = TRUE;
	else if (action == RTFWORDS_BINARY)
		walk->at += MIN(n, (gsize)(walk->end - walk->at));
}

static void
obey(struct walk *walk, const struct rtfwords *word, int number)
{
	switch (word->action) {
	case RTFWORDS_CHAR:
		say_char(walk, word->c);
		break;
	case RTFWORDS_BREAK:
		say_char(walk, '\n');
		break;
	case RTFWORDS_PLACE:
		go_to(walk, (enum rtfwords_place)word->c);
		break;
	case RTFWORDS_UNICODE:
		say_unicode(walk, number);
		break;
	case RTFWORDS_PLAIN:
		now(walk)->hidden = FALSE;
		use_font(walk, walk->default_font);
		break;
	default:
		set_state(walk, word->action, number);
		break;
	}
}

static void
take_word(struct walk *walk, const char *name, int number)
{
	const struct rtfwords *word = rtfwords_find(name);
	gboolean starred = walk->starred;

	walk->starred = FALSE;
	/* What is too deep to have a state changes none. */
	if (walk->beyond > 0 && (!word || word->action != RTFWORDS_BINARY))
		return;
	if (word)
		obey(walk, word, number);
	else if (starred)
		go_to(walk, RTFWORDS_AT_NOWHERE);
	else if (walk->passing > 0)
		walk->passing--;
}

/* A word behind its backslash, with its number and the space that ends it. */
static void
read_word(struct walk *walk)
{
	char name[RTF_WORD + 1], digits[12];
	guint n = 0, d = 0;
	int number = 1; /* a switch without one is on */

	for (; walk->at < walk->end && g_ascii_isalpha(*walk->at); walk->at++) {
		if (n < RTF_WORD)
			name[n++] = (char)*walk->at;
	}
	name[n] = '\0';
	for (; walk->at < walk->end &&
	     (g_ascii_isdigit(*walk->at) || (d == 0 && *walk->at == '-'));
	     walk->at++) {
		if (d < sizeof digits - 1)
			digits[d++] = (char)*walk->at;
	}
	digits[d] = '\0';
	if (d > 0)
		number = (int)CLAMP(strtoll(digits, NULL, 10), -G_MAXINT32,
		    G_MAXINT32);
	if (walk->at < walk->end && *walk->at == ' ')
		walk->at++;
	take_word(walk, name, number);
}

static void
read_hex(struct walk *walk)
{
	int high, low;

	if (walk->end - walk->at < 2)
		return;
	high = g_ascii_xdigit_value((char)walk->at[0]);
	low = g_ascii_xdigit_value((char)walk->at[1]);
	if (high < 0 || low < 0)
		return;
	walk->at += 2;
	say_octet(walk, (guint8)(high * 16 + low));
}

/* Behind a backslash. */
static void
read_control(struct walk *walk)
{
	guint8 c;

	if (walk->at == walk->end)
		return;
	if (g_ascii_isalpha(*walk->at)) {
		read_word(walk);
		return;
	}
	c = *walk->at++;
	if (c == '\'')
		read_hex(walk);
	else if (c == '*')
		walk->starred = TRUE;
	else if (c == '~')
		say_char(walk, 0xa0);
	else if (c == '_')
		say_char(walk, 0x2011);
	else if (c == '\r' || c == '\n')
		say_char(walk, '\n');
	else if (c == '{' || c == '}' || c == '\\')
		say_octet(walk, c);
}

static void
read_next(struct walk *walk)
{
	guint8 c = *walk->at++;

	if (c == '\\')
		read_control(walk);
	else if (c == '{')
		open_group(walk);
	else if (c == '}')
		close_group(walk);
	else if (c != '\r' && c != '\n' && c != '\0')
		say_octet(walk, c);
}

/* Between characters. */
static void
cut(GString *text, gsize max)
{
	const char *end;

	if (text->len <= max)
		return;
	end = g_utf8_find_prev_char(text->str, text->str + max + 1);
	g_string_truncate(text, end ? (gsize)(end - text->str) : 0);
}

char *
rtf_read(const void *data, gsize size, gsize max, enum rtf_form *form_out)
{
	const struct group outer = { .page = 1252, .octets = 1 };
	struct walk walk = { .at = data,
		.max = max,
		.default_page = 1252,
		.groups = g_array_new(FALSE, FALSE, sizeof outer),
		.fonts = g_hash_table_new(NULL, NULL),
		.octets = g_byte_array_new(),
		.out = g_string_new(NULL),
		.link = g_string_new(NULL) };

	walk.end = walk.at + size;
	g_array_append_val(walk.groups, outer);
	while (walk.at < walk.end && walk.out->len + walk.octets->len < max)
		read_next(&walk);
	flush(&walk);
	cut(walk.out, max);
	g_array_unref(walk.groups);
	g_hash_table_unref(walk.fonts);
	g_byte_array_unref(walk.octets);
	g_string_free(walk.link, TRUE);
	*form_out = walk.form;
	return g_string_free(walk.out, FALSE);
}
