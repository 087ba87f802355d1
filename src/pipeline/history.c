/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has been said on a ticket, read back from the store for the next letter.
 * A damaged record must not keep a new mail out of its ticket, so it only
 * leaves its text empty; verify finds it. */
#include "pipeline/history.h"
#include "mime/quote.h"
#include "model/message.h"
#include "route/replyaddr.h"
#include "store/tickets.h"
#include <string.h>

static void
history_free_item(gpointer data)
{
	struct history_item *item = data;

	entry_free(item->entry);
	g_free(item->text);
	g_free(item);
}

char *
history_words(const struct entry *entry, const struct message *message)
{
	gsize size = strlen(message->text);

	if (entry->kind == ENTRY_CUSTOMER && message->kept->len > 0)
		return quote_join(message->text, message->kept);
	return g_strndup(message->text, MIN(size, entry->shown));
}

/* NULL with a STORE error only. */
static char *
history_text(const struct accept *accept, const struct entry *entry,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) record = NULL;
	g_autoptr(message) message = NULL;

	if (entry->record.segment == 0)
		return g_strdup("");
	record = archive_read(accept->store->archive, &entry->record, &problem);
	if (record != NULL)
		message = message_decode(record, entry->raw.length, NULL);
	if (problem != NULL && fail_is(problem, FAIL_STORE)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	if (message == NULL)
		return g_strdup("");
	g_autofree char *words = history_words(entry, message);
	return replyaddr_scrub(accept->settings, words);
}

bool
history_newest(struct kv_txn *txn, const struct ticket *ticket, guint32 seat,
    struct entry **out, GError **error)
{
	*out = NULL;
	for (guint32 seq = ticket->entries; seq-- > 0 && *out == NULL;) {
		g_autoptr(GError) problem = NULL;
		g_autoptr(entry) entry =
		    tickets_get_entry(txn, ticket->number, seq, &problem);
		if (problem != NULL) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		if (entry != NULL && entry->kind == ENTRY_CUSTOMER &&
		    entry->record.segment != 0 &&
		    (seat == HISTORY_ANY_SEAT || entry->seat == seat))
			*out = g_steal_pointer(&entry);
	}
	return true;
}

GPtrArray *
history_load(const struct accept *accept, struct kv_txn *txn, guint64 ticket,
    guint32 before, guint most, GError **error)
{
	g_autoptr(GPtrArray) items =
	    g_ptr_array_new_with_free_func(history_free_item);

	for (guint32 seq = before; seq-- > 0 && items->len < most;) {
		g_autoptr(GError) problem = NULL;
		g_autoptr(entry) entry =
		    tickets_get_entry(txn, ticket, seq, &problem);
		if (problem != NULL) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return NULL;
		}
		if (entry == NULL)
			continue;
		char *text = history_text(accept, entry, error);
		if (text == NULL)
			return NULL;
		struct history_item *item = g_new0(struct history_item, 1);
		item->entry = g_steal_pointer(&entry);
		item->text = text;
		g_ptr_array_add(items, item);
	}
	return g_steal_pointer(&items);
}
