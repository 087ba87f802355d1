/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include <glib.h>
#include <stdbool.h>

/* Apologies to one customer in 24 hours, whatever the number of tickets. */
#define OVERDUE_APOLOGIES_A_DAY 3

/* Promises of a ticket that end soon, or were missed: writes the letters to its
 * agents, the queue's supervisors and the customer, and marks on the ticket
 * what was told; *changed_out then. The caller writes the ticket. Of apply
 * accept, txn, ticket and now are needed. */
bool overdue_ticket(struct apply *apply, bool *changed_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
