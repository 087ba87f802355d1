/* SPDX-License-Identifier: GPL-3.0-or-later */
/* docket.conf before libconfig sees it. libconfig 1.5 follows @include, cuts
 * numbers to 32 bits without a word, and stops with "memory exhausted" at deep
 * nesting. This scanner must keep line numbers as they are, and must treat
 * strings and comments exactly as libconfig does. */
#include "settings/conftext.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/autofd.h"

/* 10 digits may pass 2^31; with an L libconfig reads 64 bits. */
#define LONG_DIGITS 10
#define LONG_HEX_DIGITS 8

struct scan {
	const struct confplace *place;
	const char *at; /* the text ends with a NUL */
	unsigned int line, depth;
	GString *out;
};

/* Everything but what is decided about goes through unchanged. */
static void
copy(struct scan *scan, size_t size)
{
	g_string_append_len(scan->out, scan->at, (gssize)size);
	scan->at += size;
}

/* They do not nest. */
static bool
scan_block_comment(struct scan *scan, GError **error)
{
	const char *end = strstr(scan->at + 2, "*/");
	unsigned int start = scan->line;

	if (!end)
		return confplace_fail_line(scan->place, error, start,
		    "the comment that starts here does not end");
	for (const char *next = scan->at; next < end; next++)
		scan->line += *next == '\n';
	copy(scan, (size_t)(end + 2 - scan->at));
	return true;
}

static bool
scan_string(struct scan *scan, GError **error)
{
	size_t size = 1;

	/* libconfig would take line ends as part of the text, up to the next
	 * quote, and then complain about a line that is right. */
	while (scan->at[size] != '"') {
		if (scan->at[size] == '\\' && scan->at[size + 1])
			size++;
		if (!scan->at[size] || scan->at[size] == '\n')
			return confplace_fail_line(scan->place, error,
			    scan->line,
			    "a text has no closing quote in its line");
		size++;
	}
	copy(scan, size + 1);
	return true;
}

/* A sign before it, and a name around it, have been passed already. */
static void
scan_number(struct scan *scan)
{
	bool hex =
	    scan->at[0] == '0' && (scan->at[1] == 'x' || scan->at[1] == 'X');
	size_t start = hex ? 2 : 0;
	size_t size = start +
	    strspn(scan->at + start,
	        hex ? "0123456789abcdefABCDEF" : "0123456789");
	char next = scan->at[size];
	bool is_long = size - start >= (hex ? LONG_HEX_DIGITS : LONG_DIGITS);

	copy(scan, size);
	if (is_long && next != 'L' && next != '.' && next != 'e' && next != 'E')
		g_string_append_c(scan->out, 'L');
	/* The rest of a decimal number must not be seen as another one. */
	copy(scan, strspn(scan->at, "0123456789.eEL"));
}

/* Whether they match is libconfig's to say. */
static bool
scan_bracket(struct scan *scan, GError **error)
{
	if (strchr("{[(", *scan->at))
		scan->depth++;
	else if (scan->depth > 0)
		scan->depth--;
	if (scan->depth > CONFTEXT_DEPTH_MAX)
		return confplace_fail_line(scan->place, error, scan->line,
		    "more than %d brackets within brackets",
		    CONFTEXT_DEPTH_MAX);
	copy(scan, 1);
	return true;
}

/* One token, comment or blank. */
static bool
scan_next(struct scan *scan, GError **error)
{
	char c = *scan->at;

	if (c == '#' || (c == '/' && scan->at[1] == '/')) {
		copy(scan, strcspn(scan->at, "\n"));
		return true;
	}
	if (c == '/' && scan->at[1] == '*')
		return scan_block_comment(scan, error);
	if (c == '"')
		return scan_string(scan, error);
	if (c == '@')
		return confplace_fail_line(scan->place, error, scan->line,
		    "@include is not supported; write all settings into this file");
	if (strchr("{[()]}", c))
		return scan_bracket(scan, error);
	if (g_ascii_isdigit(c)) {
		scan_number(scan);
		return true;
	}
	scan->line += c == '\n';
	/* A whole name at once: digits inside it are no number. */
	copy(scan,
	    g_ascii_isalpha(c)
	        ? strspn(scan->at,
	              G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_*")
	        : 1);
	return true;
}

char *
conftext_prepare(const struct confplace *place, const char *text, size_t size,
    GError **error)
{
	struct scan scan = { .place = place, .at = text, .line = 1 };

	if (memchr(text, '\0', size)) {
		confplace_fail_line(place, error, 0,
		    "has NUL octets; this is not a text file");
		return NULL;
	}
	if (g_str_has_prefix(text, "\xef\xbb\xbf"))
		scan.at += 3;
	scan.out = g_string_sized_new(size + 64);
	while (*scan.at) {
		if (!scan_next(&scan, error)) {
			g_string_free(scan.out, TRUE);
			return NULL;
		}
	}
	/* libconfig takes a last line that is a comment only with its end. */
	if (!g_str_has_suffix(scan.out->str, "\n"))
		g_string_append_c(scan.out, '\n');
	return g_string_free(scan.out, FALSE);
}

/* Fills text up to one octet past the limit. */
static bool
read_file(int fd, GString *text, const struct confplace *place, GError **error)
{
	char block[16384];

	while (text->len <= CONFTEXT_MAX) {
		ssize_t got = read(fd, block, sizeof(block));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return confplace_fail_line(place, error, 0, "%s",
			    g_strerror(errno));
		if (got == 0)
			return true;
		g_string_append_len(text, block, got);
	}
	return confplace_fail_line(place, error, 0, "larger than %d octets",
	    CONFTEXT_MAX);
}

char *
conftext_load(const struct confplace *place, GError **error)
{
	autofd int fd = open(confplace_file(place), O_RDONLY | O_CLOEXEC);
	g_autoptr(GString) text = g_string_new(NULL);

	if (fd < 0) {
		confplace_fail_line(place, error, 0, "%s", g_strerror(errno));
		return NULL;
	}
	if (!read_file(fd, text, place, error))
		return NULL;
	return conftext_prepare(place, text->str, text->len, error);
}
