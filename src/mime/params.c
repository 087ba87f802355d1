/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of Content-Type and Content-Disposition (RFC 2045 section 5.1, RFC
 * 2231). By hand, because GMime decodes them by iconv, which the sandbox does
 * not have, and drops what it can not decode. Must stay linear in the field's
 * length and quadratic at most in the number of parameters, which is bounded.
 */
#include "mime/params.h"

#include <string.h>

#include "mime/charset.h"
#include "mime/words.h"

#define PARAMS_WORDS 100   /* encoded words in one value */
#define PARAMS_SECTION 999 /* highest RFC 2231 section number believed */

struct segment {
	char *name;        /* lower case, without "*0*" */
	char *value;       /* unquoted octets */
	int section;       /* -1: not continued */
	gboolean extended; /* percent-encoded, the first one with a charset */
	char *decoded;     /* made when asked for */
};

struct params {
	char *head, *fallback;
	GPtrArray *segments;
};

static void
segment_free(struct segment *segment)
{
	g_free(segment->name);
	g_free(segment->value);
	g_free(segment->decoded);
	g_free(segment);
}

/* Splits "name*2*" into its parts. */
static void
read_name(struct segment *segment, const char *name, gsize length)
{
	char *star, *end;
	guint64 section;

	segment->name = g_ascii_strdown(name, (gssize)length);
	segment->section = -1;
	g_strchomp(segment->name);
	star = strchr(segment->name, '*');
	if (!star)
		return;
	*star++ = '\0';
	if (g_ascii_isdigit(*star)) {
		section = g_ascii_strtoull(star, &end, 10);
		segment->section = (int)MIN(section, PARAMS_SECTION);
		segment->extended = *end == '*';
	} else {
		segment->extended = TRUE;
	}
}

/* A quoted value from behind its quote; returns where it ends. A backslash
 * stands for itself unless it escapes a quote or another: "C:\file" is written
 * raw. */
static const char *
read_quoted(const char *p, GString *value)
{
	for (; *p && *p != '"'; p++) {
		if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
			p++;
		g_string_append_c(value, *p);
	}
	return *p ? p + 1 : p;
}

/* A bare value: up to the next ';', since names with spaces are left unquoted
 * by some mailers; a comment behind it is no part. */
static const char *
read_bare(const char *p, GString *value)
{
	gsize length = strcspn(p, ";");
	const char *comment = memchr(p, '(', length);

	g_string_append_len(value, p, (gssize)length);
	if (comment && comment > p && g_ascii_isspace(comment[-1]) &&
	    memchr(comment, ')', length - (gsize)(comment - p)))
		g_string_truncate(value, (gsize)(comment - p));
	g_strchomp(value->str);
	value->len = strlen(value->str);
	return p + length;
}

/* One "name=value" at p; returns where to go on. */
static const char *
read_segment(struct params *params, const char *p)
{
	gsize length = strcspn(p, "=;");
	struct segment *segment;
	GString *value;

	if (p[length] != '=' || length == 0)
		return p[length] ? p + length + 1 : p + length;
	segment = g_new0(struct segment, 1);
	read_name(segment, p, length);
	value = g_string_new(NULL);
	p += length + 1;
	p += strspn(p, " \t\r\n");
	if (*p == '"') {
		p = read_quoted(p + 1, value);
		/* A missing ';' between two parameters is common. */
		p += strspn(p, " \t\r\n");
	} else {
		p = read_bare(p, value);
	}
	segment->value = g_string_free(value, FALSE);
	g_ptr_array_add(params->segments, segment);
	return p;
}

/* The head without comments and white space. */
static char *
read_head(const char *raw, gsize length)
{
	g_autoptr(GString) head = g_string_new(NULL);
	guint comment = 0;

	for (gsize i = 0; i < length; i++) {
		char c = raw[i];

		if (c == '(')
			comment++;
		else if (c == ')' && comment > 0)
			comment--;
		else if (comment == 0 && !g_ascii_isspace(c) && c != '"')
			g_string_append_c(head, g_ascii_tolower(c));
	}
	return charset_to_utf8(head->str, head->len, NULL, NULL);
}

