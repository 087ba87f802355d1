/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ticket's promises, kept beside each of its newest answers. To count back
 * from what an answer has left would be a guess: a clock that ended names no
 * instant any more. Nothing here may decide what is kept or missed. */
#include "model/standing.h"

#define CLOCK_TYPE "(uxxxxu)"

struct standing
standing_of(const struct ticket *ticket)
{
	return (struct standing){ .answer = ticket->answer,
		.solution = ticket->solution,
		.first = ticket->first,
		.next = ticket->next,
		.solutions = ticket->solutions,
		.answered = ticket->answered };
}

void
standing_restore(const struct standing *standing, struct ticket *ticket)
{
	ticket->answer = standing->answer;
	ticket->solution = standing->solution;
	ticket->first = standing->first;
	ticket->next = standing->next;
	ticket->solutions = standing->solutions;
	ticket->answered = standing->answered;
}

static GVariant *
encode_clock(const struct ticket_clock *clock)
{
	return g_variant_new(CLOCK_TYPE, clock->state, clock->due, clock->left,
	    clock->warn, clock->again, clock->told);
}

GVariant *
standing_encode(const struct standing *standing)
{
	return g_variant_new("(@" CLOCK_TYPE "@" CLOCK_TYPE "uuuuuux)",
	    encode_clock(&standing->answer), encode_clock(&standing->solution),
	    standing->first.kept, standing->first.missed, standing->next.kept,
	    standing->next.missed, standing->solutions.kept,
	    standing->solutions.missed, standing->answered);
}

static bool
decode_clock(GVariant *encoded, struct ticket_clock *clock)
{
	g_variant_get(encoded, CLOCK_TYPE, &clock->state, &clock->due,
	    &clock->left, &clock->warn, &clock->again, &clock->told);
	return clock->state <= TICKET_CLOCK_STANDS;
}

bool
standing_decode(GVariant *encoded, struct standing *out)
{
	g_autoptr(GVariant) answer = NULL, solution = NULL;

	g_variant_get(encoded, "(@" CLOCK_TYPE "@" CLOCK_TYPE "uuuuuux)",
	    &answer, &solution, &out->first.kept, &out->first.missed,
	    &out->next.kept, &out->next.missed, &out->solutions.kept,
	    &out->solutions.missed, &out->answered);
	return decode_clock(answer, &out->answer) &&
	    decode_clock(solution, &out->solution);
}
