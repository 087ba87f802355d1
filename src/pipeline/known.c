/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail that comes again, by a crash, a second mailbox or a copy, must not
 * become a second entry: it only adds its source to the first. The three keys
 * decide, never the Message-ID alone: whoever repeats an id must not make a
 * real mail vanish. */
#include "pipeline/known.h"
#include "store/cursors.h"
#include "store/tickets.h"

static struct dedupe_uid
known_uid(const struct accept_mail *mail)
{
	return (struct dedupe_uid){ .account = mail->account,
		.uidvalidity = mail->source.uidvalidity,
		.uid = mail->source.uid };
}

static bool
known_has_source(const struct entry *entry, const struct entry_source *source)
{
	for (guint i = 0; i < entry->sources->len; i++) {
		const struct entry_source *other =
		    g_ptr_array_index(entry->sources, i);
		if (other->uid == source->uid &&
		    other->uidvalidity == source->uidvalidity &&
		    g_str_equal(other->account, source->account) &&
		    g_str_equal(other->folder, source->folder))
			return true;
	}
	return false;
}

static bool
known_add_source(struct kv_txn *txn, const struct accept_mail *mail,
    const struct dedupe_place *place, GError **error)
{
	if (place->kind != DEDUPE_ENTRY)
		return true;

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
	if (stronger)
		entry->auth = mail->verdict->auth;
	if (!known_has_source(entry, &mail->source))
		entry_add_source(entry, &mail->source);
	else if (!stronger)
		return true;
	return tickets_put_entry(txn, entry, error);
}

bool
known_put(struct kv_txn *txn, const struct accept_mail *mail,
    const struct dedupe_place *place, GError **error)
{
	struct dedupe_uid uid = known_uid(mail);

	if (!dedupe_put(txn, mail->account != 0 ? &uid : NULL, mail->rawkey,
	        mail->canonkey, place, error))
		return false;
	if (mail->account == 0)
		return true;
	return cursors_add_unmarked(txn, &uid,
	    mail->refused != NULL ? CURSORS_MARK_QUARANTINE : CURSORS_MARK_DONE,
	    error);
}

enum known
known_check(struct kv_txn *txn, struct accept_mail *mail, GError **error)
{
	struct dedupe_place place = { 0 };

	if (mail->released != 0)
		return KNOWN_NEW; /* its keys name the hold that is being
		                     released */
	/* Not by UID: a restored mailbox uses UIDs again, and the octets are at
	 * hand. */
	switch (dedupe_find(txn, NULL, mail->rawkey, mail->canonkey, &place,
	    error)) {
	case DEDUPE_NEW:
		return KNOWN_NEW;
	case DEDUPE_BY_UID:
	case DEDUPE_BY_RAW:
	case DEDUPE_BY_CANON:
		break;
	case DEDUPE_ERROR:
		return KNOWN_ERROR;
	}
	mail->result = ACCEPT_DUPLICATE;
	mail->number = place.number;
	mail->seq = place.seq;
	if (!known_add_source(txn, mail, &place, error) ||
	    !known_put(txn, mail, &place, error))
		return KNOWN_ERROR;
	return KNOWN_BEFORE;
}
