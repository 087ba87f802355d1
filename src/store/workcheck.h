/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/ticket.h"
#include "store/rowcheck.h"

/* For verify: whether the agents' work is counted, and what customers have open
 * is listed, as the tickets say. */

/* That an open ticket is among its assignee's, and counted, and among its
 * customer's. */
void workcheck_ticket(struct rowcheck *check, const struct ticket *ticket);

/* One row of each kind. */
void workcheck_row(struct rowcheck *check, GBytes *key, GBytes *value);
void workcheck_matter(struct rowcheck *check, GBytes *key, GBytes *value);
void workcheck_count(struct rowcheck *check, GBytes *key, GBytes *value);
void workcheck_turn(struct rowcheck *check, GBytes *key, GBytes *value);
void workcheck_absence(struct rowcheck *check, GBytes *key, GBytes *value);
