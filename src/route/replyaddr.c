/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms in which tokens travel. Clients and servers change such addresses
 * (case, percent signs, invisible break points), so finding is lenient: a MAC
 * stands behind it. Scrubbing is more lenient still, since a token that slips
 * through lets a stranger write in its holder's name; it must never leave a
 * token in, and may take out a long word that only looks like one. */
#include "route/replyaddr.h"

#include <string.h>

#include "base/address.h"
#include "route/token.h"

#define ID_PREFIX "docket."
#define ROOT_PREFIX "docket.ticket."
#define ELLIPSIS "\xe2\x80\xa6"

/* No word of interest has more base32 characters than this in one run: a
 * percent-encoded delimiter ("%2B") adds two in front. */
#define RUN_MAX (TOKEN_LENGTH + 2)

static char *
subaddress(const char *base, const char *delimiter, const char *token)
{
	const char *domain = address_domain(base);
	int local = (int)(domain - base) - 1;

	return g_strdup_printf("%.*s%s%s@%s", MAX(local, 0), base, delimiter,
	    token, domain);
}

char *
replyaddr_make(const struct settings_desk *desk, const char *token)
{
	if (desk->token_form == SETTINGS_TOKEN_CATCHALL)
		return g_strconcat(token, "@", desk->token_domain, NULL);
	return subaddress(desk->address, desk->delimiter, token);
}

const char *
replyaddr_domain(const struct settings_desk *desk)
{
	return desk->token_form == SETTINGS_TOKEN_CATCHALL
	    ? desk->token_domain
	    : address_domain(desk->address);
}

char *
replyaddr_bounce(const struct settings_desk *desk, const char *token)
{
	if (desk->token_form == SETTINGS_TOKEN_CATCHALL)
		return g_strconcat(token, "@", desk->token_domain, NULL);
	return subaddress(desk->bounce_address, desk->delimiter, token);
}

static gboolean
is_base32(char c)
{
	return g_ascii_isalpha(c) || (c >= '2' && c <= '7');
}

/* How many base32 characters end just before end. */
static gsize
run_before(const char *start, const char *end)
{
	const char *p = end;

	while (p > start && is_base32(p[-1]))
		p--;
	return (gsize)(end - p);
}

/* Whether what is left of the local part, before the delimiter, and the domain
 * make an address of the desk. */
static gboolean
is_own_base(const struct settings *conf, const char *address,
    const char *delimiter, const char *at)
{
	g_autofree char *base =
	    g_strdup_printf("%.*s%s", (int)(delimiter - address), address, at);

	return delimiter > address && settings_is_own_address(conf, base);
}

const char *
replyaddr_find(const struct settings *conf, const char *address,
    gsize *length_out)
{
	const char *at = strrchr(address, '@');
	gsize run = at ? run_before(address, at) : 0;
	const char *token = at ? at - run : NULL;
	const char *domain = conf->desk.token_domain;

	*length_out = run;
	if (run != TOKEN_LENGTH && run != TOKEN_SHORT_LENGTH)
		return NULL;
	if (token == address)
		return domain && *domain &&
		        g_ascii_strcasecmp(at + 1, domain) == 0
		    ? token
		    : NULL;
	if (token[-1] != '+' && token[-1] != '-')
		return NULL;
	return is_own_base(conf, address, token - 1, at) ? token : NULL;
}

char *
replyaddr_message_id(const struct settings_desk *desk, const char *token)
{
	return g_strconcat(ID_PREFIX, token, "@", address_domain(desk->address),
	    NULL);
}

/* What follows prefix in an id of our domain, up to the '@'; NULL when the id
 * is none of ours. */
static const char *
after_prefix(const struct settings_desk *desk, const char *id,
    const char *prefix, gsize *length_out)
{
	gsize skip = strlen(prefix);
	const char *at = strrchr(id, '@');

	if (!at || g_ascii_strncasecmp(id, prefix, skip) != 0 ||
	    (gsize)(at - id) < skip ||
	    g_ascii_strcasecmp(at + 1, address_domain(desk->address)) != 0)
		return NULL;
	*length_out = (gsize)(at - id) - skip;
	return id + skip;
}

const char *
replyaddr_in_message_id(const struct settings_desk *desk, const char *id,
    gsize *length_out)
{
	const char *token = after_prefix(desk, id, ID_PREFIX, length_out);

	if (!token || *length_out != TOKEN_SHORT_LENGTH ||
	    run_before(token, token + *length_out) != *length_out)
		return NULL;
	return token;
}

