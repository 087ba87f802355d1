/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "daemon/fetcher.h"

/* Sends one message to the mailbox; fd -1: none. */
bool fetchlink_send(guint8 type, GVariant *body, int fd,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The next IMAP step moves so many octets: a sign of life, and a timer. */
void fetchlink_step(guint64 octets);

/* Tells the server about mails (a(uu): UID, cursors_mark) and the mailbox that
 * it knows. Where the server says no, the mails stay committed and unmarked:
 * they are tried again later, and nothing else waits for that. */
bool fetchlink_mark(struct fetcher *fetcher, GVariant *marks,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Hears one message; verdict_out where LINK_VERDICT is awaited, else NULL. Ends
 * the process when the mailbox is gone. TEMPORARY when it can not write now. */
bool fetchlink_hear(struct fetcher *fetcher, bool *verdict_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits until at most so many batches are unanswered. The server is told of
 * what the mailbox has committed: at once when nothing is left unanswered, else
 * of up to 100 mails together, none of which waits much longer than 1 s. */
bool fetchlink_settle(struct fetcher *fetcher, guint most,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the UIDs that the store remembers may have got another meaning. */
enum fetchlink_session { FETCHLINK_NEW_SESSION, FETCHLINK_SAME_SESSION };

/* Awaits the mailbox's plan for the folder just selected. In the same session
 * what the server has still to be told is told at once; in a new one
 * fetcher->doubtful gets those mails, to be looked at before. */
bool fetchlink_plan(struct fetcher *fetcher,
    const struct account_folder *folder, enum fetchlink_session kind,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The server knows about these mails (guint32 UIDs). */
bool fetchlink_told(const GArray *uids,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Answers that were on their way when a session failed belong to it no more. */
void fetchlink_drain(struct fetcher *fetcher);
