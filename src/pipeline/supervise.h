/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include <glib.h>
#include <stdbool.h>

/* News for who answers for a queue; all borrowed. */
struct supervise {
	struct apply *apply;    /* accept, txn, ticket and now are needed */
	char *const *addresses; /* NULL-terminated */
	const char *template;   /* static */
	const char *words;      /* its place of that name */
	const char *except;     /* an agent whom it concerns, or NULL */
};

/* Tells each of them: an agent by a letter added to decision, whose words are
 * to be the same, so that he can answer it; anybody else by a letter written
 * here, which leads nowhere. Left out are disabled agents, who is told by the
 * decision already, and of whom the ticket complains. Caps and digests hold as
 * for all notices. STORE error. */
bool supervise_tell(const struct supervise *what, struct decision *decision,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same on its own, not beside a mail's other letters: the ticket's queue's
 * supervisors, else the owner. take_words is freed; except as above. */
bool supervise_unasked(const struct apply *apply, const char *template,
    char *take_words, const char *except,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
