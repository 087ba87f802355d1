/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who a mail says it is from must be read the same way by the border that
 * authenticated it and by us, so addrscan_single() gives up where readers are
 * known to differ: several addresses, addresses in the display name, routes,
 * comments inside the address, quoted pairs outside quotes. It must never
 * repair what it reads. */
#include "route/addrscan.h"

#include <stdbool.h>
#include <string.h>

#include "base/address.h"

#define ID_MAX 998 /* octets, RFC 5322 2.1.1 */
#define REPLACEMENT "\xef\xbf\xbd"
#define WHITE " \t\r\n"

/* Behind a quoted string that starts at p, or at the end when it is not
 * closed. */
static const char *
skip_quoted(const char *p)
{
	for (p++; *p && *p != '"'; p++)
		if (*p == '\\' && p[1])
			p++;
	return *p ? p + 1 : p;
}

/* Behind a comment that starts at p (RFC 5322 3.2.2: they nest); NULL when it
 * is not closed. */
static const char *
skip_comment(const char *p)
{
	guint depth = 0;

	for (; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p + 1;
	}
	return NULL;
}

/* A comment's place; no control has come this far. */
#define MARK '\x01'

static char *
strip_marks(char *text)
{
	gsize length = strlen(text);

	while (length > 0 && strchr(" \t\x01", text[length - 1]))
		text[--length] = '\0';
	return text + strspn(text, " \t\x01");
}

/* value with a mark for every comment but those at its ends; NULL when
 * something is not closed. */
static char *
without_comments(const char *value)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *p = value; *p;) {
		const char *end = p + 1;

		if (*p == '(') {
			end = skip_comment(p);
			if (!end)
				return NULL;
			g_string_append_c(out, MARK);
			p = end;
			continue;
		}
		if (*p == '"') {
			end = skip_quoted(p);
			if (end[-1] != '"' || end == p + 1)
				return NULL;
		}
		g_string_append_len(out, p, end - p);
		p = end;
	}
	return g_strdup(strip_marks(out->str));
}

static bool
has_control(const char *value)
{
	for (const char *p = value; *p; p++)
		if ((*p > 0 && *p < ' ' && *p != '\t') || *p == 0x7f)
			return true;
	return strstr(value, REPLACEMENT) != NULL;
}

/* How far the text goes without one of these characters outside quoted
 * strings. */
static gsize
unquoted_span(const char *text, const char *wanted)
{
	const char *p = text;

	while (*p && !strchr(wanted, *p))
		p = *p == '"' ? skip_quoted(p) : p + 1;
	return (gsize)(p - text);
}

static bool
has_unquoted(const char *text, const char *wanted)
{
	return text[unquoted_span(text, wanted)] != '\0';
}

/* Many programs write the address as its own display name, without quotes; any
 * other address there is a disguise. */
static bool
is_harmless_name(const char *name, const char *address)
{
	return !has_unquoted(name, ",;:>)\\") &&
	    (!has_unquoted(name, "@") || address_equal(name, address));
}

static bool
is_plain_address(const char *text)
{
	return !strpbrk(text, WHITE "<>") && address_is_valid(text) &&
	    !g_str_has_prefix(text, "=?");
}

char *
addrscan_single(const char *value)
{
	g_autofree char *text =
	    has_control(value) ? NULL : without_comments(value);
	gsize length = text ? strlen(text) : 0;
	gsize open = text ? unquoted_span(text, "<") : 0;
	char *inner;

	if (open == length)
		return length > 0 && is_plain_address(text) ? address_fold(text)
		                                            : NULL;
	if (text[length - 1] != '>')
		return NULL;
	text[length - 1] = '\0';
	text[open] = '\0';
	inner = g_strstrip(text + open + 1);
	g_strstrip(text);
	if (!is_plain_address(inner) || !is_harmless_name(text, inner))
		return NULL;
	return address_fold(inner);
}

char *
addrscan_next(const char **cursor)
{
	const char *p = *cursor;

	while (*p) {
		gsize length = strcspn(p, WHITE ",;:<>()\"");

		if (length > 0) {
			*cursor = p + length;
			if (memchr(p, '@', length))
				return g_strndup(p, length);
			p += length;
		} else if (*p == '"') {
			p = skip_quoted(p);
		} else if (*p == '(') {
			p = skip_comment(p);
			if (!p)
				break;
		} else {
			p++;
		}
	}
	*cursor = p ? p : *cursor + strlen(*cursor);
	return NULL;
}

static void
add_id(GPtrArray *ids, const char *start, gsize length)
{
	g_autoptr(GString) id = g_string_sized_new(MIN(length, ID_MAX));

	for (gsize i = 0; i < length; i++)
		if (!strchr(WHITE, start[i]))
			g_string_append_c(id, start[i]);
	if (id->len > 0 && id->len <= ID_MAX)
		g_ptr_array_add(ids, g_strdup(id->str));
}

void
addrscan_ids(const char *value, GPtrArray *ids)
{
	const char *p = strchr(value, '<');

	if (!p) {
		const char *cursor = value;
		char *word;

		while ((word = addrscan_next(&cursor))) {
			if (strlen(word) <= ID_MAX)
				g_ptr_array_add(ids, word);
			else
				g_free(word);
		}
		return;
	}
	while (p) {
		gsize length = strcspn(p + 1, "<>");

		if (p[1 + length] == '>')
			add_id(ids, p + 1, length);
		p = strchr(p + 1 + length, '<');
	}
}
