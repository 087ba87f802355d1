/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail that comes again, by a crash, a second mailbox or a copy, must not
 * become a second entry: it only adds its source to the first. The three keys
 * decide, never the Message-ID alone: whoever repeats an id must not make a
 * real mail vanish. */
#include "pipeline/known.h"
#include "base/address.h"
#include "base/clock.h"
#include "pipeline/facts.h"
#include "pipeline/release.h"
#include "store/audit.h"
#include "store/cursors.h"
#include "store/holds.h"
#include "store/tickets.h"

static struct dedupe_uid
known_uid(const struct accept_mail *mail)
{
	return (struct dedupe_uid){ .account = mail->account,
		.uidvalidity = mail->source.uidvalidity,
		.uid = mail->source.uid };
}

/* The address of a seat is proved by the copy that proves its entry. */
static bool
known_prove_seat(struct kv_txn *txn, const struct entry *entry, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket = tickets_get(txn, entry->ticket, &problem);
	struct ticket_seat *seat = NULL;

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (ticket == NULL || entry->kind != ENTRY_CUSTOMER ||
	    entry->seat >= ticket->seats->len)
		return true;
	seat = g_ptr_array_index(ticket->seats, entry->seat);
	if (seat->verified || !address_equal(seat->address, entry->from_addr))
		return true;
	seat->verified = TRUE;
	return tickets_put(txn, ticket, error);
}

/* The copy proves more than what was there: so it is proved from now on. */
static bool
known_upgrade(struct kv_txn *txn, struct entry *entry,
    const struct verdict *verdict, GError **error)
{
	g_autofree char *object =
	    g_strdup_printf("ticket %" G_GUINT64_FORMAT, entry->ticket);

	entry->auth = verdict->auth;
	return known_prove_seat(txn, entry, error) &&
	    audit_note(txn, "docketd", "entry.prove", object,
	        verdict->auth_reason, error);
}

static bool
known_again_entry(struct kv_txn *txn, const struct accept_mail *mail,
    const struct dedupe_place *place, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(entry) entry =
	    tickets_get_entry(txn, place->number, place->seq, &problem);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (entry == NULL)
		return true;
	bool stronger = entry->auth == VERDICT_AUTH_NONE &&
	    mail->verdict->auth != VERDICT_AUTH_NONE;
	if (!stronger && entry_has_source(entry, &mail->source))
		return true;
	entry_add_source(entry, &mail->source);
	return (!stronger || known_upgrade(txn, entry, mail->verdict, error)) &&
	    tickets_put_entry(txn, entry, error);
}

/* Whether a copy of a mail that is held for want of a proof has it. */
static bool
known_is_stronger(const struct accept *accept, struct kv_txn *txn,
    const struct accept_mail *mail, const struct hold *hold, bool *out,
    GError **error)
{
	*out = false;
	if (hold->state != HOLD_HELD ||
	    (hold->cause != HOLD_AGENT_UNVERIFIED &&
	        hold->cause != HOLD_AGENT_NO_TOKEN))
		return true;
	g_autoptr(thread_match) match = facts_match(accept, txn, mail, error);
	if (match == NULL)
		return false;
	*out = match->outcome == THREAD_AGENT;
	return true;
}

/* Held, it stays held, and what is refused stays in quarantine; but a copy that
 * proves more is taken in, and then ends the hold. */
static bool
known_again_hold(const struct accept *accept, struct kv_txn *txn,
    struct accept_mail *mail, const struct dedupe_place *place, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(hold) hold = holds_get(txn, place->number, &problem);
	bool stronger = false;

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (hold == NULL)
		return true;
	if (!known_is_stronger(accept, txn, mail, hold, &stronger, error))
		return false;
	if (stronger) {
		mail->supersedes = hold->number;
		return true;
	}
	mail->quarantine =
	    hold->state == HOLD_HELD && hold->cause == HOLD_NOT_TAKEN_IN;
	entry_sources_add(hold->sources, &hold->more_sources, &mail->source);
	return holds_put(txn, hold, error);
}

bool
known_supersede(struct kv_txn *txn, const struct accept_mail *mail,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(hold) hold = holds_get(txn, mail->supersedes, &problem);

	if (hold == NULL) {
		if (problem == NULL)
			return true;
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	g_free(hold->done_by);
	hold->done_by = g_strdup_printf("%s %" G_GUINT64_FORMAT,
	    mail->result == ACCEPT_HELD ? "hold" : "ticket", mail->number);
	return release_close(txn, hold, HOLD_SUPERSEDED,
	    "by a copy that proves more", error);
}

bool
known_put(struct kv_txn *txn, const struct accept_mail *mail,
    const struct dedupe_place *place, GError **error)
{
	struct dedupe_uid uid = known_uid(mail);

	if (!dedupe_put(txn, mail->account != 0 ? &uid : NULL, &mail->copy,
	        place, error))
		return false;
	if (mail->account == 0)
		return true;
	return cursors_add_unmarked(txn, &uid,
	    mail->refused != NULL || mail->quarantine ? CURSORS_MARK_QUARANTINE
	                                              : CURSORS_MARK_DONE,
	    error);
}

/* What a mail that is known adds to where it is. */
static bool
known_again(const struct accept *accept, struct kv_txn *txn,
    struct accept_mail *mail, const struct dedupe_place *place, GError **error)
{
	if (place->kind == DEDUPE_ENTRY)
		return known_again_entry(txn, mail, place, error);
	if (place->kind == DEDUPE_HOLD)
		return known_again_hold(accept, txn, mail, place, error);
	return true;
}

enum known
known_check(const struct accept *accept, struct kv_txn *txn,
    struct accept_mail *mail, GError **error)
{
	struct dedupe_place place = { 0 };

	mail->supersedes = 0;
	mail->quarantine = FALSE;
	if (mail->released != 0)
		return KNOWN_NEW; /* its keys name the hold that is being
		                     released */
	/* Not by UID: a restored mailbox uses UIDs again, and the octets are at
	 * hand. */
	switch (dedupe_find(txn, NULL, &mail->copy, &place, error)) {
	case DEDUPE_NEW:
		return KNOWN_NEW;
	case DEDUPE_BY_UID:
	case DEDUPE_BY_RAW:
	case DEDUPE_BY_CANON:
		break;
	case DEDUPE_ERROR:
		return KNOWN_ERROR;
	}
	if (!known_again(accept, txn, mail, &place, error))
		return KNOWN_ERROR;
	if (mail->supersedes != 0)
		return KNOWN_NEW;
	mail->result = ACCEPT_DUPLICATE;
	mail->number = place.number;
	mail->seq = place.seq;
	return known_put(txn, mail, &place, error) ? KNOWN_BEFORE : KNOWN_ERROR;
}
