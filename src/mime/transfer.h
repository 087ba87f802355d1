/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "model/message.h"
#include <glib.h>
#include <stdbool.h>

/* Content transfer decoding and encoding by ourselves, incremental, tolerant as
 * real mail needs: padding in the middle of base64, foreign characters skipped,
 * soft line breaks with white space behind them, uuencode without an end line.
 * Decoded output is never longer than the input. */
struct transfer *transfer_new(enum message_encoding encoding);

/* Appends the decoded octets of data to out. A quantum that is split between
 * two calls is kept for the next one. */
void transfer_decode(struct transfer *transfer, const void *data, gsize size,
    GByteArray *out);

/* From now on only the size octets behind the first skip decoded ones come out:
 * a file inside a file. To be called before the first octet. */
void transfer_window(struct transfer *transfer, guint64 skip, guint64 size);

/* Appends what is still owed: the last octets of unpadded base64, white space
 * held back by quoted-printable. To be called once, at the end. */
void transfer_finish(struct transfer *transfer, GByteArray *out);
void transfer_free(struct transfer *transfer);
AUTOPTR_DEFINE(transfer, transfer_free)

/* The whole at once. The caller unrefs. */
GByteArray *transfer_decode_all(enum message_encoding encoding,
    const void *data, gsize size);

/* What a Content-Transfer-Encoding value means; NULL and unknown ones are
 * identity (RFC 2045 section 6.4 would make the body opaque, which helps
 * nobody). */
enum message_encoding transfer_encoding(const char *value);

/* base64 in lines of 76 with CRLF, incremental: keep holds up to 57 octets
 * between calls. */
struct transfer_base64 {
	guint8 keep[57];
	guint kept;
};
void transfer_base64(struct transfer_base64 *state, const void *data,
    gsize size, GString *out);
void transfer_base64_finish(struct transfer_base64 *state, GString *out);
