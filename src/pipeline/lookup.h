/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/ticket.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* Asking the search index of tickets (pipeline/catalogue.h makes it), in any
 * process. */

/* Tickets that the words are in, which the visit may be shown: no more are
 * looked at. */
#define LOOKUP_LOOKED 1000

/* Changes that may not be in it yet, which are looked for besides. */
#define LOOKUP_FRESH 200

enum lookup_state {
	LOOKUP_READY,
	LOOKUP_MAKING,  /* not all tickets are in it yet */
	LOOKUP_MISSING, /* there is none that can be read */
};

/* The ticket is borrowed and as it is now; false stops. Whether whoever asks
 * may see it is for the visit to say. */
typedef bool (*lookup_visit)(const struct ticket *ticket, void *context);

struct lookup_question {
	const char *state_dir, *text;
	lookup_visit visit;
	void *context;
	GArray *fresh; /* guint64: gets the tickets that have changed since,
	                  each once; NULL: not wanted */
};

/* Visits the tickets that have the words, best first. STORE error. */
bool lookup_run(struct kv_txn *txn, const struct lookup_question *question,
    enum lookup_state *state_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
