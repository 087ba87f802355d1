/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mailbox: batches of raw mails come from its fetcher, its reader
 * understands them, the pipeline decides and commits, and only then the fetcher
 * may tell the server. It has no network; it may die at any instruction, and
 * what was not committed comes again. */
#include "base/autofd.h"
#include "base/channel.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memfd.h"
#include "base/steptimer.h"
#include "daemon/link.h"
#include "daemon/role.h"
#include "intake/reader.h"
#include "pipeline/inbox.h"
#include "store/cursors.h"
#include "store/health.h"
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define ROLE_MAILBOX_ALIVE 60 /* seconds */
#define ROLE_MAILBOX_STEP                                               \
	1800 /* seconds for one batch: every mail may take the reader's \
	        deadline */
#define ROLE_MAILBOX_PAUSE                                 \
	10 /* seconds until a full disk is looked at again \
	    */
#define ROLE_MAILBOX_UNMARKED 100000
#define ROLE_MAILBOX_STRIKES 3

struct mailbox {
	struct role *role;
	const struct settings_account *account;
	struct inbox inbox;
	guint32 id; /* cursors_account() */
	struct cursor cursor;
	GArray *marked; /* guint32 UIDs the server has been told about, not yet
	                   recorded */
	bool healthy;
	bool careful;
	/* of the batch in hand */
	bool fresh;
	guint32 covered;
};

static int
role_mailbox_fail(const GError *error)
{
	log_error(LOG_ERROR, "mailbox.stop", error, NULL);
	return fail_exit_status(error);
}

/* Within a transaction: the server has been told about these mails. */
static bool
role_mailbox_forget(struct mailbox *mailbox, struct kv_txn *txn, GError **error)
{
	for (guint i = 0; i < mailbox->marked->len; i++) {
		struct dedupe_uid uid = { mailbox->id,
			mailbox->cursor.uidvalidity,
			g_array_index(mailbox->marked, guint32, i) };
		if (!cursors_del_unmarked(txn, &uid, error) ||
		    (mailbox->careful &&
		        !cursors_put_attempts(txn, &uid, 0, error)))
			return false;
	}
	return true;
}

/* The last part of a batch's transaction: how far we are. */
static bool
role_mailbox_finish(struct kv_txn *txn, void *context, GError **error)
{
	struct mailbox *mailbox = context;
	struct cursor cursor = mailbox->cursor;

	if (mailbox->fresh)
		cursor.fresh = MAX(cursor.fresh, mailbox->covered);
	else
		cursor.backlog = MAX(cursor.backlog, mailbox->covered);
	return role_mailbox_forget(mailbox, txn, error) &&
	    cursors_put(txn, mailbox->id, &cursor, error);
}

static void
role_mailbox_committed(struct mailbox *mailbox)
{
	if (mailbox->fresh)
		mailbox->cursor.fresh =
		    MAX(mailbox->cursor.fresh, mailbox->covered);
	else
		mailbox->cursor.backlog =
		    MAX(mailbox->cursor.backlog, mailbox->covered);
	g_array_set_size(mailbox->marked, 0);
}

/* "YYYY-MM-DD" in the desk's zone as ms UTC; 0 for other words. */
static gint64
role_mailbox_since(const struct mailbox *mailbox)
{
	g_autofree char *iso =
	    g_strconcat(mailbox->account->start, "T00:00:00", NULL);
	g_autoptr(GDateTime) date =
	    g_date_time_new_from_iso8601(iso, mailbox->inbox.accept.zone);

	return date != NULL ? g_date_time_to_unix(date) * 1000 : 0;
}

/* Where to begin in a folder never read: the setting start says it. */
static struct cursor
role_mailbox_begin(const struct mailbox *mailbox, guint32 uidvalidity,
    guint32 uidnext)
{
	const char *start = mailbox->account->start;
	struct cursor cursor = { .uidvalidity = uidvalidity,
		.backlog = uidnext,
		.backlog_end = uidnext,
		.fresh = uidnext };

	if (g_str_equal(start, "now")) {
		cursor.since = clock_now();
		return cursor;
	}
	cursor.backlog = 1;
	cursor.unseen_only = g_str_equal(start, "unseen");
	cursor.since = role_mailbox_since(mailbox);
	return cursor;
}

