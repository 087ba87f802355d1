/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sender: what is due goes out, over kept sessions. It ends between
 * letters, so that a stop makes no letter doubtful unless a server keeps it
 * waiting after the dot. */
#include "base/bell.h"
#include "base/log.h"
#include "daemon/role.h"
#include "pipeline/deliver.h"
#include <sysexits.h>

#define ROLE_SENDER_ALIVE \
	1500 /* seconds: a letter may take that long by RFC 5321's limits */

/* How many of the 256 shares are this sender's. */
static void
role_sender_shares(const struct role *role, guint32 *first, guint32 *last)
{
	guint32 senders = (guint32)role->settings->sending.senders;

	*first = role->index * 256 / senders;
	*last = (role->index + 1) * 256 / senders - 1;
}

static int
role_sender_loop(struct role *role, struct deliver *deliver)
{
	g_autoptr(GError) error = NULL;
	gint64 wake = 0;

	if (!deliver_recover(deliver, &error)) {
		log_error(LOG_ERROR, "sender.stop", error, NULL);
		return fail_exit_status(error);
	}
	while (!role_stop) {
		role_alive(ROLE_SENDER_ALIVE);
		bell_clear(ROLE_FD_BELL);
		if (!deliver_round(deliver, &role_stop, &wake, &error)) {
			log_error(LOG_ERROR, "sender.stop", error, NULL);
			return fail_exit_status(error);
		}
		if (wake == 0)
			continue;
		if (role->once)
			break;
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
	g_autoptr(deliver) deliver =
	    deliver_new(store, role->settings, role->secrets, first, last);
	return role_sender_loop(role, deliver);
}
