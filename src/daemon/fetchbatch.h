/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "daemon/fetcher.h"

/* Which of the two watermarks a batch moves; one that lies below both moves
 * none. */
enum fetchbatch_track {
	FETCHBATCH_BACKLOG,
	FETCHBATCH_FRESH,
	FETCHBATCH_BELOW
};

/* Loads the listed mails (struct account_mail, ascending) and hands them over,
 * batch by batch; in careful mode one by one. TEMPORARY error: the session is
 * over, or the mailbox can not write. */
bool fetchbatch_load(struct fetcher *fetcher, const GArray *mails,
    enum fetchbatch_track track, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All UIDs of that track below covered are done. */
void fetchbatch_covered(struct fetcher *fetcher, enum fetchbatch_track track,
    guint32 covered);

/* Drops mails with an INTERNALDATE before since (ms UTC) from the list: the
 * server looks by whole days of its own zone. A mail without one stays: rather
 * one too many than one lost. */
void fetchbatch_drop_older(GArray *mails, gint64 since);
