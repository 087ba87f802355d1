/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What customers are asked after a solving, and what a mail says about it. A
 * vote must never open a ticket again, nor be made by anything that answers by
 * itself; and words beside it must always reach somebody. */
#include "desk/survey.h"

#include <string.h>

#include "desk/rating.h"
#include "desk/ratingwords.h"
#include "desk/staff.h"
#include "desk/templatefile.h"
#include "mime/quote.h"

bool
survey_is_due(const struct ticket *ticket, const struct settings_queue *queue,
    const struct closure *closure)
{
	const struct ticket_seat *customer =
	    ticket->seats->len > 0 ? ticket->seats->pdata[0] : NULL;

	if (!queue || !queue->survey || ticket->status != TICKET_SOLVED)
		return false;
	if (!customer || !customer->verified || customer->left ||
	    !(ticket->flags & TICKET_REACHABLE))
		return false;
	return !closure || closure->solved != ticket->solved;
}

char *
survey_text(const struct template *templates, const char *language,
    char *const *addresses)
{
	g_autofree char *question =
	    template_phrase(templates, "survey", language, NULL);
	g_autofree char *wrapped = templatefile_wrap(question);
	GString *out = g_string_new(wrapped);

	g_string_append_c(out, '\n');
	for (guint step = CLOSURE_BEST; step >= CLOSURE_WORST; step--) {
		g_autofree char *name = g_strdup_printf("rating-%u", step);
		g_autofree char *label =
		    template_phrase(templates, name, language, NULL);

		g_string_append_printf(out,
		    "\n- %u %s %s <mailto:%s?subject=%u/%u>", step,
		    ratingwords_face(step), label,
		    addresses[step - CLOSURE_WORST], step, CLOSURE_BEST);
	}
	return g_string_free(out, FALSE);
}

/* In a reply, by the customer himself, to a matter that is still as it was
 * when he was asked. */
static guint
vote_in_words(const struct decide_case *what, const char *words,
    const char **comment_out)
{
	const struct ticket *ticket = what->ticket;

	if (ticket->status != TICKET_SOLVED && ticket->status != TICKET_CLOSED)
		return 0;
	if (what->closure->solved != ticket->solved ||
	    ticket_find_seat(ticket, what->from) != 0)
		return 0;
	return rating_read(words, comment_out);
}

static void
remark_vote(struct decision *decision, const struct decide_case *what)
{
	guint before = what->closure->vote;
	g_autofree char *words = g_strdup_printf("rated %u of %u, %s",
	    decision->vote, CLOSURE_BEST, survey_step_name(decision->vote));
	g_autofree char *change = before != 0 && before != decision->vote
	    ? g_strdup_printf("%s (before: %u)", words, before)
	    : NULL;

	decide_add_remark(decision, change ? change : words);
	decide_explain(decision, words);
}

bool
survey_voted(struct decision *decision, const struct decide_case *what)
{
	g_autofree char *words =
	    quote_join(what->message->text, what->message->kept);
	const char *comment = words;
	guint vote = what->vote;

	if (!what->closure || what->verdict->class != VERDICT_HUMAN ||
	    (what->origin != DECIDE_CUSTOMER &&
	        what->origin != DECIDE_UNPROVED))
		return false;
	if (vote == 0)
		vote = vote_in_words(what, words, &comment);
	if (vote < CLOSURE_WORST || vote > CLOSURE_BEST)
		return false;
	decision->vote = vote;
	decision->thanked = TRUE;
	remark_vote(decision, what);
	if (comment[strspn(comment, " \t\r\n")] != '\0' ||
	    decide_has_attachments(what->message))
		staff_add_notices(decision, what);
	return true;
}

bool
survey_is_low(const struct settings_queue *queue, guint vote)
{
	return queue && vote != 0 && vote <= queue->survey_low;
}

const char *
survey_step_name(guint vote)
{
	static const char *const names[] = { "", "terrible", "bad", "average",
		"good", "fantastic" };

	return vote < G_N_ELEMENTS(names) ? names[vote] : "";
}
