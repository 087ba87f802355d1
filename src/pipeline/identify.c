/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question whose account it is, between the store and the desk. The word
 * that proves it goes to the registered address and nowhere else: it must stand
 * in no log, no notice and no letter to the writer, to whom nothing here ever
 * says that anybody is registered. */
#include "pipeline/identify.h"
#include "base/address.h"
#include "base/base32.h"
#include "base/clock.h"
#include "base/mac.h"
#include "base/strings.h"
#include "desk/identity.h"
#include "desk/mentions.h"
#include "mime/quote.h"
#include "pipeline/alarm.h"
#include "pipeline/freeze.h"
#include "route/token.h"
#include "store/audit.h"
#include "store/directory.h"
#include "store/rates.h"
#include <string.h>

#define IDENTIFY_WORD 10 /* characters */
#define IDENTIFY_HOUR_MS (3600 * G_GINT64_CONSTANT(1000))

void
identify_clear(identify *known)
{
	g_clear_pointer(&known->named, person_free);
	g_clear_pointer(&known->uid, g_free);
	g_clear_pointer(&known->word, g_free);
}

/* What the letter asks for, bound to its ticket and recipient; NULL when the
 * key is not known any more. */
static char *
word_of(const struct keyring_key *key, guint64 ticket, const char *address)
{
	uint8_t digest[MAC_SHA256_SIZE];
	g_autofree char *what =
	    g_strdup_printf("docket identity 1 %" G_GUINT64_FORMAT " %s",
	        ticket, address);
	g_autofree char *text = NULL;

	if (key == NULL)
		return NULL;
	mac_hmac(key->key, what, strlen(what), digest);
	text = base32_encode(digest, sizeof digest);
	return g_strndup(text, IDENTIFY_WORD);
}

/* --- what is known -------------------------------------------------------- */

static bool
see_one(const struct person *person, void *context)
{
	bool *any = context;

	(void)person;
	*any = true;
	return false;
}

/* One UID that the mail names: whose, and whether it is From's own. */
static bool
look_up(const struct apply *apply, identify *known, const char *uid,
    struct decide_case *situation, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(person) person = directory_get(apply->txn, uid, &problem);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (person != NULL && situation->claimed != NULL &&
	    g_str_equal(person->uid, situation->claimed->uid)) {
		situation->identity.own = TRUE;
		return true;
	}
	if (known->uid == NULL || (person != NULL && known->named == NULL))
		strings_set(&known->uid, uid);
	if (person != NULL && known->named == NULL)
		known->named = g_steal_pointer(&person);
	return true;
}

static bool
look_at_words(const struct apply *apply, identify *known,
    struct decide_case *situation, GError **error)
{
	const struct message *message = apply->mail->message;
	g_autofree char *words = quote_join(message->text, message->kept);
	const char *const texts[] = { message->subject, words, NULL };
	g_autoptr(GPtrArray) mentions =
	    mentions_find(texts, &apply->accept->settings->desk);

	for (guint i = 0; i < mentions->len; i++) {
		const struct mention *mention = g_ptr_array_index(mentions, i);

		if (mention->kind == MENTION_UID &&
		    !look_up(apply, known, mention->value, situation, error))
			return false;
	}
	return true;
}

static bool
count(const struct apply *apply, enum rates_kind kind, const char *name,
    gint64 span, struct decide_case *situation, GError **error)
{
	struct rates_what what = { kind, name, span };
	guint before = 0;

	if (!rates_count(apply->txn, &what, apply->now, &before, error))
		return false;
	situation->identity.capped =
	    situation->identity.capped || before >= IDENTITY_LETTERS_MAX;
	return true;
}

bool
identify_find(const struct apply *apply, identify *known,
    struct decide_case *situation, GError **error)
{
	struct decide_identity *identity = &situation->identity;
	const struct thread_match *match = apply->match;
	bool any = false;

