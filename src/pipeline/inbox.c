/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From octets to accepted mails: bounds first, by our own scanner; then the
 * sandboxed reader; then the pipeline. What the reader can not or may not read
 * still becomes a mail, with what the scanner saw of its header and the raw
 * octets kept. */
#include "pipeline/inbox.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memfd.h"
#include "base/strings.h"
#include "pipeline/filed.h"
#include "pipeline/release.h"
#include "pipeline/tellowner.h"
#include "route/clues.h"
#include "route/token.h"
#include "store/audit.h"
#include "store/cursors.h"
#include "store/holds.h"
#include <string.h>

#define INBOX_BATCH_MAX ((gsize)512 * 1024 * 1024)

bool
inbox_open(struct inbox *inbox, const struct settings *settings,
    GHashTable *secrets, const struct wording *wording, GError **error)
{
	GBytes *secret = g_hash_table_lookup(secrets, "key");

	memset(inbox, 0, sizeof *inbox);
	if (secret == NULL)
		return fail_set(error, FAIL_CONFIG,
		    "key_file: no key was handed over");
	inbox->store = store_open(settings->state_dir, KV_READ_WRITE, error);
	if (inbox->store == NULL)
		return false;
	inbox->secret = secret;
	inbox->ring_seen = ring_stamp(settings->state_dir);
	inbox->ring_refused = inbox->ring_seen;
	inbox->ring =
	    ring_open(settings->state_dir, secret, clock_now(), error);
	if (inbox->ring == NULL) {
		inbox_close(inbox);
		return false;
	}
	inbox->reader = reader_new(&settings->limits,
	    (enum settings_sandbox)settings->sandbox);
	inbox->library = library_new(inbox->store);
	inbox->accept = (struct accept){
		.store = inbox->store,
		.settings = settings,
		.ring = inbox->ring,
		.secret = secret,
		.templates = wording->templates,
		.macros = wording->macros,
		.library = inbox->library,
		.reader = inbox->reader,
		.actor = "docketd",
		.zone = g_time_zone_new_identifier(settings->desk.time_zone),
	};
	inbox->catalogue = catalogue_new(&inbox->accept);
	return true;
}

void
inbox_close(struct inbox *inbox)
{
	g_clear_pointer(&inbox->accept.zone, g_time_zone_unref);
	g_clear_pointer(&inbox->reader, reader_free);
	g_clear_pointer(&inbox->library, library_free);
	g_clear_pointer(&inbox->catalogue, catalogue_free);
	g_clear_pointer(&inbox->ring, keyring_free);
	g_clear_pointer(&inbox->store, store_close);
}

void
inbox_refresh(struct inbox *inbox)
{
	const char *dir = inbox->accept.settings->state_dir;
	struct ring_stamp stamp = ring_stamp(dir);
	g_autoptr(GError) error = NULL;

	if (ring_is_same(&stamp, &inbox->ring_seen))
		return;
	struct keyring *ring = ring_read(dir, inbox->secret, &error);
	if (ring == NULL) {
		if (!ring_is_same(&stamp, &inbox->ring_refused))
			log_error(LOG_ERROR, "keys.refused", error, NULL);
		inbox->ring_refused = stamp;
		return;
	}
	keyring_free(inbox->ring);
	inbox->ring = ring;
	inbox->accept.ring = ring;
	inbox->ring_seen = inbox->ring_refused = stamp;
	log_event(LOG_INFO, "keys.read", "keys", log_number(ring->keys->len),
	    "signing", log_number(keyring_signing(ring)->id), NULL);
}

/* What the scanner saw has to do: no reader has, or may have, looked at this
 * mail. */
