/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters. They are written by hand because what may stand in one is little and
 * must be sure: typed fields in, 7-bit lines out, the same octets each time.
 * What was built is looked at once more before it is given away. Must never
 * copy an octet of a customer's mail that was not encoded here.
 */
#include "mime/compose.h"

#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/mac.h"
#include "base/strings.h"
#include "mime/composehead.h"
#include "mime/composehtml.h"
#include "mime/qpwriter.h"
#include "mime/transfer.h"

#define COMPOSE_REFERENCES 4000 /* octets of a References field */
#define COMPOSE_LINE_MAX 998    /* RFC 5322 section 2.1.1 */

void
compose_result_clear(compose_result *result)
{
	if (result->text)
		g_string_free(result->text, TRUE);
	if (result->cuts)
		g_array_unref(result->cuts);
	memset(result, 0, sizeof *result);
}

static bool
check_addresses(const struct compose_letter *letter, GError **error)
{
	const char *const addresses[] = { letter->from.address,
		letter->to.address, letter->reply_to };

	for (guint i = 0; i < G_N_ELEMENTS(addresses); i++) {
		if (addresses[i] && !address_is_valid(addresses[i]))
			return fail_set(error, FAIL_PERMANENT,
			    "a letter's address is not valid");
	}
	if (!letter->from.address || !letter->to.address)
		return fail_set(error, FAIL_PERMANENT,
		    "a letter lacks its sender or recipient");
	if (!letter->message_id || !composehead_is_id(letter->message_id))
		return fail_set(error, FAIL_PERMANENT,
		    "a letter's Message-ID is not valid");
	return true;
}

/* The ids among those of others that may be written; the strings stay theirs.
 */
static const char **
valid_ids(const char *const *ids)
{
	const char **valid;
	gsize n = 0, to = 0;

	while (ids && ids[n])
		n++;
	valid = g_new0(const char *, n + 1);
	for (gsize i = 0; i < n; i++) {
		if (composehead_is_id(ids[i]))
			valid[to++] = ids[i];
	}
	return valid;
}

static void
append_optional(GString *out, const char *name, const char *value)
{
	if (value && *value)
		composehead_text(out, name, value);
}

static void
append_header(GString *out, const struct compose_letter *letter)
{
	const char *const answered[] = { letter->in_reply_to, NULL };
	g_autofree const char **in_reply_to = valid_ids(answered);
	g_autofree const char **references = valid_ids(letter->references);
	g_autofree char *date = clock_format_mail(letter->date);

	g_string_append_printf(out, "Date: %s\r\n", date);
	composehead_mailbox(out, "From", letter->from.name,
	    letter->from.address);
	composehead_mailbox(out, "To", letter->to.name, letter->to.address);
	if (letter->reply_to)
		composehead_mailbox(out, "Reply-To", NULL, letter->reply_to);
	composehead_text(out, "Subject", letter->subject);
	g_string_append_printf(out, "Message-ID: <%s>\r\n", letter->message_id);
	composehead_ids(out, "In-Reply-To", in_reply_to, COMPOSE_REFERENCES);
	composehead_ids(out, "References", references, COMPOSE_REFERENCES);
	append_optional(out, "Auto-Submitted", letter->auto_submitted);
	append_optional(out, "X-Auto-Response-Suppress", letter->auto_suppress);
	append_optional(out, "Content-Language", letter->language);
	append_optional(out, "X-Docket-Loop", letter->loop);
	g_string_append(out, "MIME-Version: 1.0\r\n");
}

/* --- the body ---------------------------------------------------------- */

/* "=_" can stand in neither base64 nor quoted-printable (RFC 2045 section 6.7),
 * so that no text can hold a boundary. */
static char *
make_boundary(const char *message_id, const char *label)
{
	g_autofree char *seed = g_strconcat(label, message_id, NULL);
	g_autofree char *hex = NULL;
	uint8_t digest[MAC_SHA256_SIZE];

	mac_sha256(seed, strlen(seed), digest);
	hex = mac_hex(digest, 15);
	return g_strconcat("=_", hex, NULL);
}

/* Valid UTF-8 with "\n" line ends and no other control but tab. */
static char *
clean_text(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	GString *out = g_string_sized_new(strlen(valid) + 1);

	for (const char *p = valid; *p; p += g_utf8_skip[(guchar)*p]) {
		gsize run = strings_ordinary(p);

		g_string_append_len(out, p, (gssize)run);
		p += run;
		if (!*p)
			break;
		gunichar c = g_utf8_get_char(p);
		if (c == '\n' || c == '\t' || (c >= ' ' && c < 0x7f) ||
		    c >= 0xa0)
			g_string_append_unichar(out, c);
	}
	if (out->len > 0 && out->str[out->len - 1] != '\n')
		g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}

