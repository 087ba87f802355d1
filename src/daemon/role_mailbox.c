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
#include "pipeline/ownership.h"
#include "pipeline/progress.h"
#include "store/cursors.h"
#include "store/health.h"
#include <signal.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define ROLE_MAILBOX_ALIVE 60 /* seconds */
/* ms without a message, after which marks are recorded that came behind the
 * last batch. With a batch they cost no sync of their own; lost ones are made
 * again.
 */
#define ROLE_MAILBOX_LOOK 20000
#define ROLE_MAILBOX_STEP                                               \
	1800 /* seconds for one batch: every mail may take the reader's \
	        deadline */
#define ROLE_MAILBOX_PAUSE                                 \
	10 /* seconds until a full disk is looked at again \
	    */

/* A message of the fetcher's, type 0: none; and, once it is begun, the batch
 * that is in it. */
struct mailbox_batch {
	struct channel_message message;
	struct inbox_batch mails;
	gboolean fresh;
	guint32 covered;
};
typedef struct mailbox_batch mailbox_batch;

static const struct mailbox_batch role_mailbox_nothing = {
	.message = { .fds = { -1, -1, -1, -1 } }
};

struct mailbox {
	struct role *role;
	const struct settings_account *account;
	struct inbox inbox;
	struct progress progress;
	struct mailbox_batch
	    ahead; /* what was received while one was at work */
	bool healthy;
	bool paused; /* a batch failed: what follows it waits for a new plan */
};

static int
role_mailbox_fail(const GError *error)
{
	log_error(LOG_ERROR, "mailbox.stop", error, NULL);
	return fail_exit_status(error);
}

/* A session begins: the plan says where to read on, and which marks a crash may
 * have left unmade. */
static bool
role_mailbox_selected(struct mailbox *mailbox, GVariant *body, GError **error)
{
	g_autoptr(GArray) unmarked =
	    g_array_new(FALSE, FALSE, sizeof(struct cursors_unmarked));
	const struct cursor *cursor = &mailbox->progress.cursor;
	guint32 uidvalidity, uidnext, exists;

	g_variant_get(body, "(uuu)", &uidvalidity, &uidnext, &exists);
	mailbox->paused = false;
	reader_warm(mailbox->inbox.reader);
	if (!progress_select(&mailbox->progress, uidvalidity, uidnext,
	        mailbox->inbox.accept.zone, unmarked, error))
		return false;
	g_auto(GVariantBuilder) marks =
	    G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a(uu)"));
	for (guint i = 0; i < unmarked->len; i++) {
		struct cursors_unmarked *one =
		    &g_array_index(unmarked, struct cursors_unmarked, i);
		g_variant_builder_add(&marks, "(uu)", one->uid, one->mark);
	}
	gint64 since = cursor->unseen_only ? 0 : cursor->since;
	return channel_send(ROLE_FD_LINK, LINK_PLAN,
	    g_variant_new(LINK_PLAN_TYPE, cursor->backlog, cursor->backlog_end,
	        cursor->fresh, progress_floor(&mailbox->progress), since,
	        cursor->unseen_only, &marks),
	    NULL, 0, error);
}

/* Who holds the folder, as the fetcher has seen it; nothing is read before. */
static bool
role_mailbox_claimed(struct mailbox *mailbox, GVariant *body, GError **error)
{
	struct claim holder = { 0 };
	struct ownership self = { .inbox = &mailbox->inbox,
		.account = mailbox->account };

	claim_of_variant(body, &holder);
	if (*holder.id != '\0')
		self.holder = &holder;
	bool done = ownership_judge(&self, error) &&
	    channel_send(ROLE_FD_LINK, LINK_CLAIM,
	        g_variant_new("(y@" CLAIM_TYPE "s)", (guint8)self.verdict,
	            claim_to_variant(&self.next),
	            self.text != NULL ? self.text : ""),
	        NULL, 0, error);
	if (self.verdict == CLAIM_MINE)
		reader_warm(mailbox->inbox.reader); /* while the server opens */
	if (self.text != NULL)
		role_ring_senders(mailbox->role);
	ownership_clear(&self);
	claim_clear(&holder);
	return done;
}

