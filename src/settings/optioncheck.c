/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a single text in docket.conf may be. These functions see one value at a
 * time and never another option; what needs two of them is in crosscheck.c.
 * Their words end a sentence, so that every error reads alike. */
#include "settings/optioncheck.h"

#include <arpa/inet.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/address.h"
#include "base/pattern.h"

#define NAME_MAX_OCTETS 32
#define LOWER_DIGITS "abcdefghijklmnopqrstuvwxyz0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define ATOM_SPECIALS "(){%*\"\\] "

static bool
is_one_of(const char *text, const char *const *words)
{
	return g_strv_contains(words, text);
}

/* A domain name is what may stand behind the '@' of an address. */
static bool
is_domain(const char *text)
{
	g_autofree char *address = g_strconcat("a@", text, NULL);

	return *text && *text != '[' && !strchr(text, '@') &&
	    g_str_is_ascii(text) && address_is_valid(address);
}

/* IPv6 without brackets: these are the URL's and the address's. */
static bool
is_ip(const char *text)
{
	struct in6_addr parsed;

	return inet_pton(AF_INET, text, &parsed) == 1 ||
	    inet_pton(AF_INET6, text, &parsed) == 1;
}

const char *
optioncheck_filled(const char *text)
{
	return *text ? NULL : "must not be empty";
}

const char *
optioncheck_address(const char *text)
{
	return address_is_valid(text) ? NULL : "is not a mail address";
}

const char *
optioncheck_address_or_empty(const char *text)
{
	return *text ? optioncheck_address(text) : NULL;
}

/* Stricter than an address of a customer: tokens are put behind its local part,
 * and it goes into header fields of letters to servers that know no SMTPUTF8.
 */
const char *
optioncheck_desk_address(const char *text)
{
	if (!address_is_valid(text))
		return "is not a mail address";
	if (!g_str_is_ascii(text))
		return "must be ASCII (write the domain with xn--)";
	if (*text == '"' || *address_domain(text) == '[')
		return "must be a plain name@domain, without quotes and brackets";
	return NULL;
}

const char *
optioncheck_desk_address_or_empty(const char *text)
{
	return *text ? optioncheck_desk_address(text) : NULL;
}

const char *
optioncheck_host(const char *text)
{
	return is_domain(text) || is_ip(text) ? NULL : "is not a host name";
}

const char *
optioncheck_hosts(const char *text)
{
	return optioncheck_host(g_str_has_prefix(text, "*.") ? text + 2 : text);
}

const char *
optioncheck_host_or_empty(const char *text)
{
	return *text ? optioncheck_host(text) : NULL;
}

/* For reply addresses, whose domain must have an MX: an address literal can not
 * be had from everywhere. */
const char *
optioncheck_domain_or_empty(const char *text)
{
	return !*text || (is_domain(text) && !is_ip(text))
	    ? NULL
	    : "is not a domain name";
}

/* Names stand in log lines and on command lines,
 * unquoted, and in records for ever. */
const char *
optioncheck_name(const char *text)
{
	size_t size = strlen(text);

	if (size == 0 || size > NAME_MAX_OCTETS ||
	    strspn(text, LOWER_DIGITS "_-") != size)
		return "must be 1 to 32 of a-z, 0-9, _ and -";
	return NULL;
}

const char *
optioncheck_name_or_empty(const char *text)
{
	return *text ? optioncheck_name(text) : NULL;
}

/* Only the shape of BCP 47: whether there are templates in that language is for
 * desk/template to say, which falls back to English. */
const char *
optioncheck_language(const char *text)
{
	size_t size = strspn(text, LETTERS);

	if (size < 2 || size > 3 ||
	    strspn(text, LETTERS "0123456789-") != strlen(text))
		return "is not a language tag such as \"en\" or \"pt-BR\"";
	return NULL;
}

const char *
optioncheck_language_or_empty(const char *text)
{
	return *text ? optioncheck_language(text) : NULL;
}

/* GLib answers with UTC for a zone it does not know unless asked this way, and
 * an hour's difference in a promise is found late. */
const char *
optioncheck_time_zone(const char *text)
{
	g_autoptr(GTimeZone) zone =
	    *text ? g_time_zone_new_identifier(text) : NULL;

	return zone
	    ? NULL
	    : "is not a known time zone; write one such as \"Europe/Berlin\"";
}

const char *
optioncheck_time_zone_or_empty(const char *text)
{
	return *text ? optioncheck_time_zone(text) : NULL;
}

const char *
optioncheck_log_level(const char *text)
{
	static const char *const words[] = { "debug", "info", "warning", NULL };

	return is_one_of(text, words)
	    ? NULL
	    : "must be \"debug\", \"info\" or \"warning\"";
}

const char *
optioncheck_delimiter(const char *text)
{
	static const char *const words[] = { "+", "-", NULL };

	return is_one_of(text, words) ? NULL : "must be \"+\" or \"-\"";
}

/* An atom of RFC 3501 section 9, without the backslash: system flags are the
 * server's. */
const char *
optioncheck_keyword(const char *text)
{
	if (!*text || strpbrk(text, ATOM_SPECIALS) || !g_str_is_ascii(text))
		return "is not an IMAP keyword (ASCII without blanks, quotes, brackets, * and %)";
	return NULL;
}

const char *
optioncheck_number_form(const char *text)
{
	size_t length = strlen(text), digits = 0;

	for (size_t i = 0; i < length; i++) {
		if (!g_ascii_isalnum(text[i]) && !strchr("#@-_.", text[i]))
			return "is no form of a number: '#' is a digit, '@' a "
			       "letter, and A-Z, 0-9, \"-\", \"_\" and \".\" "
			       "stand for themselves";
		digits += text[i] == '#' || g_ascii_isdigit(text[i]);
	}
	if (length < 4 || length > 40 || digits < 3)
		return "fits too much: 4 to 40 characters, 3 of them digits or "
		       "'#'";
	return NULL;
}

/* By hand because strptime() takes "2024-2-1" and what stands behind it. */
static bool
is_date(const char *text)
{
	static const char shape[] = "dddd-dd-dd";
	guint64 year, month, day;

	for (size_t i = 0; i < sizeof(shape); i++)
		if (shape[i] == 'd' ? !g_ascii_isdigit(text[i])
		                    : text[i] != shape[i])
			return false;
	year = g_ascii_strtoull(text, NULL, 10);
	month = g_ascii_strtoull(text + 5, NULL, 10);
	day = g_ascii_strtoull(text + 8, NULL, 10);
	return year >= 1970 && month <= 12 && day <= 31 &&
	    g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

const char *
optioncheck_start(const char *text)
{
	static const char *const words[] = { "now", "unseen", "all", NULL };

	if (is_one_of(text, words) || is_date(text))
		return NULL;
	return "must be \"now\", \"unseen\", \"all\" or a date YYYY-MM-DD";
}

/* It is compared as a token; one with a blank or a quote would match nothing
 * and leave everybody unauthenticated without a word. */
const char *
optioncheck_authserv_id(const char *text)
{
	return strpbrk(text, " ;\"()")
	    ? "is not an authserv-id (one word, RFC 8601)"
	    : NULL;
}

/* One that fits everything, or nothing, was not meant so. */
const char *
optioncheck_pattern(const char *text)
{
	g_autoptr(GPtrArray) words = pattern_parse(text);

	if (words->len == 0)
		return "has no letter or digit to look for";
	return words->len > PATTERN_WORDS_MAX
	    ? "has more than 8 words; fewer will do"
	    : NULL;
}
