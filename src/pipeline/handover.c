/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An agent cannot be reached, and a customer waits: somebody else must hear of
 * it (K33). Two broken mailboxes must not feed each other, so nobody gets a
 * second notice about the same mail. */
#include "pipeline/handover.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/strings.h"
#include "pipeline/correspond.h"
#include "store/letters.h"
#include "store/tickets.h"
#include "store/workload.h"

struct handover {
	struct accept *accept;
	struct kv_txn *txn;
	const struct letter *letter;
	struct ticket *ticket;
	struct entry *entry; /* that the notice was about */
	struct staffing *staffing;
	GHashTable *told; /* addresses that had a notice about it */
	bool reached;     /* one of them has not failed */
};

static void
handover_clear(struct handover *handover)
{
	ticket_free(handover->ticket);
	staffing_free(handover->staffing);
	entry_free(handover->entry);
	g_hash_table_unref(handover->told);
}

/* The newest mail that was there when the notice was written. */
static bool
handover_load(struct handover *handover, GError **error)
{
	g_autoptr(GError) problem = NULL;
	guint64 number = handover->letter->ticket;

	handover->ticket = tickets_get(handover->txn, number, &problem);
	for (guint32 seq = handover->ticket != NULL ? handover->ticket->entries
	                                            : 0;
	     seq-- > 0 && handover->entry == NULL && problem == NULL;) {
		g_autoptr(entry) entry =
		    tickets_get_entry(handover->txn, number, seq, &problem);
		if (entry != NULL && entry->record.segment != 0 &&
		    entry->received <= handover->letter->created)
			handover->entry = g_steal_pointer(&entry);
	}
	if (problem == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

static bool
handover_visit(struct letter *letter, void *context)
{
	struct handover *handover = context;

	if (letter->created < handover->entry->received)
		return false; /* from here on they are older */
	if (letter->kind != LETTER_NOTICE)
		return true;
	g_hash_table_add(handover->told, g_strdup(letter->to));
	handover->reached |=
	    letter->state != LETTER_FAILED && letter->state != LETTER_DROPPED;
	return true;
}

static const struct settings_agent *
handover_next(const struct handover *handover)
{
	const struct settings *settings = handover->accept->settings;
	const struct settings_queue *queue =
	    settings_queue_by_name(settings, handover->ticket->queue);

	if (queue == NULL)
		queue = settings_catch_all(settings);
	for (guint i = 0; queue != NULL && queue->agents[i] != NULL; i++) {
		const struct settings_agent *agent =
		    settings_agent_by_name(settings, queue->agents[i]);
		if (agent == NULL || agent->disabled ||
		    agent->addresses[0] == NULL ||
		    staffing_absence(handover->staffing, agent->name,
		        clock_now()))
			continue;
		g_autofree char *address = address_fold(agent->addresses[0]);
		if (!g_hash_table_contains(handover->told, address))
			return agent;
	}
	return NULL;
}

static bool
handover_run(struct handover *handover, char **agent_out, GError **error)
{
	if (!handover_load(handover, error))
		return false;
	if (handover->entry == NULL)
		return true;
	handover->staffing = workload_load(handover->txn, error);
	if (handover->staffing == NULL)
		return false;
	if (!letters_each_of_ticket(handover->txn, handover->ticket->number,
	        KV_DOWN, handover_visit, handover, error))
		return false;
	const struct settings_agent *agent =
	    handover->reached ? NULL : handover_next(handover);
	if (agent == NULL)
		return true;
	struct apply apply = { .accept = handover->accept,
		.txn = handover->txn,
		.ticket = handover->ticket,
		.now = clock_now() };
	*agent_out = g_strdup(agent->name);
	return correspond_again(&apply, handover->entry, agent, error);
}

bool
handover_notice(struct accept *accept, struct kv_txn *txn,
    const struct letter *letter, char **agent_out, GError **error)
{
	struct handover handover = { .accept = accept,
		.txn = txn,
		.letter = letter,
		.told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		    NULL) };
	bool done = true;

	*agent_out = NULL;
	if (letter->kind == LETTER_NOTICE && letter->ticket != 0)
		done = handover_run(&handover, agent_out, error);
	handover_clear(&handover);
	return done;
}

bool
handover_returned(struct kv_txn *txn, guint64 letter, const char *status,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(letter) sent = letters_get(txn, letter, &problem);
	g_autofree char *words = g_strdup_printf("it came back (%s)",
	    *status != '\0' ? status : "no status");

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (sent == NULL || sent->kind != LETTER_NOTICE ||
	    sent->state != LETTER_SENT)
		return true;
	sent->state = LETTER_FAILED;
	strings_set(&sent->response, words);
	return letters_put(txn, sent, error);
}
