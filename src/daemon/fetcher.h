/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "daemon/role.h"
#include "imap/account.h"
#include "settings/settings.h"
#include <glib.h>
#include <stdbool.h>

#define FETCHER_STEP 900 /* seconds for one IMAP step without much data */
#define FETCHER_MARKS (ACCOUNT_MARK_QUARANTINE + 1)

/* The fetcher's state, for its files: role_fetcher.c is the session,
 * fetchlink.c its talk with the mailbox, fetchbatch.c the loading, fetchbelow.c
 * the look below the watermarks, fetchclaim.c whether the mailbox is ours. */
struct fetcher {
	struct role *role;
	const struct settings_account *settings;
	GBytes *secret;
	struct account *account;
	guint32 uidvalidity;
	guint32 backlog, backlog_end, fresh;
	guint32 stride; /* UIDs of the next step of the backlog; 0: as usual */
	guint32 floor;  /* from there on all below the watermarks is known */
	gint64 since;
	gboolean unseen_only;
	guint batch;       /* mails in the last batch, at most; 0: none yet */
	guint outstanding; /* batches that the mailbox has not answered */
	guint careful;     /* mails still to be fetched one by one */
	char *trouble;     /* why the mailbox paused, or NULL */
	guint pause;       /* seconds to wait before the next session, 0 none */
	GArray *untold[FETCHER_MARKS]; /* by account_mark: guint32 UIDs that are
	                     committed, and that the server is to be told of */
	gint64 untold_at;              /* clock_boot() of the first of them */
	bool unmarked;    /* the server would not be told about some mails */
	gint64 marks_at;  /* clock_boot() by which it is to be told again */
	GArray *doubtful; /* guint32 UIDs to be marked, not yet looked at; NULL:
	                     looked at in this session */
	bool claimed; /* claims is how the claim folder was when it was ours */
	struct account_folder claims;
	guint32 refused;     /* UID that the server did not give */
	guint refused_times; /* how often in a row */
};
