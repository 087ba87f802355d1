/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching in windows, and what is known of each mail. */
#include "imap/listing.h"

#include <string.h>

#include "util-mailbox.h"

struct search_row {
	const char *name;
	struct listing_criteria criteria;
	const char *command, *answer;
	guint32 uids[5];
};

static const struct search_row searches[] = {
	{ "all", { 0 }, "1:3 UID 1:*", "* SEARCH 9 4 5\r\n", { 4, 5, 9 } },
	{ "none", { 0 }, "1:3 UID 1:*", "* SEARCH\r\n", { 0 } },
	{ "no answer", { 0 }, "1:3 UID 1:*", "", { 0 } },
	{ "from a uid on", { .from = 7 }, "1:3 UID 7:*", "* SEARCH 9 5\r\n",
	    { 9 } },
	{ "newest is older than asked", { .from = 12 }, "1:3 UID 12:*",
	    "* SEARCH 9\r\n", { 0 } },
	{ "a range", { .from = 2, .to = 5 }, "UID 2:5", "* SEARCH 4 5 9\r\n",
	    { 4, 5 } },
	{ "the largest uid", { .from = 4294967295u }, "1:3 UID 4294967295:*",
	    "* SEARCH 4294967295\r\n", { 4294967295u } },
	{ "twice and in two lines", { 0 }, "1:3 UID 1:*",
	    "* SEARCH 4 5\r\n* SEARCH 5 9\r\n", { 4, 5, 9 } },
	{ "uid 0", { 0 }, "1:3 UID 1:*", "* SEARCH 4\r\n", { 4 } },
	{ "unseen", { .unseen = true }, "1:3 UID 1:* UNSEEN", "* SEARCH 4\r\n",
	    { 4 } },
	{ "since", { .since = "2024-02-29" }, "1:3 UID 1:* SINCE 29-Feb-2024",
	    "* SEARCH 4\r\n", { 4 } },
	{ "without keyword", { .from = 2, .unmarked = "docket-done" },
	    "1:3 UID 2:* UNKEYWORD docket-done", "* SEARCH 4\r\n", { 4 } },
	{ "everything", { 2, 9, true, "1999-12-01", "k" },
	    "UID 2:9 UNSEEN UNKEYWORD k SINCE 1-Dec-1999", "* SEARCH 4\r\n",
	    { 4 } },
};

static void
test_search(gconstpointer data)
{
	const struct search_row *row = data;
	g_autofree char *command =
	    g_strdup_printf("C:7 UID SEARCH %s\r\n", row->command);
	g_autofree char *answer =
	    g_strdup_printf("S:%s7 OK x\r\n", row->answer);
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT, command,
		answer, "C:8 LOGOUT\r\n", NULL };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) uids =
	    listing_search(account, &row->criteria, &error);
	guint count = 0;

	g_assert_no_error(error);
	for (; row->uids[count] != 0; count++) {
		g_assert_cmpuint(count, <, uids->len);
		g_assert_cmpuint(g_array_index(uids, guint32, count), ==,
		    row->uids[count]);
	}
	g_assert_cmpuint(uids->len, ==, count);
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

/* From the top down; a mail that goes away meanwhile moves others into the
 * window that is still to come. */
static void
test_windows(void)
{
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 NOOP\r\n", "S:* 9000 EXISTS\r\n7 OK x\r\n",
		"C:8 UID SEARCH 4905:9000 UID 1:90000\r\n",
		"S:* SEARCH 70000 80000\r\n* 1 EXPUNGE\r\n8 OK x\r\n",
		"C:9 UID SEARCH 809:4904 UID 1:90000\r\n",
		"S:* SEARCH 60000 70000\r\n9 OK x\r\n",
		"C:10 UID SEARCH 1:808 UID 1:90000\r\n",
		"S:* SEARCH 2\r\n10 OK x\r\n", "C:11 LOGOUT\r\n", NULL };
	struct listing_criteria criteria = { .to = 90000 };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);

	g_assert_true(account_noop(account, NULL));
	g_autoptr(GArray) uids = listing_search(account, &criteria, NULL);
	g_assert_cmpuint(uids->len, ==, 4);
	g_assert_cmpuint(g_array_index(uids, guint32, 0), ==, 2);
	g_assert_cmpuint(g_array_index(uids, guint32, 1), ==, 60000);
	g_assert_cmpuint(g_array_index(uids, guint32, 2), ==, 70000);
	g_assert_cmpuint(g_array_index(uids, guint32, 3), ==, 80000);
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

