/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fetcher's side of its talk with the mailbox. The server is told about a
 * mail only here, and only after the mailbox has said that it is committed. A
 * fetcher without a mailbox ends: both are started again, together. */
#include "daemon/fetchlink.h"
#include "base/channel.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/steptimer.h"
#include "daemon/link.h"
#include "store/cursors.h"
#include <stdlib.h>
#include <sysexits.h>

#define FETCHLINK_RATE 8192 /* octets a second at the least */
#define FETCHLINK_SLACK 60  /* seconds */
#define FETCHLINK_PATIENCE                                 \
	3600 /* seconds: a batch at the reader's deadlines \
	      */
#define FETCHLINK_MARK_AGAIN_MS 300000
#define FETCHLINK_TOGETHER 100     /* mails that the server is told of */
#define FETCHLINK_TOGETHER_MS 1000 /* that one of them waits for others */

bool
fetchlink_send(guint8 type, GVariant *body, int fd, GError **error)
{
	return channel_send(ROLE_FD_LINK, type, body, &fd, fd >= 0 ? 1 : 0,
	    error);
}

void
fetchlink_step(guint64 octets)
{
	guint seconds = FETCHER_STEP + (guint)(octets / FETCHLINK_RATE);

	role_alive(seconds + FETCHLINK_SLACK);
	steptimer_start(seconds);
}

bool
fetchlink_told(const GArray *uids, GError **error)
{
	return uids->len == 0 ||
	    fetchlink_send(LINK_MARKED,
	        g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, uids->data,
	            uids->len, sizeof(guint32)),
	        -1, error);
}

/* One kind of mark. A refusal with the session still good waits for a better
 * time: the store knows which mails the server has still to be told about. */
static bool
fetchlink_mark_as(struct fetcher *fetcher, const GArray *uids,
    enum account_mark how, GError **error)
{
	g_autoptr(GError) problem = NULL;

	if (uids->len == 0)
		return true;
	fetchlink_step(0);
	if (account_mark(fetcher->account, uids, how, &problem))
		return fetchlink_told(uids, error);
	if (!account_is_open(fetcher->account)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	log_error(LOG_WARNING, "imap.mark-refused", problem, "mails",
	    log_number(uids->len), NULL);
	fetcher->unmarked = true;
	fetcher->marks_at = clock_boot() + FETCHLINK_MARK_AGAIN_MS;
	return true;
}

/* The mails to be marked as done, and those to be put aside. */
static void
fetchlink_sort(GVariant *marks, GArray *done, GArray *left)
{
	guint32 uid, mark;
	GVariantIter iter;

	g_variant_iter_init(&iter, marks);
	while (g_variant_iter_next(&iter, "(uu)", &uid, &mark))
		g_array_append_val(mark == CURSORS_MARK_QUARANTINE ? left
		                                                   : done,
		    uid);
}

static guint
fetchlink_untold(const struct fetcher *fetcher)
{
	return fetcher->untold[ACCOUNT_MARK_DONE]->len +
	    fetcher->untold[ACCOUNT_MARK_QUARANTINE]->len;
}

/* Servers sync at each move, of one mail or of many: where more is on its way,
 * what is committed waits for company. */
static bool
fetchlink_is_due(const struct fetcher *fetcher)
{
	return fetcher->outstanding == 0 ||
	    fetchlink_untold(fetcher) >= FETCHLINK_TOGETHER ||
	    clock_boot() - fetcher->untold_at >= FETCHLINK_TOGETHER_MS;
}

static void
fetchlink_committed(struct fetcher *fetcher, GVariant *marks)
{
	if (fetchlink_untold(fetcher) == 0)
		fetcher->untold_at = clock_boot();
	fetchlink_sort(marks, fetcher->untold[ACCOUNT_MARK_DONE],
	    fetcher->untold[ACCOUNT_MARK_QUARANTINE]);
}

static bool
fetchlink_tell(struct fetcher *fetcher, GError **error)
{
	for (guint how = 0; how < FETCHER_MARKS; how++) {
		GArray *uids = fetcher->untold[how];

		if (!fetchlink_mark_as(fetcher, uids, how, error))
			return false;
		g_array_set_size(uids, 0);
	}
	return true;
}

bool
fetchlink_mark(struct fetcher *fetcher, GVariant *marks, GError **error)
{
	fetchlink_committed(fetcher, marks);
	return fetchlink_tell(fetcher, error);
}

/* The mailbox wrote nothing, and will not for a while. */
static bool
fetchlink_paused(struct fetcher *fetcher, GVariant *body, GError **error)
{
	const char *why = NULL;

	fetcher->outstanding -= fetcher->outstanding > 0;
	g_variant_get(body, "(u&s)", &fetcher->pause, &why);
	return fail_set(error, FAIL_TEMPORARY, "nothing can be stored: %s",
	    why);
}

bool
fetchlink_hear(struct fetcher *fetcher, bool *verdict_out, GError **error)
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
		fetchlink_committed(fetcher, message.body);
		return true;
	case LINK_PAUSE:
		return fetchlink_paused(fetcher, message.body, error);
	case LINK_VERDICT:
		if (verdict_out != NULL)
			*verdict_out = g_variant_get_boolean(message.body);
		return true;
	default:
		return fail_set(error, FAIL_PERMANENT,
		    "the mailbox sent a message of type %u", message.type);
	}
}

