/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fetcher: one IMAP session, straight on. It loads mails in batches, hands
 * them to its mailbox and tells the server about a mail only when the mailbox
 * says that it is committed. It has no store; whatever goes wrong, it logs in
 * again and asks where to begin. */
#include "base/autofd.h"
#include "base/channel.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memfd.h"
#include "base/steptimer.h"
#include "daemon/link.h"
#include "daemon/role.h"
#include "imap/account.h"
#include "imap/bodies.h"
#include "imap/idle.h"
#include "imap/listing.h"
#include "store/cursors.h"
#include <errno.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#define ROLE_FETCHER_AHEAD 2 /* batches on their way to the mailbox */
#define ROLE_FETCHER_STEP \
	900 /* seconds for one IMAP step; its own deadlines are shorter */
#define ROLE_FETCHER_IDLE_MS 300000 /* then it searches again all the same */
#define ROLE_FETCHER_BACKOFF_MAX 60 /* seconds between log-ins that fail */
#define ROLE_FETCHER_BACKOFF_CONFIG \
	60 /* the least after a refused log-in: no hammering */

struct fetcher {
	struct role *role;
	const struct settings_account *settings;
	GBytes *secret;
	struct account *account;
	guint32 uidvalidity;
	guint32 backlog, backlog_end, fresh;
	gint64 since;
	gboolean unseen_only;
	guint outstanding; /* batches that the mailbox has not answered */
	guint careful;     /* mails still to be fetched one by one */
	guint pause;       /* seconds to wait before the next session, 0 none */
};

static bool
role_fetcher_send(guint8 type, GVariant *body, int fd, GError **error)
{
	return channel_send(ROLE_FD_LINK, type, body, &fd, fd >= 0 ? 1 : 0,
	    error);
}

static void
role_fetcher_step(void)
{
	role_alive(ROLE_FETCHER_STEP);
	steptimer_start(ROLE_FETCHER_STEP);
}

/* Tells the server about mails, by kind of mark, and the mailbox that it knows.
 */
static bool
role_fetcher_mark(struct fetcher *fetcher, GVariant *marks, GError **error)
{
	static const enum account_mark hows[] = { ACCOUNT_MARK_DONE,
		ACCOUNT_MARK_QUARANTINE };
	static const guint32 wanted[] = { CURSORS_MARK_DONE,
		CURSORS_MARK_QUARANTINE };

	for (guint how = 0; how < G_N_ELEMENTS(hows); how++) {
		g_autoptr(GArray) uids =
		    g_array_new(FALSE, FALSE, sizeof(guint32));
		guint32 uid, mark;
		GVariantIter iter;
		g_variant_iter_init(&iter, marks);
		while (g_variant_iter_next(&iter, "(uu)", &uid, &mark))
			if (mark == wanted[how])
				g_array_append_val(uids, uid);
		if (uids->len == 0)
			continue;
		role_fetcher_step();
		if (!account_mark(fetcher->account, uids, hows[how], error))
			return false;
		if (!role_fetcher_send(LINK_MARKED,
		        g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32,
		            uids->data, uids->len, sizeof(guint32)),
		        -1, error))
			return false;
	}
	return true;
}

/* One message of the mailbox; verdict_out where LINK_VERDICT is awaited. */
static bool
role_fetcher_hear(struct fetcher *fetcher, bool *verdict_out, GError **error)
{
	g_auto(channel_message) message = { 0 };

	switch (channel_receive(ROLE_FD_LINK, -1, link_type_of, &message,
	    error)) {
	case CHANNEL_MESSAGE:
		break;
	case CHANNEL_ERROR:
		return false;
	case CHANNEL_CLOSED:
	case CHANNEL_TIMEOUT:
		exit(EX_UNAVAILABLE); /* no mailbox, no fetcher: both are
		                         started again */
	}
	switch (message.type) {
	case LINK_COMMITTED:
		fetcher->outstanding -= fetcher->outstanding > 0;
		return role_fetcher_mark(fetcher, message.body, error);
	case LINK_PAUSE:
		fetcher->outstanding -= fetcher->outstanding > 0;
		fetcher->pause = g_variant_get_uint32(message.body);
		return fail_set(error, FAIL_TEMPORARY,
		    "the mailbox can not write now");
	case LINK_VERDICT:
		if (verdict_out != NULL)
			*verdict_out = g_variant_get_boolean(message.body);
		return true;
	default:
		return fail_set(error, FAIL_PERMANENT,
		    "the mailbox sent a message of type %u", message.type);
	}
}