/* New mail in a large folder costs one command, not one a window. */
static void
test_tail(void)
{
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 NOOP\r\n", "S:* 9000 EXISTS\r\n7 OK x\r\n",
		"C:8 UID SEARCH 4905:9000 UID 70000:*\r\n",
		"S:* SEARCH 70000 80000\r\n8 OK x\r\n", "C:9 LOGOUT\r\n",
		NULL };
	struct listing_criteria criteria = { .from = 70000 };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);

	g_assert_true(account_noop(account, NULL));
	g_autoptr(GArray) uids = listing_search(account, &criteria, NULL);
	g_assert_cmpuint(uids->len, ==, 2);
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

static void
test_bad_day(void)
{
	static const char *const days[] = { "2023-02-29", "2024-13-01", "now",
		"2024-01-01x", "2024-01", "", "-100-01-01" };
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 LOGOUT\r\n", NULL };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);

	for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
		struct listing_criteria criteria = { .since = days[i] };
		g_autoptr(GError) error = NULL;

		g_assert_null(listing_search(account, &criteria, &error));
		g_assert_true(fail_is(error, FAIL_CONFIG));
	}
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

/* A server that claims four thousand million mails costs no million commands.
 */
static void
test_absurd_exists(void)
{
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 NOOP\r\n", "S:* 4294967295 EXISTS\r\n7 OK x\r\n", "E",
		NULL };
	struct listing_criteria criteria = { 0 };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);
	g_autoptr(GError) error = NULL;

	g_assert_true(account_noop(account, NULL));
	g_assert_null(listing_search(account, &criteria, &error));
	g_assert_nonnull(strstr(error->message, "too large"));
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

#define LIST "(UID RFC822.SIZE INTERNALDATE FLAGS)\r\n"

static void
test_mails(void)
{
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 UID FETCH 4:6,9 " LIST,
		"S:* 3 FETCH (FLAGS (\\Seen DOCKET-done a) UID 9 RFC822.SIZE "
		"4294967295 INTERNALDATE \" 1-Jan-1970 01:00:01 +0100\")\r\n"
		"* 8 FETCH (FLAGS (\\Seen) UID 80 RFC822.SIZE 1)\r\n"
		"* 1 FETCH (FLAGS (\\Recent) UID 4 RFC822.SIZE 17 "
		"INTERNALDATE \"29-Feb-2024 23:59:59 -0530\")\r\n"
		"* 1 FETCH (FLAGS (\\Seen) UID 4)\r\n"
		"* 2 FETCH (UID 5 FLAGS () RFC822.SIZE 3 INTERNALDATE "
		"\"31-Feb-2024 00:00:00 +0000\")\r\n"
		"7 OK x\r\n",
		"C:8 LOGOUT\r\n", NULL };
	static const struct account_mail expected[] = {
		{ .uid = 4, .size = 17, .internaldate = 1709270999000 },
		{ .uid = 5, .size = 3, .internaldate = 0 },
		{ .uid = 9,
		    .size = 4294967295u,
		    .internaldate = 1000,
		    .flags = ACCOUNT_MAIL_SEEN | ACCOUNT_MAIL_DONE },
	};
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);
	g_autoptr(GArray) uids = mailbox_uids(4, 5, 6, 9, 0);
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) mails = listing_mails(account, uids, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(mails->len, ==, G_N_ELEMENTS(expected));
	for (guint i = 0; i < mails->len; i++) {
		const struct account_mail *mail =
		    &g_array_index(mails, struct account_mail, i);

		g_assert_cmpuint(mail->uid, ==, expected[i].uid);
		g_assert_cmpuint(mail->size, ==, expected[i].size);
		g_assert_cmpuint(mail->flags, ==, expected[i].flags);
		g_assert_cmpint(mail->internaldate, ==,
		    expected[i].internaldate);
	}
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(searches); i++) {
		g_autofree char *path =
		    g_strdup_printf("/listing/search/%s", searches[i].name);

		g_test_add_data_func(path, &searches[i], test_search);
	}
	g_test_add_func("/listing/windows", test_windows);
	g_test_add_func("/listing/tail", test_tail);
	g_test_add_func("/listing/bad-day", test_bad_day);
	g_test_add_func("/listing/absurd-exists", test_absurd_exists);
	g_test_add_func("/listing/mails", test_mails);
	return g_test_run();
}