bool
fetchlink_settle(struct fetcher *fetcher, guint most, GError **error)
{
	while (fetcher->outstanding > most) {
		role_alive(FETCHLINK_PATIENCE);
		steptimer_stop();
		if (!fetchlink_hear(fetcher, NULL, error))
			return false;
	}
	return !fetchlink_is_due(fetcher) || fetchlink_tell(fetcher, error);
}

bool
fetchlink_plan(struct fetcher *fetcher, const struct account_folder *folder,
    enum fetchlink_session kind, GError **error)
{
	g_auto(channel_message) message = { 0 };
	g_autoptr(GVariant) marks = NULL;

	if (!fetchlink_send(LINK_SELECTED,
	        g_variant_new("(uuu)", folder->uidvalidity, folder->uidnext,
	            folder->exists),
	        -1, error))
		return false;
	role_alive(FETCHLINK_PATIENCE);
	steptimer_stop();
	if (channel_receive(ROLE_FD_LINK, -1, link_type_of, &message, error) !=
	    CHANNEL_MESSAGE)
		exit(EX_UNAVAILABLE);
	if (message.type == LINK_PAUSE)
		return fetchlink_paused(fetcher, message.body, error);
	if (message.type != LINK_PLAN)
		exit(EX_UNAVAILABLE);
	g_variant_get(message.body, "(uuuuxb@a(uu))", &fetcher->backlog,
	    &fetcher->backlog_end, &fetcher->fresh, &fetcher->floor,
	    &fetcher->since, &fetcher->unseen_only, &marks);
	fetcher->outstanding = 0;
	fetcher->unmarked = false;
	if (kind == FETCHLINK_SAME_SESSION)
		return fetchlink_mark(fetcher, marks, error);
	g_clear_pointer(&fetcher->doubtful, g_array_unref);
	fetcher->doubtful = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_array_set_size(fetcher->untold[ACCOUNT_MARK_DONE], 0);
	g_array_set_size(fetcher->untold[ACCOUNT_MARK_QUARANTINE], 0);
	fetchlink_sort(marks, fetcher->doubtful,
	    fetcher->untold[ACCOUNT_MARK_QUARANTINE]);
	return fetchlink_tell(fetcher, error);
}

void
fetchlink_drain(struct fetcher *fetcher)
{
	while (fetcher->outstanding > 0) {
		g_auto(channel_message) message = { 0 };
		role_alive(FETCHLINK_PATIENCE);
		if (channel_receive(ROLE_FD_LINK, -1, link_type_of, &message,
		        NULL) != CHANNEL_MESSAGE)
			exit(EX_UNAVAILABLE);
		fetcher->outstanding -= message.type == LINK_COMMITTED ||
		    message.type == LINK_PAUSE;
	}
}