static void
inbox_unread(struct accept_mail *mail)
{
	const char *subject = header_find(mail->header, "Subject", 0);
	const char *id = header_find(mail->header, "Message-ID", 0);

	if (mail->message == NULL)
		mail->message = message_new();
	mail->message->flags |= MESSAGE_FLAG_UNREADABLE;
	g_free(mail->message->subject);
	mail->message->subject =
	    g_utf8_make_valid(subject != NULL ? subject : "", -1);
	g_free(mail->message->message_id);
	mail->message->message_id = g_utf8_make_valid(id != NULL ? id : "", -1);
	g_strdelimit(mail->message->message_id, "<>", ' ');
	g_strstrip(mail->message->message_id);
	g_clear_pointer(&mail->record, g_bytes_unref);
	mail->record = message_encode(mail->message);
}

/* Whether a recipient field shows an agent's token, in any place where the
 * pipeline will look for one: its mail must not be read by a process that
 * hostile octets have been in before. Shape is enough here: a forged one costs
 * 8 ms. */
static bool
inbox_is_agents(const struct inbox *inbox, const struct header *header)
{
	g_autoptr(GPtrArray) clues = clues_gather(header,
	    inbox->accept.settings, inbox->ring, clock_now());

	for (guint i = 0; i < clues->len; i++) {
		const struct thread_clue *clue = g_ptr_array_index(clues, i);
		if (clue->kind == THREAD_TOKEN &&
		    clue->token.role != TOKEN_CUSTOMER &&
		    clue->token.role != TOKEN_PARTICIPANT)
			return true;
	}
	return false;
}

/* Up to where mails from that one on may share a reader; what is over a hard
 * limit is not read at all. */
static guint
inbox_run(const struct inbox_batch *batch, guint from)
{
	guint to = from;

	for (; to < batch->mails->len; to++) {
		struct accept_mail *mail = g_ptr_array_index(batch->mails, to);
		if (mail->alone || mail->header->limit != NULL)
			break;
	}
	return to;
}

static bool
inbox_ask(struct inbox *inbox, const struct inbox_batch *batch, guint from,
    guint to, GError **error)
{
	return from == to ||
	    reader_begin(inbox->reader, batch->memfd,
	        &g_array_index(batch->places, struct reader_mail, from),
	        to - from, error);
}

/* Reads mails [from, to) in one go, and prepares each while the reader is at
 * those behind it. */
static bool
inbox_read_run(struct inbox *inbox, const struct inbox_batch *batch, guint from,
    guint to, GError **error)
{
	if (from >= batch->begun && !inbox_ask(inbox, batch, from, to, error))
		return false;
	for (guint i = from; i < to; i++) {
		struct accept_mail *mail = g_ptr_array_index(batch->mails, i);
		accept_mail_digest(mail, inbox->store);
		mail->message =
		    reader_next(inbox->reader, &mail->record, error);
		if (!mail->message)
			return false;
		if (mail->message->flags & MESSAGE_FLAG_UNREADABLE)
			inbox_unread(mail);
		accept_mail_prepare(mail, inbox->accept.settings);
	}
	return true;
}

/* One that no others may be read with. */
static bool
inbox_read_single(struct inbox *inbox, const struct inbox_batch *batch, guint i,
    GError **error)
{
	struct accept_mail *mail = g_ptr_array_index(batch->mails, i);

	if (mail->header->limit == NULL) {
		reader_renew(inbox->reader);
		return inbox_read_run(inbox, batch, i, i + 1, error);
	}
	inbox_unread(mail);
	accept_mail_digest(mail, inbox->store);
	accept_mail_prepare(mail, inbox->accept.settings);
	return true;
}

bool
inbox_read(struct inbox *inbox, struct inbox_batch *batch, GError **error)
{
	guint n = batch->mails->len;

	inbox_refresh(inbox);
	for (guint from = 0, to; from < n; from = to + 1) {
		to = inbox_run(batch, from);
		if (!inbox_read_run(inbox, batch, from, to, error) ||
		    (to < n && !inbox_read_single(inbox, batch, to, error)))
			return false;
	}
	for (guint i = 0; i < n; i++) {
		struct accept_mail *mail = g_ptr_array_index(batch->mails, i);
		if (!filed_read(mail, inbox->accept.settings, inbox->reader,
		        batch->memfd,
		        &g_array_index(batch->places, struct reader_mail, i),
		        error))
			return false;
	}
	return true;
}

