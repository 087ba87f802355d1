/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of store/workload.c and matters.c against the tickets they are
 * about. A ticket that is missing there would stay with somebody who is away
 * for ever. Nothing is mended here. */
#include "store/workcheck.h"

#include <string.h>

#include "model/absence.h"
#include "model/codec.h"
#include "store/matters.h"
#include "store/numbers.h"
#include "store/workload.h"

#define NUMBER "%" G_GUINT64_FORMAT

static char *
name_of(GBytes *key)
{
	gsize size = 0;
	const char *octets = g_bytes_get_data(key, &size);
	return g_strndup(octets + 1, size - 1);
}

void
workcheck_ticket(struct rowcheck *check, const struct ticket *ticket)
{
	struct key row = workload_key(ticket), count = key_new(KEY_WORK_COUNT);
	key_add_octets(&count, ticket->assignee, strlen(ticket->assignee));
	if (row.size > 0 &&
	    (!rowcheck_is_there(check, &row) ||
	        !rowcheck_is_there(check, &count)))
		rowcheck_complain(check,
		    "ticket " NUMBER ": missing from its assignee's work",
		    ticket->number);
	row = matters_key(ticket);
	if (row.size > 0 && !rowcheck_is_there(check, &row))
		rowcheck_complain(check,
		    "ticket " NUMBER ": missing from its customer's open ones",
		    ticket->number);
}

void
workcheck_matter(struct rowcheck *check, GBytes *key, GBytes *value)
{
	(void)value;
	rowcheck_of_ticket(check, key, MATTERS_NUMBER, matters_key,
	    "open tickets of addresses", "is not theirs, or over");
}

void
workcheck_row(struct rowcheck *check, GBytes *key, GBytes *value)
{
	(void)value;
	rowcheck_of_ticket(check, key, WORKLOAD_NUMBER, workload_key,
	    "agents' work", "is not theirs to answer");
}

void
workcheck_count(struct rowcheck *check, GBytes *key, GBytes *value)
{
	g_autofree char *agent = name_of(key);
	g_autoptr(GArray) tickets = g_array_new(FALSE, FALSE, sizeof(guint64));
	guint64 count = 0;
	if (check->problem ||
	    !workload_tickets(check->txn, agent, tickets, &check->problem))
		return;
	if (!numbers_decode(value, &count, NULL) || count != tickets->len)
		rowcheck_complain(check,
		    "agents' work: %s has %u open tickets, counted are " NUMBER,
		    agent, tickets->len, count);
}

void
workcheck_turn(struct rowcheck *check, GBytes *key, GBytes *value)
{
	static const char *const types[] = { "(s)" };
	g_autofree char *queue = name_of(key);
	g_autoptr(GVariant) body =
	    codec_decode(value, "turn", types, G_N_ELEMENTS(types), NULL, NULL);
	if (!body)
		rowcheck_complain(check, "turn of queue %s: damaged record",
		    queue);
}

void
workcheck_absence(struct rowcheck *check, GBytes *key, GBytes *value)
{
	g_autofree char *agent = name_of(key);
	g_autoptr(absence) absence = absence_decode(value, NULL);
	if (!absence || strcmp(absence->agent, agent) != 0)
		rowcheck_complain(check, "absence of %s: damaged record",
		    agent);
}
