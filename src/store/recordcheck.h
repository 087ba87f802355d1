/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/letter.h"
#include "store/rowcheck.h"
#include <glib.h>

/* The part of rowcheck.c's table for records with references of their own: each
 * takes a row's key and value, counts it and complains of what is wrong. */
void recordcheck_ticket(struct rowcheck *check, GBytes *key, GBytes *value);
void recordcheck_entry(struct rowcheck *check, GBytes *key, GBytes *value);
void recordcheck_letter(struct rowcheck *check, GBytes *key, GBytes *value);
void recordcheck_hold(struct rowcheck *check, GBytes *key, GBytes *value);
void recordcheck_closure(struct rowcheck *check, GBytes *key, GBytes *value);
void recordcheck_person(struct rowcheck *check, GBytes *key, GBytes *value);
void recordcheck_person_address(struct rowcheck *check, GBytes *key,
    GBytes *value);

/* The same for the two indexes of store/order.h. */
void recordcheck_order(struct rowcheck *check, GBytes *key, GBytes *value);
void recordcheck_wake(struct rowcheck *check, GBytes *key, GBytes *value);

/* A letter's time in the due index, in which it must be while it waits. */
gint64 recordcheck_due(const struct letter *letter);
