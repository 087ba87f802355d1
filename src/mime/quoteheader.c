/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges whether lines are the head of a quote. A customer may write "On Monday
 * I wrote:" too, so that a phrase alone is never enough: a date, an address or
 * the quoted line below must agree. In doubt the answer is no, since a quote
 * that is left costs an agent a glance, a lost line the answer. Must look at a
 * bounded number of lines from any one.
 */
#include "mime/quoteheader.h"

#include <string.h>

#include "mime/quotewords.h"

#define QUOTEHEADER_WRAPS 4 /* lines an attribution is wrapped into */
#define QUOTEHEADER_OCTETS 600
#define QUOTEHEADER_EARLY 40   /* octets in which a date begins */
#define QUOTEHEADER_FIELDS 40  /* lines of a repeated header */
#define QUOTEHEADER_STRAY 3    /* lines of one folded field */
#define QUOTEHEADER_NAME 48    /* octets of "Ann Example wrote:" */
#define QUOTEHEADER_DEVICE 24  /* octets before a device's name */
#define QUOTEHEADER_MOBILE 120 /* octets of such a line */

enum sign {
	SIGN_COLON = 1 << 0,
	SIGN_ADDRESS = 1 << 1,
	SIGN_CLOSED = 1 << 2, /* the address stands before the colon */
	SIGN_DATE = 1 << 3,
	SIGN_TIME = 1 << 4,
	SIGN_LEAD = 1 << 5,
	SIGN_EARLY = 1 << 6, /* a digit near the beginning */
	SIGN_VERB = 1 << 7,  /* at the end */
	SIGN_NAMES = 1 << 8,
	SIGN_PRONOUN = 1 << 9, /* before the verb: a person's own words */
	SIGN_TORN = 1 << 10,   /* begins within <> */
	SIGN_SPEAKS = 1 << 11, /* the verb stands before the name */
};

/* --- dates ------------------------------------------------------------- */

static guint
number_at(const char *p, gsize *digits_out)
{
	guint n = 0;
	gsize digits = 0;

	while (digits < 9 && g_ascii_isdigit(p[digits]))
		n = n * 10 + (guint)(p[digits++] - '0');
	*digits_out = digits;
	return n;
}

/* What follows the day of "6. 5. 24". */
static gboolean
is_spaced_date(const char *rest, gsize digits)
{
	gsize month;

	if (digits > 2 || rest[0] != '.' || rest[1] != ' ')
		return FALSE;
	month = strspn(rest + 2, "0123456789");
	rest += 2 + month;
	return month >= 1 && month <= 2 && rest[0] == '.' && rest[1] == ' ' &&
	    g_ascii_isdigit(rest[2]) && g_ascii_isdigit(rest[3]);
}

/* What the number at p, digits long, begins. Years also of the Persian and
 * the Buddhist calendar. */
static guint
date_sign(const char *p, guint number, gsize digits)
{
	const char *rest = p + digits;
	gboolean pair = g_ascii_isdigit(rest[0] ? rest[1] : '\0');

	if (digits == 4 &&
	    ((number >= 1980 && number < 2100) ||
	        (number >= 1380 && number < 1500) ||
	        (number >= 2520 && number < 2650)))
		return SIGN_DATE;
	if (digits <= 2 && pair && g_ascii_isdigit(rest[2]) &&
	    (*rest == ':' || *rest == 'h'))
		return SIGN_TIME;
	if (digits <= 4 && pair && strchr("./-", *rest)) {
		gsize more = 1 + strspn(rest + 1, "0123456789");

		if (strchr("./-", rest[more]) && rest[more] &&
		    (g_ascii_isdigit(rest[more + 1]) || *rest == '.'))
			return SIGN_DATE;
		if (*rest == '.' && digits <= 2 && more == 3 && number < 24)
			return SIGN_TIME;
	}
	return is_spaced_date(rest, digits) ? SIGN_DATE : 0;
}

static guint
dates_in(const char *text)
{
	guint signs = 0;

	for (const char *p = text; *p;) {
		gsize digits;
		guint number = number_at(p, &digits);

		if (digits == 0) {
			p++;
			continue;
		}
		if (p - text < QUOTEHEADER_EARLY)
			signs |= SIGN_EARLY;
		signs |= date_sign(p, number, digits);
		p += digits;
	}
	return signs;
}

/* --- attributions ------------------------------------------------------ */

