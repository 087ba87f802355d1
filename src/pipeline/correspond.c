/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The letters that follow from a mail: who gets which words under which reply
 * address. A customer's letter carries the agent's words or a template's, never
 * the banner; a notice carries the agent's own token and nobody else's. Own
 * tokens are scrubbed from every relayed text before it goes anywhere. */
#include "pipeline/correspond.h"
#include "base/address.h"
#include "base/log.h"
#include "base/strings.h"
#include "desk/banner.h"
#include "desk/conversation.h"
#include "desk/display.h"
#include "desk/expectation.h"
#include "desk/firstanswer.h"
#include "desk/instant.h"
#include "desk/life.h"
#include "desk/needed.h"
#include "desk/warned.h"
#include "pipeline/aside.h"
#include "pipeline/clocks.h"
#include "pipeline/freeze.h"
#include "pipeline/history.h"
#include "pipeline/identify.h"
#include "pipeline/overflow.h"
#include "pipeline/surveying.h"
#include "route/replyaddr.h"
#include "store/order.h"
#include "store/people.h"
#include "store/rates.h"
#include "store/tickets.h"

/* What all letters of one mail have in common. */
struct correspond {
	struct apply *apply;
	const struct entry *entry;
	const struct decision *decision;
	char *words; /* an agent's, scrubbed; NULL: none */
	char *below; /* of all its notices; NULL: not yet asked for */
	enum overflow_sign sender;
};

/* The newest Message-ID of that seat's own mails: what their client threads by.
 */
static bool
correspond_answers(const struct correspond *letters, guint32 seat,
    char **id_out, GError **error)
{
	const struct entry *entry = letters->entry;
	g_autoptr(entry) before = NULL;

	if (entry->kind != ENTRY_CUSTOMER || entry->seat != seat) {
		if (!history_newest(letters->apply->txn, letters->apply->ticket,
		        seat, &before, error))
			return false;
		entry = before;
	}
	*id_out = g_strdup(entry != NULL ? entry->message_id : "");
	return true;
}

/* The customer's language if there are letters in it, else the queue's, else
 * the desk's. */
static const char *
correspond_language(const struct apply *apply)
{
	const struct template *templates = apply->accept->templates;
	const struct settings *settings = apply->accept->settings;
	const struct settings_queue *queue =
	    settings_queue_by_name(settings, apply->ticket->queue);

	if (template_knows(templates, apply->ticket->language))
		return apply->ticket->language;
	return queue != NULL && template_knows(templates, queue->language)
	    ? queue->language
	    : settings->desk.language;
}

/* What the acknowledgement says of promise and queue. */
static bool
correspond_expectation(const struct apply *apply,
    const struct decide_letter *want, char **out, GError **error)
{
	const struct settings_queue *queue =
	    clocks_queue(apply->accept->settings, apply->ticket);
	guint ahead = 0;

	*out = NULL;
	if (want->kind != LETTER_ACKNOWLEDGEMENT ||
	    life_waits_for_customer(apply->ticket))
		return true;
	if (!order_ahead(apply->txn, apply->ticket, expectation_counts(queue),
	        &ahead, error))
		return false;
	*out = expectation_text(apply->accept->templates,
	    correspond_language(apply), queue, apply->ticket, ahead,
	    apply->now);
	return true;
}

/* In the customer's words and zone; NULL for none. */
static char *
correspond_instant(const struct apply *apply, gint64 when)
{
	const struct settings_queue *queue =
	    clocks_queue(apply->accept->settings, apply->ticket);

	return when != 0 ? instant_text(when, correspond_language(apply),
	                       expectation_zone(apply->ticket, queue))
	                 : NULL;
}

/* The words come from the template, the places from here. A value never becomes
 * a place, so nothing that a customer wrote can pull in more. */
