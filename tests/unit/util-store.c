/* SPDX-License-Identifier: GPL-3.0-or-later */
/* State folders for tests.
 *
 * scratch_accept() writes what the pipeline writes, by the same functions, so
 * that verify and the crash loop look at stores such as users have. */
#include "util-store.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "base/mac.h"
#include "model/message.h"
#include "store/audit.h"
#include "store/cursors.h"
#include "store/holds.h"
#include "store/letters.h"
#include "store/people.h"
#include "store/tickets.h"

#define NOW G_GINT64_CONSTANT(1700000000000)

char *
scratch_new(void)
{
	GError *error = NULL;
	char *folder = g_dir_make_tmp("docket-test-XXXXXX", &error);
	g_assert_no_error(error);
	return folder;
}

static int
remove_one(const char *path, const struct stat *about, int type,
    struct FTW *place)
{
	(void)about;
	(void)type;
	(void)place;
	return remove(path);
}

void
scratch_remove(char *take_folder)
{
	g_assert_cmpint(nftw(take_folder, remove_one, 16, FTW_DEPTH | FTW_PHYS),
	    ==, 0);
	g_free(take_folder);
}

struct store *
scratch_store(const char *folder)
{
	GError *error = NULL;
	struct store *store = store_open(folder, KV_READ_WRITE, &error);
	g_assert_no_error(error);
	return store;
}

struct kv_txn *
scratch_begin(struct kv *kv, enum kv_access access)
{
	GError *error = NULL;
	struct kv_txn *txn = kv_begin(kv, access, &error);
	g_assert_no_error(error);
	return txn;
}

void
scratch_dots(struct kv *kv, struct dotlog *log)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = scratch_begin(kv, KV_WRITE);

	g_assert_true(dotlog_begin(log, txn, &error));
	scratch_commit(g_steal_pointer(&txn));
	dotlog_begun(log);
}

void
scratch_set_up(struct scratch *scratch, gconstpointer data)
{
	(void)data;
	scratch->dir = scratch_new();
	scratch->kv = kv_open(scratch->dir, KV_READ_WRITE, NULL);
	scratch->txn = scratch_begin(scratch->kv, KV_WRITE);
}

void
scratch_tear_down(struct scratch *scratch, gconstpointer data)
{
	(void)data;
	g_assert_no_error(scratch->error);
	kv_abort(scratch->txn);
	kv_close(scratch->kv);
	scratch_remove(scratch->dir);
}

void
scratch_commit(struct kv_txn *take_txn)
{
	GError *error = NULL;
	enum kv_result result = kv_commit(take_txn, &error);
	g_assert_no_error(error);
	g_assert_cmpint(result, ==, KV_OK);
}

static void
set(char **field, const char *text)
{
	g_free(*field);
	*field = g_strdup(text);
}

/* The raw mail, and the message that a reader would make of it. */
static bool
store_mail(struct archive *archive, guint32 uid, struct blob *raw,
    struct blob *record, GError **error)
{
	g_autofree char *mail = g_strdup_printf(
	    "From: jane@example.com\r\nMessage-ID: <%u@example.com>\r\n"
	    "Subject: Help\r\n\r\nMail number %u.\r\n",
	    uid, uid);
	g_autoptr(message) message = message_new();
	set(&message->from_addr, "jane@example.com");
	set(&message->subject, "Help");
	struct message_part *part = message_part_new();
	set(&part->name, "part.txt");
	set(&part->mime, "text/plain");
	part->offset = 4;
	part->length = strlen(mail) - 4;
	g_ptr_array_add(message->parts, part);
	g_autoptr(GBytes) octets = message_encode(message);
	gsize size = 0;
	const void *data = g_bytes_get_data(octets, &size);
	return archive_append(archive, mail, strlen(mail), NULL, raw, error) &&
	    archive_append(archive, data, size, NULL, record, error);
}

static bool
put_letter(struct kv_txn *txn, const struct scratch_mail *mail,
    const struct blob *text, const struct blob *raw, GError **error)
{
	g_autoptr(letter) letter = letter_new();
	struct letter_attachment *part = g_new0(struct letter_attachment, 1);
	guint64 cut = text->length / 2;
	letter->number = mail->letter;
	letter->ticket = mail->ticket;
	letter->kind = LETTER_ACKNOWLEDGEMENT;
	set(&letter->to, "jane@example.com");
	letter->created = NOW;
	letter->due = NOW + (gint64)mail->uid.uid;
	letter->share = letter_share(mail->ticket, letter->to);
	letter->text = *text;
	part->raw = *raw;
	part->length = raw->length;
	g_ptr_array_add(letter->attachments, part);
	g_array_append_val(letter->cuts, cut);
	return letters_put(txn, letter, error);
}

