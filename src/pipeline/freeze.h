/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/ticket.h"
#include "pipeline/accept.h"
#include "route/token.h"
#include <glib.h>

/* What a letter is to be; all borrowed. */
struct freeze_what {
	guint32 kind;                /* letter_kind */
	const struct ticket *ticket; /* NULL: none */
	const char *to, *to_name;
	const char *from_name;      /* of the From field */
	struct token reply;         /* role 0: none; its holder is to */
	const char *reply_to;       /* where there is none; NULL: no Reply-To */
	const char *subject, *text; /* a registered customer's own code is put
	                               above it (pipeline/codes.h) */
	const char
	    *answers; /* Message-ID of a mail of theirs, without <>, or NULL */
	const char *language;
	const struct message *message; /* whose parts go along, or NULL */
	const struct blob *raw;        /* the stored mail that they lie in */
	gint64 now;
	gint64 due; /* ms UTC, when it may go; 0: at once */
};

/* Takes a letter number, builds the letter, appends it to the archive (not yet
 * synced) and writes its record, ready at once. Its number in number_out.
 * PERMANENT error when it can not be built, which is an error of ours. */
bool freeze_letter(const struct accept *accept, struct kv_txn *txn,
    const struct freeze_what *what, guint64 *number_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The reference in the marker of that agent's notices about that ticket, under
 * that key; NULL when the key is not known. The caller frees. */
char *freeze_marker(const struct keyring *ring, guint8 key_id, guint64 ticket,
    guint32 seat, gint64 now);

/* The address at which that agent, who writes from agents_address, adds notes
 * to that ticket; NULL when no key signs. The caller frees. */
char *freeze_note_address(const struct accept *accept, guint64 ticket,
    guint32 seat, const char *agents_address);
