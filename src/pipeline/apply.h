/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"
#include "model/hold.h"
#include "model/standing.h"
#include "pipeline/accept.h"
#include "route/thread.h"
#include <glib.h>

/* One mail within a transaction; match is borrowed, ticket owned
 * (apply_clear()). */
struct apply {
	struct accept *accept;
	struct kv_txn *txn;
	struct accept_mail *mail;
	const struct thread_match *match;
	struct ticket *ticket; /* the one it goes onto, NULL for a new one */
	guint32 seat; /* of who wrote, there; an agent's store-wide one */
	gint64 now;
	struct standing before; /* the ticket's promises, as the mail found
	                           them */
};
void apply_clear(struct apply *apply);

/* Appends raw mail and record to the archive, once a mail however often the
 * batch is run. */
bool apply_archive(struct apply *apply,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the desk wants done about it; loads the ticket. */
struct decision *apply_decide(struct apply *apply,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An agent's answer ends the promise of one, if there is one: before a command
 * of his in the same mail ends the ticket, and again behind all commands, since
 * one may have taken back what ended it before. */
void apply_answered(struct apply *apply, const struct decision *decision);

/* Writes the ticket, the entry, every letter, the dedupe keys and the audit
 * record. */
bool apply_entry(struct apply *apply, const struct decision *decision,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The held mail that apply_hold() would write, without its number. detail may
 * be NULL. */
struct hold *apply_make_hold(const struct apply *apply, guint32 cause,
    const char *detail);

/* Keeps the mail as held, with a numbered cause, and tells whom it concerns. */
bool apply_hold(struct apply *apply, guint32 cause, const char *detail,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
