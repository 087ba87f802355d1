/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fetcher: one IMAP session, straight on. It loads mails in batches, hands
 * them to its mailbox and tells the server about a mail only when the mailbox
 * says that it is committed. It has no store; whatever goes wrong, it logs in
 * again and asks where to begin. */
#include "base/clock.h"
#include "base/log.h"
#include "base/steptimer.h"
#include "daemon/fetchbatch.h"
#include "daemon/fetchbelow.h"
#include "daemon/fetchclaim.h"
#include "daemon/fetchlink.h"
#include "daemon/link.h"
#include "imap/idle.h"
#include "imap/listing.h"
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#define ROLE_FETCHER_IDLE_MS 300000 /* then it searches again all the same */
#define ROLE_FETCHER_BACKOFF_MAX 60 /* seconds between log-ins that fail */
#define ROLE_FETCHER_BACKOFF_CONFIG \
	60 /* the least after a refused log-in: no hammering */

/* Mails, or UIDs, of the backlog between two looks for new mail. */
static guint
role_fetcher_step(const struct fetcher *fetcher)
{
	return fetcher->careful > 0 ? 100
	                            : (guint)fetcher->settings->batch_mails * 4;
}

/* UIDs may lie far apart, up to 4,000,000,000 of them with few mails between:
 * where a step found nothing the next is wider, and where a wide one finds more
 * than a step's worth the rest is left for the next. Returns what is covered.
 */
static guint32
role_fetcher_pace(struct fetcher *fetcher, GArray *uids, guint32 covered)
{
	guint step = role_fetcher_step(fetcher);

	fetcher->stride =
	    uids->len > 0 ? 0 : MIN(fetcher->stride * 4 + step, 1U << 28);
	if (uids->len <= step)
		return covered;
	g_array_set_size(uids, step);
	return g_array_index(uids, guint32, step - 1) + 1;
}

/* Looks for mails by criteria and loads them; without any, the mailbox hears
 * how far that was. */
static bool
role_fetcher_look(struct fetcher *fetcher,
    const struct listing_criteria *criteria, enum fetchbatch_track track,
    guint32 covered, GError **error)
{
	fetchlink_step(0);
	g_autoptr(GArray) uids =
	    listing_search(fetcher->account, criteria, error);
	if (uids == NULL)
		return false;
	if (track == FETCHBATCH_BACKLOG)
		covered = role_fetcher_pace(fetcher, uids, covered);
	if (uids->len > 0) {
		if (!fetchclaim_check(fetcher, error))
			return false;
		g_autoptr(GArray) mails =
		    listing_mails(fetcher->account, uids, error);
		if (mails == NULL)
			return false;
		if (track == FETCHBATCH_BACKLOG)
			fetchbatch_drop_older(mails, fetcher->since);
		if (!fetchbatch_load(fetcher, mails, track, error))
			return false;
		covered = MAX(covered,
		    g_array_index(uids, guint32, uids->len - 1) + 1);
	}
	guint32 known =
	    track == FETCHBATCH_FRESH ? fetcher->fresh : fetcher->backlog;
	if (covered <= known)
		return true;
	fetchbatch_covered(fetcher, track, covered);
	return fetchlink_send(LINK_LEFT,
	    g_variant_new("(bu)", (gboolean)track, covered), -1, error);
}

/* New mail: everything from the upper watermark on. */
static bool
role_fetcher_fresh(struct fetcher *fetcher, GError **error)
{
	struct listing_criteria criteria = { .from = fetcher->fresh };

	return role_fetcher_look(fetcher, &criteria, FETCHBATCH_FRESH,
	    fetcher->fresh, error);
}

/* A step of the backlog, so that new mail is looked at in between. */
static bool
role_fetcher_backlog(struct fetcher *fetcher, GError **error)
{
	guint32 left = fetcher->backlog_end - fetcher->backlog;
	guint32 end = fetcher->backlog +
	    MIN(left, MAX(fetcher->stride, role_fetcher_step(fetcher)));
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
	return role_fetcher_look(fetcher, &criteria, FETCHBATCH_BACKLOG, end,
	    error);
}

/* Until there is news from the server, or from the mailbox: that it is gone. */
static bool
role_fetcher_wait(struct fetcher *fetcher, GError **error)
{
	unsigned int seconds = ROLE_FETCHER_IDLE_MS / 1000 + 120;

	fetcher->batch = 0;
	role_alive(seconds);
	steptimer_start(seconds);
	switch (idle_wait(fetcher->account, ROLE_FD_LINK, ROLE_FETCHER_IDLE_MS,
	    error)) {
	case IDLE_ERROR:
		return false;
	case IDLE_BELL:
		return fetchlink_hear(fetcher, NULL, error);
	case IDLE_NEWS:
	case IDLE_TIMEOUT:
		break;
	}
	return true;
}

/* What the server would not be told about is asked for anew, with the plan. */
static bool
role_fetcher_mark_again(struct fetcher *fetcher, GError **error)
{
	struct account_folder folder;

	if (!fetcher->unmarked || clock_boot() < fetcher->marks_at)
		return true;
	fetchlink_step(0);
	return account_select(fetcher->account, fetcher->settings->folder,
	           &folder, error) &&
	    fetchlink_plan(fetcher, &folder, FETCHLINK_SAME_SESSION, error);
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
		if (!fetchlink_settle(fetcher, 0, error))
			return false;
		if (fetcher->doubtful != NULL) {
			if (!fetchbelow_look(fetcher, error))
				return false;
			continue;
		}
		if (fetcher->role->once)
			return true;
		if (!role_fetcher_wait(fetcher, error) ||
		    !role_fetcher_mark_again(fetcher, error))
			return false;
	}
}

static bool
role_fetcher_connect(struct fetcher *fetcher, GError **error)
{
	struct account_folder folder;
	guint64 limit = (guint64)fetcher->role->settings->limits.message_size;

	fetchlink_step(0);
	fetcher->account =
	    account_open(fetcher->settings, fetcher->secret, limit, error);
	if (fetcher->account == NULL || !fetchclaim_settle(fetcher, error) ||
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
	return fetchlink_send(LINK_STATE, g_variant_new_string(""), -1,
	           error) &&
	    fetchlink_plan(fetcher, &folder, FETCHLINK_NEW_SESSION, error);
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
	fetchlink_drain(fetcher);
	if (!fetchlink_send(LINK_STATE, g_variant_new_string(trouble), -1,
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

	for (guint how = 0; how < FETCHER_MARKS; how++)
		fetcher.untold[how] =
		    g_array_new(FALSE, FALSE, sizeof(guint32));
	fetcher.secret = g_hash_table_lookup(role->secrets, name);
	fetcher.careful =
	    role->careful ? (guint)fetcher.settings->batch_mails : 0;
	for (;;) {
		g_autoptr(GError) error = NULL;
		gint64 began = clock_boot();
		bool done = role_fetcher_connect(&fetcher, &error) &&
		    role_fetcher_session(&fetcher, &error);
		fetchlink_step(0);
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
