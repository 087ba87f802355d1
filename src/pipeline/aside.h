/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include <glib.h>

/* Letters to people outside a ticket (decide_letter.aside). */

/* How many the mail's sender, and everybody, was sent because of apply's ticket
 * in the last 24 hours, into situation. Errors of rates_count(). */
bool aside_count(const struct apply *apply, struct decide_case *situation,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes one: without Reply-To, and not as the ticket's, so that its record, an
 * answer and a bounce of it lead nowhere. Errors of freeze_letter(). */
bool aside_write(struct apply *apply, const struct decide_letter *want,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
