/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "model/person.h"
#include "model/staffing.h"
#include "settings/settings.h"

/* To whom the desk gives a ticket. The same picture of the desk always gives
 * the same answer. */

struct assign_case {
	const struct settings *settings;
	const struct settings_queue *queue;
	const struct staffing *staffing; /* NULL: nobody is away or busy */
	const char *const *barred; /* names of those who must not have it; NULL:
	                              nobody */
	const char *language;      /* the customer's, BCP 47 or "" */
	const struct person *person; /* the customer who has proved to be in the
	                                directory; NULL: somebody else */
	gint64 now;                  /* ms UTC */
};

struct assign_result {
	const struct settings_agent *agent; /* NULL: everybody of the queue */
	gboolean turn;   /* the queue's turn has gone on to that agent */
	const char *why; /* a few words, static */
};

/* Whether that agent could answer now: not disabled or barred, reachable, not
 * away. */
bool assign_is_there(const struct assign_case *what,
    const struct settings_agent *agent);

/* Whether that agent works for that person, as manager or deputy of a VIP. */
bool assign_is_personal(const struct person *person, const char *agent);

/* Those of the queue who are there; if nobody is, all who are not disabled
 * or barred: a ticket that nobody hears of would be worse. The caller unrefs
 * the array of struct settings_agent. */
GPtrArray *assign_present(const struct assign_case *what);

/* A VIP's manager, else his deputy; then whom the queue's assign names, among
 * its agents who are there. */
struct assign_result assign_choose(const struct assign_case *what);