/* Waits until at most so many batches are unanswered. */
static bool
role_fetcher_settle(struct fetcher *fetcher, guint most, GError **error)
{
	while (fetcher->outstanding > most) {
		role_alive(2 * ROLE_FETCHER_STEP);
		steptimer_stop();
		if (!role_fetcher_hear(fetcher, NULL, error))
			return false;
	}
	return true;
}

static void
role_fetcher_covered(struct fetcher *fetcher, bool fresh, guint32 covered)
{
	if (fresh)
		fetcher->fresh = MAX(fetcher->fresh, covered);
	else
		fetcher->backlog = MAX(fetcher->backlog, covered);
}

/* Loads mails (struct account_mail) and hands them over; all UIDs below covered
 * are then done. */
static bool
role_fetcher_batch(struct fetcher *fetcher, const GArray *mails, bool fresh,
    guint32 covered, GError **error)
{
	g_autoptr(GArray) loaded =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	g_auto(GVariantBuilder) list =
	    G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a(uxutt)"));
	autofd int memfd = memfd_new("docket-batch", error);

	if (memfd < 0)
		return false;
	role_fetcher_step();
	if (!bodies_fetch(fetcher->account, mails, memfd, loaded, error) ||
	    !memfd_seal(memfd, error))
		return false;
	for (guint i = 0; i < loaded->len; i++) {
		const struct account_mail *mail =
		    &g_array_index(loaded, struct account_mail, i);
		guint32 flags =
		    mail->flags & ACCOUNT_MAIL_TOO_LARGE ? LINK_TOO_LARGE : 0;
		g_variant_builder_add(&list, "(uxutt)", mail->uid,
		    mail->internaldate, flags, mail->offset, mail->length);
	}
	if (!role_fetcher_send(LINK_BATCH,
	        g_variant_new("(bua(uxutt))", (gboolean)fresh, covered, &list),
	        memfd, error))
		return false;
	fetcher->outstanding++;
	role_fetcher_covered(fetcher, fresh, covered);
	return role_fetcher_settle(fetcher,
	    fetcher->careful > 0 ? 0 : ROLE_FETCHER_AHEAD - 1, error);
}

/* Careful mode: the mailbox notes the attempt first, and may say that three are
 * enough. */
static bool
role_fetcher_may(struct fetcher *fetcher, guint32 uid, bool *may_out,
    GError **error)
{
	*may_out = true;
	if (fetcher->careful == 0)
		return true;
	fetcher->careful--;
	return role_fetcher_send(LINK_ATTEMPT, g_variant_new_uint32(uid), -1,
	           error) &&
	    role_fetcher_hear(fetcher, may_out, error);
}

/* How many of the listed mails from place on make the next batch, by number and
 * octets. */
static guint
role_fetcher_size(const struct fetcher *fetcher, const GArray *mails,
    guint place)
{
	guint64 octets = 0;
	guint n = 0;

	if (fetcher->careful > 0)
		return 1;
	while (place + n < mails->len &&
	    n < (guint)fetcher->settings->batch_mails) {
		octets +=
		    g_array_index(mails, struct account_mail, place + n).size;
		if (n > 0 && octets > (guint64)fetcher->settings->batch_bytes)
			break;
		n++;
	}
	return n;
}

/* The mailbox has seen enough of this mail: it is left to the operator. */
static bool
role_fetcher_leave(struct fetcher *fetcher, guint32 uid, bool fresh,
    GError **error)
{
	g_autoptr(GVariant) marks =
	    g_variant_ref_sink(g_variant_new_parsed("[(%u, %u)]", uid,
	        CURSORS_MARK_QUARANTINE));

	role_fetcher_covered(fetcher, fresh, uid + 1);
	return role_fetcher_mark(fetcher, marks, error) &&
	    role_fetcher_send(LINK_LEFT,
	        g_variant_new("(bu)", (gboolean)fresh, uid + 1), -1, error);
}

static bool
role_fetcher_load(struct fetcher *fetcher, const GArray *mails, bool fresh,
    GError **error)
{
	for (guint place = 0; place < mails->len;) {
		guint n = role_fetcher_size(fetcher, mails, place);
		g_autoptr(GArray) batch =
		    g_array_new(FALSE, FALSE, sizeof(struct account_mail));
		bool may = true;

		g_array_append_vals(batch,
		    &g_array_index(mails, struct account_mail, place), n);
		guint32 last =
		    g_array_index(batch, struct account_mail, n - 1).uid;
		if (!role_fetcher_may(fetcher, last, &may, error) ||
		    !(may ? role_fetcher_batch(fetcher, batch, fresh, last + 1,
		                error)
		          : role_fetcher_leave(fetcher, last, fresh, error)))
			return false;
		place += n;
	}
	return true;
}

