/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has been decided about one mail is carried out here, within the batch's
 * transaction: ticket, entry, hold, dedupe keys, audit. Letters are
 * correspond.c's. Nothing here decides, and nothing is written outside the
 * transaction but the archive, which may keep what a failed transaction left.
 */
#include "pipeline/apply.h"
#include "base/address.h"
#include "base/strings.h"
#include "desk/double.h"
#include "desk/needed.h"
#include "pipeline/acquaint.h"
#include "pipeline/attendance.h"
#include "pipeline/bycommand.h"
#include "pipeline/bymail.h"
#include "pipeline/caps.h"
#include "pipeline/clocks.h"
#include "pipeline/complaining.h"
#include "pipeline/correspond.h"
#include "pipeline/filed.h"
#include "pipeline/freeze.h"
#include "pipeline/handover.h"
#include "pipeline/history.h"
#include "pipeline/identify.h"
#include "pipeline/known.h"
#include "pipeline/leak.h"
#include "pipeline/quoted.h"
#include "pipeline/rejoin.h"
#include "pipeline/suggest.h"
#include "pipeline/surveying.h"
#include "pipeline/tellheld.h"
#include "pipeline/tellowner.h"
#include "pipeline/withheld.h"
#include "route/token.h"
#include "store/answers.h"
#include "store/audit.h"
#include "store/blocks.h"
#include "store/holds.h"
#include "store/letters.h"
#include "store/people.h"
#include "store/tickets.h"

void
apply_clear(struct apply *apply)
{
	g_clear_pointer(&apply->ticket, ticket_free);
}

bool
apply_archive(struct apply *apply, GError **error)
{
	struct accept_mail *mail = apply->mail;
	struct archive *archive = apply->accept->store->archive;

	if (mail->raw_blob.segment == 0 &&
	    !archive_append(archive, mail->raw, mail->size, mail->copy.raw,
	        &mail->raw_blob, error))
		return false;
	if (mail->record_blob.segment != 0)
		return true;
	gsize size = 0;
	const void *data = g_bytes_get_data(mail->record, &size);
	return archive_append(archive, data, size, NULL, &mail->record_blob,
	    error);
}

/* route/ says how the mail was matched; desk/ asks only in whose name it comes.
 * Everything that is not plainly somebody's is a new matter. */
static enum decide_origin
apply_origin(const struct thread_match *match)
{
	switch (match->outcome) {
	case THREAD_AGENT:
		return match->role == TOKEN_NOTE ? DECIDE_NOTE : DECIDE_AGENT;
	case THREAD_RETURNED:
		return DECIDE_RETURNED;
	case THREAD_CUSTOMER:
		if (match->cell == TRUST_APPEND_THIRD_PARTY)
			return DECIDE_THIRD_PARTY;
		return match->cell == TRUST_APPEND ? DECIDE_CUSTOMER
		                                   : DECIDE_UNPROVED;
	case THREAD_FORWARD:
		return DECIDE_FORWARD;
	case THREAD_NEW:
	case THREAD_HELD:
	case THREAD_CONFIRM:
		break;
	}
	return DECIDE_NEW;
}