struct params *
params_parse(const char *raw, const char *fallback, guint max)
{
	struct params *params = g_new0(struct params, 1);
	gsize length = strcspn(raw, ";");
	const char *p = raw + length;
	const char *equal = memchr(raw, '=', length);

	params->fallback = g_strdup(fallback);
	params->segments =
	    g_ptr_array_new_with_free_func((GDestroyNotify)segment_free);
	/* "text/plain charset=utf-8" lacks its ';'; "name=x" lacks its head. */
	if (equal) {
		while (equal > raw && g_ascii_isspace(equal[-1]))
			equal--;
		while (equal > raw && !g_ascii_isspace(equal[-1]))
			equal--;
		length = (gsize)(equal - raw);
		p = equal;
	}
	params->head = read_head(raw, length);
	while (*p && params->segments->len < max) {
		p += strspn(p, "; \t\r\n");
		if (*p)
			p = read_segment(params, p);
	}
	return params;
}

void
params_free(struct params *params)
{
	if (!params)
		return;
	g_free(params->head);
	g_free(params->fallback);
	g_ptr_array_unref(params->segments);
	g_free(params);
}

const char *
params_head(const struct params *params)
{
	return params->head;
}

static struct segment *
find(struct params *params, const char *name, int section)
{
	struct segment *segment;
	struct segment *found = NULL;

	for (guint i = 0; i < params->segments->len; i++) {
		segment = params->segments->pdata[i];
		if (segment->section != section ||
		    g_ascii_strcasecmp(segment->name, name) != 0)
			continue;
		if (segment->extended)
			return segment;
		if (!found)
			found = segment;
	}
	return found;
}

static void
append_percent(const char *p, GString *out)
{
	for (; *p; p++) {
		if (*p == '%' && g_ascii_isxdigit(p[1]) &&
		    g_ascii_isxdigit(p[2])) {
			g_string_append_c(out,
			    (char)(g_ascii_xdigit_value(p[1]) << 4 |
			        g_ascii_xdigit_value(p[2])));
			p += 2;
		} else {
			g_string_append_c(out, *p);
		}
	}
}

/* Cuts "charset'language'" off the front of an extended value. */
static char *
cut_charset(const char **value)
{
	const char *quote = strchr(*value, '\'');
	const char *second = quote ? strchr(quote + 1, '\'') : NULL;
	char *charset;

	if (!second)
		return NULL;
	charset = g_strndup(*value, (gsize)(quote - *value));
	*value = second + 1;
	return charset;
}

/* All segments of a name put together, from section first on (-1: the only
 * one). */
static char *
decode_extended(struct params *params, const char *name, int first)
{
	struct segment *segment = find(params, name, first);
	g_autoptr(GString) octets = g_string_new(NULL);
	g_autofree char *charset = NULL;
	const char *value = segment->value;
	int section = first;

	if (segment->extended)
		charset = cut_charset(&value);
	while (segment) {
		if (segment->extended)
			append_percent(value, octets);
		else
			g_string_append(octets, value);
		if (first < 0)
			break;
		segment = find(params, name, ++section);
		value = segment ? segment->value : NULL;
	}
	if (!charset && strstr(octets->str, "=?"))
		return words_decode(octets->str, params->fallback,
		    PARAMS_WORDS);
	return charset_to_utf8(octets->str, octets->len,
	    charset && *charset ? charset : params->fallback, NULL);
}

const char *
params_get(struct params *params, const char *name)
{
	struct segment *single = find(params, name, -1);
	struct segment *first = find(params, name, 0);
	struct segment *segment = single;

	if (!single || (first && !single->extended))
		segment = first;
	if (!segment)
		return NULL;
	if (segment->decoded)
		return segment->decoded;
	if (segment->extended || segment->section >= 0)
		segment->decoded =
		    decode_extended(params, name, segment->section);
	else
		segment->decoded = words_decode(segment->value,
		    params->fallback, PARAMS_WORDS);
	return segment->decoded;
}

const char *
params_get_raw(struct params *params, const char *name)
{
	struct segment *segment = find(params, name, -1);

	return segment ? segment->value : params_get(params, name);
}
