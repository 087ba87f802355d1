/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom the desk deals with, from the store. Somebody counts as the person of
 * the directory only when he has proved it, by this mail or when the ticket was
 * opened: a VIP's address is easily written into a From field. */
#include "pipeline/acquaint.h"
#include "base/address.h"
#include "store/directory.h"
#include "store/people.h"
#include "store/workload.h"

void
acquaint_clear(acquaint *known)
{
	g_clear_pointer(&known->person, person_free);
	g_clear_pointer(&known->claimed, person_free);
	g_clear_pointer(&known->earlier, g_free);
	g_clear_pointer(&known->staffing, staffing_free);
	identify_clear(&known->identity);
}

static bool
acquaint_find(struct kv_txn *txn, const char *address, struct person **out,
    GError **error)
{
	g_autoptr(GError) problem = NULL;

	*out = directory_find(txn, address, &problem);
	if (problem == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

struct person *
acquaint_customer(struct kv_txn *txn, const struct ticket *ticket,
    GError **error)
{
	const struct ticket_seat *seat =
	    ticket->seats->len > 0 ? g_ptr_array_index(ticket->seats, 0) : NULL;

	return seat != NULL && seat->verified
	    ? directory_find(txn, seat->address, error)
	    : NULL;
}

static bool
acquaint_person(const struct apply *apply, acquaint *known,
    const struct decide_case *situation, const char *who, GError **error)
{
	g_autoptr(GError) problem = NULL;

	if (*who != '\0' &&
	    !acquaint_find(apply->txn, who, &known->claimed, error))
		return false;
	if (apply->ticket != NULL)
		known->person =
		    acquaint_customer(apply->txn, apply->ticket, &problem);
	else if (situation->original == NULL &&
	    apply->mail->verdict->auth != VERDICT_AUTH_NONE)
		return acquaint_find(apply->txn, who, &known->person, error);
	if (problem == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

bool
acquaint_with(const struct apply *apply, acquaint *known,
    struct decide_case *situation, GError **error)
{
	const struct message *original = situation->original;
	g_autofree char *who =
	    address_fold(original != NULL ? original->from_addr
	                                  : apply->mail->from);

	if (!acquaint_person(apply, known, situation, who, error) ||
	    !people_get_language(apply->txn, who, &known->earlier, error))
		return false;
	known->staffing = workload_load(apply->txn, error);
	situation->person = known->person;
	situation->claimed = known->claimed;
	situation->earlier = known->earlier;
	situation->staffing = known->staffing;
	return known->staffing != NULL &&
	    identify_find(apply, &known->identity, situation, error);
}