static bool
correspond_render(const struct correspond *letters,
    const struct decide_letter *want, char **subject_out, char **text_out,
    GError **error)
{
	const struct apply *apply = letters->apply;
	const char *words = letters->words;
	g_autofree char *articles = firstanswer_text(apply->accept->templates,
	    correspond_language(apply), letters->decision->articles);
	g_autofree char *expectation = NULL;
	g_autofree char *promised = correspond_instant(apply, want->promised);
	g_autofree char *instant = correspond_instant(apply, want->instant);
	g_autofree char *disclosed = warned_text(apply->accept->templates,
	    correspond_language(apply), want->disclosed);
	g_autofree char *facts = needed_text(apply->accept->templates,
	    correspond_language(apply), want->facts);
	g_autofree char *documents = want->documents
	    ? template_phrase(apply->accept->templates, "documents",
	          correspond_language(apply), NULL)
	    : NULL;
	g_autofree char *survey = NULL;
	const struct settings *settings = apply->accept->settings;
	const struct settings_agent *agent = want->agent != NULL
	    ? settings_agent_by_name(settings, want->agent)
	    : NULL;
	g_autofree char *number =
	    g_strdup_printf("%" G_GUINT64_FORMAT, apply->ticket->number);

	if (!correspond_expectation(apply, want, &expectation, error) ||
	    !surveying_ask(apply, want, correspond_language(apply), &survey,
	        error))
		return false;
	template_render(apply->accept->templates, want->template,
	    correspond_language(apply), subject_out, text_out, "ticket", number,
	    "subject", apply->ticket->subject, "desk_name", settings->desk.name,
	    "desk_address", settings->desk.address, "agent_name",
	    agent != NULL ? agent->public_name : settings->desk.name, "words",
	    words != NULL ? words : "", "expectation", expectation, "promised",
	    promised, "instant", instant, "disclosed", disclosed, "survey",
	    survey, "articles", articles, "facts", facts, "documents",
	    documents, NULL);
	return true;
}

/* The same for letters among agents, who know each other by name. */
static void
correspond_render_inside(const struct correspond *letters, const char *template,
    char **subject_out, char **text_out)
{
	const struct apply *apply = letters->apply;
	const struct settings *settings = apply->accept->settings;
	const struct decision *decision = letters->decision;
	g_autofree char *number =
	    g_strdup_printf("%" G_GUINT64_FORMAT, apply->ticket->number);
	g_autofree char *words =
	    display_clean(letters->words != NULL ? letters->words : "",
	        DISPLAY_LINES);

	template_render(apply->accept->templates, template,
	    settings->desk.language, subject_out, text_out, "ticket", number,
	    "subject", apply->ticket->subject, "desk_name", settings->desk.name,
	    "desk_address", settings->desk.address, "agent_name",
	    letters->entry->agent, "words", words, "line", decision->line,
	    "nearest", decision->nearest, "commands", decision->commands, NULL);
}

/* "Alice via Example Support", or the desk's name alone. */
static char *
correspond_from_name(const struct settings *settings, const char *name)
{
	if (name == NULL || *name == '\0' ||
	    g_str_equal(name, settings->desk.name))
		return g_strdup(settings->desk.name);
	return g_strdup_printf("%s via %s", name, settings->desk.name);
}

/* An automatic letter to a customer, for the caps. */
static bool
correspond_count(const struct apply *apply, const struct decide_letter *want,
    GError **error)
{
	g_autofree char *number =
	    g_strdup_printf("%" G_GUINT64_FORMAT, apply->ticket->number);

	bool capped =
	    apply->accept->settings->sending.acknowledgements_per_minute > 0;

	if (want->kind == LETTER_ACKNOWLEDGEMENT &&
	    (!rates_add(apply->txn, RATES_ACK, apply->mail->from, apply->now,
	         error) ||
	        (capped &&
	            !rates_add(apply->txn, RATES_ACKS, "", apply->now, error))))
		return false;
	if (want->disclosed != 0 &&
	    !rates_add(apply->txn, RATES_WARNED, apply->mail->from, apply->now,
	        error))
		return false;
	return rates_add(apply->txn, RATES_TICKET, number, apply->now, error);
}

/* An answer, and the news of it, wait for as long as it can be taken back. */
static gint64
correspond_undo(const struct apply *apply)
{
	return apply->now +
	    apply->accept->settings->sending.undo_seconds * 1000;
}

