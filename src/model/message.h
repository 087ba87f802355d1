/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What the reader understood of a mail. All text is valid UTF-8 without NUL. */

/* Of the octets of a part in the raw mail. The numbers stand in records. */
enum message_encoding {
	MESSAGE_ENCODING_IDENTITY, /* 7bit, 8bit, binary */
	MESSAGE_ENCODING_BASE64,
	MESSAGE_ENCODING_QUOTED_PRINTABLE,
	MESSAGE_ENCODING_UUENCODE,
};

enum message_part_flag {
	MESSAGE_PART_INLINE = 1,  /* shown within the text (cid:, inline) */
	MESSAGE_PART_MESSAGE = 2, /* message/rfc822 */
	MESSAGE_PART_TEXT = 4,    /* a text body that was shown in part */
	MESSAGE_PART_SECRET = 8,  /* holds what no agent may see */
};

struct message_part {
	char *name;   /* safe to show and to save under; never empty, no '/' or
	                 '\', no leading dot, at most MESSAGE_NAME_MAX octets */
	char *mime;   /* "image/png", lower case, only characters of a token */
	guint64 size; /* decoded octets; no encoding shrinks */
	uint8_t sha256[32];     /* of the decoded octets */
	guint64 offset, length; /* of the encoded octets in the raw mail */
	guint32 encoding;       /* message_encoding */
	guint64 skip;  /* of a file inside that: it is the size octets behind
	                  the first skip decoded ones; 0: all of them */
	guint32 flags; /* message_part_flag */
};

struct message_range {
	guint32 offset, length; /* octets; never empty */
};

struct message {
	char *from_addr; /* "" when there is none */
	char *from_name;
	char **to, **cc;  /* addr-specs, NULL-terminated */
	char *reply_to;   /* first addr-spec or "" */
	char *subject;    /* decoded, unfolded, one line */
	char *message_id; /* without <>; "" when there is none */
	char **in_reply_to, **references; /* without <> */
	gint64 date; /* Unix seconds; 0 when there is none that makes sense */
	char *text;  /* the readable text, lines end in \n */
	gboolean text_is_from_html;
	GArray *kept; /* struct message_range: the writer's new words in text,
	                 without quotes and signature; ascending, apart, on
	                 whole characters */
	char *report; /* text of message/delivery-status or feedback-report
	                 parts, or "" */
	char *report_type;     /* report-type parameter or "" */
	char *returned_header; /* of the message a report returns, or "" */
	char *content_type;    /* of the top, "text/plain" */
	char *language;        /* BCP 47: of the new words, else what the client
	                          says; "" unknown */
	guint32 flags;         /* header_flag bits and message_flag bits */
	GPtrArray *parts;      /* struct message_part: attachments */
};

enum message_flag {
	MESSAGE_FLAG_UNREADABLE = 1 << 16, /* reader failed: header scan only */
	MESSAGE_FLAG_ENCRYPTED = 1 << 17,
	MESSAGE_FLAG_SIGNED = 1 << 18,
	MESSAGE_FLAG_TEXT_CUT = 1 << 19,    /* text_bytes was reached */
	MESSAGE_FLAG_PARTS_CUT = 1 << 20,   /* attachments was reached */
	MESSAGE_FLAG_BAD_CHARSET = 1 << 21, /* octets became U+FFFD */
	MESSAGE_FLAG_OPAQUE = 1 << 22, /* the words are inside a signed file */
	MESSAGE_FLAG_HIDDEN = 1 << 23, /* secrets were taken out of it */
};

/* From this bit of the flags on: of which kind they were, where the writer's
 * new words or files had them (desk/hidden.h). */
#define MESSAGE_DISCLOSED_SHIFT 24
#define MESSAGE_DISCLOSED (0xffU << MESSAGE_DISCLOSED_SHIFT)

/* What message_decode() believes at most, whatever the settings allow. */
#define MESSAGE_RECORD_MAX (64 * 1024 * 1024) /* octets */
#define MESSAGE_LIST_MAX 10000  /* entries of to, cc, references, parts ... */
#define MESSAGE_NAME_MAX 255    /* octets of a part's name */
#define MESSAGE_LANGUAGE_MAX 35 /* octets of a tag, RFC 5646 4.4.1 */
#define MESSAGE_OVERLAP_MAX 64  /* parts in parts; sum of lengths / raw_size */

/* An empty message: every string "", every list empty. */
struct message *message_new(void);

/* An empty part; one in a message's list is freed with it. */
struct message_part *message_part_new(void);
void message_part_free(struct message_part *part);
void message_free(struct message *message);
AUTOPTR_DEFINE(message, message_free)

/* The record's octets (model/codec.h), also the form in which a reader
 * answers. The caller frees. */
GBytes *message_encode(const struct message *message);

/* The reverse, of bytes that nobody vouches for: a reader taken over by a
 * hostile mail wrote them. STORE error when they are no record in normal form,
 * pass a limit above, name a part that does not lie within the raw_size octets
 * of the raw mail or decodes to more than it has, or whose name is unsafe.
 * Mended instead of refused: control characters in one-line texts become
 * spaces, a MIME type that is none "application/octet-stream", a language that
 * is no tag "", a date outside
 * the years 1-9999 becomes 0. */
struct message *message_decode(GBytes *record, guint64 raw_size,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
