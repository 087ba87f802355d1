/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from a mail: entry, status, letters. Must never answer a
 * machine, never send anybody but the holder anything about a ticket, and
 * never write a letter because a letter to an agent came back: two broken
 * mailboxes would feed each other for ever. */
#include "desk/decide.h"

#include <stdbool.h>

#include "base/address.h"
#include "desk/acknowledge.h"
#include "desk/agentmail.h"
#include "desk/closed.h"
#include "desk/complaint.h"
#include "desk/deskmail.h"
#include "desk/firstanswer.h"
#include "desk/forward.h"
#include "desk/identity.h"
#include "desk/life.h"
#include "desk/menu.h"
#include "desk/needed.h"
#include "desk/participants.h"
#include "desk/presence.h"
#include "desk/remarks.h"
#include "desk/returned.h"
#include "desk/routing.h"
#include "desk/samematter.h"
#include "desk/staff.h"
#include "desk/stranger.h"
#include "desk/survey.h"
#include "desk/tongue.h"
#include "desk/warned.h"
#include "model/entry.h"

static void
free_letter(gpointer data)
{
	struct decide_letter *letter = data;

	g_free(letter->to);
	g_free(letter->to_name);
	g_free(letter->agent);
	g_free(letter->template);
	g_free(letter->language);
	g_free(letter);
}

void
decide_free(struct decision *decision)
{
	if (!decision)
		return;
	g_free(decision->detail);
	g_free(decision->queue);
	g_free(decision->category);
	g_clear_pointer(&decision->mentions, g_ptr_array_unref);
	g_free(decision->assignee);
	g_free(decision->language);
	g_free(decision->words);
	g_free(decision->line);
	g_free(decision->nearest);
	g_free(decision->commands);
	g_clear_pointer(&decision->acts, g_ptr_array_unref);
	g_strfreev(decision->barred);
	g_free(decision->question);
	g_clear_pointer(&decision->articles, g_ptr_array_unref);
	g_clear_pointer(&decision->topics, g_ptr_array_unref);
	g_clear_pointer(&decision->tags, g_ptr_array_unref);
	g_free(decision->identity_why);
	g_free(decision->identity_uid);
	g_free(decision->identity_to);
	g_free(decision->why);
	g_ptr_array_unref(decision->letters);
	g_ptr_array_unref(decision->participants);
	g_clear_pointer(&decision->routed, g_ptr_array_unref);
	g_free(decision);
}

struct decision *
decide_nothing(void)
{
	struct decision *decision = g_new0(struct decision, 1);

	decision->action = DECIDE_ENTRY;
	decision->status = -1;
	decision->shown = ENTRY_SHOWN_ALL;
	decision->letters = g_ptr_array_new_with_free_func(free_letter);
	decision->participants = g_ptr_array_new_with_free_func(g_free);
	decision->tags = g_ptr_array_new_with_free_func(g_free);
	return decision;
}

/* Mail over a list is a human's, only nobody may answer it by machine. */
static bool
is_human(const struct decide_case *what)
{
	return what->verdict->class == VERDICT_HUMAN ||
	    what->verdict->class == VERDICT_LIST;
}

bool
decide_is_unreadable(const struct decide_case *what)
{
	return (what->message->flags & MESSAGE_FLAG_UNREADABLE) ||
	    what->header->limit;
}

bool
decide_is_logo(const struct message_part *part)
{
	return (part->flags & MESSAGE_PART_INLINE) &&
	    g_str_has_prefix(part->mime, "image/") &&
	    part->size <= DECIDE_LOGO_OCTETS;
}

bool
decide_has_attachments(const struct message *message)
{
	for (guint i = 0; i < message->parts->len; i++) {
		const struct message_part *part = message->parts->pdata[i];

		if (!(part->flags & MESSAGE_PART_TEXT) && !decide_is_logo(part))
			return true;
	}
	return false;
}

