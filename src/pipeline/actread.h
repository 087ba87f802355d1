/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/acts.h"
#include <glib.h>
#include <stdbool.h>

/* Commands that only read; what they find goes to acts->out. An agent is shown
 * tickets of his queues and no others. */

/* How much one command may find or look at. */
#define ACTREAD_LISTED 50    /* tickets of a list */
#define ACTREAD_LOOKED 5000  /* tickets that a search looks at, newest first */
#define ACTREAD_TEXTS 500    /* and mails whose words it reads */
#define ACTREAD_ENTRIES 20   /* mails of a ticket that is shown */
#define ACTREAD_OCTETS 20000 /* of each of them */

/* argument: a ticket's number, or "" for the one at hand. */
bool actread_show(struct acts *acts, const char *argument,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* argument: a status, or "": those that are open and pending. */
bool actread_list(struct acts *acts, const char *argument,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Tickets that have the words, by the index and what is behind it
 * (pipeline/lookup.h); without one those of the newest in which each stands: in
 * the subject, tags, addresses or names, or in one of the two last mails. */
bool actread_search(struct acts *acts, const char *argument,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
