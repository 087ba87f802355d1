/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header fields. Every field of every letter is written here, because a subject
 * or a name with a line end in it has let people write headers, and letters, of
 * their own in more than one ticket system. Must never write an octet of a
 * value that is below 0x20 or above 0x7e, other than inside a UTF-8 address.
 */
#include "mime/composehead.h"

#include <string.h>

#define COMPOSEHEAD_LINE 76  /* RFC 2047 section 2, RFC 5322 section 2.1.1 */
#define COMPOSEHEAD_FRAME 12 /* "=?UTF-8?Q?" and "?=" */
#define COMPOSEHEAD_SECTION                              \
	48 /* of an RFC 2231 value, in octets as written \
	    */

/* One line of valid UTF-8: controls and line separators are spaces, runs of
 * them one, none at the ends. */
static char *
clean(const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value ? value : "", -1);
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p; p += g_utf8_skip[(guchar)*p]) {
		gunichar c = g_utf8_get_char(p);
		gboolean space = c <= 0x20 || (c >= 0x7f && c < 0xa0) ||
		    c == 0x2028 || c == 0x2029;

		if (!space)
			g_string_append_unichar(out, c);
		else if (out->len > 0 && out->str[out->len - 1] != ' ')
			g_string_append_c(out, ' ');
	}
	return g_strchomp(g_string_free(out, FALSE));
}

/* Columns of the line that out ends in. */
static gsize
column(const GString *out)
{
	const char *lf = strrchr(out->str, '\n');

	return lf ? (gsize)(out->str + out->len - lf - 1) : out->len;
}

/* --- encoded words ----------------------------------------------------- */

/* What Q may leave as it is, even in a phrase (RFC 2047 section 5.3). */
static gboolean
is_plain_q(char c)
{
	return g_ascii_isalnum(c) || strchr("!*+-/", c) != NULL;
}

static gsize
q_width(const char *p, gsize size)
{
	gsize width = 0;

	for (gsize i = 0; i < size; i++)
		width += p[i] == ' ' || is_plain_q(p[i]) ? 1 : 3;
	return width;
}

static void
append_q(GString *out, const char *p, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if (p[i] == ' ')
			g_string_append_c(out, '_');
		else if (is_plain_q(p[i]))
			g_string_append_c(out, p[i]);
		else
			g_string_append_printf(out, "=%02X", (guint8)p[i]);
	}
}

/* How many octets of whole characters at p fit into width columns of a word. */
static gsize
fitting(const char *p, gsize width, gboolean q)
{
	const char *end = p;
	gsize used = 0;

	while (*end) {
		const char *next = end + g_utf8_skip[(guchar)*end];

		used = q ? used + q_width(end, (gsize)(next - end))
		         : ((gsize)(next - p) + 2) / 3 * 4;
		if (used > width)
			break;
		end = next;
	}
	return (gsize)(end - p);
}

/* text as encoded words, each on a line of its own where it must be. */
static void
append_words(GString *out, const char *text)
{
	gsize size = strlen(text);
	gboolean q = q_width(text, size) <= (size + 2) / 3 * 4;

	while (*text) {
		gsize used = column(out) + COMPOSEHEAD_FRAME;
		gsize n = 0;

		if (used < COMPOSEHEAD_LINE)
			n = fitting(text, COMPOSEHEAD_LINE - 1 - used, q);
		if (n == 0) {
			g_string_append(out, "\r\n ");
			continue;
		}
		g_string_append_printf(out, "=?UTF-8?%c?", q ? 'Q' : 'B');
		if (q) {
			append_q(out, text, n);
		} else {
			g_autofree char *base64 =
			    g_base64_encode((const guchar *)text, n);

			g_string_append(out, base64);
		}
		g_string_append(out, "?=");
		text += n;
		if (*text)
			g_string_append(out, "\r\n ");
	}
}

/* --- plain words ------------------------------------------------------- */

/* Whether text can be written without encoding: ASCII, nothing that looks like
 * an encoded word, no word that is too long to fold. */
static gboolean
is_plain(const char *text)
{
	gsize word = 0;

	if (strstr(text, "=?"))
		return FALSE;
	for (; *text; text++) {
		if ((guint8)*text > 0x7e)
			return FALSE;
		word = *text == ' ' ? 0 : word + 1;
		if (word > COMPOSEHEAD_LINE - 20)
			return FALSE;
	}
	return TRUE;
}

static void
append_plain(GString *out, const char *text)
{
	while (*text) {
		gsize length = strcspn(text, " ");

		if (column(out) + length > COMPOSEHEAD_LINE) {
			/* The space before the word begins the next line. */
			if (out->str[out->len - 1] == ' ')
				g_string_truncate(out, out->len - 1);
			g_string_append(out, "\r\n ");
		}
		g_string_append_len(out, text, (gssize)length);
		text += length;
		if (*text)
			g_string_append_c(out, *text++);
	}
}

