/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a mail is the one that was sent. It is compared as octets and never
 * taken apart: where two parsers read one mail differently, a forger could show
 * his reader one text and us another. So a "yes" is as sure as it can be, and a
 * "no" means no more than that something has changed. */
#include "desk/samemail.h"

#include <string.h>

static const char *const fields[] = { "From", "Sender", "Reply-To", "To", "Cc",
	"Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
	"Content-Transfer-Encoding", "Content-Disposition",
	"Content-Description", "List-Unsubscribe", "List-Id" };

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Word by word: folding is white space. */
static bool
is_same_value(const char *a, const char *b)
{
	for (;;) {
		while (is_blank(*a))
			a++;
		while (is_blank(*b))
			b++;
		while (*a && *a == *b && !is_blank(*a)) {
			a++;
			b++;
		}
		if ((*a && !is_blank(*a)) || (*b && !is_blank(*b)))
			return false;
		if (!*a && !*b)
			return true;
	}
}

static bool
is_same_header(const struct header *ours, const struct header *theirs)
{
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
		const char *a = header_find(ours, fields[i], 0);
		const char *b = header_find(theirs, fields[i], 0);

		if ((a == NULL) != (b == NULL) || (a && !is_same_value(a, b)) ||
		    header_find(theirs, fields[i], 1))
			return false;
	}
	return true;
}

/* Behind the header's empty line; the end when there is none. */
static const char *
body_of(const struct samemail *mail)
{
	const char *end = mail->octets + mail->size;

	for (const char *at = mail->octets; at < end;) {
		const char *line = memchr(at, '\n', (size_t)(end - at));

		if (!line)
			break;
		if (line == at || (line == at + 1 && *at == '\r'))
			return line + 1;
		at = line + 1;
	}
	return end;
}

/* Passes over white space that is followed by a line's or the text's end. */
static const char *
skip_tail(const char *at, const char *end)
{
	const char *p = at;

	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
		p++;
	return p == end || *p == '\n' ? p : at;
}

static bool
is_same_body(const struct samemail *ours, const struct samemail *theirs)
{
	const char *a = body_of(ours), *a_end = ours->octets + ours->size;
	const char *b = body_of(theirs), *b_end = theirs->octets + theirs->size;

	for (;;) {
		a = skip_tail(a, a_end);
		b = skip_tail(b, b_end);
		if (a == a_end || b == b_end || *a != *b)
			break;
		a++;
		b++;
	}
	while (a < a_end && is_blank(*a))
		a++;
	while (b < b_end && is_blank(*b))
		b++;
	return a == a_end && b == b_end;
}

bool
samemail_is(const struct samemail *ours, const struct samemail *theirs)
{
	return is_same_header(ours->header, theirs->header) &&
	    is_same_body(ours, theirs);
}
