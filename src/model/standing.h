/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/ticket.h"
#include <glib.h>
#include <stdbool.h>

/* How a ticket's promises stood at one moment: all that an answer changes, so
 * that an answer can be taken back as if it had never been. */
struct standing {
	struct ticket_clock answer, solution;
	struct ticket_tally first, next, solutions;
	gint64 answered; /* ms UTC of the first answer; 0: none */
};

/* The ticket's; and putting them back. */
struct standing standing_of(const struct ticket *ticket);
void standing_restore(const struct standing *standing, struct ticket *ticket);

/* Part of a record. The variant is floating; false when it says what no ticket
 * can. */
#define STANDING_TYPE "((uxxxxu)(uxxxxu)uuuuuux)"
GVariant *standing_encode(const struct standing *standing);
bool standing_decode(GVariant *encoded, struct standing *out);
