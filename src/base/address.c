/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strict grammar of addresses. What passes here is written into SMTP
 * commands and header fields, so it must never let through a control, a line
 * end or a bracket that would end the command early; being too strict only
 * costs a letter to an address that hardly anybody has. */
#include "base/address.h"

#include <arpa/inet.h>
#include <string.h>
#include <unicode/uidna.h>

#define LABEL_MAX 63 /* octets, RFC 1035 2.3.4 */
#define LITERAL_V6 "[IPv6:"

/* Room for a domain with one label too long, so that it is seen as such. */
#define ASCII_DOMAIN_SIZE (2 * ADDRESS_DOMAIN_MAX)

/* RFC 5322 3.2.3. The NUL is asked for first: strchr() would find it. */
static bool
is_atext(char c)
{
	return g_ascii_isalnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* RFC 6531 3.3 lets any non-ASCII character in; what can not be seen, or turns
 * the text around, only serves to deceive. */
static bool
is_utf8_text(const char *start, size_t size)
{
	const char *end = start + size;

	if (!g_utf8_validate(start, (gssize)size, NULL))
		return false;
	for (const char *next = start; next < end;
	     next += g_utf8_skip[(guchar)*next]) {
		GUnicodeType type = g_unichar_type(g_utf8_get_char(next));

		if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT ||
		    type == G_UNICODE_LINE_SEPARATOR ||
		    type == G_UNICODE_PARAGRAPH_SEPARATOR ||
		    type == G_UNICODE_UNASSIGNED)
			return false;
	}
	return true;
}

/* Dot-string, RFC 5321 4.1.2. */
static bool
is_dot_atom(const char *text, size_t size)
{
	char before = '.';

	for (size_t i = 0; i < size; i++) {
		char c = text[i];

		if (c == '.' ? before == '.'
		             : !is_atext(c) && !((guchar)c & 0x80))
			return false;
		before = c;
	}
	return before != '.';
}

/* Quoted-string, RFC 5321 4.1.2: printable ASCII and space, quote and backslash
 * behind a backslash. */
static bool
is_quoted(const char *text, size_t size)
{
	size_t i = 1;

	if (size < 3 || text[0] != '"' || text[size - 1] != '"')
		return false;
	for (; i < size - 1; i++) {
		if (text[i] == '"')
			return false;
		if (text[i] == '\\')
			i++;
		if ((guchar)text[i] < ' ' || text[i] == 0x7f)
			return false;
	}
	/* A backslash just before it would take the closing quote away. */
	return i == size - 1;
}

/* One grammar or the other, and nothing of both: a mixture such as a"b"c is
 * obsolete syntax that servers read differently. */
static bool
is_local_part(const char *text, size_t size)
{
	if (size == 0 || size > ADDRESS_LOCAL_MAX || !is_utf8_text(text, size))
		return false;
	return is_dot_atom(text, size) || is_quoted(text, size);
}

/* Letters, digits and inner hyphens, RFC 5321 4.1.2 sub-domain. */
static bool
is_label(const char *text, size_t size)
{
	if (size == 0 || size > LABEL_MAX || text[0] == '-' ||
	    text[size - 1] == '-')
		return false;
	for (size_t i = 0; i < size; i++)
		if (!g_ascii_isalnum(text[i]) && text[i] != '-')
			return false;
	return true;
}

/* A dot at the end is not an address's, whatever DNS thinks of it. */
static bool
is_ascii_domain(const char *domain)
{
	if (strlen(domain) > ADDRESS_DOMAIN_MAX)
		return false;
	for (;;) {
		size_t size = strcspn(domain, ".");

		if (!is_label(domain, size))
			return false;
		if (!domain[size])
			return true;
		domain += size + 1;
	}
}

/* RFC 5321 4.1.3, without general literals: no server has them. */
static bool
is_literal(const char *domain)
{
	size_t size = strlen(domain);
	bool v6 =
	    g_ascii_strncasecmp(domain, LITERAL_V6, strlen(LITERAL_V6)) == 0;
	size_t skip = v6 ? strlen(LITERAL_V6) : 1;
	g_autofree char *inner = NULL;
	struct in6_addr parsed;

	if (size <= skip || size > INET6_ADDRSTRLEN + sizeof(LITERAL_V6) ||
	    domain[size - 1] != ']')
		return false;
	inner = g_strndup(domain + skip, size - skip - 1);
	return inet_pton(v6 ? AF_INET6 : AF_INET, inner, &parsed) == 1;
}

