/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "imap/account.h"

enum idle_event {
	IDLE_ERROR,
	IDLE_NEWS, /* mails have arrived since the last listing_search() */
	IDLE_BELL, /* the bell (base/bell.h) was rung; it is not cleared here */
	IDLE_TIMEOUT, /* nothing: search again all the same */
};

/* How long one IDLE may last at most: RFC 2177 says 29 minutes. */
#define IDLE_MAX_MS (25 * 60 * 1000)

/* Waits in the selected folder until something arrives, bell (-1: none) is rung
 * or timeout_ms passes (at most IDLE_MAX_MS): by IDLE (RFC 2177), or where the
 * server has none by NOOP now and once more after min(timeout_ms,
 * poll_interval). The session is ready for the next command afterwards. Mail
 * that was announced during an earlier command is news at once. */
enum idle_event idle_wait(struct account *account, int bell, int timeout_ms,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
