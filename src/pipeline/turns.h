/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/dots.h"
#include "model/letter.h"
#include <glib.h>

/* Whose turn it is among the letters of a page, and which go into their dot
 * together. Pure. */

/* What is in its dot is out of the operator's hands: of those that may be in
 * doubt together only so many as are likely to be gone by then. */
#define TURNS_SOON_MS 1000

struct turns {
	GPtrArray *page; /* struct letter, NULL where one is done; borrowed */
	guint at;        /* whose turn it is */
	gint64 pace;     /* what the last letter took, ms */
};

/* Another page; the pace stays. */
void turns_begin(struct turns *turns, GPtrArray *page);

/* The letter whose turn it is, and the one behind it, or NULL. */
struct letter *turns_letter(const struct turns *turns);
const struct letter *turns_next(const struct turns *turns);

/* The letter whose turn it is and those behind it that may go into their dot
 * with it, most (send_batch) at most: how many, at least 1. */
guint turns_into_dot(const struct turns *turns, guint most,
    struct letter *out[DOTS_MOST]);