static guint
addresses_in(const char *text, gsize length)
{
	const char *at = strchr(text, '@'), *open = strchr(text, '<'),
	           *close = strchr(text, '>');
	const char *last;
	guint signs = 0;

	if (close && (!open || close < open))
		signs |= SIGN_TORN;
	if (!at || at == text || !g_ascii_isgraph(at[-1]) ||
	    !g_ascii_isalnum(at[1]))
		return signs;
	signs |= SIGN_ADDRESS;
	while (length > 0 && strchr(" :", text[length - 1]))
		length--;
	if (length == 0)
		return signs;
	if (strchr(">)]", text[length - 1]))
		return signs | SIGN_CLOSED;
	/* "Ann <ann@example.com> schrieb am 15.1.2024 10:00:". */
	last = &text[length - 1];
	if (g_ascii_isdigit(*last) && strchr(text, '<'))
		return signs | SIGN_CLOSED;
	last = g_strrstr_len(text, (gssize)length, " ");
	if (g_strstr_len(last ? last : text,
	        (gssize)length - (last ? last - text : 0), "@"))
		signs |= SIGN_CLOSED;
	return signs;
}

/* A verb before the name, as in "am ... schrieb Ann:", but not "schrieb ich".
 */
static guint
speaks_in(const char *text, const char *names)
{
	static const char *const pronouns[] = { " ich ", " wir ", " er ",
		" sie ", " ihr ", " mir ", " uns ", " ik ", " wij ", " we ",
		" hij ", " zij ", " jag ", " vi ", " han ", " hon " };
	gsize length = quotewords_at(text, names, QUOTEWORDS_VERB, NULL);

	if (length == 0)
		return SIGN_NAMES;
	for (guint i = 0; i < G_N_ELEMENTS(pronouns); i++) {
		gsize n = strlen(pronouns[i]) - 1;

		if (strncmp(names + length, pronouns[i], n) == 0 &&
		    !g_ascii_isalpha(names[length + n]))
			return SIGN_NAMES;
	}
	return SIGN_NAMES | SIGN_SPEAKS;
}

static guint
verbs_in(const char *text, gsize length)
{
	static const char *const pronouns[] = { " i", " you", " we", " he",
		" she", " they", " ich", " je", " yo", " eu", " io", " ik" };
	const char *verb, *names = quotewords_find(text, QUOTEWORDS_NAMES);
	guint signs = names ? speaks_in(text, names) : 0;

	while (length > 0 && strchr(" :", text[length - 1]))
		length--;
	verb = quotewords_ending(text, length, QUOTEWORDS_VERB);
	if (!verb)
		return signs;
	signs |= SIGN_VERB;
	for (length = (gsize)(verb - text);
	     length > 0 && text[length - 1] == ' ';)
		length--;
	for (guint i = 0; i < G_N_ELEMENTS(pronouns); i++) {
		gsize n = strlen(pronouns[i]);

		if (length >= n &&
		    memcmp(text + length - n, pronouns[i], n) == 0)
			signs |= SIGN_PRONOUN;
	}
	return signs;
}

static guint
signs_of(const char *text, gsize length)
{
	guint signs = dates_in(text) | addresses_in(text, length) |
	    verbs_in(text, length);

	if (length > 0 && text[length - 1] == ':')
		signs |= SIGN_COLON;
	if (quotewords_at(text, text, QUOTEWORDS_LEAD, NULL) > 0)
		signs |= SIGN_LEAD;
	return signs;
}

static gboolean
has(guint signs, guint all)
{
	return (signs & all) == all;
}

/* Whether the signs together say: here begins a quote. */
static gboolean
is_attribution(guint signs, gboolean quote_follows)
{
	gboolean when = signs & (SIGN_DATE | SIGN_TIME);

	if (!(signs & SIGN_COLON)) /* "---- On ... Ann wrote ----" */
		return has(signs,
		    SIGN_VERB | SIGN_LEAD | SIGN_DATE | SIGN_TIME |
		        SIGN_ADDRESS);
	if (quote_follows && (signs & (SIGN_VERB | SIGN_NAMES | SIGN_CLOSED)))
		return when || (signs & SIGN_ADDRESS) ||
		    has(signs, SIGN_VERB | SIGN_LEAD);
	if (has(signs, SIGN_VERB | SIGN_ADDRESS))
		return when || (signs & SIGN_LEAD);
	if (has(signs, SIGN_CLOSED | SIGN_NAMES))
		return when;
	if (has(signs, SIGN_CLOSED | SIGN_DATE | SIGN_TIME))
		return signs & (SIGN_LEAD | SIGN_EARLY);
	if (has(signs,
	        SIGN_SPEAKS | SIGN_LEAD | SIGN_EARLY | SIGN_DATE | SIGN_TIME))
		return TRUE;
	return !(signs & SIGN_PRONOUN) &&
	    has(signs, SIGN_VERB | SIGN_DATE | SIGN_TIME) &&
	    (signs & (SIGN_LEAD | SIGN_EARLY));
}

