/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Up to where the index of tickets has followed the store: the last audit
 * record that is in it, its digest, and the ticket from which on it is still to
 * be made; 0: all are in. */
struct bookmark {
	guint64 audit, from;
	uint8_t digest[32];
};

/* The index's folder in that state folder. The caller frees. */
char *bookmark_path(const char *state_dir);

/* As a line of text, which the caller frees; and back, false for a text that
 * was not written so. */
char *bookmark_write(const struct bookmark *place);
bool bookmark_read(const char *text, struct bookmark *out);

/* Whether the store has that audit record. STORE error. */
bool bookmark_fits(struct kv_txn *txn, const struct bookmark *place, bool *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
