/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First answers: when, and in which words. It must never look as if nobody
 * would read the mail, never stand before a person in a grave matter, and never
 * close anything but by the customer's own plain word. */
#include "desk/firstanswer.h"

#include <string.h>

#include "desk/helpwords.h"
#include "desk/staff.h"
#include "desk/templatefile.h"
#include "desk/thanks.h"
#include "mime/quote.h"
#include "model/article.h"

static bool
is_vip(const struct decide_case *what)
{
	return (what->person && what->person->vip > 0) ||
	    (what->claimed && what->claimed->vip > 0);
}

/* Whether the desk wants it, and the mail lets it be. */
static bool
may_offer(const struct decision *decision, const struct decide_case *what)
{
	const struct settings_queue *queue = staff_queue(what);

	return queue && queue->first_answer && decision->opens &&
	    decision->acknowledged && what->origin == DECIDE_NEW &&
	    !what->ticket && what->verdict->auth != VERDICT_AUTH_NONE;
}

bool
firstanswer_suits(const struct decide_case *what, const char *question)
{
	return !is_vip(what) && !(what->message->flags & MESSAGE_DISCLOSED) &&
	    g_utf8_strlen(question, -1) <= FIRSTANSWER_QUESTION_MAX &&
	    !helpwords_is_grave(question);
}

void
firstanswer_ask(struct decision *decision, const struct decide_case *what)
{
	const struct message *message = what->message;
	g_autofree char *words = NULL, *question = NULL;

	if (!may_offer(decision, what))
		return;
	words = quote_join(message->text, message->kept);
	question = g_strjoin("\n", message->subject, words, NULL);
	if (firstanswer_suits(what, question))
		decision->question = g_steal_pointer(&question);
}

static gint64
wait_of(const struct settings_queue *queue)
{
	return queue ? queue->first_answer_wait * 60 * 1000 : 0;
}

void
firstanswer_offer(struct decision *decision, const struct settings_queue *queue,
    GPtrArray *hits)
{
	const struct article_hit *best = hits->len > 0 ? hits->pdata[0] : NULL;

	if (best && best->article->person)
		return;
	g_ptr_array_add(decision->tags,
	    g_strdup(best ? FIRSTANSWER_GIVEN : FIRSTANSWER_NONE));
	if (!best)
		return;
	decision->articles = g_ptr_array_ref(hits);
	for (guint i = 0; i < decision->letters->len; i++) {
		struct decide_letter *letter = decision->letters->pdata[i];

		if (letter->kind == LETTER_NOTICE)
			letter->wait = wait_of(queue);
	}
}

static bool
is_first_reply(const struct decide_case *what)
{
	return what->origin == DECIDE_CUSTOMER && what->ticket->answered == 0 &&
	    (what->ticket->status == TICKET_OPEN ||
	        what->ticket->missing != 0) &&
	    ticket_has_tag(what->ticket, FIRSTANSWER_GIVEN);
}

bool
firstanswer_replied(struct decision *decision, const struct decide_case *what)
{
	const char *names[] = { what->message->from_name,
		what->settings->desk.name, NULL };

	if (!is_first_reply(what))
		return false;
	if (thanks_says(what->message, names, THANKSTABLE_PERSON)) {
		g_ptr_array_add(decision->tags, g_strdup(FIRSTANSWER_PERSON));
		decide_add_remark(decision, "the customer asks for a person");
		return false;
	}
	if (!thanks_says(what->message, names, THANKSTABLE_SOLVED))
		return false;
	g_ptr_array_add(decision->tags, g_strdup(FIRSTANSWER_SOLVED));
	decision->status = TICKET_SOLVED;
	decision->thanked = TRUE;
	decide_add_remark(decision, "a help article solved it");
	decide_explain(decision, "the first answer solved it");
	/* who has not been told of the ticket need not hear of its end */
	if (what->now - what->ticket->created < wait_of(staff_queue(what)))
		return true;
	staff_add_notices(decision, what);
	for (guint i = 0; i < decision->letters->len; i++) {
		struct decide_letter *letter = decision->letters->pdata[i];

		letter->digest = TRUE;
	}
	return true;
}

/* Lists keep their lines. */
static void
add_passage(GString *out, const char *passage)
{
	g_auto(GStrv) lines = g_strsplit(passage, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		g_autofree char *wrapped = templatefile_wrap(lines[i]);

		g_string_append_printf(out, "%s\n", wrapped);
	}
}

char *
firstanswer_text(const struct template *templates, const char *language,
    const GPtrArray *articles)
{
	GString *out = g_string_new(NULL);

	if (!articles || articles->len == 0)
		return g_string_free(out, FALSE);
	template_add_phrase(out, templates, "articles", language);
	for (guint i = 0; i < articles->len; i++) {
		const struct article_hit *hit = articles->pdata[i];

		g_string_append_printf(out, "\n* %s\n\n", hit->article->title);
		add_passage(out, hit->passage);
		if (*hit->article->link)
			g_string_append_printf(out, "\n%s\n",
			    hit->article->link);
	}
	g_string_append_c(out, '\n');
	template_add_phrase(out, templates, "articles-end", language);
	g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}