/* Opening reads tables that are linked into ICU; one for all calls. */
static const UIDNA *
open_idna(void)
{
	static UIDNA *idna;
	UErrorCode status = U_ZERO_ERROR;

	if (!idna)
		idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII |
		        UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
		        UIDNA_USE_STD3_RULES,
		    &status);
	return idna;
}

/* The domain in A-labels and lower case; NULL when it is no domain name. */
static char *
to_ascii_domain(const char *domain)
{
	char ascii[ASCII_DOMAIN_SIZE];
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UErrorCode status = U_ZERO_ERROR;
	const UIDNA *idna;
	int32_t length;

	if (g_str_is_ascii(domain))
		return is_ascii_domain(domain) ? g_ascii_strdown(domain, -1)
		                               : NULL;
	idna = open_idna();
	if (!idna || strlen(domain) > ADDRESS_DOMAIN_MAX ||
	    !is_utf8_text(domain, strlen(domain)))
		return NULL;
	length = uidna_nameToASCII_UTF8(idna, domain, -1, ascii, sizeof(ascii),
	    &info, &status);
	if (U_FAILURE(status) || info.errors || length <= 0 ||
	    length >= (int32_t)sizeof(ascii))
		return NULL;
	ascii[length] = '\0';
	return is_ascii_domain(ascii) ? g_ascii_strdown(ascii, -1) : NULL;
}

/* The last one: a quoted local part may hold others. */
static const char *
find_at(const char *text)
{
	return text ? strrchr(text, '@') : NULL;
}

/* A valid address folded; NULL when it is not valid. */
static char *
fold_valid(const char *text)
{
	const char *at = find_at(text);
	g_autofree char *local = NULL;
	g_autofree char *domain = NULL;

	if (!at || strlen(text) > ADDRESS_MAX ||
	    !is_local_part(text, (size_t)(at - text)))
		return NULL;
	if (at[1] == '[')
		domain =
		    is_literal(at + 1) ? g_ascii_strdown(at + 1, -1) : NULL;
	else
		domain = to_ascii_domain(at + 1);
	local = g_ascii_strdown(text, at - text);
	return domain ? g_strconcat(local, "@", domain, NULL) : NULL;
}

bool
address_is_valid(const char *text)
{
	g_autofree char *folded = fold_valid(text);

	return folded != NULL;
}

bool
address_needs_utf8(const char *text)
{
	return !g_str_is_ascii(text);
}

/* In ASCII all that folding does is the case, be the address valid or not. */
char *
address_fold(const char *text)
{
	char *folded;

	if (!text || g_str_is_ascii(text))
		return text ? g_ascii_strdown(text, -1) : NULL;
	folded = fold_valid(text);
	return folded ? folded : g_ascii_strdown(text, -1);
}

bool
address_equal(const char *a, const char *b)
{
	if (a && b && g_str_is_ascii(a) && g_str_is_ascii(b))
		return g_ascii_strcasecmp(a, b) == 0;
	g_autofree char *folded_a = address_fold(a);
	g_autofree char *folded_b = address_fold(b);

	return folded_a && folded_b && strcmp(folded_a, folded_b) == 0;
}

const char *
address_domain(const char *text)
{
	const char *at = find_at(text);

	return at ? at + 1 : "";
}

bool
address_split(const char *text, char delimiter, char **base_out,
    char **detail_out)
{
	const char *at = find_at(text);
	const char *split = at && *text != '"'
	    ? memchr(text, delimiter, (size_t)(at - text))
	    : NULL;

	*base_out = NULL;
	*detail_out = NULL;
	if (!split || split == text)
		return false;
	*base_out = g_strdup_printf("%.*s%s", (int)(split - text), text, at);
	*detail_out = g_strndup(split + 1, (size_t)(at - split - 1));
	return true;
}
