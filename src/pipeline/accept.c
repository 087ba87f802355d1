/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail through all stages: the program's table of contents. A batch of
 * mails is one transaction; within it each mail is looked for among those
 * known, matched to a ticket, decided upon, and everything that follows from it
 * is written. Nothing here reads a mail's octets: that has been done by scan
 * and reader. This file must never commit without the archive synced first. */
#include "pipeline/accept.h"
#include "base/clock.h"
#include "base/log.h"
#include "intake/reader.h"
#include "pipeline/apply.h"
#include "pipeline/bycommand.h"
#include "pipeline/codes.h"
#include "pipeline/facts.h"
#include "pipeline/filed.h"
#include "pipeline/forgery.h"
#include "pipeline/known.h"
#include "pipeline/menuing.h"
#include "pipeline/release.h"
#include "pipeline/verifying.h"
#include "route/probe.h"

static bool
accept_new(struct accept *accept, struct kv_txn *txn, struct accept_mail *mail,
    GError **error)
{
	struct apply apply = {
		.accept = accept, .txn = txn, .mail = mail, .now = clock_now()
	};

	g_autoptr(GPtrArray) clues = facts_clues(accept, txn, mail, error);
	if (clues == NULL || !codes_hide(accept, txn, mail, clues, error) ||
	    !apply_archive(&apply, error))
		return false;
	accept_mail_scrub(mail, accept->settings);
	if (mail->refused != NULL)
		return apply_hold(&apply, HOLD_NOT_TAKEN_IN, mail->refused,
		    error);

	if (verifying_is_asked(mail, accept->settings))
		return verifying_take(&apply, error);

	g_autoptr(thread_match) match = facts_match_by(accept, mail, clues);
	apply.match = match;
	if (match->forged > 0 &&
	    !forgery_note(accept, txn, mail->from, apply.now, error))
		return false;
	if (match->outcome == THREAD_HELD)
		return apply_hold(&apply, match->cause, match->detail, error);
	if (match->outcome == THREAD_CONFIRM)
		return release_confirmed(&apply, error);

	g_autoptr(decision) decision = apply_decide(&apply, error);
	bool done = decision != NULL;
	if (done && decision->action == DECIDE_HOLD)
		done = apply_hold(&apply, decision->cause, decision->detail,
		    error);
	else if (done && decision->action == DECIDE_COMMANDS)
		done = bycommand_desk(&apply, decision, error);
	else if (done && decision->action == DECIDE_MENU)
		done = menuing_take(&apply, decision, error);
	else if (done && decision->filed)
		done = filed_entry(&apply, decision, error);
	else if (done) {
		apply_answered(&apply, decision);
		done = bycommand_do(&apply, decision, error) &&
		    apply_entry(&apply, decision, error);
	}
	apply_clear(&apply);
	return done;
}

/* A mail that docketctl check sent is only moved out of the way. */
static bool
accept_check(struct kv_txn *txn, struct accept_mail *mail, GError **error)
{
	struct dedupe_place nowhere = { .kind = DEDUPE_DROPPED };

	mail->result = ACCEPT_CHECK;
	return known_put(txn, mail, &nowhere, error);
}

bool
accept_one(struct accept *accept, struct kv_txn *txn, struct accept_mail *mail,
    GError **error)
{
	if (probe_is_ours(mail->header, accept->secret, clock_now()))
		return accept_check(txn, mail, error);

	enum known known = known_check(accept, txn, mail, error);

	if (known != KNOWN_NEW)
		return known == KNOWN_BEFORE;
	return accept_new(accept, txn, mail, error) &&
	    (mail->supersedes == 0 || known_supersede(txn, mail, error));
}

/* One run of the transaction. *failed_out is the mail that failed, when it was
 * one. */
static enum kv_result
accept_run(struct accept *accept, GPtrArray *mails, accept_finish finish,
    void *context, struct accept_mail **failed_out, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(accept->store->kv, KV_WRITE, error);

	*failed_out = NULL;
	if (txn == NULL)
		return KV_FAIL;
	for (guint i = 0; i < mails->len; i++) {
		struct accept_mail *mail = g_ptr_array_index(mails, i);
		if (!accept_one(accept, txn, mail, error)) {
			*failed_out = mail;
			return KV_FAIL;
		}
		if (accept->reader != NULL)
			reader_pump(accept->reader);
	}
	if (finish != NULL && !finish(txn, context, error))
		return KV_FAIL;
	if (!archive_sync(accept->store->archive, error))
		return KV_FAIL;
	return kv_commit(g_steal_pointer(&txn), error);
}

bool
accept_batch(struct accept *accept, GPtrArray *mails, accept_finish finish,
    void *context, GError **error)
{
	for (;;) {
		g_autoptr(GError) problem = NULL;
		struct accept_mail *failed = NULL;
		enum kv_result result = accept_run(accept, mails, finish,
		    context, &failed, &problem);

		if (result == KV_OK)
			return true;
		if (result == KV_RETRY)
			continue;
		if (failed == NULL || failed->refused != NULL ||
		    fail_is(problem, FAIL_TEMPORARY) ||
		    fail_is(problem, FAIL_STORE)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		log_error(LOG_WARNING, "mail.refused", problem, "account",
		    failed->source.account, "uid",
		    log_number(failed->source.uid), NULL);
		failed->refused = g_strdup(problem->message);
	}
}
