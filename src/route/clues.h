/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "route/thread.h"

/* All clues (struct thread_clue) in a fixed order: the recipient fields To, Cc,
 * Delivered-To, X-Original-To, Envelope-To, X-Envelope-To, X-Forwarded-To (at
 * most limits.addresses addresses); then In-Reply-To and References newest
 * first (at most limits.references ids). The same token, letter or id twice is
 * one clue; the pseudo root of a ticket is none. The array frees its clues. */
GPtrArray *clues_gather(const struct header *header,
    const struct settings *conf, const struct keyring *ring, gint64 now);

/* Adds the ticket's number in a subject (decoded), if it has one. */
void clues_add_subject(GPtrArray *clues, const char *subject,
    const struct settings *conf);
