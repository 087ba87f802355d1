/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "imap/account.h"
#include "util-peer.h"

/* An IMAP session against a scripted server (util-peer.h), with the account
 * "user" and the secret "pass", folder names as by default. */

#define MAILBOX_MESSAGE_MAX 1000000

/* What a script starts with: greeting and login, three commands. */
#define MAILBOX_GREETING                                                    \
	"S:* OK ready\r\n", "C:1 CAPABILITY\r\n",                           \
	    "S:* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n1 OK x\r\n",    \
	    "C:2 AUTHENTICATE PLAIN AHVzZXIAcGFzcw==\r\n", "S:2 OK in\r\n", \
	    "C:3 CAPABILITY\r\n"
#define MAILBOX_LOGIN \
	MAILBOX_GREETING, "S:* CAPABILITY IMAP4rev1 IDLE MOVE\r\n3 OK x\r\n"
/* And goes on with, to select INBOX of three mails: commands 4 to 6. */
#define MAILBOX_SELECT                                                        \
	"C:4 SELECT \"INBOX\"\r\n",                                           \
	    "S:* FLAGS (\\Seen)\r\n* 3 EXISTS\r\n* 0 RECENT\r\n"              \
	    "* OK [UIDVALIDITY 77] v\r\n* OK [UIDNEXT 12] n\r\n"              \
	    "* OK [PERMANENTFLAGS (\\Seen \\*)] f\r\n"                        \
	    "4 OK [READ-WRITE] x\r\n",                                        \
	    "C:5 STATUS \"docket-done\" (MESSAGES UIDNEXT UIDVALIDITY)\r\n",  \
	    "S:* STATUS docket-done (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 3)\r\n" \
	    "5 OK x\r\n",                                                     \
	    "C:6 STATUS \"docket-quarantine\" "                               \
	    "(MESSAGES UIDNEXT UIDVALIDITY)\r\n",                             \
	    "S:* STATUS \"docket-quarantine\" "                               \
	    "(MESSAGES 0 UIDNEXT 1 UIDVALIDITY 3)\r\n6 OK x\r\n"

/* Settings with the defaults, to be changed before mailbox_open(). */
struct settings_account mailbox_settings(void);

/* Logs in over the peer's end, which is given away. */
struct account *mailbox_open(const struct peer *peer,
    const struct settings_account *settings, GError **error);

/* Logs in and selects INBOX with mailbox_settings(); a failure ends the test.
 */
struct account *mailbox_select(const struct peer *peer);

/* An array of guint32 from the arguments, which 0 ends. */
GArray *mailbox_uids(guint32 first, ...);
