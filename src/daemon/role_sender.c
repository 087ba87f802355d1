/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sender: what is due goes out, over kept sessions. It ends between
 * letters, so that a stop makes no letter doubtful unless a server keeps it
 * waiting after the dot. */
#include "base/bell.h"
#include "base/log.h"
#include "daemon/role.h"
#include "pipeline/deliver.h"
#include <sysexits.h>

#define ROLE_SENDER_ALIVE                                                      \
	120                     /* seconds; each step of a letter says its own \
	                         */
#define ROLE_SENDER_PAUSE 10000 /* ms until a full disk is looked at again */

/* How many of the 256 shares are this sender's. */
static void
role_sender_shares(const struct role *role, guint32 *first, guint32 *last)
{
	guint32 senders = (guint32)role->settings->sending.senders;

	*first = role->index * 256 / senders;
	*last = (role->index + 1) * 256 / senders - 1;
}

static int
role_sender_fail(const GError *error)
{
	log_error(LOG_ERROR, "sender.stop", error, NULL);
	return fail_exit_status(error);
}

/* --once: letters that no relay took are to be known by the status. */
static int
role_sender_end(struct deliver *deliver)
{
	g_autoptr(GError) error = NULL;
	bool behind = false;

	if (!deliver_is_behind(deliver, &behind, &error))
		return role_sender_fail(error);
	return behind ? EX_TEMPFAIL : EX_OK;
}

/* One round. A disk that is full stops nothing that is in memory: the answers
 * wait, and are written before anything else is sent. */
static bool
role_sender_round(struct deliver *deliver, gint64 *wake_out, GError **error)
{
	g_autoptr(GError) problem = NULL;

	bell_clear(ROLE_FD_BELL);
	if (deliver_round(deliver, &role_stop, wake_out, &problem))
		return true;
	if (!fail_is(problem, FAIL_TEMPORARY)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	log_error(LOG_ERROR, "sender.paused", problem, NULL);
	*wake_out = ROLE_SENDER_PAUSE;
	return true;
}

static int
role_sender_loop(struct role *role, struct deliver *deliver)
{
	g_autoptr(GError) error = NULL;
	gint64 wake = 0;

	if (!deliver_recover(deliver, &error))
		return role_sender_fail(error);
	while (!role_stop) {
		role_alive(ROLE_SENDER_ALIVE);
		if (!role_sender_round(deliver, &wake, &error))
			return role_sender_fail(error);
		if (deliver_has_failed(deliver))
			bell_ring(ROLE_FD_KEEPER);
		if (wake == 0)
			continue;
		if (role->once)
			return role_sender_end(deliver);
		if (bell_wait(ROLE_FD_BELL, -1, (int)MIN(wake, 1000)) ==
		    BELL_TIMEOUT)
			deliver_rest(deliver);
	}
	return EX_OK;
}

int
role_sender_main(struct role *role)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(store) store =
	    store_open(role->settings->state_dir, KV_READ_WRITE, &error);
	guint32 first, last;

	if (store == NULL) {
		log_error(LOG_ERROR, "sender.store", error, NULL);
		return fail_exit_status(error);
	}
	role_catch_term();
	role_sender_shares(role, &first, &last);
	g_autoptr(deliver) deliver = deliver_new(store, role->settings,
	    role->secrets, first, last, role_alive);
	return role_sender_loop(role, deliver);
}