void
composehead_text(GString *out, const char *name, const char *value)
{
	g_autofree char *text = clean(value);

	g_string_append_printf(out, "%s: ", name);
	if (is_plain(text))
		append_plain(out, text);
	else
		append_words(out, text);
	g_string_append(out, "\r\n");
}

/* A display name as a quoted string when it fits on its line, else in words. */
static void
append_display(GString *out, const char *display)
{
	gsize room = COMPOSEHEAD_LINE - column(out) - 2;

	if (!is_plain(display) || strlen(display) > room ||
	    strpbrk(display, "\"\\")) {
		append_words(out, display);
		return;
	}
	g_string_append_printf(out, "\"%s\"", display);
}

void
composehead_mailbox(GString *out, const char *name, const char *display,
    const char *address)
{
	g_autofree char *text = clean(display);

	g_string_append_printf(out, "%s: ", name);
	if (!*text) {
		g_string_append_printf(out, "%s\r\n", address);
		return;
	}
	append_display(out, text);
	if (column(out) + strlen(address) + 3 > COMPOSEHEAD_LINE)
		g_string_append(out, "\r\n");
	g_string_append_printf(out, " <%s>\r\n", address);
}

/* --- ids --------------------------------------------------------------- */

bool
composehead_is_id(const char *text)
{
	gsize length = strlen(text);

	if (length == 0 || length > 900)
		return false;
	for (; *text; text++) {
		if (*text <= ' ' || *text > '~' || *text == '<' || *text == '>')
			return false;
	}
	return true;
}

void
composehead_ids(GString *out, const char *name, const char *const *ids,
    gsize max)
{
	guint n = 0, from;
	gsize size;

	while (ids && ids[n])
		n++;
	if (n == 0)
		return;
	size = strlen(ids[0]) + 5;
	for (from = n; from > 1; from--) {
		size += strlen(ids[from - 1]) + 5;
		if (size > max)
			break;
	}
	g_string_append_printf(out, "%s: <%s>", name, ids[0]);
	for (guint i = MAX(from, 1); i < n; i++)
		g_string_append_printf(out, "\r\n <%s>", ids[i]);
	g_string_append(out, "\r\n");
}

/* --- attachments ------------------------------------------------------- */

static gboolean
is_sendable_type(const char *mime)
{
	const char *slash = strchr(mime, '/');

	if (!slash || slash == mime || !slash[1] || strlen(mime) > 60 ||
	    g_ascii_strncasecmp(mime, "message/", 8) == 0 ||
	    g_ascii_strncasecmp(mime, "multipart/", 10) == 0)
		return FALSE;
	for (const char *p = mime; *p; p++) {
		if (p != slash && !g_ascii_isalnum(*p) &&
		    !strchr("!#$&-^_.+", *p))
			return FALSE;
	}
	return TRUE;
}

/* Names that need no RFC 2231; others get "_" for what ASCII has not. */
static char *
ascii_name(const char *name, gboolean *same_out)
{
	GString *out = g_string_new(NULL);

	*same_out = TRUE;
	for (const char *p = name; *p; p += g_utf8_skip[(guchar)*p]) {
		if ((guint8)*p > 0x7e || strchr("\"\\", *p)) {
			g_string_append_c(out, '_');
			*same_out = FALSE;
		} else {
			g_string_append_c(out, *p);
		}
	}
	/* The fallback fits on its line with its end, the extension. */
	if (out->len > 56) {
		g_string_erase(out, 0, (gssize)out->len - 56);
		*same_out = FALSE;
	}
	return g_string_free(out, FALSE);
}

/* filename*0*=UTF-8''...; each section on its line. */
static void
append_sections(GString *out, const char *name)
{
	guint section = 0;
	gsize used = 0;

	g_string_append(out, ";\r\n filename*0*=UTF-8''");
	for (const char *p = name; *p; p++) {
		/* Only between characters, though the RFC would not mind. */
		if (used > COMPOSEHEAD_SECTION && ((guint8)*p & 0xc0) != 0x80) {
			g_string_append_printf(out,
			    ";\r\n filename*%u*=", ++section);
			used = 0;
		}
		if (g_ascii_isalnum(*p) || strchr("-._", *p)) {
			g_string_append_c(out, *p);
			used++;
		} else {
			g_string_append_printf(out, "%%%02X", (guint8)*p);
			used += 3;
		}
	}
}

void
composehead_attachment(GString *out, const char *mime, const char *name)
{
	g_autofree char *text = clean(name), *ascii = NULL;
	gboolean same;

	ascii = ascii_name(text, &same);
	g_string_append_printf(out,
	    "Content-Type: %s;\r\n name=\"%s\"\r\n"
	    "Content-Disposition: attachment;\r\n filename=\"%s\"",
	    is_sendable_type(mime) ? mime : "application/octet-stream", ascii,
	    ascii);
	if (!same)
		append_sections(out, text);
	g_string_append(out, "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
}