/* The server looks by whole days of its own zone; here it is exact. A mail
 * without INTERNALDATE stays: rather one too many than one lost. */
static void
role_fetcher_drop_older(GArray *mails, gint64 since)
{
	for (guint i = mails->len; i-- > 0;) {
		gint64 date =
		    g_array_index(mails, struct account_mail, i).internaldate;
		if (date != 0 && date < since)
			g_array_remove_index(mails, i);
	}
}

/* Looks for mails by criteria and loads them; without any, the mailbox hears
 * how far that was. */
static bool
role_fetcher_look(struct fetcher *fetcher,
    const struct listing_criteria *criteria, bool fresh, guint32 covered,
    GError **error)
{
	role_fetcher_step();
	g_autoptr(GArray) uids =
	    listing_search(fetcher->account, criteria, error);
	if (uids == NULL)
		return false;
	if (uids->len > 0) {
		g_autoptr(GArray) mails =
		    listing_mails(fetcher->account, uids, error);
		if (mails == NULL)
			return false;
		if (!fresh)
			role_fetcher_drop_older(mails, fetcher->since);
		if (!role_fetcher_load(fetcher, mails, fresh, error))
			return false;
		covered = MAX(covered,
		    g_array_index(uids, guint32, uids->len - 1) + 1);
	}
	guint32 known = fresh ? fetcher->fresh : fetcher->backlog;
	if (covered <= known)
		return true;
	role_fetcher_covered(fetcher, fresh, covered);
	return role_fetcher_send(LINK_LEFT,
	    g_variant_new("(bu)", (gboolean)fresh, covered), -1, error);
}

/* New mail: everything from the upper watermark on. */
static bool
role_fetcher_fresh(struct fetcher *fetcher, GError **error)
{
	struct listing_criteria criteria = { .from = fetcher->fresh };

	return role_fetcher_look(fetcher, &criteria, true, fetcher->fresh,
	    error);
}

/* A step of the backlog, so that new mail is looked at in between. */
static bool
role_fetcher_backlog(struct fetcher *fetcher, GError **error)
{
	guint32 step = fetcher->careful > 0
	    ? 100
	    : (guint32)fetcher->settings->batch_mails * 4;
	guint32 end = MIN(fetcher->backlog_end, fetcher->backlog + step);
	g_autofree char *since = NULL;

	if (fetcher->since !=
	    0) { /* a day early: the server's days have a zone of their own */
		g_autoptr(GDateTime) day =
		    g_date_time_new_from_unix_utc(fetcher->since / 1000 -
		        24 * 3600);
		since = g_date_time_format(day, "%Y-%m-%d");
	}
	struct listing_criteria criteria = { .from = fetcher->backlog,
		.to = end - 1,
		.unseen = fetcher->unseen_only,
		.since = since };
	return role_fetcher_look(fetcher, &criteria, false, end, error);
}

static bool
role_fetcher_wait(struct fetcher *fetcher, GError **error)
{
	role_alive(ROLE_FETCHER_IDLE_MS / 1000 + 120);
	steptimer_start(ROLE_FETCHER_IDLE_MS / 1000 + 120);
	return idle_wait(fetcher->account, -1, ROLE_FETCHER_IDLE_MS, error) !=
	    IDLE_ERROR;
}

/* Everything that is there, then waiting, again and again; returns at an error,
 * or when --once is done. */
static bool
role_fetcher_session(struct fetcher *fetcher, GError **error)
{
	for (;;) {
		if (!role_fetcher_fresh(fetcher, error))
			return false;
		if (fetcher->backlog < fetcher->backlog_end) {
			if (!role_fetcher_backlog(fetcher, error))
				return false;
			continue;
		}
		if (!role_fetcher_settle(fetcher, 0, error))
			return false;
		if (fetcher->role->once)
			return true;
		if (!role_fetcher_wait(fetcher, error))
			return false;
	}
}

