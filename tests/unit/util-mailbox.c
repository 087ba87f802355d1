/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of imap/ share. It must log in as the product does: there is
 * no short cut into a session. */
#include "util-mailbox.h"

#include <stdarg.h>

static char host[] = "mail.example.com", user[] = "user", name[] = "account1";
static char empty[] = "", done[] = "docket-done", inbox[] = "INBOX";
static char quarantine[] = "docket-quarantine";

static const struct settings_account defaults = {
	.name = name,
	.host = host,
	.user = user,
	.ca_file = empty,
	.tls = SETTINGS_TLS_IMPLICIT,
	.auth = SETTINGS_AUTH_PLAIN,
	.folder = inbox,
	.mark = SETTINGS_MARK_MOVE,
	.done_folder = done,
	.keyword = done,
	.quarantine_folder = quarantine,
	.claim_folder = empty,
	.poll_interval = 1,
	.batch_mails = 100,
};

struct settings_account
mailbox_settings(void)
{
	return defaults;
}

struct account *
mailbox_open(const struct peer *peer, const struct settings_account *settings,
    GError **error)
{
	g_autoptr(GBytes) secret = g_bytes_new_static("pass", 4);

	return account_open_on(transport_from_fd(peer->fd), settings, secret,
	    MAILBOX_MESSAGE_MAX, error);
}

struct account *
mailbox_select(const struct peer *peer)
{
	g_autoptr(GError) error = NULL;
	struct account_folder folder;
	struct account *account = mailbox_open(peer, &defaults, &error);

	g_assert_no_error(error);
	g_assert_true(account_select(account, "INBOX", &folder, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(folder.uidvalidity, ==, 77);
	g_assert_cmpuint(folder.uidnext, ==, 12);
	g_assert_cmpuint(folder.exists, ==, 3);
	return account;
}

GArray *
mailbox_uids(guint32 first, ...)
{
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	va_list list;

	va_start(list, first);
	for (guint32 uid = first; uid != 0; uid = va_arg(list, guint32))
		g_array_append_val(uids, uid);
	va_end(list);
	return uids;
}
