/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exchanges are robbed by mails that begin "I have a new address, my UID is".
 * So a UID is never a proof, only a reason to ask whoever is registered. The
 * writer must not learn from any letter whether a UID exists or whose it is,
 * and nothing but the word that went to the registered address may prove it. */
#include "desk/identity.h"

#include <stdbool.h>
#include <string.h>

#include "base/address.h"
#include "desk/identitywords.h"
#include "desk/owncode.h"
#include "desk/staff.h"
#include "mime/quote.h"
#include "model/entry.h"

static bool
is_proved(const struct decide_case *what)
{
	return what->verdict->auth != VERDICT_AUTH_NONE;
}

static char *
new_words(const struct decide_case *what)
{
	return quote_join(what->message->text, what->message->kept);
}

/* Whether it is another account than the one that has been proved already. */
static bool
is_settled(const struct decide_case *what)
{
	const struct ticket *ticket = what->ticket;

	if (!ticket || ticket->identity < TICKET_IDENTITY_PROVED)
		return false;
	return ticket->identity == TICKET_IDENTITY_DENIED ||
	    !what->identity.uid ||
	    g_str_equal(what->identity.uid, ticket->identity_uid);
}

/* Why it is in question; NULL when it is not. The caller frees. */
static char *
question_of(const struct decide_case *what)
{
	const struct decide_identity *known = &what->identity;
	g_autofree char *words = NULL;
	g_autofree char *account = NULL;
	const char *sender = what->claimed
	    ? "the sender's registered address is not authenticated"
	    : "the sender's address is not registered";

	if (what->claimed && is_proved(what))
		return known->named && !known->own
		    ? g_strdup_printf(
		          "UID %s is registered with another address",
		          known->uid)
		    : NULL;
	if (known->named && !known->own)
		return g_strdup_printf(
		    "UID %s is registered with another address", known->uid);
	if (known->own || known->uid)
		return known->own
		    ? g_strdup(sender)
		    : g_strdup_printf("nobody is registered as UID %s, and "
		                      "%s",
		          known->uid, sender);
	words = new_words(what);
	g_autofree char *text =
	    g_strconcat(what->message->subject, "\n", words, NULL);
	account = identitywords_account(text);
	return account ? g_strdup_printf("an account matter (\"%s\"), and %s",
	                     account, sender)
	               : NULL;
}

/* Why the customer is not asked; NULL when he is. As for other letters: not by
 * a machine to a machine, and to nobody whose address may be forged unless the
 * queue answers those. */
static const char *
problem_of_letter(const struct decide_case *what,
    const struct settings_queue *queue)
{
	if (queue->identity < SETTINGS_IDENTITY_ASK)
		return "the queue only marks";
	if (what->claimed && is_proved(what))
		return "the sender is registered";
	if (what->flagged || !what->verdict->auto_respond ||
	    what->verdict->class != VERDICT_HUMAN ||
	    !address_is_valid(what->from) ||
	    settings_is_own_address(what->settings, what->from))
		return "no automatic answer to such mail";
	if (!is_proved(what) && queue->acknowledge != SETTINGS_ACK_ALL)
		return "the sender is not authenticated";
	if (what->mail_age >= DECIDE_OLD_MS)
		return "the mail is older than a day";
	if (what->automatic_today >= DECIDE_AUTOMATIC_A_DAY)
		return "too many automatic letters before";
	return NULL;
}

static void
ask_customer(struct decision *decision, const struct decide_case *what,
    const struct settings_queue *queue)
{
	struct decide_letter *letter = decide_add_letter(decision, LETTER_DESK,
	    what->from, is_proved(what) ? what->message->from_name : "");
	int seat = decision->opens || !what->ticket
	    ? 0
	    : ticket_find_seat(what->ticket, what->from);

	letter->seat = seat < 0 ? 0 : (guint32)seat;
	letter->template = g_strdup("identity");
	letter->documents = queue->identity == SETTINGS_IDENTITY_DOCUMENTS;
	decision->identity = TICKET_IDENTITY_ASKED;
}

/* To the first of his addresses, in his language. */
static void
ask_registered(struct decision *decision, const struct decide_case *what)
{
	const struct person *person = what->identity.named;
	struct decide_letter *letter = decide_add_letter(decision,
	    LETTER_CONFIRM, person->addresses[0], person->name);

	letter->template = g_strdup("identity-confirm");
	letter->language = g_strdup(person->language);
	letter->confirms = TRUE;
	g_free(decision->identity_uid);
	decision->identity_uid = g_strdup(person->uid);
	decision->identity_to = g_strdup(person->addresses[0]);
}

