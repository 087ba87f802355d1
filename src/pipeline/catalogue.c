/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets to words. What gets in is what agents may read: secrets were hidden
 * before the store had them, and tokens of ours are scrubbed with each text. It
 * goes on in small commits, and what is damaged is thrown away and begun anew.
 * No error of the index may ever stop a mail. */
#include "pipeline/catalogue.h"
#include "base/clock.h"
#include "base/log.h"
#include "pipeline/bookmark.h"
#include "pipeline/history.h"
#include "search/finder.h"
#include "store/audit.h"
#include "store/filesystem.h"
#include "store/health.h"
#include "store/numbers.h"
#include "store/tickets.h"
#include <string.h>

#define CATALOGUE_SUBJECT "ticket index"
#define CATALOGUE_BATCH 100   /* tickets, and audit records, in a commit */
#define CATALOGUE_ENTRIES 200 /* of a ticket: the newest */
#define CATALOGUE_TEXT 262144 /* octets of a ticket's words */

struct catalogue {
	struct accept *accept;
	struct finder *finder; /* while it is written */
	struct bookmark place;
	bool known; /* place is what the index has */
	enum { CATALOGUE_UNTOLD, CATALOGUE_WELL, CATALOGUE_ILL } told;
};

struct catalogue *
catalogue_new(struct accept *accept)
{
	struct catalogue *catalogue = g_new0(struct catalogue, 1);

	catalogue->accept = accept;
	return catalogue;
}

void
catalogue_free(struct catalogue *catalogue)
{
	if (catalogue == NULL)
		return;
	finder_close(catalogue->finder);
	g_free(catalogue);
}

/* --- making --------------------------------------------------------------- */

/* One batch, within one transaction that reads. */
struct catalogue_batch {
	struct catalogue *catalogue;
	struct kv_txn *txn;
	struct bookmark place; /* behind it */
	GArray *numbers;       /* guint64, each once */
	GHashTable *seen;
};

/* Numbers and addresses, which are found as a whole. */
static void
catalogue_exact(GPtrArray *exact, const struct ticket *ticket,
    const GPtrArray *items)
{
	for (guint i = 0; i < ticket->seats->len; i++) {
		const struct ticket_seat *seat =
		    g_ptr_array_index(ticket->seats, i);
		g_ptr_array_add(exact, seat->address);
	}
	for (guint i = 0; i < items->len; i++) {
		const struct history_item *item = g_ptr_array_index(items, i);
		const GPtrArray *mentions = item->entry->mentions;
		for (guint k = 0; k < mentions->len; k++) {
			const struct mention *mention =
			    g_ptr_array_index(mentions, k);
			g_ptr_array_add(exact, mention->value);
		}
	}
	g_ptr_array_add(exact, NULL);
}

static char *
catalogue_head(const struct ticket *ticket)
{
	GString *head = g_string_new(ticket->subject);

	for (guint i = 0; ticket->tags[i] != NULL; i++)
		g_string_append_printf(head, "\n%s", ticket->tags[i]);
	for (guint i = 0; i < ticket->seats->len; i++) {
		const struct ticket_seat *seat =
		    g_ptr_array_index(ticket->seats, i);
		g_string_append_printf(head, "\n%s\n%s", seat->address,
		    seat->name);
	}
	return g_string_free(head, FALSE);
}

/* Newest first, as far as the room goes; a character is not cut in two. */
static char *
catalogue_body(const GPtrArray *items)
{
	GString *body = g_string_new(NULL);
	const char *end = NULL;

	for (guint i = 0; i < items->len && body->len < CATALOGUE_TEXT; i++) {
		const struct history_item *item = g_ptr_array_index(items, i);
		g_string_append_printf(body, "%s\n%s\n", item->text,
		    item->entry->remark);
	}
	if (body->len <= CATALOGUE_TEXT)
		return g_string_free(body, FALSE);
	end = g_utf8_find_prev_char(body->str, body->str + CATALOGUE_TEXT);
	g_string_truncate(body, (gsize)(end - body->str));
	return g_string_free(body, FALSE);
}

static bool
catalogue_put(struct catalogue_batch *batch, const struct ticket *ticket,
    GError **error)
{
	g_autoptr(GPtrArray) exact = g_ptr_array_new();
	g_autoptr(GPtrArray) items =
	    history_load(batch->catalogue->accept, batch->txn, ticket->number,
	        ticket->entries, CATALOGUE_ENTRIES, error);

	if (items == NULL)
		return false;
	g_autofree char *head = catalogue_head(ticket);
	g_autofree char *body = catalogue_body(items);
	catalogue_exact(exact, ticket, items);
	struct finder_document document = { .number = (guint32)ticket->number,
		.language = ticket->language,
		.head = head,
		.body = body,
		.exact = (const char *const *)exact->pdata };
	return finder_put(batch->catalogue->finder, &document, error);
}