/* UIDVALIDITY changed, or UIDs went backwards: everything is looked at again
 * and known by its content; what was older than our first start stays alone. */
static struct cursor
role_mailbox_again(const struct cursor *old, guint32 uidvalidity,
    guint32 uidnext)
{
	log_event(LOG_WARNING, "mailbox.renumbered", "old_uidvalidity",
	    log_number(old->uidvalidity), "uidvalidity",
	    log_number(uidvalidity), "cursor", log_number(old->fresh),
	    "uidnext", log_number(uidnext), NULL);
	return (struct cursor){ .uidvalidity = uidvalidity,
		.backlog = 1,
		.backlog_end = uidnext,
		.fresh = uidnext,
		.since = old->since };
}

static bool
role_mailbox_load(struct mailbox *mailbox, guint32 uidvalidity, guint32 uidnext,
    GVariant **plan_out, GError **error)
{
	g_autoptr(kv_txn) txn =
	    kv_begin(mailbox->inbox.accept.store->kv, KV_WRITE, error);
	g_autoptr(GArray) unmarked =
	    g_array_new(FALSE, FALSE, sizeof(struct cursors_unmarked));
	struct cursor cursor = { 0 };

	if (txn == NULL)
		return false;
	mailbox->id = cursors_account(txn, mailbox->account->name,
	    mailbox->account->folder, error);
	if (mailbox->id == 0 || !cursors_get(txn, mailbox->id, &cursor, error))
		return false;
	if (cursor.uidvalidity == 0)
		cursor = role_mailbox_begin(mailbox, uidvalidity, uidnext);
	else if (cursor.uidvalidity != uidvalidity || uidnext < cursor.fresh)
		cursor = role_mailbox_again(&cursor, uidvalidity, uidnext);
	if (!cursors_put(txn, mailbox->id, &cursor, error) ||
	    !cursors_list_unmarked(txn, mailbox->id, uidvalidity,
	        ROLE_MAILBOX_UNMARKED, unmarked, error))
		return false;
	mailbox->cursor = cursor;
	g_auto(GVariantBuilder) marks =
	    G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a(uu)"));
	for (guint i = 0; i < unmarked->len; i++) {
		struct cursors_unmarked *one =
		    &g_array_index(unmarked, struct cursors_unmarked, i);
		g_variant_builder_add(&marks, "(uu)", one->uid, one->mark);
	}
	*plan_out =
	    g_variant_new(LINK_PLAN_TYPE, cursor.backlog, cursor.backlog_end,
	        cursor.fresh, cursor.since, cursor.unseen_only, &marks);
	return kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}

static bool
role_mailbox_selected(struct mailbox *mailbox, GVariant *body, GError **error)
{
	guint32 uidvalidity, uidnext, exists;
	GVariant *plan = NULL;

	g_variant_get(body, "(uuu)", &uidvalidity, &uidnext, &exists);
	g_array_set_size(mailbox->marked, 0);
	if (!role_mailbox_load(mailbox, uidvalidity, uidnext, &plan, error))
		return false;
	return channel_send(ROLE_FD_LINK, LINK_PLAN, plan, NULL, 0, error);
}

static struct accept_mail *
role_mailbox_mail(const struct mailbox *mailbox, GVariant *batch, gsize place,
    struct reader_mail *where)
{
	struct accept_mail *mail = g_new0(struct accept_mail, 1);
	guint32 uid, flags;
	gint64 internaldate;

	g_variant_get_child(batch, place, "(uxutt)", &uid, &internaldate,
	    &flags, &where->offset, &where->length);
	mail->source = (struct entry_source){ .account = mailbox->account->name,
		.folder = mailbox->account->folder,
		.uidvalidity = mailbox->cursor.uidvalidity,
		.uid = uid };
	mail->account = mailbox->id;
	mail->internaldate = internaldate;
	mail->too_large = (flags & LINK_TOO_LARGE) != 0;
	return mail;
}