static bool
correspond_to_customer(struct correspond *letters,
    const struct decide_letter *want, GError **error)
{
	struct apply *apply = letters->apply;
	const struct settings *settings = apply->accept->settings;
	const struct settings_agent *agent = want->agent != NULL
	    ? settings_agent_by_name(settings, want->agent)
	    : NULL;
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	g_autofree char *answers = NULL;
	g_autofree char *from_name = correspond_from_name(settings,
	    agent != NULL ? agent->public_name : NULL);
	guint64 number = 0;

	if (!correspond_render(letters, want, &subject, &text, error) ||
	    !correspond_answers(letters, want->seat, &answers, error))
		return false;
	struct freeze_what what = {
		.kind = want->kind,
		.ticket = apply->ticket,
		.to = want->to,
		.to_name = want->to_name,
		.from_name = from_name,
		.reply = { .role = want->seat == 0 ? TOKEN_CUSTOMER
		                                   : TOKEN_PARTICIPANT,
		    .seat = (guint16)want->seat,
		    .number = apply->ticket->number },
		.subject = subject,
		.text = text,
		.answers = answers,
		.due = want->kind == LETTER_ANSWER ? correspond_undo(apply) : 0,
		.language = correspond_language(apply),
		.message = want->attach ? apply->mail->message : NULL,
		.raw = &apply->mail->raw_blob,
		.now = apply->now,
	};
	if (want->kind != LETTER_ANSWER &&
	    !correspond_count(apply, want, error))
		return false;
	return freeze_letter(apply->accept, apply->txn, &what, &number, error);
}

/* What all notices of this mail have in common, with the conversation before
 * it. */
static bool
correspond_below(struct correspond *letters, struct banner_what what,
    GError **error)
{
	const struct accept *accept = letters->apply->accept;
	g_autoptr(GPtrArray) items = NULL;
	g_autoptr(GString) past = g_string_new(NULL);
	g_autofree char *text = NULL;

	if (letters->below != NULL)
		return true;
	items =
	    history_load(accept, letters->apply->txn, letters->entry->ticket,
	        letters->entry->seq, CONVERSATION_ENTRIES, error);
	if (items == NULL)
		return false;
	for (guint i = 0; i < items->len; i++) {
		const struct history_item *item = g_ptr_array_index(items, i);
		if (!conversation_add(past, item->entry, item->text,
		        accept->zone))
			break;
	}
	text = replyaddr_scrub(accept->settings, what.message->text);
	what.text = text;
	what.past = past->str;
	letters->below = banner_below(&what);
	return true;
}

/* The notice of a mail, or another letter from a template; both under the
 * marker, for a reply to either goes to the customer. */
static bool
correspond_agents_text(struct correspond *letters, const char *template,
    struct banner_what *banner, char **subject_out, char **text_out,
    GError **error)
{
	const struct apply *apply = letters->apply;
	const struct accept *accept = apply->accept;
	g_autofree char *text = NULL;

	banner->settings = accept->settings;
	banner->now = apply->now;
	banner->ticket = apply->ticket;
	if (template != NULL) {
		correspond_render_inside(letters, template, subject_out, &text);
		banner->text = text;
		*text_out = banner_letter(banner);
		return true;
	}
	banner->entry = letters->entry;
	banner->message = apply->mail->message;
	banner->zone = accept->zone;
	if (!correspond_below(letters, *banner, error))
		return false;
	*text_out = banner_notice(banner, letters->below);
	*subject_out = banner_subject(accept->settings, apply->ticket);
	return true;
}

static bool
correspond_to_agent(struct correspond *letters,
    const struct decide_letter *want, GError **error)
{
	const struct entry *entry = letters->entry;
	struct apply *apply = letters->apply;
	const struct accept *accept = apply->accept;
	const struct keyring_key *key = keyring_signing(accept->ring);
	guint32 seat =
	    people_agent_seat(apply->txn, want->agent, want->to, error);
	guint64 number = 0;

	if (seat == 0)
		return false;
	g_autofree char *note =
	    freeze_note_address(accept, apply->ticket->number, seat, want->to);
	g_autofree char *marker = freeze_marker(accept->ring, key->id,
	    apply->ticket->number, seat, apply->now);
	struct banner_what banner = { .marker = marker, .note_address = note };
	g_autofree char *text = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *author =
	    display_name(entry->from_name, entry->from_addr);
	g_autofree char *from_name =
	    correspond_from_name(accept->settings, author);
	if (!correspond_agents_text(letters, want->template, &banner, &subject,
	        &text, error))
		return false;
	struct freeze_what what = {
		.kind = want->kind,
		.ticket = apply->ticket,
		.to = want->to,
		.to_name = want->to_name,
		.from_name = from_name,
		.reply = { .role = TOKEN_AGENT,
		    .seat = (guint16)seat,
		    .number = apply->ticket->number },
		.subject = subject,
		.text = text,
		.message = want->attach ? apply->mail->message : NULL,
		.raw = &apply->mail->raw_blob,
		.now = apply->now,
		.due = g_strcmp0(want->template, "answered") == 0
		    ? correspond_undo(apply)
		    : apply->now + want->wait,
	};
	return freeze_letter(accept, apply->txn, &what, &number, error);
}

