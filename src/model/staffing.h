/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "model/absence.h"
#include <glib.h>
#include <stdbool.h>

/* How work lies on the agents at one moment: what the desk decides by when it
 * gives a ticket to somebody. */
struct staffing {
	GPtrArray *absences; /* struct absence, also those that are over */
	GHashTable *open;    /* agent -> GUINT_TO_POINTER(open tickets) */
	GHashTable *turns;   /* queue -> the agent who got its last ticket */
};

/* Nobody is away, and nobody has anything to do. */
struct staffing *staffing_new(void);
void staffing_free(struct staffing *staffing);
AUTOPTR_DEFINE(staffing, staffing_free)

/* The agent's absence at that time; NULL: he is there. staffing may be NULL. */
const struct absence *staffing_absence(const struct staffing *staffing,
    const char *agent, gint64 now);

/* How many open tickets the agent has; and setting it. */
guint staffing_open(const struct staffing *staffing, const char *agent);
void staffing_set_open(struct staffing *staffing, const char *agent,
    guint open);

/* Who got the queue's last ticket by turn, or NULL; and setting it. */
const char *staffing_turn(const struct staffing *staffing, const char *queue);
void staffing_set_turn(struct staffing *staffing, const char *queue,
    const char *agent);