void
decide_add_remark(struct decision *decision, const char *words)
{
	char *joined = decision->detail
	    ? g_strconcat(decision->detail, "; ", words, NULL)
	    : g_strdup(words);

	g_free(decision->detail);
	decision->detail = joined;
}

/* Whoever writes under a VIP's address is no VIP for that. */
static void
add_claim(struct decision *decision, const struct decide_case *what)
{
	g_autofree char *remark = NULL;

	if (!what->claimed || what->claimed->vip == 0 ||
	    what->verdict->auth != VERDICT_AUTH_NONE)
		return;
	remark = g_strdup_printf("the address of %s, VIP level %u; identity "
	                         "not proved",
	    what->claimed->uid, what->claimed->vip);
	decide_add_remark(decision, remark);
}

void
decide_explain(struct decision *decision, const char *why)
{
	g_free(decision->why);
	decision->why = g_strdup(why);
}

struct decide_letter *
decide_add_letter(struct decision *decision, enum letter_kind kind,
    const char *to, const char *to_name)
{
	struct decide_letter *letter = g_new0(struct decide_letter, 1);

	letter->kind = kind;
	letter->to = g_strdup(to);
	letter->to_name = g_strdup(to_name);
	g_ptr_array_add(decision->letters, letter);
	return letter;
}

void
decide_find_place(struct decision *decision, const struct decide_case *what)
{
	const struct settings_queue *queue = staff_queue(what);
	const struct tongue_case tongue = { .person = what->person,
		.earlier = what->earlier,
		.message = what->message,
		.queue = queue };

	g_free(decision->queue);
	decision->queue = g_strdup(queue ? queue->name : NULL);
	g_free(decision->language);
	decision->language =
	    g_strdup(tongue_find(&tongue, &decision->language_why));
}

static void
open_ticket(struct decision *decision, const struct decide_case *what)
{
	decision->opens = TRUE;
	decide_find_place(decision, what);
}

/* Our own letter came back, or a mail runs in circles. */
static void
decide_loop(struct decision *decision, const struct decide_case *what)
{
	decision->entry_kind = ENTRY_AUTOMATIC;
	decide_explain(decision, "a loop: kept, and nothing is sent");
	if (what->ticket)
		return;
	open_ticket(decision, what);
	decision->status = TICKET_SOLVED;
}

/* Whoever has something to say to a solved ticket has not been helped yet. */
static void
reopen(struct decision *decision, const struct decide_case *what)
{
	guint32 status = what->ticket->status;
	guint32 next = life_next(status, LIFE_WRITTEN, staff_queue(what));

	if (status != next && closed_way(what) == CLOSED_REOPEN &&
	    !ticket_has_tag(what->ticket, DECIDE_SPAM))
		decision->status = (gint32)next;
}

static void
decide_unreadable(struct decision *decision, const struct decide_case *what)
{
	g_autofree char *remark = what->header->limit
	    ? g_strdup_printf("the mail could not be read: it is past the "
	                      "limit %s; the original is kept",
	          what->header->limit)
	    : g_strdup("the mail could not be read; the original is kept");

	decision->entry_kind = ENTRY_UNREADABLE;
	decide_add_remark(decision, remark);
	decide_explain(decision, "unreadable: kept for a human to look at");
	if (!what->ticket)
		open_ticket(decision, what);
	else if (what->origin != DECIDE_THIRD_PARTY)
		reopen(decision, what);
	staff_add_notices(decision, what);
}

