/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FETCH responses, as servers write them, as plain values. */
#include "imap/attributes.h"

#include <string.h>

#include "imap/account.h"
#include "imap/session.h"
#include "util-peer.h"

#define DAY G_GINT64_CONSTANT(86400000)

struct row {
	const char *items;
	guint32 uid, flags;
	gint64 internaldate;
	guint64 size;
	gboolean has_size, has_body;
};

/* 2024-02-29 12:00 UTC */
#define LEAP G_GINT64_CONSTANT(1709208000000)

static const struct row rows[] = {
	{ "UID 5", 5, 0, 0, 0, FALSE, FALSE },
	{ "FLAGS ()", 0, 0, 0, 0, FALSE, FALSE },
	{ "UID 4294967295 RFC822.SIZE 4294967295", 4294967295u, 0, 0,
	    4294967295u, TRUE, FALSE },
	{ "RFC822.SIZE 0", 0, 0, 0, 0, TRUE, FALSE },
	/* What comes twice: the last one counts. */
	{ "UID 5 UID 6 RFC822.SIZE 1 RFC822.SIZE 2", 6, 0, 0, 2, TRUE, FALSE },

	{ "UID 5 FLAGS (\\Seen)", 5, ACCOUNT_MAIL_SEEN, 0, 0, FALSE, FALSE },
	{ "UID 5 FLAGS (\\Answered \\Flagged \\Deleted \\Draft)", 5, 0, 0, 0,
	    FALSE, FALSE },
	{ "UID 5 FLAGS (\\Recent \\Seen)", 5, ACCOUNT_MAIL_SEEN, 0, 0, FALSE,
	    FALSE },
	{ "UID 5 FLAGS (docket-done)", 5, ACCOUNT_MAIL_DONE, 0, 0, FALSE,
	    FALSE },
	{ "UID 5 FLAGS (DOCKET-Done \\Seen x)", 5,
	    ACCOUNT_MAIL_DONE | ACCOUNT_MAIL_SEEN, 0, 0, FALSE, FALSE },
	{ "UID 5 FLAGS (docket-done2 xdocket-done Seen)", 5, 0, 0, 0, FALSE,
	    FALSE },
	{ "UID 5 FLAGS (\\docket-done)", 5, 0, 0, 0, FALSE, FALSE },

	{ "INTERNALDATE \"29-Feb-2024 12:00:00 +0000\"", 0, 0, LEAP, 0, FALSE,
	    FALSE },
	{ "INTERNALDATE \"29-Feb-2024 14:30:00 +0230\"", 0, 0, LEAP, 0, FALSE,
	    FALSE },
	{ "INTERNALDATE \"29-Feb-2024 04:00:00 -0800\"", 0, 0, LEAP, 0, FALSE,
	    FALSE },
	{ "INTERNALDATE \"29-Feb-2024 11:30:00 -0030\"", 0, 0, LEAP, 0, FALSE,
	    FALSE },
	{ "INTERNALDATE \" 1-Mar-2024 12:00:00 +0000\"", 0, 0, LEAP + DAY, 0,
	    FALSE, FALSE },
	{ "INTERNALDATE \"01-Jan-1970 00:00:00 +0000\"", 0, 0, 0, 0, FALSE,
	    FALSE },
	{ "INTERNALDATE \"31-Dec-1969 00:00:00 +0000\"", 0, 0, -DAY, 0, FALSE,
	    FALSE },
	/* A leap second, and days that there are not. */
	{ "INTERNALDATE \"28-Feb-2024 23:59:60 +0000\"", 0, 0,
	    LEAP - DAY / 2 - 1000, 0, FALSE, FALSE },
	{ "INTERNALDATE \"30-Feb-2024 12:00:00 +0000\"", 0, 0, 0, 0, FALSE,
	    FALSE },
	{ "INTERNALDATE \"29-Feb-2023 12:00:00 +0000\"", 0, 0, 0, 0, FALSE,
	    FALSE },

	{ "UID 5 BODY[] \"x\"", 5, 0, 0, 0, FALSE, TRUE },
	{ "UID 5 BODY[HEADER] \"x\"", 5, 0, 0, 0, FALSE, TRUE },
	{ "BODY[] \"x\" FLAGS (\\Seen) UID 5 RFC822.SIZE 9", 5,
	    ACCOUNT_MAIL_SEEN, 0, 9, TRUE, TRUE },
};

static void
check(const struct row *row, const struct attributes *got)
{
	g_assert_cmpuint(got->uid, ==, row->uid);
	g_assert_cmpuint(got->flags, ==, row->flags);
	g_assert_cmpint(got->internaldate, ==, row->internaldate);
	g_assert_cmpuint(got->size, ==, row->size);
	g_assert_true(got->has_size == row->has_size);
	g_assert_true((got->body != NULL) == row->has_body);
}

static void
test_rows(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *answer =
		    g_strdup_printf("S:* 1 FETCH (%s)\r\n1 OK x\r\n",
		        rows[i].items);
		const char *const script[] = { "S:* OK x\r\n",
			"C:1 UID FETCH 5 FLAGS\r\n", answer, "C:2 LOGOUT\r\n",
			NULL };
		struct peer peer = peer_start(script);
		struct session *session =
		    session_new(transport_from_fd(peer.fd), "mail.example.com",
		        1000);
		g_autoptr(GError) error = NULL;
		struct attributes got = { .uid = 1, .flags = 99, .size = 1 };
		const clist *found;

		g_test_message("%s", rows[i].items);
		g_assert_true(session_greet(session, SESSION_PREAUTH_REFUSED,
		    &error));
		g_assert_true(session_run(session, "UID FETCH 5 FLAGS", 0,
		    &error));
		g_assert_no_error(error);
		found =
		    session_imap(session)->imap_response_info->rsp_fetch_list;
		g_assert_cmpint(clist_count(found), ==, 1);
		attributes_read(clist_content(clist_begin(found)),
		    "docket-done", &got);
		check(&rows[i], &got);
		session_free(session);
		g_assert_true(peer_finish(&peer));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/attributes/rows", test_rows);
	return g_test_run();
}
