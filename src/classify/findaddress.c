/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses inside sentences. Servers write them with and without brackets and
 * put colons, dots or a second form of them right behind. Must never be used
 * for a header field, which has a grammar (RFC 5322) and a parser of its own.
 */
#include "classify/findaddress.h"

#include <stdbool.h>
#include <string.h>

/* Before an address at the beginning of a line. */
#define LEADING " \t\r<>([{\"'*-+=|:;,"

static bool
is_local(char c)
{
	return (guchar)c >= 0x80 || g_ascii_isalnum(c) ||
	    (c && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

static bool
is_domain(char c)
{
	return (guchar)c >= 0x80 || g_ascii_isalnum(c) || c == '-' ||
	    c == '.' || c == '_';
}

/* Whether a letter or sign of East Asia, which stand next to an address without
 * a space, begins at p. */
static bool
is_eastern(const char *p)
{
	return (guchar)*p >= 0xe3 && (guchar)*p <= 0xef;
}

/* Back from the '@' to where the local part begins; not before line. */
static const char *
begin_of(const char *line, const char *at)
{
	const char *p = at;

	if (p > line && p[-1] == '"') {
		for (p--; p > line && p[-1] != '"'; p--)
			;
		return p > line ? p - 1 : at;
	}
	while (p > line && is_local(p[-1]))
		p--;
	for (const char *q = p; q + 3 < at; q++) {
		if (is_eastern(q))
			p = q + 3;
	}
	/* "smtp;user@..." and "'user@...'" begin behind the mark. */
	while (p < at && strchr("'`/=|{.", *p))
		p++;
	return p;
}

static const char *
end_of(const char *at)
{
	const char *p = at + 1;

	if (*p == '[') {
		p += strcspn(p, "] \t\r\n");
		return *p == ']' ? p + 1 : at;
	}
	/* Where an ASCII label goes on in an eastern letter, a sentence does.
	 */
	while (is_domain(*p) && !(is_eastern(p) && g_ascii_isalnum(p[-1])))
		p++;
	while (p > at + 1 && (p[-1] == '.' || p[-1] == '-' || p[-1] == '_'))
		p--;
	return p;
}

static char *
make(const char *begin, const char *at, const char *end)
{
	/* A literal that nothing closes ends at its '@'. */
	gsize domain = end > at ? (gsize)(end - at) - 1 : 0;
	g_autofree char *raw = NULL;

	if (begin == at || domain < 3 || !memchr(at + 1, '.', domain) ||
	    end - begin > 320)
		return NULL;
	raw = g_strndup(begin, (gsize)(end - begin));
	return g_ascii_strdown(raw, -1);
}

char *
findaddress_next(const char *p, const char **end_out)
{
	const char *line = p;
	const char *at;

	for (at = strchr(p, '@'); at; at = strchr(at + 1, '@')) {
		const char *end = end_of(at);
		char *address = make(begin_of(line, at), at, end);

		if (address) {
			*end_out = end;
			return address;
		}
		/* What is behind must not reach back over this '@'. */
		line = at + 1;
	}
	return NULL;
}

/* Whether '"john doe"@example.com' begins here. */
static bool
is_quoted_local(const char *p)
{
	const char *close;

	if (*p != '"')
		return false;
	close = strchr(p + 1, '"');
	return close && close[1] == '@';
}

/* Behind bullets, brackets and the like. */
static const char *
skip_leading(const char *p)
{
	while (*p && !is_quoted_local(p)) {
		if (strchr(LEADING, *p))
			p++;
		else if (g_str_has_prefix(p, "•") || g_str_has_prefix(p, "·"))
			p = g_utf8_next_char(p);
		else
			break;
	}
	return p;
}

char *
findaddress_leading(const char *line, const char **end_out)
{
	const char *begin = skip_leading(line);
	const char *at = strchr(begin, '@'), *end;
	char *address;

	if (!at || begin_of(begin, at) != begin)
		return NULL;
	end = end_of(at);
	address = make(begin, at, end);
	if (address)
		*end_out = end;
	return address;
}