/* The mailbox's plan, and what the server has still to be told from before. */
static bool
role_fetcher_plan(struct fetcher *fetcher, const struct account_folder *folder,
    GError **error)
{
	g_auto(channel_message) message = { 0 };
	g_autoptr(GVariant) marks = NULL;

	if (!role_fetcher_send(LINK_SELECTED,
	        g_variant_new("(uuu)", folder->uidvalidity, folder->uidnext,
	            folder->exists),
	        -1, error))
		return false;
	if (channel_receive(ROLE_FD_LINK, 600 * 1000, link_type_of, &message,
	        error) != CHANNEL_MESSAGE ||
	    message.type != LINK_PLAN)
		exit(EX_UNAVAILABLE);
	g_variant_get(message.body, "(uuuxb@a(uu))", &fetcher->backlog,
	    &fetcher->backlog_end, &fetcher->fresh, &fetcher->since,
	    &fetcher->unseen_only, &marks);
	fetcher->outstanding = 0;
	return role_fetcher_mark(fetcher, marks, error);
}

static bool
role_fetcher_connect(struct fetcher *fetcher, GError **error)
{
	struct account_folder folder;
	guint64 limit = (guint64)fetcher->role->settings->limits.message_size;

	role_fetcher_step();
	fetcher->account =
	    account_open(fetcher->settings, fetcher->secret, limit, error);
	if (fetcher->account == NULL ||
	    !account_select(fetcher->account, fetcher->settings->folder,
	        &folder, error))
		return false;
	if (folder.uidnext == 0)
		return fail_set(error, FAIL_CONFIG,
		    "%s: folder %s: the server names no UIDNEXT",
		    fetcher->settings->host, fetcher->settings->folder);
	log_event(LOG_INFO, "imap.ready", "host", fetcher->settings->host,
	    "folder", fetcher->settings->folder, "exists",
	    log_number(folder.exists), NULL);
	return role_fetcher_send(LINK_STATE, g_variant_new_string(""), -1,
	           error) &&
	    role_fetcher_plan(fetcher, &folder, error);
}

/* Answers that were on their way when the session failed belong to it no more.
 */
static void
role_fetcher_drain(struct fetcher *fetcher)
{
	while (fetcher->outstanding > 0) {
		g_auto(channel_message) message = { 0 };
		role_alive(2 * ROLE_FETCHER_STEP);
		if (channel_receive(ROLE_FD_LINK, -1, link_type_of, &message,
		        NULL) != CHANNEL_MESSAGE)
			exit(EX_UNAVAILABLE);
		fetcher->outstanding -= message.type == LINK_COMMITTED ||
		    message.type == LINK_PAUSE;
	}
}

static void
role_fetcher_sleep(unsigned int seconds)
{
	role_alive(seconds + 60);
	steptimer_stop();
	sleep(seconds);
}

/* After a failed session: says why, and how long it will wait. */
static void
role_fetcher_rest(struct fetcher *fetcher, const GError *error, guint *backoff)
{
	g_autofree char *trouble = g_utf8_make_valid(error->message, -1);
	guint seconds = *backoff;

	if (fail_is(error, FAIL_CONFIG))
		seconds = MAX(seconds, ROLE_FETCHER_BACKOFF_CONFIG);
	if (fetcher->pause != 0)
		seconds = fetcher->pause;
	fetcher->pause = 0;
	log_error(LOG_ERROR, "imap.failed", error, "host",
	    fetcher->settings->host, "retry_seconds", log_number(seconds),
	    NULL);
	role_fetcher_drain(fetcher);
	if (!role_fetcher_send(LINK_STATE, g_variant_new_string(trouble), -1,
	        NULL))
		exit(EX_UNAVAILABLE);
	*backoff = MIN(*backoff * 2, ROLE_FETCHER_BACKOFF_MAX);
	role_fetcher_sleep(seconds);
}

int
role_fetcher_main(struct role *role)
{
	struct fetcher fetcher = { .role = role,
		.settings = g_ptr_array_index(role->settings->accounts, 0) };
	g_autofree char *name =
	    g_strconcat("account:", fetcher.settings->name, NULL);
	guint backoff = 1;

	fetcher.secret = g_hash_table_lookup(role->secrets, name);
	fetcher.careful =
	    role->careful ? (guint)fetcher.settings->batch_mails : 0;
	for (;;) {
		g_autoptr(GError) error = NULL;
		gint64 began = clock_boot();
		bool done = role_fetcher_connect(&fetcher, &error) &&
		    role_fetcher_session(&fetcher, &error);
		role_fetcher_step();
		account_free(g_steal_pointer(&fetcher.account));
		steptimer_stop();
		if (done)
			return EX_OK;
		if (role->once) {
			log_error(LOG_ERROR, "imap.failed", error, "host",
			    fetcher.settings->host, NULL);
			return fail_exit_status(error);
		}
		if (clock_boot() - began > 60 * 1000)
			backoff = 1;
		role_fetcher_rest(&fetcher, error, &backoff);
	}
}