static void
decide_new(struct decision *decision, const struct decide_case *what)
{
	const char *problem = acknowledge_problem(what, staff_queue(what));

	if (menu_takes(decision, what))
		return;
	decision->entry_kind =
	    is_human(what) ? ENTRY_CUSTOMER : ENTRY_AUTOMATIC;
	needed_find(decision, what);
	open_ticket(decision, what);
	if (returned_is_stray(what)) {
		decision->status = TICKET_SOLVED;
		decide_explain(decision,
		    "a report about no letter of ours: kept");
		return;
	}
	if (!decision->barred && what->queue &&
	    what->queue == complaint_queue(what->settings))
		decision->barred = complaint_about(what);
	participants_add(decision, what);
	if (!problem)
		acknowledge_add(decision, what);
	if (what->same != 0) {
		samematter_linked(decision, what);
	} else {
		needed_ask(decision, what);
		firstanswer_ask(decision, what);
	}
	staff_add_notices(decision, what);
	decision->why = problem
	    ? g_strdup_printf("new; not acknowledged: %s", problem)
	    : g_strdup("new; acknowledged");
}

/* A new matter's, into the case and the decision. */
static void
find_queue(struct decision *decision, struct decide_case *what)
{
	g_autoptr(routing) routing = what->ticket ? NULL : routing_find(what);

	if (!routing)
		return;
	what->queue = routing->queue;
	g_free(decision->category);
	decision->category = g_steal_pointer(&routing->category);
	g_clear_pointer(&decision->routed, g_ptr_array_unref);
	decision->routed = g_ptr_array_ref(routing->steps);
}

/* An agent hands on a mail that reached himself. Its author has proved nothing,
 * whoever vouches for having got it. */
static void
decide_filed(struct decision *decision, const struct decide_case *what)
{
	struct decide_case filed = *what;
	struct verdict verdict = *what->verdict;
	g_autofree char *from = NULL;
	g_autofree char *comment = NULL;
	g_autofree char *remark = NULL;

	if (deskmail_decide(decision, what) || forward_holds(decision, what))
		return;
	if (!what->original) {
		decide_new(decision, what);
		return;
	}
	from = address_fold(what->original->from_addr);
	verdict.auth = VERDICT_AUTH_NONE;
	verdict.auto_respond = !what->original_silent;
	filed.from = from;
	filed.message = what->original;
	filed.verdict = &verdict;
	filed.person = NULL;
	find_queue(decision, &filed);
	decide_new(decision, &filed);
	decision->filed = TRUE;
	comment = forward_comment(what->message, what->settings->desk.address);
	remark = g_strdup_printf("filed by %s%s%s", what->agent,
	    *comment ? ": " : "", comment);
	decide_add_remark(decision, remark);
}

/* A closed ticket's customer writes on, on a new one. Whoever worked on the old
 * one knows the matter. */
static void
decide_follow(struct decision *decision, const struct decide_case *what)
{
	g_autofree char *remark =
	    g_strdup_printf("continues ticket %" G_GUINT64_FORMAT
	                    ", which is closed",
	        what->ticket->number);

	decide_new(decision, what);
	decide_add_remark(decision, remark);
	decision->moves = what->origin == DECIDE_CUSTOMER;
	if (*what->ticket->assignee && !decision->assignee)
		decision->assignee = g_strdup(what->ticket->assignee);
}

/* A complaint on a ticket gets its own, away from those who had this one; what
 * it was about goes on where it is. False: it is none, or is one already. */
static bool
decide_complaint(struct decision *decision, const struct decide_case *what)
{
	struct decide_case own = *what;
	g_autofree char *remark =
	    g_strdup_printf("a complaint about ticket %" G_GUINT64_FORMAT,
	        what->ticket->number);

	if (complaint_is_ticket(what->settings, what->ticket) ||
	    !complaint_why(what))
		return false;
	decision->barred = complaint_about(what);
	own.ticket = NULL;
	own.queue = complaint_queue(what->settings);
	decide_new(decision, &own);
	decide_add_remark(decision, remark);
	return true;
}

/* Either the customer is told that nobody reads on, or the agents read. */
static void
decide_reject(struct decision *decision, const struct decide_case *what)
{
	const char *problem = closed_add_letter(decision, what);

	decide_add_remark(decision,
	    problem ? "the ticket is closed; the customer was not told"
	            : "the ticket is closed; the customer was told");
	if (problem)
		staff_add_notices(decision, what);
	decision->why = problem
	    ? g_strdup_printf("closed; customer not told: %s", problem)
	    : g_strdup("closed; customer told");
}

