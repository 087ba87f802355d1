/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "model/blob.h"
#include <glib.h>

/* The numbers stand in records: a new one goes to the end.
 *   READY --(before the final dot)--> DOT --> SENT | READY, later | FAILED
 * In the store it is READY until its answer is: store/dotlog tells of DOT.
 * HELD waits for the operator (an ambiguous one under ambiguous = "hold"),
 * DROPPED is what the operator threw away. SENT, FAILED, DROPPED are final. */
enum letter_state {
	LETTER_READY,
	LETTER_DOT,
	LETTER_SENT,
	LETTER_FAILED,
	LETTER_HELD,
	LETTER_DROPPED
};

enum letter_kind {
	LETTER_ANSWER, /* an agent's words to a customer or participant */
	LETTER_ACKNOWLEDGEMENT,
	LETTER_DESK, /* facts asked, promise moved, solved, survey, held ... */
	LETTER_CONFIRM,
	LETTER_NOTICE, /* to an agent */
	LETTER_ALARM,  /* to the owner */
};

/* "ready", "dot", ... and "answer", "acknowledgement", ...; "unknown" for a
 * number that is none of them. */
const char *letter_state_name(guint32 state);
const char *letter_kind_name(guint32 kind);

/* Whether that state is one from which nothing leads on. */
gboolean letter_is_final(guint32 state);

/* A part of the frozen letter that is streamed from a stored mail: its decoded
 * octets are written as base64, 76 characters a line, so every sending is
 * byte-identical. */
struct letter_attachment {
	struct blob raw;        /* the stored mail */
	guint64 offset, length; /* of the encoded octets in it */
	guint32 encoding;       /* message_encoding */
	guint64 skip, size; /* of a file inside: struct message_part; skip 0:
	                       all that is decoded */
};

/* The bytes of a letter are: text[0, cut 0) attachment 0 text[cut 0, cut 1)
 * attachment 1 ... text[cut n, end). cuts has one offset an attachment. */
struct letter {
	guint64 number;
	guint64 ticket; /* 0: none */
	guint32 kind, state;
	char *to;            /* envelope recipient */
	char *sender;        /* envelope sender, "" is null */
	gboolean utf8;       /* needs SMTPUTF8 (RFC 6531) */
	gint64 created, due; /* ms UTC; due of the next attempt */
	guint32 attempt;     /* attempts begun */
	guint32 ambiguous;   /* times the answer to the dot was never seen */
	guint32 share;       /* letter_share() of it, 0..255 */
	struct blob text;
	GPtrArray *attachments; /* struct letter_attachment */
	GArray *cuts;           /* guint64 */
	gint64 done;            /* ms UTC of the final state, 0 before */
	guint32 code;           /* the server's last reply, 0 none */
	char *response;         /* its text, cut at 500, or our own error */
	char *relay;            /* name of the relay that answered */
};

/* A ready letter without number; every string "", no attachments. */
struct letter *letter_new(void);
void letter_free(struct letter *letter);
AUTOPTR_DEFINE(letter, letter_free)

/* Which of 256 shares a letter belongs to: a hash of ticket and recipient
 * (ASCII case apart), so that one conversation stays with one sender. Stored
 * and indexed: it must never change. */
guint32 letter_share(guint64 ticket, const char *recipient);

/* The record's octets (model/codec.h); the caller frees. */
GBytes *letter_encode(const struct letter *letter);

/* Only the numbers of a record: *out has no strings, text, attachments or cuts
 * (NULL), and the rest of the record is not looked at. STORE error when it is
 * too short or of an unknown version. */
bool letter_peek(GBytes *record, struct letter *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The reverse, of any bytes; STORE error when they are no letter, or when its
 * cuts or attachments point outside of what they cut. */
struct letter *letter_decode(GBytes *record,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
