/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts of a matter. They are what somebody wrote, whether in a form's field or
 * in his own words: they save a question and lead to no right, and a mail's
 * must never be more than its writer's. */
#include "desk/needed.h"

#include "desk/formfield.h"
#include "desk/mentions.h"
#include "mime/quote.h"
#include "model/entry.h"
#include "model/mention.h"

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