static void
inbox_log(const struct accept_mail *mail, gint64 began)
{
	static const char *const results[] = { [ACCEPT_ENTRY] = "ticket",
		[ACCEPT_HELD] = "held",
		[ACCEPT_DUPLICATE] = "duplicate",
		[ACCEPT_CONFIRM] = "confirm",
		[ACCEPT_CHECK] = "check" };

	log_event(LOG_INFO, "mail", "account", mail->source.account, "uid",
	    log_number(mail->source.uid), "from", log_address(mail->from),
	    "bytes", log_number((gint64)mail->size), "class",
	    verdict_class_name(mail->verdict->class), "auth",
	    verdict_auth_name(mail->verdict->auth), "result",
	    results[mail->result], "number", log_number((gint64)mail->number),
	    "letters", log_number(mail->letters), "ms",
	    log_number(clock_boot() - began), NULL);
}

/* Each mail's octets within the batch, and its bounds. */
static bool
inbox_cut(struct inbox *inbox, const struct inbox_batch *batch, GError **error)
{
	gsize size = 0;
	const guint8 *raw = g_bytes_get_data(batch->octets, &size);

	for (guint i = 0; i < batch->mails->len; i++) {
		struct accept_mail *mail = g_ptr_array_index(batch->mails, i);
		const struct reader_mail *place =
		    &g_array_index(batch->places, struct reader_mail, i);
		if (place->offset > size ||
		    place->length > size - place->offset)
			return fail_set(error, FAIL_PERMANENT,
			    "mail %u lies outside its batch", i);
		mail->raw = raw + place->offset;
		mail->size = place->length;
		mail->header = accept_mail_scan(mail, inbox->accept.settings);
		mail->alone = mail->header->limit == NULL &&
		    inbox_is_agents(inbox, mail->header);
	}
	return true;
}

bool
inbox_begin(struct inbox *inbox, struct inbox_batch *batch, GError **error)
{
	batch->began = clock_boot();
	batch->octets = memfd_map(batch->memfd, INBOX_BATCH_MAX, error);
	if (batch->octets == NULL || !inbox_cut(inbox, batch, error))
		return false;
	batch->begun = inbox_run(batch, 0);
	return inbox_ask(inbox, batch, 0, batch->begun, error);
}

bool
inbox_accept(struct inbox *inbox, const struct inbox_batch *batch,
    accept_finish finish, void *context, GError **error)
{
	if (!accept_batch(&inbox->accept, batch->mails, finish, context, error))
		return false;
	for (guint i = 0; i < batch->mails->len; i++)
		inbox_log(g_ptr_array_index(batch->mails, i), batch->began);
	return true;
}

bool
inbox_take(struct inbox *inbox, struct inbox_batch *batch, accept_finish finish,
    void *context, GError **error)
{
	bool done = inbox_begin(inbox, batch, error) &&
	    inbox_read(inbox, batch, error) &&
	    inbox_accept(inbox, batch, finish, context, error);
	inbox_batch_clear(batch);
	return done;
}

void
inbox_batch_clear(struct inbox_batch *batch)
{
	g_clear_pointer(&batch->octets, g_bytes_unref);
	batch->begun = 0;
}

/* With the entry, in its transaction: the hold is over. */
static bool
inbox_released(struct kv_txn *txn, void *context, GError **error)
{
	return release_close(txn, context, HOLD_RELEASED, "by the operator",
	    error);
}