/* The ticket that the match names; a report's is that of its letter. */
static bool
apply_load_ticket(struct apply *apply, GError **error)
{
	g_autoptr(GError) problem = NULL;

	apply->seat = apply->match->seat;
	if (apply->match->ticket == 0)
		return true;
	apply->ticket = tickets_get(apply->txn, apply->match->ticket, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (apply->ticket != NULL)
		apply->before = standing_of(apply->ticket);
	return true;
}

/* Who has left a ticket is a stranger to it. */
static enum decide_origin
apply_present(const struct apply *apply, enum decide_origin origin)
{
	const struct ticket *ticket = apply->ticket;

	if ((origin != DECIDE_CUSTOMER && origin != DECIDE_UNPROVED) ||
	    ticket == NULL || apply->seat >= ticket->seats->len)
		return origin;
	const struct ticket_seat *seat =
	    g_ptr_array_index(ticket->seats, apply->seat);
	return seat->left ? DECIDE_THIRD_PARTY : origin;
}

struct decision *
apply_decide(struct apply *apply, GError **error)
{
	struct accept_mail *mail = apply->mail;
	struct decide_case situation = {
		.origin = apply_origin(apply->match),
		.header = mail->header,
		.message = mail->message,
		.verdict = mail->verdict,
		.settings = apply->accept->settings,
		.from = mail->from,
		.agent = apply->match->agent,
		.letter_kind = apply->match->letter_kind,
		.helped = apply->match->outcome == THREAD_NEW &&
		    apply->match->letter != 0,
		.now = apply->now,
		.mail_age = mail->internaldate != 0
		    ? apply->now - mail->internaldate
		    : 0,
		.backlog = mail->backlog,
		.released = mail->released,
	};

	g_auto(blocks_row) block = { 0 };
	if (situation.origin == DECIDE_FORWARD)
		filed_find(mail, &situation);
	else if (!blocks_find(apply->txn, mail->from, &block, error))
		return NULL;
	situation.blocked = block.kind == BLOCKS_HELD ? block.pattern : NULL;
	situation.flagged = block.kind == BLOCKS_SPAM;
	if (!apply_load_ticket(apply, error))
		return NULL;
	g_autofree char *marker = freeze_marker(apply->accept->ring,
	    apply->match->key_id, apply->match->token_ticket,
	    apply->match->token_seat, apply->now);
	g_auto(acquaint) known = { 0 };
	if (!acquaint_with(apply, &known, &situation, error))
		return NULL;
	situation.ticket = apply->ticket;
	situation.origin = apply_present(apply, situation.origin);
	g_auto(rejoin) same = { 0 };
	if (!rejoin_find(apply, &situation, &same, error) ||
	    !caps_count(apply, &situation, error))
		return NULL;
	situation.marker = marker;
	g_autofree char *leak = situation.origin == DECIDE_AGENT
	    ? leak_find(mail, apply->accept->settings, marker)
	    : NULL;
	situation.leak = leak;
	g_autoptr(GPtrArray) answers = answers_get(apply->txn,
	    apply->ticket != NULL ? apply->ticket->number : 0, error);
	if (answers == NULL)
		return NULL;
	situation.answers = answers;
	situation.notice = apply->match->notice;
	g_auto(quoted) words = { 0 };
	if (situation.origin == DECIDE_AGENT && apply->ticket != NULL &&
	    !quoted_find(apply, &words, error))
		return NULL;
	g_autoptr(closure) closure = NULL;
	if (!surveying_find(apply, &closure, &situation.vote, error))
		return NULL;
	situation.closure = closure;
	situation.inlined = words.inlined;
	situation.between = words.between;
	g_autoptr(decision) decision = decide_mail(&situation);
	if (!bycommand_check(apply, &situation, &decision, error) ||
	    !suggest_articles(apply, &situation, &decision, error))
		return NULL;
	return g_steal_pointer(&decision);
}

/* What the customer's first mail was written in, for his next ticket. Only
 * whoever is authenticated changes what is remembered. */
static bool
apply_language(const struct apply *apply, const struct decision *decision,
    GError **error)
{
	const struct accept_mail *mail = apply->mail;
	g_autofree char *earlier = NULL;
	const char *language = mail->message->language;

	strings_set(&apply->ticket->language, decision->language);
	if (!*language || mail->verdict->auth == VERDICT_AUTH_NONE ||
	    decision->entry_kind != ENTRY_CUSTOMER)
		return true;
	if (!people_get_language(apply->txn, mail->from, &earlier, error))
		return false;
	return *earlier ||
	    people_put_language(apply->txn, mail->from, language, error);
}

/* A new ticket. Seat 0 is the customer's for ever: who writes later with the
 * same reply address never takes it over. Where it continues another one, the
 * sender's reply addresses of there lead here when he has proved to be their
 * holder. */
static bool
apply_open_ticket(struct apply *apply, const struct decision *decision,
    GError **error)
{
	const struct accept_mail *mail = apply->mail;
	g_autoptr(ticket) old = g_steal_pointer(&apply->ticket);
	struct ticket *ticket = ticket_new();
	const struct settings_queue *queue =
	    settings_queue_by_name(apply->accept->settings, decision->queue);

	apply->ticket = ticket;
	apply->seat = 0;
	ticket->number = tickets_take_number(apply->txn, error);
	if (ticket->number == 0)
		return false;
	strings_set(&ticket->queue, decision->queue);
	if (queue != NULL)
		ticket->priority = (guint32)queue->priority;
	strings_set(&ticket->subject, mail->message->subject);
	strings_set(&ticket->category, decision->category);
	ticket->created = apply->now;
	ticket_add_seat(ticket, mail->from, mail->message->from_name,
	    mail->verdict->auth != VERDICT_AUTH_NONE);
	if (!apply_language(apply, decision, error) ||
	    !clocks_open(apply, decision, error))
		return false;
	if (decision->barred != NULL) {
		g_strfreev(ticket->barred);
		ticket->barred = g_strdupv(decision->barred);
	}
	ticket->linked = decision->linked;
	if (old == NULL)
		return true;
	ticket->linked = old->number;
	if (!decision->moves)
		return true;
	old->linked = ticket->number;
	return tickets_put(apply->txn, old, error) &&
	    tickets_redirect(apply->txn, old->number, apply->match->seat,
	        ticket->number, 0, error);
}

/* A machine's mail, a note and a stranger's words start no promise. */
static void
apply_promise(const struct apply *apply, const struct decision *decision)
{
	enum promise_event event = PROMISE_SET;

	if (decision->entry_kind == ENTRY_CUSTOMER && !decision->thanked)
		event = decision->opens ? PROMISE_OPENED : PROMISE_WRITTEN;
	clocks_follow(apply->accept->settings, apply->ticket, event,
	    apply->now);
}

static struct entry *
apply_make_entry(const struct apply *apply, const struct decision *decision)
{
	const struct accept_mail *mail = apply->mail;
	struct entry *entry = entry_new();

	entry->ticket = apply->ticket->number;
	entry->seq = apply->ticket->entries;
	entry->kind = decision->entry_kind;
	entry->seat = apply->seat;
	strings_set(&entry->from_addr, mail->from);
	strings_set(&entry->from_name, mail->message->from_name);
	if (entry->kind == ENTRY_AGENT || entry->kind == ENTRY_NOTE ||
	    decision->filed) {
		strings_set(&entry->agent, apply->match->agent);
	}
	entry->auth = mail->verdict->auth;
	entry->class = mail->verdict->class;
	strings_set(&entry->message_id, mail->message->message_id);
	entry->received = apply->now;
	entry->date = mail->message->date;
	entry->raw = mail->raw_blob;
	entry->record = mail->record_blob;
	entry->shown = decision->shown;
	entry_add_source(entry, &mail->source);
	strings_set(&entry->remark, decision->detail);
	if (decision->mentions != NULL) {
		g_ptr_array_unref(entry->mentions);
		entry->mentions = g_ptr_array_ref(decision->mentions);
	}
	return entry;
}

static bool
apply_audit(const struct apply *apply, const char *action, const char *object,
    const char *reason, GError **error)
{
	struct audit_event event = { .when = apply->now,
		.actor = apply->accept->actor,
		.action = action,
		.object = object,
		.reason = reason != NULL ? reason : "" };

	return audit_add(apply->txn, &event, error);
}

/* The mail's keys, and its result for the caller. */
static bool
apply_known(struct apply *apply, const struct dedupe_place *place,
    enum accept_result result, GError **error)
{
	apply->mail->result = result;
	apply->mail->number = place->number;
	apply->mail->seq = place->seq;
	return known_put(apply->txn, apply->mail, place, error);
}

/* An agent's answer is remembered, to be told from the next one. */
static bool
apply_answer(const struct apply *apply, const struct decision *decision,
    GError **error)
{
	struct answer answer = { .agent = apply->match->agent,
		.when = apply->now,
		.before = apply->before };

	if (decision->entry_kind != ENTRY_AGENT || decision->words == NULL ||
	    answer.agent == NULL)
		return true;
	double_digest(decision->words, apply->mail->message, answer.digest);
	return answers_add(apply->txn, apply->ticket->number, &answer, error);
}

/* A notice that came back is one that was never read. */
static bool
apply_returned(const struct apply *apply, GError **error)
{
	const struct verdict *verdict = apply->mail->verdict;

	if (apply->match->outcome != THREAD_RETURNED ||
	    verdict->class != VERDICT_BOUNCE || !verdict->permanent)
		return true;
	return handover_returned(apply->txn, apply->match->letter,
	    verdict->status, error);
}

void
apply_answered(struct apply *apply, const struct decision *decision)
{
	if (apply->ticket != NULL && decision->entry_kind == ENTRY_AGENT)
		promise_answered(apply->ticket, apply->now);
}

bool
apply_entry(struct apply *apply, const struct decision *decision,
    GError **error)
{
	if ((decision->opens || apply->ticket == NULL) &&
	    !apply_open_ticket(apply, decision, error))
		return false;

	struct ticket *ticket = apply->ticket;
	g_autoptr(entry) entry = apply_make_entry(apply, decision);
	struct dedupe_place place = { DEDUPE_ENTRY, ticket->number,
		entry->seq };
	g_autofree char *object =
	    g_strdup_printf("ticket %" G_GUINT64_FORMAT, ticket->number);

	ticket->entries++;
	ticket->updated = apply->now;
	for (guint i = 0; i < decision->participants->len; i++)
		ticket_add_seat(ticket,
		    g_ptr_array_index(decision->participants, i), NULL,
		    TICKET_UNVERIFIED);
	apply_answered(apply, decision);
	needed_follow(ticket, decision);
	suggest_mark(apply, decision);
	rejoin_mark(apply, decision);
	if (!identify_settle(apply, decision, error) ||
	    !bymail_state(apply, entry, decision, error))
		return false;
	apply_promise(apply, decision);
	return tickets_put(apply->txn, ticket, error) &&
	    tickets_put_entry(apply->txn, entry, error) &&
	    apply_answer(apply, decision, error) &&
	    (*entry->message_id == '\0' ||
	        tickets_add_message_id(apply->txn, entry->message_id,
	            ticket->number, entry->seq, error)) &&
	    withheld_settle(apply, decision, error) &&
	    correspond_write(apply, entry, decision, error) &&
	    surveying_count(apply, entry, decision, error) &&
	    complaining_opened(apply, decision, error) &&
	    apply_returned(apply, error) &&
	    apply_known(apply, &place, ACCEPT_ENTRY, error) &&
	    apply_audit(apply, decision->opens ? "ticket.new" : "entry.add",
	        object, decision->why, error) &&
	    attendance_mail(apply, decision, error);
}

/* The agent whose mail is held, or who is said to have written it. */
static const char *
apply_holder(const struct apply *apply)
{
	const struct settings_agent *agent =
	    settings_agent_by_address(apply->accept->settings,
	        apply->mail->from);

	if (apply->match != NULL && apply->match->agent != NULL)
		return apply->match->agent;
	return agent != NULL ? agent->name : NULL;
}

struct hold *
apply_make_hold(const struct apply *apply, guint32 cause, const char *detail)
{
	const struct accept_mail *mail = apply->mail;
	struct hold *hold = hold_new();

	hold->cause = cause;
	hold->lifted = mail->released;
	strings_set(&hold->detail, detail);
	strings_set(&hold->from_addr, mail->from);
	strings_set(&hold->subject, mail->message->subject);
	hold->received = apply->now;
	hold->ticket = apply->match != NULL ? apply->match->ticket : 0;
	/* not who wrote it, but who has to agree */
	strings_set(&hold->agent,
	    cause == HOLD_SECOND ? detail : apply_holder(apply));
	hold->raw = mail->raw_blob;
	hold->record = mail->record_blob;
	entry_sources_add(hold->sources, &hold->more_sources, &mail->source);
	return hold;
}

bool
apply_hold(struct apply *apply, guint32 cause, const char *detail,
    GError **error)
{
	g_autoptr(hold) hold = apply_make_hold(apply, cause, detail);
	g_autofree char *object = NULL;

	hold->number = holds_take_number(apply->txn, error);
	if (hold->number == 0)
		return false;
	object = g_strdup_printf("hold %" G_GUINT64_FORMAT, hold->number);
	struct dedupe_place place = { .kind = DEDUPE_HOLD,
		.number = hold->number };
	return tellheld_agent(apply, hold, error) &&
	    holds_put(apply->txn, hold, error) &&
	    apply_known(apply, &place, ACCEPT_HELD, error) &&
	    tellowner_hold(apply->accept, apply->txn, hold, error) &&
	    apply_audit(apply, "mail.hold", object, hold_cause_text(cause),
	        error);
}
