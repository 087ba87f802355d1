/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer who has sent away what opens his account must hear of it before
 * somebody else uses it. The letter says the kind and what to do, to whoever
 * may get an automatic letter and nobody else: it must never become a way to
 * write to strangers, nor one machine's answer to another. */
#include "desk/warned.h"

#include <stdbool.h>

#include "base/address.h"
#include "desk/disclosed.h"
#include "desk/hidden.h"
#include "desk/staff.h"
#include "model/entry.h"

static const char *const phrases[] = {
	[DISCLOSED_SEED] = "disclosed-seed",
	[DISCLOSED_KEY] = "disclosed-key",
	[DISCLOSED_API] = "disclosed-api",
	[DISCLOSED_PASSWORD] = "disclosed-password",
	[DISCLOSED_CARD] = "disclosed-card",
	[DISCLOSED_CODE] = "disclosed-code",
};

/* Whether the address is the writer's own, or at least its owner's mail is
 * answered there unproved by the queue's rule. */
static bool
may_hear(const struct decide_case *what, const struct settings_queue *queue)
{
	if (what->origin == DECIDE_CUSTOMER)
		return true;
	return what->origin == DECIDE_NEW &&
	    (what->verdict->auth != VERDICT_AUTH_NONE ||
	        queue->acknowledge == SETTINGS_ACK_ALL);
}

/* Why nothing is written; NULL when something is. */
static const char *
problem_of(const struct decision *decision, const struct decide_case *what)
{
	const struct settings_queue *queue = decision->queue
	    ? settings_queue_by_name(what->settings, decision->queue)
	    : staff_queue(what);

	if (!queue || !(queue->letters & SETTINGS_LETTER_DISCLOSED))
		return "the queue writes no such letters";
	if (decision->entry_kind != ENTRY_CUSTOMER || decision->filed ||
	    what->flagged || !what->verdict->auto_respond ||
	    what->verdict->class != VERDICT_HUMAN)
		return "no automatic answer to such mail";
	if (!address_is_valid(what->from) ||
	    settings_is_own_address(what->settings, what->from))
		return "no address to answer to";
	if (!may_hear(what, queue))
		return "the sender is not authenticated";
	if (what->mail_age >= DECIDE_OLD_MS)
		return "the mail is older than a day";
	if (what->warned_today >= WARNED_A_DAY ||
	    what->automatic_today >= DECIDE_AUTOMATIC_A_DAY)
		return "too many automatic letters before";
	return NULL;
}

static void
add_letter(struct decision *decision, const struct decide_case *what)
{
	int seat = decision->opens || !what->ticket
	    ? 0
	    : ticket_find_seat(what->ticket, what->from);
	bool proved = what->verdict->auth != VERDICT_AUTH_NONE;
	struct decide_letter *letter = decide_add_letter(decision, LETTER_DESK,
	    what->from, proved ? what->message->from_name : "");

	letter->seat = seat < 0 ? 0 : (guint32)seat;
	letter->template = g_strdup("disclosed");
	letter->disclosed = what->message->flags & MESSAGE_DISCLOSED;
}

void
warned_add(struct decision *decision, const struct decide_case *what)
{
	const struct message *message =
	    decision->filed ? what->original : what->message;
	g_autofree char *kinds = hidden_kinds(message->flags);
	g_autofree char *remark = NULL;
	const char *problem;

	if (!kinds) {
		if (message->flags & MESSAGE_FLAG_HIDDEN)
			decide_add_remark(decision,
			    "secrets were hidden in what it quotes");
		return;
	}
	problem = problem_of(decision, what);
	if (!problem)
		add_letter(decision, what);
	remark = g_strdup_printf("hidden in it: %s; the customer was %s%s",
	    kinds, problem ? "not told: " : "told", problem ? problem : "");
	decide_add_remark(decision, remark);
}

char *
warned_text(const struct template *templates, const char *language,
    guint32 flags)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < DISCLOSED_KINDS; i++) {
		g_autofree char *line = flags & hidden_bit(i)
		    ? template_phrase(templates, phrases[i], language, NULL)
		    : NULL;

		if (line)
			g_string_append_printf(out, "%s- %s",
			    out->len > 0 ? "\n" : "", line);
	}
	return g_string_free(out, FALSE);
}
