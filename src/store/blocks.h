/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* Senders of whom nobody wants to hear: an address or a domain, and what is
 * done about its mail. All within a caller's transaction; errors are those of
 * kv_get() and kv_put(), and STORE for a damaged record. */

/* The numbers stand in records: a new one goes to the end. */
enum blocks_kind {
	BLOCKS_NONE,
	BLOCKS_HELD, /* it is held, and no letter follows from it */
	BLOCKS_SPAM, /* the sender once sent spam: no acknowledgement */
};

typedef struct blocks_row blocks_row;
struct blocks_row {
	guint32 kind;  /* blocks_kind */
	char *pattern; /* "a@example.net" or "example.net", folded */
	char *who;     /* "agent alice", "uid 0" */
	gint64 when;   /* ms UTC */
};
void blocks_clear(blocks_row *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(blocks_row, blocks_clear)

/* What can be blocked: an address, or a domain name with a dot in it, folded;
 * NULL when text is neither. The caller frees. */
char *blocks_pattern(const char *text);

bool blocks_put(struct kv_txn *txn, const struct blocks_row *row,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes it away; *found_out: whether it was there. */
bool blocks_remove(struct kv_txn *txn, const char *pattern, bool *found_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The row that holds for an address (folded): its own, else its domain's, else
 * that of a domain above. row_out->kind is BLOCKS_NONE when there is none;
 * clear it. */
bool blocks_find(struct kv_txn *txn, const char *address,
    struct blocks_row *row_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All by pattern; the row is borrowed, false stops. */
typedef bool (*blocks_visit)(const struct blocks_row *row, void *context);
bool blocks_each(struct kv_txn *txn, blocks_visit visit, void *context,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a value that was read otherwise is such a row. */
bool blocks_is_valid(GBytes *value);