static bool
correspond_notice(struct correspond *letters, const struct decide_letter *want,
    GError **error)
{
	struct apply *apply = letters->apply;

	if (letters->sender == OVERFLOW_UNKNOWN)
		letters->sender = overflow_sender(apply, error);
	switch (overflow_notice(apply,
	    want->digest ? OVERFLOW_FOLD : letters->sender, want, error)) {
	case OVERFLOW_FOLD:
		return true;
	case OVERFLOW_WRITE:
		apply->mail->letters++;
		return correspond_to_agent(letters, want, error);
	default:
		return false;
	}
}

static bool
correspond_one(struct correspond *letters, const struct decide_letter *want,
    GError **error)
{
	struct apply *apply = letters->apply;

	if (!address_is_valid(want->to)) {
		log_event(LOG_WARNING, "letter.no-address", "ticket",
		    log_number((gint64)apply->ticket->number), "kind",
		    letter_kind_name(want->kind), NULL);
		return true;
	}
	if (want->kind == LETTER_NOTICE)
		return correspond_notice(letters, want, error);
	apply->mail->letters++;
	if (want->confirms)
		return identify_write(apply, want, error);
	return want->aside ? aside_write(apply, want, error)
	                   : correspond_to_customer(letters, want, error);
}

static bool
correspond_all(struct apply *apply, const struct entry *entry,
    const struct decision *decision, enum overflow_sign sender, GError **error)
{
	struct correspond letters = { .apply = apply,
		.entry = entry,
		.decision = decision,
		.sender = sender };
	bool good = true;

	if (decision->words != NULL)
		letters.words =
		    replyaddr_scrub(apply->accept->settings, decision->words);
	for (guint i = 0; good && i < decision->letters->len; i++)
		good = correspond_one(&letters,
		    g_ptr_array_index(decision->letters, i), error);
	g_free(letters.words);
	g_free(letters.below);
	return good;
}

bool
correspond_write(struct apply *apply, const struct entry *entry,
    const struct decision *decision, GError **error)
{
	return correspond_all(apply, entry, decision, OVERFLOW_UNKNOWN, error);
}

bool
correspond_unasked(struct apply *apply, const struct decision *decision,
    GError **error)
{
	g_autoptr(entry) entry = entry_new();
	struct accept_mail mail = { .from = entry->from_addr };

	entry->ticket = apply->ticket->number;
	strings_set(&entry->from_name, apply->accept->settings->desk.name);
	apply->mail = &mail;
	bool good =
	    correspond_all(apply, entry, decision, OVERFLOW_WRITE, error);
	apply->mail = NULL;
	return good;
}

bool
correspond_again(struct apply *apply, const struct entry *entry,
    const struct settings_agent *agent, GError **error)
{
	struct archive *archive = apply->accept->store->archive;
	g_autoptr(GBytes) record = archive_read(archive, &entry->record, error);
	g_autoptr(message) message = record != NULL
	    ? message_decode(record, entry->raw.length, error)
	    : NULL;
	struct accept_mail mail = { .message = message,
		.raw_blob = entry->raw };
	struct correspond letters = { .apply = apply, .entry = entry };
	struct decide_letter want = { .kind = LETTER_NOTICE,
		.to = agent->addresses[0],
		.to_name = agent->name,
		.agent = agent->name };

	if (message == NULL)
		return false;
	apply->mail = &mail;
	want.attach = message->parts->len > 0 &&
	    settings_attaches(apply->accept->settings, apply->ticket->queue);
	bool written = correspond_to_agent(&letters, &want, error);
	apply->mail = NULL;
	g_free(letters.below);
	return written;
}