/* The hold by its number, or the reason why not in the operator's words. */
static struct hold *
inbox_get_hold(struct inbox *inbox, guint64 number, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_READ, error);
	g_autoptr(GError) problem = NULL;
	struct hold *hold =
	    txn != NULL ? holds_get(txn, number, &problem) : NULL;

	if (problem != NULL)
		g_propagate_error(error, g_steal_pointer(&problem));
	else if (txn != NULL && hold == NULL)
		fail_set(error, FAIL_PERMANENT,
		    "hold %" G_GUINT64_FORMAT ": there is none", number);
	return hold;
}

bool
inbox_release(struct inbox *inbox, guint64 number, struct accept_mail *mail,
    GError **error)
{
	g_autoptr(hold) hold = inbox_get_hold(inbox, number, error);
	g_autoptr(GPtrArray) mails = g_ptr_array_new();

	inbox_refresh(inbox);
	if (hold == NULL ||
	    !release_load(&inbox->accept, hold, VERDICT_AUTH_OPERATOR, mail,
	        error))
		return false;
	g_ptr_array_add(mails, mail);
	strings_set(&hold->done_by, inbox->accept.actor);
	bool taken =
	    accept_batch(&inbox->accept, mails, inbox_released, hold, error);
	mail->source =
	    (struct entry_source){ 0 }; /* its strings go with the hold */
	return taken;
}

/* Whether that mail has its hold already: the process may have died before the
 * cursor moved on. */
static bool
inbox_in_quarantine(struct kv_txn *txn, const struct dedupe_uid *uid, bool *out,
    GError **error)
{
	struct dedupe_place place = { 0 };
	enum dedupe_found found = dedupe_find_uid(txn, uid, &place, error);
	g_autoptr(GError) problem = NULL;
	g_autoptr(hold) hold = NULL;

	*out = false;
	if (found == DEDUPE_ERROR)
		return false;
	if (found == DEDUPE_NEW || place.kind != DEDUPE_HOLD)
		return true;
	hold = holds_get(txn, place.number, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	*out =
	    hold != NULL && hold->state == HOLD_HELD && hold->raw.segment == 0;
	return true;
}

static struct hold *
inbox_make_quarantine(const struct dedupe_uid *uid,
    const struct settings_account *account, const char *why)
{
	struct hold *hold = hold_new();

	hold->cause = HOLD_NOT_TAKEN_IN;
	g_free(hold->detail);
	hold->detail = g_strdup_printf("UID %u of %s: %s; it lies in %s",
	    uid->uid, account->folder, why, account->quarantine_folder);
	hold->received = clock_now();
	entry_sources_add(hold->sources, &hold->more_sources,
	    &(struct entry_source){
	        account->name, account->folder, uid->uidvalidity, uid->uid });
	return hold;
}

static bool
inbox_put_quarantine(struct inbox *inbox, struct kv_txn *txn,
    const struct dedupe_uid *uid, struct hold *hold, GError **error)
{
	struct dedupe_place place = { .kind = DEDUPE_HOLD };
	const struct entry_source *source = g_ptr_array_index(hold->sources, 0);

	hold->number = holds_take_number(txn, error);
	if (hold->number == 0)
		return false;
	place.number = hold->number;
	struct audit_event event = { .when = hold->received,
		.actor = "docketd",
		.action = "mail.quarantine",
		.object = source->account,
		.reason = hold->detail };
	return holds_put(txn, hold, error) && audit_add(txn, &event, error) &&
	    dedupe_put_uid(txn, uid, &place, error) &&
	    tellowner_hold(&inbox->accept, txn, hold, error);
}

bool
inbox_quarantine(struct inbox *inbox, const struct dedupe_uid *uid,
    const struct settings_account *account, const char *why, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_WRITE, error);
	g_autoptr(hold) hold = inbox_make_quarantine(uid, account, why);
	bool there = false;

	return txn != NULL && inbox_in_quarantine(txn, uid, &there, error) &&
	    (there || inbox_put_quarantine(inbox, txn, uid, hold, error)) &&
	    cursors_add_unmarked(txn, uid, CURSORS_MARK_QUARANTINE, error) &&
	    archive_sync(inbox->store->archive, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}