static void
append_body(GString *out, const char *type, const char *text)
{
	struct transfer_base64 base64 = { .kept = 0 };
	gsize size = strlen(text), high = 0;

	for (gsize i = 0; i < size; i++)
		high += (guint8)text[i] > 0x7e;
	g_string_append_printf(out, "Content-Type: %s; charset=utf-8\r\n",
	    type);
	/* Quoted-printable triples what is not ASCII. */
	if (high * 6 <= size) {
		g_string_append(out,
		    "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
		qpwriter_text(text, size, out);
		return;
	}
	g_string_append(out, "Content-Transfer-Encoding: base64\r\n\r\n");
	transfer_base64(&base64, text, size, out);
	transfer_base64_finish(&base64, out);
}

static void
append_alternative(GString *out, const struct compose_letter *letter)
{
	g_autofree char *boundary = make_boundary(letter->message_id, "a");
	g_autofree char *text = clean_text(letter->text);
	g_autofree char *plain = composehtml_plain(text);
	g_autoptr(GString) html = composehtml_make(text, letter->offers);

	g_string_append_printf(out,
	    "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n",
	    boundary);
	g_string_append_printf(out, "--%s\r\n", boundary);
	append_body(out, "text/plain", plain);
	g_string_append_printf(out, "--%s\r\n", boundary);
	append_body(out, "text/html", html->str);
	g_string_append_printf(out, "--%s--\r\n", boundary);
}

static void
append_mixed(const struct compose_letter *letter, struct compose_result *out)
{
	g_autofree char *boundary = make_boundary(letter->message_id, "m");
	guint64 cut;

	g_string_append_printf(out->text,
	    "Content-Type: multipart/mixed;\r\n boundary=\"%s\"\r\n\r\n--%s\r\n",
	    boundary, boundary);
	append_alternative(out->text, letter);
	for (guint i = 0; i < letter->parts->len; i++) {
		const struct compose_part *part = letter->parts->pdata[i];

		g_string_append_printf(out->text, "--%s\r\n", boundary);
		composehead_attachment(out->text, part->mime, part->name);
		cut = out->text->len;
		g_array_append_val(out->cuts, cut);
	}
	g_string_append_printf(out->text, "--%s--\r\n", boundary);
}

static inline bool
is_printable(char c)
{
	return c >= ' ' && c < 0x7f;
}

/* Whether another octet may stand in a letter's line. */
static bool
is_sendable(char c, gboolean utf8)
{
	return (guint8)c >= 0x80 ? utf8 : c == '\t';
}

/* Looks at what was built as a stranger would: CRLF line ends only, no long
 * lines, ASCII unless an address forces more, no line that begins with ".". */
static bool
check_lines(const struct compose_result *result, GError **error)
{
	const char *p = result->text->str, *end = p + result->text->len;
	const char *cr;

	for (; p < end; p = cr + 2) {
		cr = memchr(p, '\r', (gsize)(end - p));
		if (!cr || cr[1] != '\n' || cr - p > COMPOSE_LINE_MAX ||
		    *p == '.')
			return fail_set(error, FAIL_PERMANENT,
			    "a letter has a bad line");
		for (; p < cr; p++) {
			if (!is_printable(*p) && !is_sendable(*p, result->utf8))
				return fail_set(error, FAIL_PERMANENT,
				    "a letter has a foreign octet");
		}
	}
	return true;
}

bool
compose_build(const struct compose_letter *letter, struct compose_result *out,
    GError **error)
{
	memset(out, 0, sizeof *out);
	if (!check_addresses(letter, error))
		return false;
	out->text = g_string_sized_new(4096);
	out->cuts = g_array_new(FALSE, FALSE, sizeof(guint64));
	out->utf8 = address_needs_utf8(letter->from.address) ||
	    address_needs_utf8(letter->to.address) ||
	    (letter->reply_to && address_needs_utf8(letter->reply_to));
	append_header(out->text, letter);
	if (letter->parts && letter->parts->len > 0)
		append_mixed(letter, out);
	else
		append_alternative(out->text, letter);
	return check_lines(out, error);
}
