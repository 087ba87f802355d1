/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts of a matter. They are what somebody wrote, whether in a form's field or
 * in his own words: they save a question and lead to no right, and a mail's
 * must never be more than its writer's. */
#include "desk/needed.h"

#include <stdbool.h>

#include "desk/complaint.h"
#include "desk/formfield.h"
#include "desk/helpwords.h"
#include "desk/mentions.h"
#include "desk/staff.h"
#include "desk/templatefile.h"
#include "mime/quote.h"
#include "model/entry.h"
#include "model/mention.h"

/* The sentence of each kind, and the option's bit, which is the kind's. */
static const struct {
	const char *phrase;
	guint32 option;
} facts[] = {
	[MENTION_UID] = { "fact-uid", SETTINGS_FACT_UID },
	[MENTION_ORDER] = { "fact-order", SETTINGS_FACT_ORDER },
	[MENTION_TRANSACTION] = { "fact-transaction",
	    SETTINGS_FACT_TRANSACTION },
	[MENTION_ADDRESS] = { "fact-address", SETTINGS_FACT_ADDRESS },
	[MENTION_AMOUNT] = { "fact-amount", SETTINGS_FACT_AMOUNT },
	[MENTION_DEVICE] = { "fact-device", SETTINGS_FACT_DEVICE },
	[MENTION_SYSTEM] = { "fact-system", SETTINGS_FACT_SYSTEM },
	[MENTION_VERSION] = { "fact-version", SETTINGS_FACT_VERSION },
	[MENTION_ERROR] = { "fact-error", SETTINGS_FACT_ERROR },
	[MENTION_DATE] = { "fact-date", SETTINGS_FACT_DATE },
};
G_STATIC_ASSERT(G_N_ELEMENTS(facts) == MENTION_KINDS);

/* Tokens of ours look like nothing that is looked for. The caller frees. */
static char *
words_of(const struct message *message, guint32 kind)
{
	return kind == ENTRY_CUSTOMER && message->kept->len > 0
	    ? quote_join(message->text, message->kept)
	    : g_strdup(message->text);
}

void
needed_find(struct decision *decision, const struct decide_case *what)
{
	const struct settings_desk *desk = &what->settings->desk;
	const struct message *message = what->message;
	guint32 kind = decision->entry_kind;
	g_autofree char *words = NULL;
	g_autoptr(GPtrArray) found = NULL;

	if (kind != ENTRY_CUSTOMER && kind != ENTRY_THIRD_PARTY)
		return;
	words = words_of(message, kind);
	const char *const texts[] = { message->subject, words, NULL };
	found = mentions_find(texts, desk);
	g_clear_pointer(&decision->mentions, g_ptr_array_unref);
	decision->mentions = what->verdict && what->verdict->form
	    ? formfield_mentions(message->text, desk)
	    : mention_list_new();
	for (guint i = 0; i < found->len; i++) {
		const struct mention *mention = found->pdata[i];

		mention_list_add(decision->mentions,
		    mention_new(mention->kind, mention->check, mention->value,
		        mention->detail),
		    MENTIONS_MAX);
	}
}

/* --- what is missing ------------------------------------------------------ */

/* What a ticket of that category must name. */
static guint32
required_of(const struct settings *settings, const char *name)
{
	guint32 kinds = 0;

	for (guint i = 0; name && i < settings->categories->len; i++) {
		const struct settings_category *category =
		    settings->categories->pdata[i];

		if (!g_str_equal(category->name, name))
			continue;
		for (guint kind = 0; kind < MENTION_KINDS; kind++)
			if (category->required & facts[kind].option)
				kinds |= MENTION_BIT(kind);
	}
	return kinds;
}

static bool
is_grave(const struct message *message)
{
	g_autofree char *words = words_of(message, ENTRY_CUSTOMER);

	return helpwords_is_grave(message->subject) ||
	    helpwords_is_grave(words);
}

/* Why a machine does not ask; NULL when it does. */
static const char *
problem_of(const struct decision *decision, const struct decide_case *what)
{
	if (what->origin != DECIDE_NEW || what->ticket)
		return "somebody else brought the mail in";
	if (!decision->acknowledged)
		return "the mail is not acknowledged";
	if (decision->barred || complaint_why(what))
		return "it is a complaint";
	if (what->message->flags & MESSAGE_DISCLOSED)
		return "secrets stood in the mail";
	if ((what->person && what->person->vip > 0) ||
	    (what->claimed && what->claimed->vip > 0))
		return "the customer is a VIP";
	if (is_grave(what->message))
		return "it may be about theft, a break-in or the law";
	return NULL;
}

/* It goes along in the acknowledgement: one letter is better than two. */
static void
ask(struct decision *decision, guint32 missing)
{
	for (guint i = 0; i < decision->letters->len; i++) {
		struct decide_letter *letter = decision->letters->pdata[i];

		if (letter->kind == LETTER_ACKNOWLEDGEMENT)
			letter->facts = missing;
	}
	decision->asked = missing;
	decision->status = TICKET_PENDING;
}

void
needed_ask(struct decision *decision, const struct decide_case *what)
{
	const struct settings_queue *queue = staff_queue(what);
	guint32 missing = required_of(what->settings, decision->category);
	g_autofree char *names = NULL, *remark = NULL;
	const char *problem;

	if (!queue || !queue->ask_facts || !decision->mentions)
		return;
	missing &= ~mention_list_kinds(decision->mentions);
	if (missing == 0)
		return;
	problem = problem_of(decision, what);
	if (!problem) {
		ask(decision, missing);
		return;
	}
	names = mention_kinds_text(missing);
	remark =
	    g_strdup_printf("missing: %s; not asked for: %s", names, problem);
	decide_add_remark(decision, remark);
}

void
needed_follow(struct ticket *ticket, const struct decision *decision)
{
	if (decision->opens)
		ticket->asked = ticket->missing = decision->asked;
	else if (decision->entry_kind == ENTRY_CUSTOMER && decision->mentions)
		ticket->missing &= ~mention_list_kinds(decision->mentions);
}

static char *
phrase_of(const struct template *templates, const char *name,
    const char *language)
{
	g_autofree char *phrase =
	    template_phrase(templates, name, language, NULL);

	return templatefile_wrap(phrase ? phrase : "");
}

char *
needed_text(const struct template *templates, const char *language,
    guint32 kinds)
{
	g_autofree char *begin = NULL, *end = NULL;
	GString *out = g_string_new(NULL);

	if (kinds == 0)
		return g_string_free(out, FALSE);
	begin = phrase_of(templates, "facts", language);
	end = phrase_of(templates, "facts-end", language);
	g_string_append_printf(out, "%s\n\n", begin);
	for (guint kind = 0; kind < MENTION_KINDS; kind++) {
		g_autofree char *line = kinds & MENTION_BIT(kind)
		    ? template_phrase(templates, facts[kind].phrase, language,
		          NULL)
		    : NULL;

		if (line)
			g_string_append_printf(out, "- %s\n", line);
	}
	g_string_append_printf(out, "\n%s", end);
	return g_string_free(out, FALSE);
}
