/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "imap/account.h"
#include <glib.h>
#include <stdbool.h>

/* Which mails of the selected folder to look for; all given conditions must
 * hold. */
struct listing_criteria {
	guint32 from;      /* least UID; 0 and 1: all */
	guint32 to;        /* greatest UID; 0: no bound */
	bool unseen;       /* without \Seen */
	const char *since; /* "YYYY-MM-DD": INTERNALDATE on or after that day;
	                      or NULL */
	const char *unmarked; /* without this keyword; or NULL */
};

/* UIDs (guint32) in ascending order, each once. A range of some thousand UIDs
 * or less costs one command; others are done in steps by sequence number, from
 * the newest down, so that no line grows with the mailbox and mails that go
 * away meanwhile hide no other. News (see idle_wait()) that came
 * before this call are taken as seen. CONFIG error for a since that is no date.
 * The caller owns the array. */
GArray *listing_search(struct account *account,
    const struct listing_criteria *criteria,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Size, INTERNALDATE and flags of the named mails (guint32, ascending) as
 * struct account_mail, ascending by UID; mails that have gone are absent. The
 * caller owns the array. */
GArray *listing_mails(struct account *account, const GArray *uids,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