/* Whether the next line with text behind n is a quoted one. */
static gboolean
quote_follows(const struct quotelines *lines, guint n)
{
	for (guint i = n + 1; i < lines->count && i <= n + 3; i++) {
		if (lines->lines[i].kind != QUOTELINES_BLANK)
			return lines->lines[i].kind == QUOTELINES_QUOTED;
	}
	return FALSE;
}

/* The lines from first to n as one, folded; 0 when that is too long. */
static gsize
join(struct quotelines *lines, guint first, guint n, char *out)
{
	char folded[QUOTEWORDS_MAX];
	gsize length = 0;

	for (guint i = first; i <= n; i++) {
		gsize more = quotelines_fold(lines, i, folded);

		if (length + more + 2 > QUOTEHEADER_OCTETS)
			return 0;
		if (length > 0)
			out[length++] = ' ';
		memcpy(out + length, folded, more);
		length += more;
	}
	out[length] = '\0';
	return length;
}

/* "Ann <ann@example.com>" alone on the line above "on ... wrote:". */
static gboolean
is_name(struct quotelines *lines, guint n)
{
	const struct quotelines_line *line = &lines->lines[n];

	return line->kind == QUOTELINES_TEXT &&
	    (line->signs & QUOTELINES_ADDRESS) && line->length < 120 &&
	    strchr(">),", lines->text[line->offset + MAX(line->length, 1) - 1]);
}

/* "Ann Example wrote:" over a quote, without a date. */
static gboolean
is_short(struct quotelines *lines, guint n)
{
	char text[QUOTEWORDS_MAX];
	gsize length = quotelines_fold(lines, n, text);
	guint signs = signs_of(text, length);

	return length <= QUOTEHEADER_NAME && quote_follows(lines, n) &&
	    has(signs, SIGN_COLON | SIGN_VERB) && !(signs & SIGN_PRONOUN);
}

/* Whether a line may belong to an attribution that goes on below it. */
static gboolean
may_wrap(const struct quotelines *lines, guint n, enum quotelines_kind kind)
{
	const struct quotelines_line *line = &lines->lines[n];

	return line->kind == (guint8)kind && !line->cut &&
	    line->length < QUOTEHEADER_OCTETS;
}

/* Whether what is wrapped may begin in this line; signs are those of all from
 * it on. Above a beginning that was found only a clear one counts, since it may
 * be the customer's words that stand there. */
static gboolean
may_begin(const struct quotelines_line *line, guint signs, guint found)
{
	if (found & SIGN_LEAD)
		return FALSE;
	/* The name and the day above, the time and the verb below. */
	if (found && !(found & (SIGN_DATE | SIGN_ADDRESS)) &&
	    (line->signs & QUOTELINES_ADDRESS) && (signs & SIGN_DATE))
		return TRUE;
	if (found)
		return has(signs, SIGN_LEAD | SIGN_EARLY);
	return (signs & (SIGN_LEAD | SIGN_EARLY)) ||
	    (line->signs & QUOTELINES_ADDRESS);
}

gboolean
quoteheader_attribution(struct quotelines *lines, guint n, guint floor,
    guint *first_out)
{
	enum quotelines_kind kind = lines->lines[n].kind;
	char text[QUOTEWORDS_MAX];
	gboolean follows;
	guint found = 0; /* signs of the best so far */

	if (!(lines->lines[n].signs & QUOTELINES_ENDS))
		return FALSE;
	follows = kind == QUOTELINES_QUOTED || quote_follows(lines, n);
	for (guint i = 0; i < QUOTEHEADER_WRAPS && n >= floor + i; i++) {
		gsize length = 0;
		guint signs;

		if (may_wrap(lines, n - i, kind))
			length = join(lines, n - i, n, text);
		if (length == 0)
			break;
		signs = signs_of(text, length);
		if ((signs & SIGN_TORN) || !is_attribution(signs, follows) ||
		    (i > 0 && !may_begin(&lines->lines[n - i], signs, found)))
			continue;
		found = signs;
		*first_out = n - i;
	}
	if (!found && is_short(lines, n)) {
		found = SIGN_VERB;
		*first_out = n;
	} else if (found && !(found & SIGN_ADDRESS) && *first_out > floor &&
	    is_name(lines, *first_out - 1)) {
		--*first_out;
	}
	return found != 0;
}

