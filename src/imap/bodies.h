/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "imap/account.h"
#include <glib.h>
#include <stdbool.h>

/* Loads mails of the selected folder (struct account_mail from listing_mails())
 * by BODY.PEEK[] and appends their octets to memfd. mails_out (of struct
 * account_mail) gets one element for each mail that is still there, in the
 * order of mails, with offset and length in memfd; of a mail larger than
 * message_max only the header is loaded, with ACCOUNT_MAIL_TOO_LARGE set. A
 * mail that a search still finds, but that the server refuses to give, leaves
 * out, or gives as nothing although RFC822.SIZE says otherwise, comes back with
 * ACCOUNT_MAIL_UNREADABLE and length 0; what was refused in one command is
 * asked for one by one first.
 * Octets are given to the UID that the server's own answer names beside them.
 * On an error mails_out is left as it was, but memfd may have grown: throw it
 * away. TEMPORARY for the network and a server that says it is busy; LIMIT
 * when the server sends more than it announced, after which the session is
 * closed. Its text begins with the UIDs that were asked for; to know which one
 * it was, fetch one by one: with one element in mails, it is that one. */
bool bodies_fetch(struct account *account, const GArray *mails, int memfd,
    GArray *mails_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
