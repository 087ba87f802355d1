/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By what a copy of a mail is known again that came by another way. canonkey
 * survives what transport does to a copy: another trace header, other
 * line ends, empty lines at the end. Must never take a Message-ID alone for a
 * mail: whoever repeats an id must not make a real mail vanish.
 */
#include "intake/digest.h"

#include <string.h>

#include "base/mac.h"
#include "mime/maildate.h"

/* A value with runs of white space as one space. */
static void
add_value(struct mac_digest *digest, const char *name, const char *value)
{
	g_autoptr(GString) line = g_string_new(name);

	g_string_append_c(line, ':');
	while (*value) {
		gsize length = strcspn(value, " \t\r\n");

		g_string_append_len(line, value, (gssize)length);
		value += length;
		if (!*value)
			break;
		value += strspn(value, " \t\r\n");
		if (*value)
			g_string_append_c(line, ' ');
	}
	g_string_append_c(line, '\n');
	mac_digest_add(digest, line->str, line->len);
}

/* The body with CR LF line ends, as IMAP gives it, so that it is one run; and
 * without empty lines at its end. crlf: there are no others. */
static void
sum_body(const char *body, const char *end, bool crlf, struct mac_sum *sum)
{
	const char *run = body, *lf = body;

	while (end > body && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	while (!crlf && (lf = memchr(lf, '\n', (gsize)(end - lf)))) {
		if (lf == body || lf[-1] != '\r') {
			mac_sum_add(sum, run, (gsize)(lf - run));
			mac_sum_add(sum, "\r\n", 2);
			run = lf + 1;
		}
		lf++;
	}
	mac_sum_add(sum, run, (gsize)(end - run));
}

/* What has no place in 32 bits is no date. */
static guint32
date_of(const char *value)
{
	gint64 date = maildate_parse(value);

	return date > 0 && date <= G_MAXUINT32 ? (guint32)date : 0;
}

void
digest_mail(const void *raw, gsize size, const struct header *header,
    const uint8_t key[32], struct dedupe_copy *out)
{
	static const char *const names[] = { "from", "to", "cc", "date",
		"subject", "message-id" };
	g_autoptr(mac_digest) digest = mac_digest_new();
	g_autoptr(mac_sum) sum = mac_sum_new(key);
	uint8_t body[MAC_SUM_SIZE];
	gsize offset = MIN(header->body_offset, size);
	const char *value = header_find(header, "date", 0);

	out->date = value != NULL ? date_of(value) : 0;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		for (guint n = 0;
		     (value = header_find(header, names[i], n)) != NULL; n++)
			add_value(digest, names[i], value);
	}
	sum_body((const char *)raw + offset, (const char *)raw + size,
	    header->crlf, sum);
	mac_sum_finish(sum, body);
	mac_digest_add(digest, body, sizeof body);
	mac_digest_finish(digest, out->canon);
}
