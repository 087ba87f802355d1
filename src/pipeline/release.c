/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way out of a hold. What is released goes through all stages again, with
 * the causes lifted that held it and no others; that, the end of the hold and
 * the answer that brought it about are one transaction, so that no answer can
 * ever release anything twice. */
#include "pipeline/release.h"
#include "base/base32.h"
#include "base/clock.h"
#include "base/mac.h"
#include "base/strings.h"
#include "desk/confirm.h"
#include "desk/marker.h"
#include "pipeline/known.h"
#include "store/audit.h"
#include "store/holds.h"
#include <string.h>

#define RELEASE_WORD_LENGTH 8

void
release_word(const struct keyring_key *key, guint64 hold, guint32 seat,
    char **word_out, char **marker_out)
{
	uint8_t digest[MAC_SHA256_SIZE];
	g_autofree char *what =
	    g_strdup_printf("docket confirm 1 %" G_GUINT64_FORMAT " %u", hold,
	        seat);
	g_autofree char *text = NULL;

	mac_hmac(key->key, what, strlen(what), digest);
	text = base32_encode(digest, sizeof digest);
	*word_out = g_strndup(text, RELEASE_WORD_LENGTH);
	*marker_out =
	    g_strndup(text + RELEASE_WORD_LENGTH, MARKER_REFERENCE_LENGTH);
}

bool
release_load(const struct accept *accept, const struct hold *hold, guint32 auth,
    struct accept_mail *mail, GError **error)
{
	struct archive *archive = accept->store->archive;

	if (hold->state != HOLD_HELD || hold->raw.segment == 0)
		return fail_set(error, FAIL_PERMANENT,
		    "hold %" G_GUINT64_FORMAT ": %s", hold->number,
		    hold->state != HOLD_HELD
		        ? "already released or dropped"
		        : "its mail was not taken in; move it from the "
		          "quarantine folder into the inbox, to try again");
	mail->octets = archive_read(archive, &hold->raw, error);
	if (mail->octets == NULL)
		return false;
	mail->record = archive_read(archive, &hold->record, error);
	if (mail->record == NULL)
		return false;
	mail->raw = g_bytes_get_data(mail->octets, &mail->size);
	mail->message = message_decode(mail->record, mail->size, error);
	if (mail->message == NULL)
		return false;
	if (hold->sources->len > 0)
		mail->source = *(const struct entry_source *)
		                   g_ptr_array_index(hold->sources, 0);
	mail->released = hold->lifted | hold_bit(hold->cause);
	mail->released_auth = auth;
	mail->raw_blob = hold->raw;
	mail->record_blob = hold->record;
	mail->header = accept_mail_scan(mail, accept->settings);
	accept_mail_digest(mail, accept->store);
	accept_mail_prepare(mail, accept->settings);
	return true;
}

bool
release_close(struct kv_txn *txn, struct hold *hold, guint32 state,
    const char *reason, GError **error)
{
	static const char *const actions[] = { [HOLD_RELEASED] = "hold.release",
		[HOLD_DROPPED] = "hold.drop",
		[HOLD_SUPERSEDED] = "hold.supersede" };
	g_autofree char *object =
	    g_strdup_printf("hold %" G_GUINT64_FORMAT, hold->number);

	hold->state = state;
	hold->done = clock_now();
	struct audit_event event = { .when = hold->done,
		.actor = hold->done_by,
		.action = actions[state],
		.object = object,
		.reason = reason };
	return holds_put(txn, hold, error) && audit_add(txn, &event, error);
}

bool
release_has_word(const struct apply *apply)
{
	const struct thread_match *match = apply->match;
	const struct accept *accept = apply->accept;
	const struct keyring_key *key =
	    keyring_find(accept->ring, match->key_id, apply->now);
	g_autofree char *word = NULL;
	g_autofree char *marker = NULL;

	if (key == NULL)
		return false;
	release_word(key, match->hold, match->token_seat, &word, &marker);
	return confirm_has_word(apply->mail->message->text, marker,
	    accept->settings->desk.address, word);
}

/* The held mail is taken in, and the hold closed, by the answer. */
static bool
release_by_answer(struct apply *apply, struct hold *hold, GError **error)
{
	struct accept_mail *answer = apply->mail;
	g_autoptr(accept_mail) mail = g_new0(struct accept_mail, 1);
	struct dedupe_place place = { .kind = DEDUPE_CONFIRM,
		.number = hold->number };

	if (!release_load(apply->accept, hold, VERDICT_AUTH_CONFIRM, mail,
	        error) ||
	    !accept_one(apply->accept, apply->txn, mail, error))
		return false;
	answer->letters = mail->letters;
	answer->result = ACCEPT_CONFIRM;
	answer->number = hold->number;
	hold->answer = answer->raw_blob;
	g_free(hold->done_by);
	hold->done_by = g_strconcat("agent ", apply->match->agent, NULL);
	return known_put(apply->txn, answer, &place, error) &&
	    release_close(apply->txn, hold, HOLD_RELEASED,
	        "by the answer to the confirm letter", error);
}

bool
release_confirmed(struct apply *apply, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(hold) hold =
	    holds_get(apply->txn, apply->match->hold, &problem);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (hold == NULL || !release_has_word(apply)) {
		g_autofree char *detail =
		    g_strdup_printf("hold %" G_GUINT64_FORMAT
		                    ": its word does not stand above the quote",
		        apply->match->hold);
		return apply_hold(apply, HOLD_CONFIRM_VOID, detail, error);
	}
	return release_by_answer(apply, hold, error);
}
