/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "base/mac.h"
#include "net/transport.h"
#include "settings/settings.h"
#include <glib.h>
#include <stdbool.h>

/* One IMAP session for one account of docket.conf, over libetpan. Everything
 * blocks, under a deadline a command (60 s and a second for each 16 KiB
 * expected). After a TEMPORARY or PERMANENT error that is not a server's NO the
 * session is closed (account_is_open() is false): free it and open a new one.
 * One session at a time in one process. */
struct account;
struct session;

/* A mail on the server. offset and length are set by bodies_fetch(). */
struct account_mail {
	guint32 uid;
	guint32 flags;       /* bits of account_mail_flag */
	gint64 internaldate; /* milliseconds UTC; 0 when the server gave none */
	guint64 size;        /* RFC822.SIZE, the server's word */
	guint64 offset, length;
	uint8_t sha256[MAC_SHA256_SIZE]; /* of what was loaded */
};

enum account_mail_flag {
	ACCOUNT_MAIL_SEEN = 1,
	ACCOUNT_MAIL_DONE = 2,       /* carries the account's keyword */
	ACCOUNT_MAIL_TOO_LARGE = 4,  /* only its header was loaded */
	ACCOUNT_MAIL_UNREADABLE = 8, /* the server can not give it */
};

struct account_folder {
	guint32 uidvalidity;
	guint32 uidnext; /* 0: the server did not say */
	guint32 exists;
};

/* How an account's mails are marked as done, in fact: see account_select(). */
enum account_marking { ACCOUNT_MARKING_MOVE, ACCOUNT_MARKING_KEYWORD };

/* The keyword of a quarantined mail where mails are not moved. */
#define ACCOUNT_QUARANTINE_KEYWORD "docket-quarantine"

/* Connects and logs in. settings and the secret (a password or, for xoauth2, an
 * access token) are borrowed: settings for the session's life, the secret for
 * this call. message_max is limits.message_size in octets. CONFIG error for a
 * certificate, a missing STARTTLS, a way of login the server lacks and a
 * refused login (naming host and user, never the secret); TEMPORARY for network
 * and a busy server. */
struct account *account_open(const struct settings_account *settings,
    GBytes *secret, guint64 message_max,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same over a connected transport (taken, also on failure): greeting,
 * STARTTLS when the settings want it and the transport is plain, login. For
 * tests. */
struct account *account_open_on(struct transport *take_transport,
    const struct settings_account *settings, GBytes *secret,
    guint64 message_max, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether commands can still be sent. */
bool account_is_open(const struct account *account);

/* Whether the server has a capability ("MOVE", "IDLE"), after login. */
bool account_can(const struct account *account, const char *capability);

/* Selects a folder, named as in docket.conf (UTF-8, with the server's own
 * separator). With marking by move it makes the done and the quarantine folder
 * where they are missing; without MOVE (RFC 6851) marking falls back to the
 * keyword, warned of once a session. CONFIG error when the folder does not
 * exist or is read-only, or when keywords are needed and PERMANENTFLAGS has no
 * "\*" and not this keyword. */
bool account_select(struct account *account, const char *folder,
    struct account_folder *folder_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Selects a folder for reading only, and marks nothing. Errors as for
 * account_select(). */
bool account_examine(struct account *account, const char *folder,
    struct account_folder *folder_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How account_mark() will mark; known after account_select(). */
enum account_marking account_marking(const struct account *account);

/* Makes a folder unless it is there. CONFIG error when the server refuses, with
 * its words and its separator. */
bool account_ensure_folder(struct account *account, const char *folder,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* UIDVALIDITY, UIDNEXT and number of mails of any folder by STATUS; for the
 * selected one it is allowed but slow on some servers. */
bool account_status(struct account *account, const char *folder,
    struct account_folder *folder_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What has become of mails: accepted, or refused and kept for the operator. */
enum account_mark { ACCOUNT_MARK_DONE, ACCOUNT_MARK_QUARANTINE };

/* Tells the server about mails of the selected folder (guint32 UIDs, any
 * order): UID MOVE to the done or quarantine folder, or UID STORE +FLAGS.SILENT
 * with keywords. Never COPY, never EXPUNGE. UIDs that are gone are fine. A NO
 * is a TEMPORARY error, after which the session stays open and the call may be
 * repeated; part of the mails may have been marked. */
bool account_mark(struct account *account, const GArray *uids,
    enum account_mark how, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NOOP: keeps the session alive and lets the server tell its news. */
bool account_noop(struct account *account,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Appends a mail (CRLF lines) to a folder, for "docketctl check --connect". */
bool account_append(struct account *account, const char *folder, GBytes *mail,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Logs out when the session is open, within 2 s, and frees; NULL is fine. */
void account_free(struct account *account);
AUTOPTR_DEFINE(account, account_free)

/* For the other files of imap/. */
struct session *account_session(const struct account *account);
const struct settings_account *account_settings(const struct account *account);
guint64 account_message_max(const struct account *account);
