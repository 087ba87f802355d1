/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include <stdbool.h>

/* Whether a new mail is about what its sender has open with the desk already
 * (desk/samematter.h). */

/* Of a sender's tickets and of a ticket's newest mails no more are looked at.
 */
#define REJOIN_TICKETS 8
#define REJOIN_MAILS 4

/* What was found, for the decision. */
typedef struct {
	char *why;         /* what both name; NULL: nothing */
	const char *apart; /* static: why it does not join; NULL: it does */
} rejoin;
void rejoin_clear(rejoin *found);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(rejoin, rejoin_clear)

/* Looks among the open tickets of From, and where it is proved of the same
 * person's other addresses. Where the mail joins one, that becomes apply's, and
 * the situation's; otherwise the situation names it. One look into the store
 * for whoever has nothing open. STORE error. */
bool rejoin_find(struct apply *apply, struct decide_case *situation,
    rejoin *found, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes on the ticket that its customer was told. */
void rejoin_mark(const struct apply *apply, const struct decision *decision);