char *
replyaddr_root(const struct settings_desk *desk, guint64 ticket)
{
	return g_strdup_printf(ROOT_PREFIX "%" G_GUINT64_FORMAT "@%s", ticket,
	    address_domain(desk->address));
}

gboolean
replyaddr_is_root(const struct settings_desk *desk, const char *id)
{
	gsize length = 0;
	const char *number = after_prefix(desk, id, ROOT_PREFIX, &length);

	return number && length > 0 && strspn(number, "0123456789") == length;
}

/* Octets of a character that webmail puts into long words so that they can
 * break (soft hyphen, zero width space, word joiner, BOM); 0 when p is at
 * something else. */
static gsize
break_point(const char *p)
{
	static const char *const marks[] = { "\xc2\xad", "\xe2\x80\x8b",
		"\xe2\x81\xa0", "\xef\xbb\xbf" };

	for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
		if (g_str_has_prefix(p, marks[i]))
			return strlen(marks[i]);
	return 0;
}

/* Of most characters of most texts it is known at once that no token begins
 * with them. */
static gboolean
may_begin_run(char c)
{
	guint8 octet = (guint8)c;

	return octet >= 0x80 ? octet == 0xc2 || octet == 0xe2 || octet == 0xef
	                     : is_base32(c);
}

/* A word of base32 characters in a text, break points left out. */
struct run {
	const char *start, *end; /* in the text */
	char letters[RUN_MAX + 1];
	gsize length; /* of letters; RUN_MAX + 1 and more: too long */
};

static void
read_run(const char *p, struct run *run)
{
	gsize skip;

	run->start = p;
	run->end = p;
	run->length = 0;
	for (;;) {
		skip = is_base32(*p) ? 0 : break_point(p);
		if (skip == 0 && !is_base32(*p))
			return;
		if (skip == 0) {
			if (run->length < RUN_MAX)
				run->letters[run->length] = *p;
			run->length++;
			skip = 1;
		}
		p += skip;
		run->end = p;
	}
}

/* Whether a run that may be a short token stands where one of ours would. A
 * word of 28 letters alone is just a word. */
static gboolean
has_place(const char *text, const struct run *run)
{
	const char *before = run->start;
	gsize prefix = strlen(ID_PREFIX);

	if (*run->end == '@' || g_ascii_strncasecmp(run->end, "%40", 3) == 0)
		return TRUE;
	if (before > text && (before[-1] == '+' || before[-1] == '-'))
		return TRUE;
	return (gsize)(before - text) >= prefix &&
	    g_ascii_strncasecmp(before - prefix, ID_PREFIX, prefix) == 0;
}

static gboolean
is_short(const char *letters)
{
	/* Version 1 stands in the first five bits as 01kkk: i to p. */
	return strchr("ijklmnop", g_ascii_tolower(*letters)) != NULL;
}

static gboolean
is_token(const char *text, const struct run *run, gsize skip)
{
	struct token token;
	gsize length = run->length - skip;

	if (length == TOKEN_LENGTH)
		return token_parse(run->letters + skip, length, &token);
	return length == TOKEN_SHORT_LENGTH && is_short(run->letters + skip) &&
	    (skip > 0 || has_place(text, run));
}

/* A percent sign before the run means that its first two letters may be the
 * "2B" or "2D" of an encoded delimiter. */
static gsize
encoded_delimiter(const char *text, const struct run *run)
{
	if (run->start == text || run->start[-1] != '%' || run->length < 2 ||
	    run->letters[0] != '2')
		return 0;
	return strchr("bBdD", run->letters[1]) ? 2 : 0;
}

char *
replyaddr_scrub(const struct settings *conf, const char *text)
{
	GString *out = g_string_sized_new(strlen(text));
	const char *p = text, *done = text;
	struct run run;

	(void)conf; /* the form alone decides: an old desk's tokens too */
	while (*p) {
		gsize skip;

		if (!may_begin_run(*p)) {
			p++;
			continue;
		}
		read_run(p, &run);
		p = run.end > run.start ? run.end : p + 1;
		skip = encoded_delimiter(text, &run);
		if (run.length > RUN_MAX || !is_token(text, &run, skip))
			continue;
		g_string_append_len(out, done, run.start - done);
		g_string_append_len(out, run.letters, (gssize)skip);
		g_string_append(out, ELLIPSIS);
		done = run.end;
	}
	g_string_append(out, done);
	return g_string_free(out, FALSE);
}