static void
add_question(struct decision *decision, const struct decide_case *what,
    char *take_why)
{
	const struct settings_queue *queue = decision->queue
	    ? settings_queue_by_name(what->settings, decision->queue)
	    : staff_queue(what);
	const struct ticket *ticket = decision->opens ? NULL : what->ticket;
	const char *problem;
	bool asked = ticket && ticket->identity == TICKET_IDENTITY_ASKED;

	if (!queue || queue->identity == SETTINGS_IDENTITY_OFF) {
		g_free(take_why);
		return;
	}
	problem = problem_of_letter(what, queue);
	decision->identity =
	    asked ? TICKET_IDENTITY_ASKED : TICKET_IDENTITY_UNPROVED;
	decision->identity_why = take_why;
	if (problem)
		return;
	if (!asked)
		ask_customer(decision, what, queue);
	if (what->identity.named && !what->identity.capped &&
	    (!ticket || !*ticket->identity_to))
		ask_registered(decision, what);
}

/* --- the answer of the registered address --------------------------------- */

/* Whatever somebody there has written besides the word, "it was not me" counts
 * for more: it costs an honest customer a second mail. */
static void
settle(struct decision *decision, const struct decide_case *what)
{
	g_autofree char *words = new_words(what);
	g_autoptr(GArray) found = owncode_find(words, what->identity.word);
	const char *remark;

	if (identitywords_denies(words)) {
		decision->identity = TICKET_IDENTITY_DENIED;
		remark = "ALARM: the registered address says that it was "
		         "somebody else";
	} else if (what->ticket->identity == TICKET_IDENTITY_DENIED) {
		remark = "the registered address has denied it before";
	} else if (found->len > 0) {
		decision->identity = TICKET_IDENTITY_PROVED;
		remark = "the registered address confirms who the customer is";
	} else {
		remark = "from the registered address, without the word of the "
		         "confirm letter: the identity is not proved by it";
	}
	decide_add_remark(decision, remark);
}

static void
add_answer(struct decision *decision, const struct decide_case *what)
{
	if (decision->entry_kind != ENTRY_THIRD_PARTY ||
	    what->verdict->class != VERDICT_HUMAN)
		return;
	if (what->identity.registered && *what->ticket->identity_to)
		settle(decision, what);
	else
		decide_add_remark(decision,
		    "an answer to a confirm letter, not proved to be from the "
		    "registered address: the identity is not proved by it");
}

void
identity_add(struct decision *decision, const struct decide_case *what)
{
	char *why;

	if (what->identity.word) {
		add_answer(decision, what);
		return;
	}
	if (!what->identity.directory || decision->filed ||
	    decision->entry_kind != ENTRY_CUSTOMER || decision->thanked ||
	    is_settled(what))
		return;
	why = question_of(what);
	if (why)
		add_question(decision, what, why);
}

/* --- for people ----------------------------------------------------------- */

char *
identity_text(const struct ticket *ticket, const char *when)
{
	const char *asked = *ticket->identity_to
	    ? "; the customer and the registered address were asked"
	    : "; the customer was asked";

	switch (ticket->identity) {
	case TICKET_IDENTITY_UNPROVED:
	case TICKET_IDENTITY_ASKED:
		return g_strconcat("NOT PROVED: ", ticket->identity_why,
		    ticket->identity == TICKET_IDENTITY_ASKED ? asked : "",
		    NULL);
	case TICKET_IDENTITY_PROVED:
		return g_strdup_printf(
		    "proved for UID %s by its registered address %s, %s",
		    ticket->identity_uid, ticket->identity_by, when);
	case TICKET_IDENTITY_DENIED:
		return g_strdup_printf(
		    "ALARM: %s, registered as UID %s, says that it was "
		    "somebody else, %s",
		    ticket->identity_by, ticket->identity_uid, when);
	case TICKET_IDENTITY_SHOWN:
		return g_strdup_printf(
		    "proved for UID %s by documents, says %s, %s: %s",
		    ticket->identity_uid, ticket->identity_by, when,
		    ticket->identity_why);
	default:
		return NULL;
	}
}

char *
identity_mask(const char *address)
{
	const char *at = strrchr(address, '@');
	GString *out = g_string_new(NULL);

	if (*address && at > address)
		g_string_append_unichar(out, g_utf8_get_char(address));
	g_string_append(out, "***");
	g_string_append(out, at ? at : "");
	return g_string_free(out, FALSE);
}