static bool
put_ticket(struct kv_txn *txn, const struct scratch_mail *mail,
    const struct blob *raw, const struct blob *record, GError **error)
{
	char account[] = "account1", folder[] = "INBOX";
	struct entry_source source = { .account = account,
		.folder = folder,
		.uidvalidity = mail->uid.uidvalidity,
		.uid = mail->uid.uid };
	g_autoptr(ticket) ticket = ticket_new();
	g_autoptr(entry) entry = entry_new();
	ticket->number = mail->ticket;
	ticket->created = NOW;
	ticket->updated = NOW + (gint64)mail->uid.uid;
	ticket->entries = 1;
	ticket_add_seat(ticket, "jane@example.com", "Jane", TICKET_VERIFIED);
	entry->ticket = mail->ticket;
	entry->kind = ENTRY_CUSTOMER;
	g_free(entry->message_id);
	entry->message_id = g_strdup_printf("%u@example.com", mail->uid.uid);
	entry->raw = *raw;
	entry->record = *record;
	entry_add_source(entry, &source);
	return tickets_put(txn, ticket, error) &&
	    tickets_put_entry(txn, entry, error) &&
	    tickets_add_message_id(txn, entry->message_id, mail->ticket, 0,
	        error);
}

static bool
put_keys(struct kv_txn *txn, const struct scratch_mail *mail, GError **error)
{
	struct dedupe_place place = { .kind = DEDUPE_ENTRY,
		.number = mail->ticket };
	struct cursor cursor = { .uidvalidity = mail->uid.uidvalidity,
		.fresh = mail->uid.uid + 1 };
	struct audit_event event = { .when = NOW,
		.actor = "docketd",
		.action = "ticket.new",
		.object = "ticket 1",
		.reason = "test" };
	return dedupe_put(txn, &mail->uid, &mail->copy, &place, error) &&
	    cursors_put(txn, mail->uid.account, &cursor, error) &&
	    cursors_add_unmarked(txn, &mail->uid, CURSORS_MARK_DONE, error) &&
	    audit_add(txn, &event, error);
}

bool
scratch_accept(struct store *store, struct kv_txn *txn, guint32 uid,
    struct scratch_mail *out, GError **error)
{
	struct blob raw, record, text;
	out->uid = (struct dedupe_uid){ .uidvalidity = 7, .uid = uid };
	out->copy.date = (guint32)(NOW / 1000) + uid;
	mac_sha256(&uid, sizeof uid, out->copy.raw);
	mac_sha256(out->copy.raw, sizeof out->copy.raw, out->copy.canon);
	if (!store_mail(store->archive, uid, &raw, &record, error) ||
	    !archive_append(store->archive, "Dear Jane\r\n", 11, NULL, &text,
	        error) ||
	    !archive_sync(store->archive, error))
		return false;
	out->uid.account = cursors_account(txn, "account1", "INBOX", error);
	if (out->uid.account == 0)
		return false;
	out->ticket = tickets_take_number(txn, error);
	if (out->ticket == 0)
		return false;
	out->letter = letters_take_number(txn, error);
	return out->letter != 0 && put_ticket(txn, out, &raw, &record, error) &&
	    put_letter(txn, out, &text, &raw, error) &&
	    put_keys(txn, out, error);
}

guint64
scratch_hold(struct store *store, struct kv_txn *txn, guint64 ticket)
{
	GError *error = NULL;
	g_autoptr(hold) hold = hold_new();
	hold->number = holds_take_number(txn, &error);
	hold->cause = HOLD_AGENT_EMPTY;
	hold->ticket = ticket;
	bool stored = store_mail(store->archive, 1000000, &hold->raw,
	                  &hold->record, &error) &&
	    archive_sync(store->archive, &error) &&
	    holds_put(txn, hold, &error);
	g_assert_no_error(error);
	g_assert_true(stored);
	return hold->number;
}