/* The index has 32 bits for a number. */
static bool
catalogue_one(struct catalogue_batch *batch, guint64 number, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket = NULL;

	if (number > G_MAXUINT32)
		return true;
	ticket = tickets_get(batch->txn, number, &problem);
	if (ticket != NULL)
		return catalogue_put(batch, ticket, error);
	if (problem == NULL)
		return finder_drop(batch->catalogue->finder, (guint32)number,
		    error);
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

static void
catalogue_want(struct catalogue_batch *batch, guint64 number)
{
	if (g_hash_table_add(batch->seen, g_memdup2(&number, sizeof number)))
		g_array_append_val(batch->numbers, number);
}

/* The tickets that are still to be put in for the first time; those that change
 * before their turn comes are read as they are then. */
static bool
catalogue_walk(struct catalogue_batch *batch, GError **error)
{
	guint64 next = numbers_next(batch->txn, "ticket", error);
	guint64 *from = &batch->place.from;

	if (next == 0)
		return false;
	for (guint i = 0; i < CATALOGUE_BATCH && *from < next; i++, ++*from)
		catalogue_want(batch, *from);
	if (*from >= next)
		*from = 0;
	return true;
}

/* What has changed since. */
static bool
catalogue_follow(struct catalogue_batch *batch, GError **error)
{
	g_autoptr(GArray) tickets = g_array_new(FALSE, FALSE, sizeof(guint64));
	guint64 from = batch->catalogue->place.from;
	bool found = false;

	if (!audit_tickets_after(batch->txn, batch->place.audit,
	        CATALOGUE_BATCH, tickets, &batch->place.audit, error) ||
	    !audit_digest(batch->txn, batch->place.audit, batch->place.digest,
	        &found, error))
		return false;
	for (guint i = 0; i < tickets->len; i++) {
		guint64 number = g_array_index(tickets, guint64, i);
		if (from == 0 || number < from)
			catalogue_want(batch, number);
	}
	return true;
}

/* *done_out: there was nothing left to do. */
static bool
catalogue_run_batch(struct catalogue_batch *batch, bool *done_out,
    GError **error)
{
	struct catalogue *catalogue = batch->catalogue;
	const struct bookmark *before = &catalogue->place;

	if ((before->from != 0 && !catalogue_walk(batch, error)) ||
	    !catalogue_follow(batch, error))
		return false;
	*done_out = before->from == 0 && batch->place.audit == before->audit;
	if (*done_out)
		return true;
	for (guint i = 0; i < batch->numbers->len; i++)
		if (!catalogue_one(batch,
		        g_array_index(batch->numbers, guint64, i), error))
			return false;
	g_autofree char *state = bookmark_write(&batch->place);
	if (!finder_commit(catalogue->finder, state, error))
		return false;
	catalogue->place = batch->place;
	return true;
}

static bool
catalogue_next(struct catalogue *catalogue, bool *done_out, GError **error)
{
	g_autoptr(kv_txn) txn =
	    kv_begin(catalogue->accept->store->kv, KV_READ, error);
	struct catalogue_batch batch = {
		.catalogue = catalogue, .txn = txn, .place = catalogue->place
	};

	if (txn == NULL)
		return false;
	batch.numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	batch.seen =
	    g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	bool good = catalogue_run_batch(&batch, done_out, error);
	g_array_unref(batch.numbers);
	g_hash_table_unref(batch.seen);
	return good;
}

/* --- opening it to write -------------------------------------------------- */

static void
catalogue_close(struct catalogue *catalogue)
{
	g_clear_pointer(&catalogue->finder, finder_close);
}

/* Begins at the first ticket, and at the newest change. */
static bool
catalogue_begin(struct catalogue *catalogue, struct kv_txn *txn, GError **error)
{
	struct bookmark *place = &catalogue->place;
	bool found = false;

	memset(place, 0, sizeof *place);
	place->from = 1;
	return audit_newest(txn, &place->audit, error) &&
	    audit_digest(txn, place->audit, place->digest, &found, error);
}

static void
catalogue_remove(struct catalogue *catalogue)
{
	g_autofree char *path = bookmark_path(catalogue->accept->store->dir);

	catalogue_close(catalogue);
	finder_remove(path);
	catalogue->known = false;
}

static bool
catalogue_open(struct catalogue *catalogue, GError **error)
{
	g_autofree char *path = bookmark_path(catalogue->accept->store->dir);
	g_autofree char *folder = g_path_get_dirname(path);

	if (catalogue->finder == NULL && filesystem_make(folder, error))
		catalogue->finder = finder_open_to_write(path, error);
	return catalogue->finder != NULL;
}

/* The index open, and place where it is. */
static bool
catalogue_ready(struct catalogue *catalogue, enum catalogue_how how,
    GError **error)
{
	g_autoptr(kv_txn) txn =
	    kv_begin(catalogue->accept->store->kv, KV_READ, error);
	g_autofree char *state = NULL;
	bool fits = false;

	if (txn == NULL)
		return false;
	if (how == CATALOGUE_ANEW)
		catalogue_remove(catalogue);
	if (!catalogue_open(catalogue, error))
		return false;
	state = finder_state(catalogue->finder);
	if (bookmark_read(state, &catalogue->place) &&
	    !bookmark_fits(txn, &catalogue->place, &fits, error))
		return false;
	catalogue->known = true;
	if (fits)
		return true;
	if (finder_count(catalogue->finder) > 0 || *state != '\0') {
		log_event(LOG_WARNING, "search.anew", "reason",
		    "the index is of another store, or of an older form", NULL);
		catalogue_remove(catalogue);
		if (!catalogue_open(catalogue, error))
			return false;
		catalogue->known = true;
	}
	return catalogue_begin(catalogue, txn, error);
}

/* Whether there is nothing to do: cheap, for it is asked all the time. */
static bool
catalogue_is_current(const struct catalogue *catalogue, bool *out,
    GError **error)
{
	g_autofree char *path = bookmark_path(catalogue->accept->store->dir);
	g_autoptr(kv_txn) txn = NULL;
	guint64 newest = 0;

	*out = false;
	if (!catalogue->known || catalogue->place.from != 0 ||
	    !g_file_test(path, G_FILE_TEST_IS_DIR))
		return true;
	txn = kv_begin(catalogue->accept->store->kv, KV_READ, error);
	if (txn == NULL || !audit_newest(txn, &newest, error))
		return false;
	*out = newest == catalogue->place.audit;
	return true;
}

/* Says in "docketctl status" what is the matter, once; NULL: nothing. */
static bool
catalogue_note(struct catalogue *catalogue, const char *trouble, GError **error)
{
	if (trouble == NULL && catalogue->told == CATALOGUE_WELL)
		return true;
	catalogue->told = trouble == NULL ? CATALOGUE_WELL : CATALOGUE_ILL;
	return health_note(catalogue->accept->store->kv, CATALOGUE_SUBJECT,
	    trouble, clock_now(), error);
}

/* A store that is broken stops the keeper; an index does not. */
static bool
catalogue_trouble(struct catalogue *catalogue, const GError *problem,
    GError **error)
{
	catalogue_close(catalogue);
	catalogue->known = false;
	if (fail_is(problem, FAIL_STORE)) {
		g_propagate_error(error, g_error_copy(problem));
		return false;
	}
	log_error(LOG_ERROR, "search.index", problem, NULL);
	return catalogue_note(catalogue, problem->message, error);
}

static bool
catalogue_round(struct catalogue *catalogue, enum catalogue_how how, gint64 end,
    GError **error)
{
	bool done = false;
	bool good = catalogue_ready(catalogue, how, error);

	while (good && !done && clock_boot() < end)
		good = catalogue_next(catalogue, &done, error);
	return good;
}

/* What is damaged is thrown away once: all of it is in the store. */
static bool
catalogue_run(struct catalogue *catalogue, enum catalogue_how how, gint64 end,
    GError **error)
{
	g_autoptr(GError) problem = NULL;

	if (catalogue_round(catalogue, how, end, &problem))
		return true;
	if (fail_is(problem, FAIL_PERMANENT)) {
		log_error(LOG_WARNING, "search.broken", problem, NULL);
		return catalogue_round(catalogue, CATALOGUE_ANEW, end, error);
	}
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

static bool
catalogue_left(const struct catalogue *catalogue, guint64 *out, GError **error)
{
	g_autoptr(kv_txn) txn =
	    kv_begin(catalogue->accept->store->kv, KV_READ, error);
	guint64 next = txn != NULL ? numbers_next(txn, "ticket", error) : 0;

	*out = next - MIN(next, catalogue->place.from);
	return next > 0;
}

bool
catalogue_keep(struct catalogue *catalogue, enum catalogue_how how, gint64 span,
    guint64 *left_out, GError **error)
{
	g_autoptr(GError) problem = NULL;
	bool current = false;

	*left_out = 0;
	if (how == CATALOGUE_GO_ON &&
	    !catalogue_is_current(catalogue, &current, error))
		return false;
	if (current)
		return true;
	if (!catalogue_run(catalogue, how, clock_boot() + span, &problem))
		return catalogue_trouble(catalogue, problem, error);
	catalogue_close(catalogue);
	if (catalogue->place.from != 0 &&
	    !catalogue_left(catalogue, left_out, error))
		return false;
	return catalogue_note(catalogue, NULL, error);
}
