/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include <glib.h>
#include <stdbool.h>

/* What is due on a ticket because nobody has written (desk/life.h): the
 * customer is reminded, or the ticket closed. *changed_out: the ticket is to be
 * written. Of apply accept, txn, ticket and now are needed. STORE error. */
bool silence_ticket(struct apply *apply, bool *changed_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
