/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/acts.h"
#include <glib.h>
#include <stdbool.h>

/* Makes a new ticket of a customer's entry (argument: its number) on the ticket
 * at hand: the same queue, language and priority, its writer as the customer,
 * the two linked. The entry stays where it is as well, and so do all replies to
 * letters of the old ticket. The queue's agents get a notice of the new one. */
bool split_run(struct acts *acts, const char *argument,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