	if (match->role == TOKEN_IDENTITY && apply->ticket != NULL) {
		known->word = word_of(keyring_find(apply->accept->ring,
		                          match->key_id, apply->now),
		    match->token_ticket, apply->ticket->identity_to);
		identity->word = known->word;
		identity->registered = match->registered;
		return true;
	}
	if (!directory_each(apply->txn, "", see_one, &any, error))
		return false;
	identity->directory = any;
	if (!any || apply->mail->verdict->class != VERDICT_HUMAN ||
	    match->outcome == THREAD_AGENT || match->outcome == THREAD_FORWARD)
		return true;
	if (!look_at_words(apply, known, situation, error))
		return false;
	identity->uid = known->uid;
	identity->named = known->named;
	return known->named == NULL ||
	    (count(apply, RATES_CONFIRM, known->named->addresses[0],
	         IDENTIFY_HOUR_MS, situation, error) &&
	        count(apply, RATES_IDENTITY, apply->mail->from, DECIDE_DAY_MS,
	            situation, error));
}

/* --- what follows --------------------------------------------------------- */

static bool
tell_security(struct apply *apply, GError **error)
{
	g_autofree char *text = g_strdup_printf(
	    "Ticket %" G_GUINT64_FORMAT " names UID %s. The registered address "
	    "was asked, and says that it was somebody else.\n\nThe ticket: "
	    "docketctl show %" G_GUINT64_FORMAT
	    "\n\nFurther ones of the next hour are only marked on their "
	    "tickets.\n",
	    apply->ticket->number, apply->ticket->identity_uid,
	    apply->ticket->number);

	return alarm_security(apply->accept, apply->txn, "identity",
	    "somebody pretends to be a customer", text, error);
}

/* Who answered, and when. */
static bool
answered(struct apply *apply, GError **error)
{
	struct ticket *ticket = apply->ticket;

	strings_set(&ticket->identity_by, apply->mail->from);
	ticket->identity_at = apply->now;
	return ticket->identity != TICKET_IDENTITY_DENIED ||
	    tell_security(apply, error);
}

bool
identify_settle(struct apply *apply, const struct decision *decision,
    GError **error)
{
	struct ticket *ticket = apply->ticket;
	g_autofree char *object =
	    g_strdup_printf("ticket %" G_GUINT64_FORMAT, ticket->number);
	guint32 before = ticket->identity;

	if (decision->identity == TICKET_IDENTITY_NONE)
		return true;
	ticket->identity = decision->identity;
	if (decision->identity_why != NULL)
		strings_set(&ticket->identity_why, decision->identity_why);
	if (decision->identity_to != NULL) {
		strings_set(&ticket->identity_uid, decision->identity_uid);
		g_free(ticket->identity_to);
		ticket->identity_to = address_fold(decision->identity_to);
	}
	if (decision->identity >= TICKET_IDENTITY_PROVED &&
	    !answered(apply, error))
		return false;
	if (decision->identity == before)
		return true;
	g_autofree char *when = clock_format_human(ticket->identity_at, NULL);
	g_autofree char *text = identity_text(ticket, when);
	return audit_note(apply->txn, apply->accept->actor, "ticket.identity",
	    object, text, error);
}

/* In the registered person's language; the writer's would be his choice of
 * words. */
bool
identify_write(struct apply *apply, const struct decide_letter *want,
    GError **error)
{
	const struct accept *accept = apply->accept;
	const struct settings_desk *desk = &accept->settings->desk;
	const char *language = template_knows(accept->templates, want->language)
	    ? want->language
	    : desk->language;
	g_autofree char *to = address_fold(want->to);
	g_autofree char *word =
	    word_of(keyring_signing(accept->ring), apply->ticket->number, to);
	g_autofree char *sender = identity_mask(apply->mail->from);
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	guint64 number = 0;

	template_render(accept->templates, want->template, language, &subject,
	    &text, "word", word, "sender", sender, "desk_name", desk->name,
	    "desk_address", desk->address, NULL);
	struct freeze_what what = { .kind = want->kind,
		.ticket = apply->ticket,
		.to = want->to,
		.to_name = want->to_name,
		.from_name = desk->name,
		.reply = { .role = TOKEN_IDENTITY,
		    .number = apply->ticket->number },
		.subject = subject,
		.text = text,
		.language = language,
		.now = apply->now };
	return rates_add(apply->txn, RATES_CONFIRM, to, apply->now, error) &&
	    rates_add(apply->txn, RATES_IDENTITY, apply->mail->from, apply->now,
	        error) &&
	    freeze_letter(accept, apply->txn, &what, &number, error);
}
