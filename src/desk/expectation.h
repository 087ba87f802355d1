/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "desk/template.h"
#include "model/ticket.h"
#include "settings/settings.h"

/* What a customer who has written may expect, said in the acknowledgement. */

/* The zone in which a ticket's customer is told instants: his own, as the
 * ticket has it, else the queue's (NULL: UTC). Borrowed. */
const char *expectation_zone(const struct ticket *ticket,
    const struct settings_queue *queue);

/* The sentences, wrapped, without a line end behind them: that the queue is
 * closed, by when an answer comes, how many are before. ahead: requests before
 * this one. "" where the queue's settings have nothing of it told. The caller
 * frees. */
char *expectation_text(const struct template *templates, const char *language,
    const struct settings_queue *queue, const struct ticket *ticket,
    guint ahead, gint64 now);

/* How many requests have to be counted for it; 0: none, nobody is told. */
guint expectation_counts(const struct settings_queue *queue);
