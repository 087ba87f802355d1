/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to a mail that is only a keyword. A reply to it comes to the
 * queue's own address, without a token: there is no ticket that it could lead
 * to, and by our Message-ID alone it is known as one. */
#include "pipeline/menuing.h"
#include "desk/firstanswer.h"
#include "desk/menu.h"
#include "mime/quote.h"
#include "pipeline/freeze.h"
#include "pipeline/kept.h"
#include "store/rates.h"

/* The customer's language if there are letters in it, else the queue's, else
 * the desk's. */
static const char *
menuing_language(const struct accept *accept, const struct decision *decision,
    const struct settings_queue *queue)
{
	if (template_knows(accept->templates, decision->language))
		return decision->language;
	return template_knows(accept->templates, queue->language)
	    ? queue->language
	    : accept->settings->desk.language;
}

/* Their own, so that the letter stands with their mail; nothing of a stranger's
 * is repeated, and what is empty says nothing. NULL: the template's. */
static char *
menuing_subject(const struct apply *apply, const struct decision *decision)
{
	const char *subject = apply->mail->message->subject;
	const char *words = *subject != '\0' ? subject : decision->question;

	if (apply->mail->verdict->auth == VERDICT_AUTH_NONE || *words == '\0')
		return NULL;
	return quote_is_reply_subject(words) ? g_strdup(words)
	                                     : g_strconcat("Re: ", words, NULL);
}

static bool
menuing_count(const struct apply *apply, GError **error)
{
	bool capped =
	    apply->accept->settings->sending.acknowledgements_per_minute > 0;

	return rates_add(apply->txn, RATES_MENU, apply->mail->from, apply->now,
	           error) &&
	    (!capped ||
	        rates_add(apply->txn, RATES_ACKS, "", apply->now, error));
}

static bool
menuing_write(const struct apply *apply, const struct decision *decision,
    const struct decide_letter *want, GError **error)
{
	const struct accept *accept = apply->accept;
	const struct settings_desk *desk = &accept->settings->desk;
	const struct settings_queue *queue =
	    settings_queue_by_name(accept->settings, decision->queue);
	const char *language = menuing_language(accept, decision, queue);
	g_autofree char *articles = decision->articles != NULL
	    ? firstanswer_text(accept->templates, language, decision->articles)
	    : menu_text(accept->templates, language, decision->topics);
	g_autofree char *own = menuing_subject(apply, decision);
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	guint64 number = 0;

	template_render(accept->templates, want->template, language, &subject,
	    &text, "desk_name", desk->name, "desk_address", desk->address,
	    "articles", articles, NULL);
	struct freeze_what what = { .kind = want->kind,
		.to = want->to,
		.to_name = want->to_name,
		.from_name = desk->name,
		.reply_to = queue->addresses[0],
		.subject = own != NULL ? own : subject,
		.text = text,
		.answers = apply->mail->message->message_id,
		.language = language,
		.now = apply->now };
	apply->mail->letters++;
	return menuing_count(apply, error) &&
	    freeze_letter(accept, apply->txn, &what, &number, error);
}

bool
menuing_take(struct apply *apply, const struct decision *decision,
    GError **error)
{
	struct kept kept = { .cause = HOLD_MENU,
		.detail = decision->detail,
		.action = "menu.answer",
		.words = decision->detail };

	for (guint i = 0; i < decision->letters->len; i++)
		if (!menuing_write(apply, decision,
		        g_ptr_array_index(decision->letters, i), error))
			return false;
	return kept_put(apply, &kept, ACCEPT_HELD, error);
}
