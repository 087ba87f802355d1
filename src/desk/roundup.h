/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/autoptr.h"
#include "model/ticket.h"
#include "settings/settings.h"

/* The digest that an agent gets in place of the notices that were too many.
 * Pure: tickets go in one by one, a letter's subject and text come out. */

/* Tickets that are described; of one customer, so that who floods the desk does
 * not push the others out; and how much is shown of each one's newest mail. */
#define ROUNDUP_TICKETS 100
#define ROUNDUP_OF_CUSTOMER 5
#define ROUNDUP_EXCERPT 600 /* octets */

struct roundup;

/* settings and zone (NULL: UTC) are borrowed; since is ms UTC. */
struct roundup *roundup_new(const struct settings *settings, gint64 since,
    GTimeZone *zone);
void roundup_free(struct roundup *roundup);
AUTOPTR_DEFINE(roundup, roundup_free)

/* Counts a ticket with so many notices; whether it is to be described. */
bool roundup_count(struct roundup *roundup, const struct ticket *ticket,
    guint64 mails);

/* Describes a ticket: reply_to is that agent's reply address there (or ""),
 * text what its newest mail says, own tokens already scrubbed. */
void roundup_describe(struct roundup *roundup, const struct ticket *ticket,
    const char *reply_to, const char *text);

/* "[Desk] 130 notices on 57 tickets". The caller frees. */
char *roundup_subject(const struct roundup *roundup);

/* All of it, and of how many tickets nothing is shown. The caller frees. */
char *roundup_text(const struct roundup *roundup);