/* Tells the fetcher which mails the server may be told about. */
static bool
role_mailbox_tell(const GPtrArray *mails, GError **error)
{
	g_auto(GVariantBuilder) marks =
	    G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a(uu)"));

	for (guint i = 0; i < mails->len; i++) {
		const struct accept_mail *mail = g_ptr_array_index(mails, i);
		guint32 mark = mail->refused != NULL ? CURSORS_MARK_QUARANTINE
		                                     : CURSORS_MARK_DONE;
		g_variant_builder_add(&marks, "(uu)", mail->source.uid, mark);
	}
	return channel_send(ROLE_FD_LINK, LINK_COMMITTED,
	    g_variant_builder_end(&marks), NULL, 0, error);
}

static bool
role_mailbox_batch(struct mailbox *mailbox, struct channel_message *message,
    GError **error)
{
	g_autoptr(GVariant) list = NULL;
	g_autoptr(GPtrArray) mails =
	    g_ptr_array_new_with_free_func((GDestroyNotify)accept_mail_free);
	g_autoptr(GArray) places =
	    g_array_new(FALSE, TRUE, sizeof(struct reader_mail));
	g_autoptr(GError) problem = NULL;
	gboolean fresh;

	g_variant_get(message->body, "(bu@a(uxutt))", &fresh, &mailbox->covered,
	    &list);
	mailbox->fresh = fresh;
	for (gsize i = 0; i < g_variant_n_children(list); i++) {
		struct reader_mail where;
		g_ptr_array_add(mails,
		    role_mailbox_mail(mailbox, list, i, &where));
		g_array_append_val(places, where);
	}
	steptimer_start(ROLE_MAILBOX_STEP);
	role_alive(ROLE_MAILBOX_STEP);
	struct inbox_batch batch = { message->fds[0], mails, places };
	bool taken = inbox_take(&mailbox->inbox, &batch, role_mailbox_finish,
	    mailbox, &problem);
	steptimer_stop();
	if (taken) {
		role_mailbox_committed(mailbox);
		role_ring_senders(mailbox->role);
		return role_mailbox_tell(mails, error);
	}
	if (!fail_is(problem, FAIL_TEMPORARY)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	log_error(LOG_ERROR, "intake.paused", problem, NULL);
	return channel_send(ROLE_FD_LINK, LINK_PAUSE,
	    g_variant_new_uint32(ROLE_MAILBOX_PAUSE), NULL, 0, error);
}

/* A transaction of its own for what would otherwise ride with the next batch.
 */
static bool
role_mailbox_flush(struct mailbox *mailbox, GError **error)
{
	g_autoptr(kv_txn) txn = NULL;

	if (mailbox->marked->len == 0)
		return true;
	txn = kv_begin(mailbox->inbox.accept.store->kv, KV_WRITE, error);
	if (txn == NULL || !role_mailbox_forget(mailbox, txn, error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	g_array_set_size(mailbox->marked, 0);
	return true;
}

static bool
role_mailbox_left(struct mailbox *mailbox, GVariant *body, GError **error)
{
	gboolean fresh;

	g_variant_get(body, "(bu)", &fresh, &mailbox->covered);
	mailbox->fresh = fresh;
	g_autoptr(kv_txn) txn =
	    kv_begin(mailbox->inbox.accept.store->kv, KV_WRITE, error);
	if (txn == NULL || !role_mailbox_finish(txn, mailbox, error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	role_mailbox_committed(mailbox);
	return true;
}

/* Careful mode: the attempt is recorded before the mail is loaded; the third
 * failure leaves it. */
static bool
role_mailbox_attempt(struct mailbox *mailbox, guint32 number, GError **error)
{
	struct dedupe_uid uid = { mailbox->id, mailbox->cursor.uidvalidity,
		number };
	struct kv *kv = mailbox->inbox.accept.store->kv;
	g_autoptr(kv_txn) txn = kv_begin(kv, KV_WRITE, error);
	guint32 attempts = 0;

	if (txn == NULL || !cursors_get_attempts(txn, &uid, &attempts, error) ||
	    !cursors_put_attempts(txn, &uid, attempts + 1, error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	if (attempts < ROLE_MAILBOX_STRIKES)
		return channel_send(ROLE_FD_LINK, LINK_VERDICT,
		    g_variant_new_boolean(TRUE), NULL, 0, error);
	log_event(LOG_ERROR, "mail.quarantined", "account",
	    mailbox->account->name, "uid", log_number(number), NULL);
	return inbox_quarantine(&mailbox->inbox, &uid, mailbox->account,
	           error) &&
	    channel_send(ROLE_FD_LINK, LINK_VERDICT,
	        g_variant_new_boolean(FALSE), NULL, 0, error);
}

static bool
role_mailbox_state(struct mailbox *mailbox, const char *trouble, GError **error)
{
	g_autofree char *subject =
	    g_strconcat("account ", mailbox->account->name, NULL);

	if (*trouble == '\0' && mailbox->healthy)
		return true;
	mailbox->healthy = *trouble == '\0';
	return health_note(mailbox->inbox.accept.store->kv, subject, trouble,
	    clock_now(), error);
}

static bool
role_mailbox_handle(struct mailbox *mailbox, struct channel_message *message,
    GError **error)
{
	switch (message->type) {
	case LINK_SELECTED:
		return role_mailbox_selected(mailbox, message->body, error);
	case LINK_BATCH:
		return role_mailbox_batch(mailbox, message, error);
	case LINK_MARKED: {
		gsize n = 0;
		const guint32 *uids =
		    g_variant_get_fixed_array(message->body, &n, sizeof *uids);
		g_array_append_vals(mailbox->marked, uids, (guint)n);
		return true;
	}
	case LINK_STATE:
		return role_mailbox_state(mailbox,
		    g_variant_get_string(message->body, NULL), error);
	case LINK_ATTEMPT:
		return role_mailbox_attempt(mailbox,
		    g_variant_get_uint32(message->body), error);
	case LINK_LEFT:
		return role_mailbox_left(mailbox, message->body, error);
	default:
		return fail_set(error, FAIL_PERMANENT,
		    "the fetcher sent a message of type %u", message->type);
	}
}

static int
role_mailbox_loop(struct mailbox *mailbox)
{
	for (;;) {
		g_autoptr(GError) error = NULL;
		g_auto(channel_message) message = { 0 };

		role_alive(ROLE_MAILBOX_ALIVE);
		switch (channel_receive(ROLE_FD_LINK,
		    mailbox->marked->len > 0 ? 500 : 20000, link_type_of,
		    &message, &error)) {
		case CHANNEL_MESSAGE:
			if (!role_mailbox_handle(mailbox, &message, &error))
				return role_mailbox_fail(error);
			break;
		case CHANNEL_TIMEOUT:
			if (!role_mailbox_flush(mailbox, &error))
				return role_mailbox_fail(error);
			break;
		case CHANNEL_CLOSED:
			if (!role_mailbox_flush(mailbox, &error))
				return role_mailbox_fail(error);
			return EX_OK;
		case CHANNEL_ERROR:
			return role_mailbox_fail(error);
		}
	}
}

int
role_mailbox_main(struct role *role)
{
	g_autoptr(GError) error = NULL;
	struct mailbox mailbox = { .role = role,
		.account = g_ptr_array_index(role->settings->accounts, 0),
		.careful = role->careful };

	if (!inbox_open(&mailbox.inbox, role->settings, role->secrets, &error))
		return role_mailbox_fail(error);
	mailbox.marked = g_array_new(FALSE, FALSE, sizeof(guint32));
	int status = role_mailbox_loop(&mailbox);
	g_array_unref(mailbox.marked);
	inbox_close(&mailbox.inbox);
	return status;
}