gboolean
quoteheader_between(const struct quotelines *lines, guint n)
{
	const struct quotelines_line *line = &lines->lines[n];
	const char *text = lines->text + line->offset;

	return line->kind == QUOTELINES_QUOTED && line->length > 8 &&
	    (line->signs & QUOTELINES_ADDRESS) &&
	    strncmp(text, ">>>", 3) == 0 &&
	    strncmp(text + line->length - 3, ">>>", 3) == 0;
}

/* --- repeated headers -------------------------------------------------- */

guint
quoteheader_block(const struct quotelines *lines, guint n)
{
	guint kinds = 0, signs = 0, stray = 0, last = n, count = 0;
	guint end = MIN(lines->count, n + QUOTEHEADER_FIELDS);

	if (!(lines->lines[n].label & ~(guint)QUOTEWORDS_OTHER))
		return 0;
	for (guint i = n; i < end && stray <= QUOTEHEADER_STRAY; i++) {
		const struct quotelines_line *line = &lines->lines[i];

		if (!line->label) {
			stray += line->kind == QUOTELINES_BLANK ? 2 : 1;
			continue;
		}
		stray = 0;
		last = i;
		kinds |= line->label;
		signs |= line->signs;
	}
	for (guint bit = QUOTEWORDS_FROM; bit <= QUOTEWORDS_SUBJECT; bit <<= 1)
		count += (kinds & bit) != 0;
	for (guint i = n; i <= last; i++)
		signs |= lines->lines[i].signs;
	/* "From: Berlin, to: Paris, date: 3 May" is an order, no header. */
	if (!(kinds & QUOTEWORDS_FROM) || count < 3 ||
	    (!(signs & QUOTELINES_ADDRESS) &&
	        !has(kinds, QUOTEWORDS_DATE | QUOTEWORDS_SUBJECT)))
		return 0;
	return last - n + 1;
}

/* --- telephones -------------------------------------------------------- */

/* The folded line without the link at its end, brackets and a full stop:
 * "get outlook for ios<https://aka.ms/o0ukef>". */
static gsize
strip_link(char *text)
{
	gsize length = 0;

	for (const char *p = text; *p && !strchr("<]", *p); p++) {
		if (*p != '[')
			text[length++] = *p;
	}
	while (length > 0 && strchr(" .!\"", text[length - 1]))
		length--;
	text[length] = '\0';
	return length;
}

/* "sent from my Wiko RIDGE": a few words that are no sentence. */
static gboolean
is_unknown_device(const char *text)
{
	guint words = 0;

	if (!g_str_has_prefix(text, "sent from my ") || strpbrk(text, ",;?!."))
		return FALSE;
	for (const char *p = text; *p; p++)
		words += *p == ' ';
	return words <= 6;
}

gboolean
quoteheader_is_mobile(struct quotelines *lines, guint n)
{
	char text[QUOTEWORDS_MAX];
	gsize length, start;
	const char *device;

	if (lines->lines[n].kind != QUOTELINES_TEXT ||
	    lines->lines[n].length > QUOTEHEADER_MOBILE * 4)
		return FALSE;
	quotelines_fold(lines, n, text);
	length = strip_link(text);
	if (length == 0 || length > QUOTEHEADER_MOBILE)
		return FALSE;
	start = quotewords_at(text, text, QUOTEWORDS_MOBILE, NULL);
	device = quotewords_find(text, QUOTEWORDS_DEVICE);
	if (!device)
		return is_unknown_device(text);
	if (start > 0)
		return (gsize)(device - text) <= start + QUOTEHEADER_DEVICE;
	if (!quotewords_ending(text, length, QUOTEWORDS_SENT))
		return FALSE;
	return device == text ||
	    quotewords_at(text, text, QUOTEWORDS_WEAK, NULL) > 0;
}