static struct accept_mail *
role_mailbox_mail(const struct mailbox *mailbox, GVariant *list, gsize place,
    struct reader_mail *where)
{
	struct accept_mail *mail = g_new0(struct accept_mail, 1);
	g_autoptr(GVariant) sum = NULL;
	guint32 uid, flags;
	gint64 internaldate;
	const void *octets;
	gsize size;

	g_variant_get_child(list, place, "(uxutt@ay)", &uid, &internaldate,
	    &flags, &where->offset, &where->length, &sum);
	octets = g_variant_get_fixed_array(sum, &size, 1);
	mail->summed = size == sizeof mail->copy.raw;
	if (mail->summed)
		memcpy(mail->copy.raw, octets, size);
	mail->source = (struct entry_source){ .account = mailbox->account->name,
		.folder = mailbox->account->folder,
		.uidvalidity = mailbox->progress.cursor.uidvalidity,
		.uid = uid };
	mail->account = mailbox->progress.id;
	mail->internaldate = internaldate;
	mail->too_large = (flags & LINK_TOO_LARGE) != 0;
	return mail;
}

static void
role_mailbox_clear(struct mailbox_batch *batch)
{
	inbox_batch_clear(&batch->mails);
	g_clear_pointer(&batch->mails.mails, g_ptr_array_unref);
	g_clear_pointer(&batch->mails.places, g_array_unref);
	channel_message_clear(&batch->message);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(mailbox_batch, role_mailbox_clear)

/* What the fetcher has sent, and the reader at work on it. The message is the
 * batch's from now on. */
static bool
role_mailbox_begin(struct mailbox *mailbox, struct mailbox_batch *batch,
    GError **error)
{
	g_autoptr(GVariant) list = NULL;

	batch->mails = (struct inbox_batch){ .memfd = batch->message.fds[0],
		.mails = g_ptr_array_new_with_free_func((GDestroyNotify)
		        accept_mail_free),
		.places =
		    g_array_new(FALSE, TRUE, sizeof(struct reader_mail)) };
	g_variant_get(batch->message.body, "(bu@a" LINK_MAIL_TYPE ")",
	    &batch->fresh, &batch->covered, &list);
	for (gsize i = 0; i < g_variant_n_children(list); i++) {
		struct reader_mail where;
		struct accept_mail *mail =
		    role_mailbox_mail(mailbox, list, i, &where);
		mail->backlog = !batch->fresh;
		g_ptr_array_add(batch->mails.mails, mail);
		g_array_append_val(batch->mails.places, where);
	}
	return inbox_begin(&mailbox->inbox, &batch->mails, error);
}

/* Tells the fetcher which mails the server may be told about. */
static bool
role_mailbox_tell(const GPtrArray *mails, GError **error)
{
	g_auto(GVariantBuilder) marks =
	    G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a(uu)"));

	for (guint i = 0; i < mails->len; i++) {
		const struct accept_mail *mail = g_ptr_array_index(mails, i);
		guint32 mark = mail->refused != NULL || mail->quarantine
		    ? CURSORS_MARK_QUARANTINE
		    : CURSORS_MARK_DONE;
		g_variant_builder_add(&marks, "(uu)", mail->source.uid, mark);
	}
	return channel_send(ROLE_FD_LINK, LINK_COMMITTED,
	    g_variant_builder_end(&marks), NULL, 0, error);
}

/* Nothing was written, and nothing that the fetcher has sent ahead may be
 * either: the cursor must not pass what was left out. The fetcher asks again.
 */
static bool
role_mailbox_pause(struct mailbox *mailbox, const char *why, GError **error)
{
	g_autofree char *text = g_utf8_make_valid(why, -1);

	mailbox->paused = true;
	progress_drop(&mailbox->progress);
	return channel_send(ROLE_FD_LINK, LINK_PAUSE,
	    g_variant_new("(us)", ROLE_MAILBOX_PAUSE, text), NULL, 0, error);
}

static void
role_mailbox_marked(struct mailbox *mailbox, GVariant *body)
{
	gsize n = 0;
	const guint32 *uids = g_variant_get_fixed_array(body, &n, sizeof *uids);

	g_array_append_vals(mailbox->progress.told, uids, (guint)n);
}

/* The next message, when it is there already: a batch is begun, so that the
 * reader works while this one is committed. */
static bool
role_mailbox_look_ahead(struct mailbox *mailbox, GError **error)
{
	struct mailbox_batch *ahead = &mailbox->ahead;

	do {
		channel_message_clear(&ahead->message);
		switch (channel_receive(ROLE_FD_LINK, 0, link_type_of,
		    &ahead->message, error)) {
		case CHANNEL_MESSAGE:
			break;
		case CHANNEL_ERROR:
			return false;
		case CHANNEL_TIMEOUT:
		case CHANNEL_CLOSED:
			return true;
		}
		if (ahead->message.type == LINK_MARKED)
			role_mailbox_marked(mailbox, ahead->message.body);
	} while (ahead->message.type == LINK_MARKED);
	return ahead->message.type != LINK_BATCH ||
	    role_mailbox_begin(mailbox, ahead, error);
}

static bool
role_mailbox_batch(struct mailbox *mailbox, struct mailbox_batch *batch,
    GError **error)
{
	if (mailbox->paused)
		return role_mailbox_pause(mailbox, "an earlier batch failed",
		    error);
	if (batch->mails.mails == NULL &&
	    !role_mailbox_begin(mailbox, batch, error))
		return false;
	mailbox->progress.fresh = batch->fresh;
	mailbox->progress.covered = batch->covered;
	if (!inbox_read(&mailbox->inbox, &batch->mails, error) ||
	    !role_mailbox_look_ahead(mailbox, error) ||
	    !inbox_accept(&mailbox->inbox, &batch->mails, progress_finish,
	        &mailbox->progress, error))
		return false;
	progress_done(&mailbox->progress);
	role_ring_senders(mailbox->role);
	return role_mailbox_tell(batch->mails.mails, error);
}

/* Nothing there to fetch: the cursor moves all the same. */
static bool
role_mailbox_left(struct mailbox *mailbox, GVariant *body, GError **error)
{
	if (mailbox->paused)
		return true;
	g_variant_get(body, "(bu)", &mailbox->progress.fresh,
	    &mailbox->progress.covered);
	return progress_commit(&mailbox->progress, error);
}

/* Careful mode: the third failure of a mail leaves it on the server. */
static bool
role_mailbox_attempt(struct mailbox *mailbox, guint32 number, GError **error)
{
	struct dedupe_uid uid = { mailbox->progress.id,
		mailbox->progress.cursor.uidvalidity, number };
	enum progress_attempt attempt =
	    progress_attempt(&mailbox->progress, number, error);

	if (attempt == PROGRESS_ERROR)
		return false;
	if (attempt == PROGRESS_LEAVE) {
		log_event(LOG_ERROR, "mail.quarantined", "account",
		    mailbox->account->name, "uid", log_number(number), NULL);
		if (!inbox_quarantine(&mailbox->inbox, &uid, mailbox->account,
		        "it ended the program three times", error))
			return false;
	}
	return channel_send(ROLE_FD_LINK, LINK_VERDICT,
	    g_variant_new_boolean(attempt == PROGRESS_TRY), NULL, 0, error);
}

/* The server has a mail and does not give it: the operator has to know. */
static bool
role_mailbox_refused(struct mailbox *mailbox, guint32 number, GError **error)
{
	struct dedupe_uid uid = { mailbox->progress.id,
		mailbox->progress.cursor.uidvalidity, number };

	log_event(LOG_ERROR, "mail.not-given", "account",
	    mailbox->account->name, "uid", log_number(number), NULL);
	return inbox_quarantine(&mailbox->inbox, &uid, mailbox->account,
	    "the server did not give it in three tries", error);
}

/* Only a change is written: a server that is down for a day costs two rows. */
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
role_mailbox_dispatch(struct mailbox *mailbox, struct mailbox_batch *batch,
    GError **error)
{
	struct channel_message *message = &batch->message;

	switch (message->type) {
	case LINK_SELECTED:
		return role_mailbox_selected(mailbox, message->body, error);
	case LINK_CLAIMED:
		return role_mailbox_claimed(mailbox, message->body, error);
	case LINK_BATCH:
		return role_mailbox_batch(mailbox, batch, error);
	case LINK_MARKED:
		role_mailbox_marked(mailbox, message->body);
		return true;
	case LINK_STATE:
		return role_mailbox_state(mailbox,
		    g_variant_get_string(message->body, NULL), error);
	case LINK_ATTEMPT:
		return role_mailbox_attempt(mailbox,
		    g_variant_get_uint32(message->body), error);
	case LINK_REFUSED:
		return role_mailbox_refused(mailbox,
		    g_variant_get_uint32(message->body), error);
	case LINK_LEFT:
		return role_mailbox_left(mailbox, message->body, error);
	default:
		return fail_set(error, FAIL_PERMANENT,
		    "the fetcher sent a message of type %u", message->type);
	}
}

/* Whether the fetcher waits for an answer to a message of that type. */
static bool
role_mailbox_owes(guint8 type)
{
	return type == LINK_SELECTED || type == LINK_BATCH ||
	    type == LINK_ATTEMPT || type == LINK_CLAIMED;
}

/* A stop or reload lets the message in hand be finished. What can not be done
 * for now (a full disk) pauses intake; the process lives on. */
static bool
role_mailbox_handle(struct mailbox *mailbox, struct mailbox_batch *batch,
    GError **error)
{
	g_autoptr(GError) problem = NULL;

	role_alive(ROLE_MAILBOX_STEP);
	role_hold_term(SIG_BLOCK);
	steptimer_start(ROLE_MAILBOX_STEP);
	bool done = role_mailbox_dispatch(mailbox, batch, &problem);
	if (!done && fail_is(problem, FAIL_TEMPORARY)) {
		log_error(LOG_ERROR, "intake.paused", problem, NULL);
		mailbox->paused = true;
		progress_drop(&mailbox->progress);
		done = !role_mailbox_owes(batch->message.type) ||
		    role_mailbox_pause(mailbox, problem->message, error);
	} else if (!done) {
		g_propagate_error(error, g_steal_pointer(&problem));
	}
	steptimer_stop();
	role_hold_term(SIG_UNBLOCK);
	return done;
}

/* What the server has been told is recorded, when the disk lets us. */
static bool
role_mailbox_record(struct mailbox *mailbox, GError **error)
{
	g_autoptr(GError) problem = NULL;

	if (mailbox->paused || progress_commit(&mailbox->progress, &problem) ||
	    fail_is(problem, FAIL_TEMPORARY))
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

/* What was received ahead comes first. */
static enum channel_result
role_mailbox_next(struct mailbox *mailbox, struct mailbox_batch *batch,
    GError **error)
{
	*batch = mailbox->ahead;
	mailbox->ahead = role_mailbox_nothing;
	return batch->message.type != 0
	    ? CHANNEL_MESSAGE
	    : channel_receive(ROLE_FD_LINK, ROLE_MAILBOX_LOOK, link_type_of,
	          &batch->message, error);
}

static int
role_mailbox_loop(struct mailbox *mailbox)
{
	for (;;) {
		g_autoptr(GError) error = NULL;
		g_auto(mailbox_batch) batch = role_mailbox_nothing;

		role_alive(ROLE_MAILBOX_ALIVE);
		switch (role_mailbox_next(mailbox, &batch, &error)) {
		case CHANNEL_MESSAGE:
			if (!role_mailbox_handle(mailbox, &batch, &error))
				return role_mailbox_fail(error);
			break;
		case CHANNEL_TIMEOUT:
			if (!role_mailbox_record(mailbox, &error))
				return role_mailbox_fail(error);
			break;
		case CHANNEL_CLOSED:
			if (!role_mailbox_record(mailbox, &error))
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
		.ahead = role_mailbox_nothing,
		.account = g_ptr_array_index(role->settings->accounts, 0) };

	if (!inbox_open(&mailbox.inbox, role->settings, role->secrets,
	        role->wording, &error))
		return role_mailbox_fail(error);
	progress_init(&mailbox.progress, mailbox.inbox.store->kv,
	    mailbox.account);
	int status = role_mailbox_loop(&mailbox);
	role_mailbox_clear(&mailbox.ahead);
	progress_clear(&mailbox.progress);
	inbox_close(&mailbox.inbox);
	return status;
}
