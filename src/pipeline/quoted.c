/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notice as it went out is the measure of what in an agent's mail is quoted
 * and what he wrote: it is read back from the archive. Only a notice to this
 * agent about this ticket counts, whatever the mail refers to. */
#include "pipeline/quoted.h"
#include "desk/command.h"
#include "desk/conversation.h"
#include "desk/interleaved.h"
#include "mime/transfer.h"
#include "pipeline/history.h"
#include "route/clues.h"
#include "store/letters.h"
#include <string.h>

void
quoted_clear(struct quoted *found)
{
	g_clear_pointer(&found->inlined, g_free);
}

/* The decoded text of a letter of ours, which is the first part in it. */
static char *
quoted_plain(GBytes *octets)
{
	static const char encoding[] = "Content-Transfer-Encoding: ";
	gsize size = 0;
	const char *raw = g_bytes_get_data(octets, &size);
	g_autofree char *text = g_strndup(raw, size);
	const char *part = strstr(text, "Content-Type: text/plain");
	const char *field = part ? strstr(part, encoding) : NULL;
	const char *body = field ? strstr(field, "\r\n\r\n") : NULL;
	const char *end = body ? strstr(body, "\r\n--=_") : NULL;

	if (!end)
		return g_strdup("");
	g_autofree char *name = g_strndup(field + strlen(encoding),
	    strcspn(field + strlen(encoding), "\r\n"));
	body += strlen("\r\n\r\n");
	g_autoptr(GByteArray) decoded =
	    transfer_decode_all(transfer_encoding(name), body,
	        (gsize)(end - body));
	g_autofree char *plain =
	    g_strndup((const char *)decoded->data, decoded->len);
	g_auto(GStrv) lines = g_strsplit(plain, "\r\n", -1);
	return g_strjoinv("\n", lines);
}

static bool
quoted_is_his(const struct apply *apply, const struct letter *letter)
{
	const struct settings_agent *agent =
	    settings_agent_by_address(apply->accept->settings, letter->to);

	return letter->kind == LETTER_NOTICE && agent != NULL &&
	    g_strcmp0(agent->name, apply->match->agent) == 0 &&
	    (letter->ticket == apply->match->token_ticket ||
	        letter->ticket == apply->ticket->number);
}

/* The newest notice that the mail refers to; NULL without an error: none. */
static char *
quoted_notice(const struct apply *apply, GError **error)
{
	const struct accept *accept = apply->accept;
	g_autoptr(GPtrArray) clues = clues_gather(apply->mail->header,
	    accept->settings, accept->ring, apply->now);

	for (guint i = 0; i < clues->len; i++) {
		const struct thread_clue *clue = g_ptr_array_index(clues, i);
		g_autoptr(GError) problem = NULL;
		g_autoptr(letter) letter = NULL;
		g_autoptr(GBytes) octets = NULL;

		if (clue->kind != THREAD_OWN_ID)
			continue;
		letter = letters_get(apply->txn, clue->letter, &problem);
		if (letter != NULL && quoted_is_his(apply, letter))
			octets = archive_read(accept->store->archive,
			    &letter->text, &problem);
		if (problem != NULL && fail_is(problem, FAIL_STORE)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return NULL;
		}
		if (octets != NULL)
			return quoted_plain(octets);
	}
	return NULL;
}

/* What customers wrote on the ticket themselves. */
static char *
quoted_said(const struct apply *apply, GError **error)
{
	g_autoptr(GPtrArray) items =
	    history_load(apply->accept, apply->txn, apply->ticket->number,
	        apply->ticket->entries, CONVERSATION_ENTRIES, error);
	GString *said = g_string_new(NULL);

	for (guint i = 0; items != NULL && i < items->len; i++) {
		const struct history_item *item = g_ptr_array_index(items, i);
		if (item->entry->kind == ENTRY_CUSTOMER)
			g_string_append_printf(said, "%s\n\n", item->text);
	}
	return g_string_free(said, items == NULL);
}

bool
quoted_find(const struct apply *apply, struct quoted *out, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *said = NULL;
	g_autofree char *notice = quoted_notice(apply, &problem);
	struct interleaved_what what = { .text = apply->mail->message->text,
		.notice = notice,
		.said = "",
		.desk_address = apply->accept->settings->desk.address };

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (notice == NULL)
		return true;
	out->between = interleaved_is_between(&what);
	if (!command_starts(what.text))
		return true;
	said = quoted_said(apply, error);
	if (said == NULL)
		return false;
	what.said = said;
	out->inlined = interleaved_words(&what);
	return true;
}
