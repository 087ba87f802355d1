/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "model/keyring.h"
#include "model/verdict.h"
#include "route/thread.h"
#include "route/trust.h"
#include "settings/settings.h"

/* Who From is to the holder of a token. from is folded, "" when there is not
 * exactly one address. */

/* Whether From is proved, as far as a customer's mail needs it. */
gboolean holder_is_proved(const char *from, const struct verdict *verdict);

/* Whether From is proved, as far as an agent's mail needs it: by one of the
 * ways that the operator lets count (agent_auth); with "confirm" none does. */
gboolean holder_is_proved_agent(const struct verdict *verdict,
    const struct settings *conf);

/* Whether a clue is a token that an agent holds: AGENT, NOTE or DESK. */
gboolean holder_is_agent_token(const struct thread_clue *clue);

/* Whether From is the customer or participant whom the clue is bound to: his
 * address, or another one that the people directory has of him. */
gboolean holder_is_from(const struct thread_clue *clue, const char *from);

/* Whether the token was issued by us for its holder. An agent's token may have
 * been bound to another of his registered addresses. A token of a ticket that
 * is gone can only be tried with the sender: without the ticket nobody knows
 * whose it was. */
gboolean holder_verify(const struct thread_clue *clue, const char *from,
    const struct settings *conf, const struct keyring *ring, gint64 now);

/* Whether two verified tokens say the same: of an old and a new key, or of two
 * tickets that were merged. */
gboolean holder_is_same(const struct thread_clue *a,
    const struct thread_clue *b);

/* The row of the trust table for a verified token. An agent's other registered
 * addresses count as his. */
enum trust_sender holder_judge(const struct thread_clue *clue, const char *from,
    const struct verdict *verdict, const struct settings *conf);

/* What the trust table says of that token and sender. Who answers the question
 * whose account it is (TOKEN_IDENTITY) is a third party, for the ticket is
 * another's. */
enum trust_cell holder_decide(const struct thread_clue *clue,
    enum trust_sender sender);
