/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/dots.h"
#include "model/letter.h"
#include "settings/settings.h"
#include <glib.h>
#include <stdbool.h>

/* Whose turn it is among the letters of a page, and how many are marked to go
 * out together. Pure: what changes in a letter is the caller's to commit. */

/* What is marked is out of the operator's hands: so few letters that they are
 * likely to be gone after the first of these, and none for longer than the
 * second. */
#define TURNS_SOON_MS 1000
#define TURNS_MOST_MS 2000
#define TURNS_LEAST 3 /* fewer cost more syncs than each by itself does */

struct turns {
	GPtrArray *page; /* struct letter, NULL where one is done; borrowed */
	guint at;        /* whose turn it is */
	guint marked;    /* behind the last of the batch */
	bool lines;      /* the dot log tells which of it have begun */
	gint64 since;    /* clock_boot(), ms: when that was marked */
	gint64 pace;     /* what the last letter took, ms */
};

/* Another page; the pace stays. */
void turns_begin(struct turns *turns, GPtrArray *page);

/* The letter whose turn it is, and the one behind it, or NULL. */
struct letter *turns_letter(const struct turns *turns);
const struct letter *turns_next(const struct turns *turns);

/* Where the last batch has been gone through: marks as many letters as are
 * likely to be gone soon, from the one whose turn it is on; those that
 * send_batch lets all be in doubt at a time go into their dot at once. How
 * many; 0: it goes by itself, or its batch is still under way. */
guint turns_mark(struct turns *turns, const struct settings_sending *sending,
    gint64 boot);

/* The letter whose turn it is and the marked ones behind it, as many as
 * send_batch lets be in doubt at a time, go into their dot: their numbers. */
guint turns_into_dot(struct turns *turns,
    const struct settings_sending *sending, guint64 numbers[DOTS_MOST]);

/* Whether what is marked has been so for too long. */
bool turns_are_overdue(const struct turns *turns, gint64 boot);

/* What is marked or in its dot and was not begun is ready as before, and moved
 * from the page to out. */
void turns_unmark(struct turns *turns, const struct settings_sending *sending,
    GPtrArray *out);