static guint32
kind_of_append(const struct decide_case *what)
{
	if (what->verdict->class == VERDICT_BOUNCE)
		return ENTRY_BOUNCE;
	if (!is_human(what))
		return ENTRY_AUTOMATIC;
	return what->origin == DECIDE_THIRD_PARTY ? ENTRY_THIRD_PARTY
	                                          : ENTRY_CUSTOMER;
}

static void
decide_append(struct decision *decision, const struct decide_case *what)
{
	guint32 class = what->verdict->class;
	const char *stranger = NULL;
	g_autofree char *why = NULL;

	decision->entry_kind = kind_of_append(what);
	needed_find(decision, what);
	if (class == VERDICT_BOUNCE)
		returned_remark_failed(decision, what->verdict);
	if (decision->entry_kind == ENTRY_CUSTOMER) {
		enum closed_way way = closed_way(what);

		if (survey_voted(decision, what) ||
		    decide_complaint(decision, what) ||
		    firstanswer_replied(decision, what) ||
		    closed_thanked(decision, what))
			return;
		if (way == CLOSED_NEW)
			decide_follow(decision, what);
		else if (way == CLOSED_REJECT)
			decide_reject(decision, what);
		if (way != CLOSED_REOPEN)
			return;
		participants_add(decision, what);
		reopen(decision, what);
	}
	if (what->joins)
		samematter_joined(decision, what);
	if (decision->entry_kind == ENTRY_THIRD_PARTY)
		stranger = stranger_add_letter(decision, what);
	if (class != VERDICT_DELAY && class != VERDICT_RECEIPT)
		staff_add_notices(decision, what);
	why = g_strconcat(entry_kind_name(decision->entry_kind),
	    stranger ? "; not told so: " : NULL, stranger,
	    what->joins ? "; joined: " : NULL, what->joins, NULL);
	decide_explain(decision, why);
}

bool
decide_hold(struct decision *decision, const struct decide_case *what,
    enum hold_cause cause, const char *detail)
{
	if (what->released & hold_bit(cause))
		return false;
	decision->action = DECIDE_HOLD;
	decision->cause = cause;
	g_free(decision->detail);
	decision->detail = g_strdup(detail);
	decide_explain(decision, hold_cause_text(cause));
	return true;
}

/* A report about a letter of ours is the desk's own matter. */
static bool
is_blocked(const struct decide_case *what)
{
	return what->blocked && what->origin != DECIDE_RETURNED &&
	    !(what->released & hold_bit(HOLD_BLOCKED));
}

struct decision *
decide_mail(const struct decide_case *situation)
{
	struct decision *decision = decide_nothing();
	struct decide_case here = *situation;
	enum decide_origin origin = here.origin;

	find_queue(decision, &here);
	if (origin == DECIDE_AGENT || origin == DECIDE_NOTE)
		agentmail_decide(decision, &here);
	else if (origin == DECIDE_FORWARD)
		decide_filed(decision, &here);
	else if (is_blocked(&here))
		decide_hold(decision, &here, HOLD_BLOCKED, here.blocked);
	else if (here.verdict->class == VERDICT_LOOP)
		decide_loop(decision, &here);
	else if (origin == DECIDE_RETURNED && here.ticket)
		returned_decide(decision, &here);
	else if (decide_is_unreadable(&here))
		decide_unreadable(decision, &here);
	else if (here.ticket)
		decide_append(decision, &here);
	else
		decide_new(decision, &here);
	if (decision->action == DECIDE_ENTRY) {
		remarks_add(decision, &here);
		warned_add(decision, &here);
		identity_add(decision, &here);
		add_claim(decision, &here);
		presence_decide(decision, &here);
	}
	return decision;
}
