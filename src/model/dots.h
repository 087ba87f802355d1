/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>

#define DOTS_MOST 16 /* letters of a line, as many as send_batch may be */

/* A line of a sender's dot log: letters whose final dot may go out from now on.
 */
struct dots {
	guint64 batch; /* which lines belong together (store/dotlog.c) */
	guint32 line;  /* of that batch, from 0 */
	gint64 when;   /* ms UTC */
	guint64 letters[DOTS_MOST];
	gsize n; /* 1..DOTS_MOST */
};

/* The record's octets (model/codec.h); the caller frees. */
GBytes *dots_encode(const struct dots *dots);

/* The reverse, of any bytes; STORE error when they are no such line. */
bool dots_decode(GBytes *record, struct dots *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
