/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include "model/letter.h"
#include "model/message.h"
#include <glib.h>
#include <stdbool.h>

/* Letters built new from typed fields, by hand: 7-bit, CRLF, lines <= 76
 * (header lines folded; one id or address that is longer stays whole), no
 * control character from outside; multipart/alternative of text and plain HTML
 * made from the same text; with attachments multipart/mixed around it. Same
 * input, same bytes: the boundaries come from the Message-ID. */
struct compose_mailbox {
	const char *name, *address; /* name may be NULL or "" */
};

struct compose_part { /* an attachment, streamed later */
	const char *name, *mime;
	struct letter_attachment where;
};

struct compose_letter {
	struct compose_mailbox from, to;
	const char *reply_to; /* NULL: none */
	const char *subject;
	const char *message_id;        /* without <> */
	const char *in_reply_to;       /* without <>, NULL: none */
	const char *const *references; /* without <>, NULL-terminated, oldest
	                                  first, NULL: none; cut to 4,000
	                                  octets: the first and the last stay */
	gint64 date;                   /* ms UTC */
	const char *auto_submitted;    /* NULL for human answers */
	const char *auto_suppress;     /* X-Auto-Response-Suppress, NULL */
	const char *language;          /* Content-Language, NULL */
	const char *loop;              /* X-Docket-Loop, NULL */
	const char *offers; /* domain of addresses that composehtml.h's offers
	                       may write to, NULL */
	const char *text;   /* UTF-8, lines end in \n; one that ends in a
	          space goes on in the next: HTML joins them */
	const GPtrArray *parts; /* struct compose_part, NULL or empty: none */
};

/* Frozen bytes: text with the places (cuts) where each attachment is streamed
 * in as base64, lines of 76 (transfer_base64()). */
typedef struct compose_result compose_result;
struct compose_result {
	GString *text;
	GArray *cuts;  /* guint64 offsets, one a part */
	gboolean utf8; /* whether SMTPUTF8 is needed (RFC 6531) */
};

/* Header values are cleaned here, once more: any octet < 0x20 or 0x7f becomes a
 * space. Ids of others that are no ids (RFC 5322 section 3.6.4) are left out.
 * PERMANENT error when an address or our own Message-ID is not valid. */
bool compose_build(const struct compose_letter *letter,
    struct compose_result *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void compose_result_clear(compose_result *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(compose_result, compose_result_clear)
