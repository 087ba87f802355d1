/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the store whole? What "docketctl verify" and the crash tests ask.
 *
 * Rows first, then the archive's content in the order in which it lies on
 * disk, each frame once however many records refer to it. It must never mend
 * anything: what is wrong is evidence. */
#include "store/verify.h"

#include <string.h>

#include "model/message.h"
#include "store/audit.h"
#include "store/rowcheck.h"

static bool
same_frame(const struct blob *a, const struct blob *b)
{
	return a->segment == b->segment && a->offset == b->offset;
}

static int
compare_blobs(gconstpointer a, gconstpointer b)
{
	const struct blob *first = &((const struct rowcheck_blob *)a)->blob;
	const struct blob *second = &((const struct rowcheck_blob *)b)->blob;
	if (first->segment != second->segment)
		return first->segment < second->segment ? -1 : 1;
	return (first->offset > second->offset) -
	    (first->offset < second->offset);
}

static char *
row_name(const struct rowcheck_blob *row)
{
	if (row->kind == KEY_ENTRY)
		return g_strdup_printf("entry %" G_GUINT64_FORMAT "/%u",
		    row->number, row->seq);
	return g_strdup_printf("%s %" G_GUINT64_FORMAT,
	    row->kind == KEY_HOLD ? "held mail" : "letter", row->number);
}

/* One reference to content that was read from where it says. */
static void
check_reference(struct rowcheck *check, const struct rowcheck_blob *row,
    const struct blob *read, GBytes *content)
{
	g_autofree char *name = row_name(row);
	GError *error = NULL;
	if (row->blob.length != read->length ||
	    memcmp(row->blob.sha256, read->sha256, sizeof read->sha256) != 0) {
		rowcheck_complain(check,
		    "%s: archive %u+%" G_GUINT64_FORMAT
		    ": another record says otherwise",
		    name, row->blob.segment, row->blob.offset);
		return;
	}
	if (!row->is_message)
		return;
	g_autoptr(message) message =
	    message_decode(content, row->raw_length, &error);
	if (message)
		return;
	rowcheck_complain(check, "%s: %s", name, error->message);
	g_error_free(error);
}

/* Reads the frame of row n and checks all rows that refer to it; returns the
 * first one behind them. */
static guint
check_frame(struct rowcheck *check, struct archive *archive, guint n)
{
	const struct rowcheck_blob *first =
	    &g_array_index(check->blobs, struct rowcheck_blob, n);
	GError *error = NULL;
	g_autoptr(GBytes) content = archive_read(archive, &first->blob, &error);
	check->report->blobs++;
	check->report->octets += first->blob.length;
	for (; n < check->blobs->len; n++) {
		const struct rowcheck_blob *row =
		    &g_array_index(check->blobs, struct rowcheck_blob, n);
		if (!same_frame(&row->blob, &first->blob))
			break;
		if (content) {
			check_reference(check, row, &first->blob, content);
			continue;
		}
		g_autofree char *name = row_name(row);
		rowcheck_complain(check, "%s: %s", name, error->message);
	}
	g_clear_error(&error);
	return n;
}

static void
check_audit_chain(struct rowcheck *check)
{
	guint64 count = 0;
	GError *error = NULL;
	if (audit_check(check->txn, &count, &error))
		return;
	rowcheck_complain(check, "%s", error->message);
	g_error_free(error);
}

/* All that one look at the key-value store can tell. */
static bool
check_rows(struct rowcheck *check, struct store *store, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(store->kv, KV_READ, error);
	if (!txn)
		return false;
	check->txn = txn;
	if (!rowcheck_all(check)) {
		g_propagate_error(error, check->problem);
		return false;
	}
	check_audit_chain(check);
	return true;
}

bool
verify_store(struct store *store, verify_complain complain, void *context,
    struct verify_report *out, GError **error)
{
	g_autoptr(GArray) blobs =
	    g_array_new(FALSE, TRUE, sizeof(struct rowcheck_blob));
	struct rowcheck check = { .complain = complain,
		.context = context,
		.report = out,
		.blobs = blobs };
	memset(out, 0, sizeof *out);
	if (!check_rows(&check, store, error))
		return false;
	g_array_sort(blobs, compare_blobs);
	for (guint n = 0; n < blobs->len;)
		n = check_frame(&check, store->archive, n);
	return true;
}
