/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "model/letter.h"
#include "store/archive.h"
#include <glib.h>
#include <stdbool.h>

/* The octets of a frozen letter, chunk by chunk: its text, and at each cut the
 * attachment that belongs there, decoded from the stored mail and written as
 * base64. Never more than some 64 KiB in memory. */

/* Both borrowed for the stream's life. */
struct letterstream *letterstream_new(struct archive *archive,
    const struct letter *letter);
const struct letter *letterstream_letter(const struct letterstream *stream);
void letterstream_free(struct letterstream *stream);
AUTOPTR_DEFINE(letterstream, letterstream_free)

/* Lends the next chunk until the next call; size 0 at the end. STORE error when
 * the archive can not be read, PERMANENT when what it has is damaged. The
 * signature is that of struct wire_source. */
bool letterstream_next(void *stream, const void **data_out, gsize *size_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the first chunk before it is asked for, for whoever waits for something
 * else; what is wrong with it letterstream_next() says. */
void letterstream_prepare(struct letterstream *stream);

/* How long the letter will be, at most: for SIZE (RFC 1870). */
guint64 letterstream_size(const struct letter *letter);
