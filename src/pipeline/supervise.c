/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Supervisors hear of what went wrong: a promise missed, a customer who is not
 * content. A supervisor may be an agent of the queue, or somebody with no
 * account here at all; the one whom it is about must never get it. */
#include "pipeline/supervise.h"
#include "base/address.h"
#include "pipeline/clocks.h"
#include "pipeline/correspond.h"
#include "pipeline/freeze.h"
#include "pipeline/overflow.h"

/* To somebody who is no agent: nothing that he writes leads to the ticket. */
static bool
supervise_plain(const struct supervise *what, const char *address,
    GError **error)
{
	struct apply *apply = what->apply;
	const struct settings *settings = apply->accept->settings;
	struct decide_letter want = { .kind = LETTER_NOTICE,
		.to = (char *)(guintptr)address,
		.agent = (char *)(guintptr)address };
	g_autofree char *number =
	    g_strdup_printf("%" G_GUINT64_FORMAT, apply->ticket->number);
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	guint64 letter = 0;

	switch (overflow_notice(apply, OVERFLOW_WRITE, &want, error)) {
	case OVERFLOW_FOLD:
		return true;
	case OVERFLOW_WRITE:
		break;
	default:
		return false;
	}
	template_render(apply->accept->templates, what->template,
	    settings->desk.language, &subject, &text, "ticket", number,
	    "subject", apply->ticket->subject, "desk_name", settings->desk.name,
	    "desk_address", settings->desk.address, "words", what->words, NULL);
	struct freeze_what letter_of = {
		.kind = LETTER_NOTICE,
		.ticket = apply->ticket,
		.to = address,
		.to_name = "",
		.from_name = settings->desk.name,
		.subject = subject,
		.text = text,
		.now = apply->now,
	};
	return freeze_letter(apply->accept, apply->txn, &letter_of, &letter,
	    error);
}

static bool
supervise_is_told(const struct decision *decision, const char *address)
{
	for (guint i = 0; i < decision->letters->len; i++) {
		const struct decide_letter *letter =
		    g_ptr_array_index(decision->letters, i);
		if (letter->kind == LETTER_NOTICE &&
		    address_equal(letter->to, address))
			return true;
	}
	return false;
}

static bool
supervise_leaves_out(const struct supervise *what,
    const struct settings_agent *agent)
{
	const char *const *barred =
	    (const char *const *)what->apply->ticket->barred;

	return agent != NULL &&
	    (agent->disabled || g_strcmp0(agent->name, what->except) == 0 ||
	        g_strv_contains(barred, agent->name));
}

bool
supervise_tell(const struct supervise *what, struct decision *decision,
    GError **error)
{
	const struct settings *settings = what->apply->accept->settings;

	for (guint i = 0; what->addresses[i] != NULL; i++) {
		const char *address = what->addresses[i];
		const struct settings_agent *agent =
		    settings_agent_by_address(settings, address);

		if (supervise_is_told(decision, address) ||
		    supervise_leaves_out(what, agent))
			continue;
		if (agent == NULL) {
			if (!supervise_plain(what, address, error))
				return false;
			continue;
		}
		struct decide_letter *letter = decide_add_letter(decision,
		    LETTER_NOTICE, address, agent->name);
		letter->agent = g_strdup(agent->name);
		letter->template = g_strdup(what->template);
	}
	return true;
}

bool
supervise_unasked(const struct apply *apply, const char *template,
    char *take_words, const char *except, GError **error)
{
	const struct settings *settings = apply->accept->settings;
	const struct settings_queue *queue =
	    clocks_queue(settings, apply->ticket);
	char *const owner[] = {
		*settings->owner_email != '\0' ? settings->owner_email : NULL,
		NULL
	};
	struct apply unasked = { .accept = apply->accept,
		.txn = apply->txn,
		.ticket = apply->ticket,
		.now = apply->now };
	g_autoptr(decision) decision = decide_nothing();

	decision->words = take_words;
	struct supervise supervise = { .apply = &unasked,
		.addresses =
		    *queue->supervisor != NULL ? queue->supervisor : owner,
		.template = template,
		.words = take_words,
		.except = except };
	return supervise_tell(&supervise, decision, error) &&
	    correspond_unasked(&unasked, decision, error);
}
