/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters about a ticket's state. They are nobody's words and answer nothing,
 * so two machines must never be able to keep one another writing them: the cap
 * of automatic letters a ticket and day holds for them like for all others. */
#include "pipeline/stateletter.h"
#include "desk/life.h"
#include "pipeline/clocks.h"
#include "pipeline/correspond.h"
#include "store/rates.h"

static const struct {
	enum settings_letter which;
	const char *template;
} stateletter_templates[] = {
	{ SETTINGS_LETTER_REMINDER, "reminder" },
	{ SETTINGS_LETTER_CLOSED, "expired" },
	{ SETTINGS_LETTER_SOLVED, "solved" },
	{ SETTINGS_LETTER_REOPENED, "reopened" },
	{ SETTINGS_LETTER_MERGED, "merged" },
};

/* Nobody who is still asked for something is told that he was answered. */
static const char *
stateletter_template(const struct ticket *ticket, enum settings_letter which)
{
	if (which == SETTINGS_LETTER_REMINDER && life_waits_for_facts(ticket))
		return "facts";
	for (guint i = 0; i < G_N_ELEMENTS(stateletter_templates); i++)
		if (stateletter_templates[i].which == which)
			return stateletter_templates[i].template;
	return NULL;
}

/* Who is written to; *out NULL: nobody. */
static bool
stateletter_whom(const struct apply *apply, enum settings_letter which,
    const struct ticket_seat **out, GError **error)
{
	const struct ticket *ticket = apply->ticket;
	const struct settings_queue *queue =
	    clocks_queue(apply->accept->settings, ticket);
	const struct ticket_seat *customer =
	    ticket->seats->len > 0 ? g_ptr_array_index(ticket->seats, 0) : NULL;
	g_autofree char *number =
	    g_strdup_printf("%" G_GUINT64_FORMAT, ticket->number);
	struct rates_what letters = { RATES_TICKET, number, DECIDE_DAY_MS };
	guint before = 0;

	if (queue == NULL || !(queue->letters & which) || customer == NULL ||
	    !customer->verified || customer->left ||
	    !(ticket->flags & TICKET_REACHABLE))
		return true;
	if (!rates_count(apply->txn, &letters, apply->now, &before, error))
		return false;
	if (before < DECIDE_AUTOMATIC_A_DAY)
		*out = customer;
	return true;
}

bool
stateletter_write(const struct apply *apply, enum settings_letter which,
    GError **error)
{
	struct apply unasked = { .accept = apply->accept,
		.txn = apply->txn,
		.ticket = apply->ticket,
		.now = apply->now };
	const struct ticket_seat *customer = NULL;

	if (!stateletter_whom(apply, which, &customer, error))
		return false;
	if (customer == NULL)
		return true;
	g_autoptr(decision) decision = decide_nothing();
	struct decide_letter *letter = decide_add_letter(decision, LETTER_DESK,
	    customer->address, customer->name);
	letter->template = g_strdup(stateletter_template(apply->ticket, which));
	letter->facts = apply->ticket->missing;
	return correspond_unasked(&unasked, decision, error);
}
