/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written because of a ticket to somebody who is not on it. Such a
 * letter must never be built from the ticket: not its number, subject, language
 * nor Message-IDs; and strangers must not use up the letters a day that its
 * customer may get, so they are counted apart. */
#include "pipeline/aside.h"
#include "pipeline/freeze.h"
#include "store/rates.h"

/* The ticket's row, or that of one address on it. The caller frees. */
static char *
aside_name(const struct apply *apply, const char *address)
{
	return g_strdup_printf("%" G_GUINT64_FORMAT " %s",
	    apply->ticket->number, address);
}

bool
aside_count(const struct apply *apply, struct decide_case *situation,
    GError **error)
{
	if (apply->ticket == NULL)
		return true;
	g_autofree char *name = aside_name(apply, apply->mail->from);
	g_autofree char *all = aside_name(apply, "");
	struct rates_what sender = { RATES_ASIDE, name, DECIDE_DAY_MS };
	struct rates_what ticket = { RATES_ASIDE, all, DECIDE_DAY_MS };

	return rates_count(apply->txn, &sender, apply->now,
	           &situation->told_sender, error) &&
	    rates_count(apply->txn, &ticket, apply->now,
	        &situation->told_ticket, error);
}

static const char *
aside_language(const struct accept *accept, const struct decide_letter *want)
{
	return want->language != NULL &&
	        template_knows(accept->templates, want->language)
	    ? want->language
	    : accept->settings->desk.language;
}

bool
aside_write(struct apply *apply, const struct decide_letter *want,
    GError **error)
{
	const struct accept *accept = apply->accept;
	const struct settings_desk *desk = &accept->settings->desk;
	const char *language = aside_language(accept, want);
	g_autofree char *name = aside_name(apply, want->to);
	g_autofree char *all = aside_name(apply, "");
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	guint64 number = 0;

	template_render(accept->templates, want->template, language, &subject,
	    &text, "desk_name", desk->name, "desk_address", desk->address,
	    NULL);
	struct freeze_what what = { .kind = want->kind,
		.to = want->to,
		.to_name = "",
		.from_name = desk->name,
		.subject = subject,
		.text = text,
		.answers = apply->mail->message->message_id,
		.language = language,
		.now = apply->now };
	return rates_add(apply->txn, RATES_ASIDE, name, apply->now, error) &&
	    rates_add(apply->txn, RATES_ASIDE, all, apply->now, error) &&
	    freeze_letter(accept, apply->txn, &what, &number, error);
}
