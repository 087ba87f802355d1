/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every octet must end up with the UID that the server's answer names beside
 * it, whatever the order, and nothing else may. */
#include "imap/bodies.h"

#include <string.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/mac.h"
#include "base/memfd.h"
#include "util-mailbox.h"

struct expected {
	guint32 uid;
	const char *octets; /* NULL: ends the list */
	guint32 flags;
};

struct row {
	const char *name;
	const char *answer, *error;
	struct expected mails[4];
	const char *missing; /* UIDs that are then searched for */
	const char *there;   /* those that are found */
};

/* Asked for: 5 (size 3), 6 (3) and 9 (3). */
static const struct row rows[] = {
	{ "in order",
	    "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n"
	    "* 2 FETCH (UID 6 BODY[] {3}\r\nd\r\n)\r\n"
	    "* 3 FETCH (UID 9 BODY[] {2}\r\ngh)\r\n7 OK x\r\n",
	    NULL, { { 5, "abc", 0 }, { 6, "d\r\n", 0 }, { 9, "gh", 0 } }, NULL,
	    NULL },
	{ "out of order, uid behind",
	    "* 3 FETCH (BODY[] {2}\r\ngh UID 9)\r\n"
	    "* 1 FETCH (BODY[] {3}\r\nabc UID 5 FLAGS (\\Seen))\r\n"
	    "* 2 FETCH (UID 6 BODY[] {1}\r\nd)\r\n7 OK x\r\n",
	    NULL, { { 5, "abc", 0 }, { 6, "d", 0 }, { 9, "gh", 0 } }, NULL,
	    NULL },
	{ "one has gone",
	    "* 1 EXPUNGE\r\n* 1 FETCH (UID 6 BODY[] {1}\r\nd)\r\n"
	    "* 2 FETCH (UID 9 BODY[] {2}\r\ngh)\r\n7 OK x\r\n",
	    NULL, { { 6, "d", 0 }, { 9, "gh", 0 } }, "5", "" },
	{ "all have gone", "7 OK x\r\n", NULL, { { 0, NULL, 0 } }, "5:6,9",
	    "" },
	{ "quoted, nil, empty",
	    "* 1 FETCH (UID 5 BODY[] \"a\\\"b\")\r\n"
	    "* 2 FETCH (UID 6 BODY[] NIL)\r\n"
	    "* 3 FETCH (UID 9 BODY[] {0}\r\n)\r\n7 OK x\r\n",
	    NULL, { { 5, "a\"b", 0 }, { 6, "", ACCOUNT_MAIL_UNREADABLE } },
	    "6,9", " 6" },
	{ "others in between",
	    "* 4 FETCH (FLAGS (\\Deleted x) UID 44)\r\n"
	    "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n* 7 EXISTS\r\n"
	    "* 4 FETCH (UID 44 BODY[] {3}\r\nxyz)\r\n"
	    "* 1 FETCH (UID 5 BODY[] {3}\r\nXXX)\r\n"
	    "* 2 FETCH (BODY[] {3}\r\nYYY)\r\n"
	    "* 3 FETCH (UID 9 BODY[] {2}\r\ngh)\r\n7 OK x\r\n",
	    NULL, { { 5, "abc", 0 }, { 9, "gh", 0 } }, "6", "" },
	{ "looks like a response",
	    "* 1 FETCH (UID 5 BODY[] {29}\r\n)\r\n7 OK x\r\n* 1 EXPUNGE\r\n.."
	    "abc)\r\n7 OK x\r\n",
	    NULL, { { 5, ")\r\n7 OK x\r\n* 1 EXPUNGE\r\n..abc", 0 } }, "6,9",
	    "" },

	{ "literal longer than its octets",
	    "* 1 FETCH (UID 5 BODY[] {9}\r\nabc)\r\n7 OK x\r\n",
	    "nobody asked for", { { 0, NULL, 0 } }, NULL, NULL },
	{ "literal shorter than its octets",
	    "* 1 FETCH (UID 5 BODY[] {1}\r\nabc)\r\n7 OK x\r\n", "",
	    { { 0, NULL, 0 } }, NULL, NULL },
	{ "literal of 3 GB",
	    "* 1 FETCH (UID 5 BODY[] {3000000000}\r\nabc)\r\n7 OK x\r\n",
	    "more than allowed", { { 0, NULL, 0 } }, NULL, NULL },
	{ "bye in a literal", "* 1 FETCH (UID 5 BODY[] {30}\r\n* BYE x\r\n",
	    "closed the connection", { { 0, NULL, 0 } }, NULL, NULL },
	{ "bye before the end",
	    "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n* BYE so long\r\n",
	    "ended the session: so long", { { 0, NULL, 0 } }, NULL, NULL },
	{ "busy", "7 NO [UNAVAILABLE] later\r\n", "refused the command",
	    { { 0, NULL, 0 } }, NULL, NULL },
	{ "another tag", "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n6 OK x\r\n",
	    "foreign tag", { { 0, NULL, 0 } }, NULL, NULL },
	{ "uid 0", "* 1 FETCH (UID 0 BODY[] {3}\r\nabc)\r\n7 OK x\r\n", NULL,
	    { { 0, NULL, 0 } }, "5:6,9", "" },
	{ "left out, but there",
	    "* 1 FETCH (UID 6 BODY[] {1}\r\nd)\r\n7 OK x\r\n", NULL,
	    { { 5, "", ACCOUNT_MAIL_UNREADABLE }, { 6, "d", 0 },
	        { 9, "", ACCOUNT_MAIL_UNREADABLE } },
	    "5,9", " 9 5 6" },
};

static void
add_mail(GArray *mails, guint32 uid, guint64 size)
{
	struct account_mail mail = { .uid = uid, .size = size };

	g_array_append_val(mails, mail);
}

/* The mail's octets, with a NUL behind them, and their digest with it. */
static char *
read_mail(const struct account_mail *mail, int memfd)
{
	char *octets = g_malloc0(mail->length + 1);
	uint8_t sha256[MAC_SHA256_SIZE];

	g_assert_cmpint(pread(memfd, octets, mail->length, (off_t)mail->offset),
	    ==, (gssize)mail->length);
	mac_sha256(octets, mail->length, sha256);
	if (!(mail->flags & ACCOUNT_MAIL_UNREADABLE))
		g_assert_cmpint(memcmp(mail->sha256, sha256, sizeof sha256), ==,
		    0);
	return octets;
}

static void
check_mails(const GArray *mails, int memfd, const struct expected *expected)
{
	for (guint i = 0; i < mails->len; i++) {
		const struct account_mail *mail =
		    &g_array_index(mails, struct account_mail, i);
		g_autofree char *octets = read_mail(mail, memfd);

		g_assert_nonnull(expected[i].octets);
		g_assert_cmpuint(mail->uid, ==, expected[i].uid);
		g_assert_cmpuint(mail->flags, ==, expected[i].flags);
		g_assert_cmpstr(octets, ==, expected[i].octets);
	}
	g_assert_null(expected[mails->len].octets);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *answer = g_strdup_printf("S:%s", row->answer);
	g_autofree char *search =
	    g_strdup_printf("C:8 UID SEARCH UID %s\r\n", row->missing);
	g_autofree char *found =
	    g_strdup_printf("S:* SEARCH%s\r\n8 OK x\r\n", row->there);
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 UID FETCH 5:6,9 (UID BODY.PEEK[])\r\n", answer,
		row->missing != NULL ? search : NULL, found, NULL };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);
	g_autoptr(GArray) mails =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	g_autoptr(GArray) loaded =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	g_autoptr(GError) error = NULL;
	autofd int memfd = memfd_new("test", NULL);

	add_mail(mails, 5, 3);
	add_mail(mails, 6, 3);
	add_mail(mails, 9, 3);
	/* What others have written before stays. */
	g_assert_true(memfd_append(memfd, "before", 6, NULL));
	bool fetched = bodies_fetch(account, mails, memfd, loaded, &error);
	if (row->error == NULL) {
		g_assert_no_error(error);
		g_assert_true(fetched);
		check_mails(loaded, memfd, row->mails);
	} else {
		g_assert_false(fetched);
		g_test_message("%s", error->message);
		g_assert_nonnull(strstr(error->message, row->error));
		g_assert_cmpuint(loaded->len, ==, 0);
	}
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

/* What is refused together is asked for one by one: one mail that is broken in
 * the server's store keeps no other back. */
static void
test_refused(void)
{
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 UID FETCH 5:7,9 (UID BODY.PEEK[])\r\n",
		"S:* 1 FETCH (UID 5 BODY[] {3}\r\nXXX)\r\n"
		"7 NO [SERVERBUG] internal error\r\n",
		"C:8 UID FETCH 5 (UID BODY.PEEK[])\r\n",
		"S:* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n8 OK x\r\n",
		"C:9 UID FETCH 6 (UID BODY.PEEK[])\r\n",
		"S:9 NO [SERVERBUG] internal error\r\n",
		"C:10 UID FETCH 7 (UID BODY.PEEK[])\r\n",
		"S:10 BAD no such mail\r\n",
		"C:11 UID FETCH 9 (UID BODY.PEEK[])\r\n",
		"S:* 3 FETCH (UID 9 BODY[] {2}\r\ngh)\r\n11 OK x\r\n",
		"C:12 UID SEARCH UID 6:7\r\n", "S:* SEARCH 6\r\n12 OK x\r\n",
		NULL };
	const struct expected expected[] = { { 5, "abc", 0 },
		{ 6, "", ACCOUNT_MAIL_UNREADABLE }, { 9, "gh", 0 },
		{ 0, NULL, 0 } };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);
	g_autoptr(GArray) mails =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	g_autoptr(GArray) loaded =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	g_autoptr(GError) error = NULL;
	autofd int memfd = memfd_new("test", NULL);

	add_mail(mails, 5, 3);
	add_mail(mails, 6, 3);
	add_mail(mails, 7, 3);
	add_mail(mails, 9, 3);
	g_assert_true(bodies_fetch(account, mails, memfd, loaded, &error));
	g_assert_no_error(error);
	check_mails(loaded, memfd, expected);
	g_assert_true(account_is_open(account));
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

static void
test_too_large(void)
{
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 UID FETCH 5 (UID BODY.PEEK[])\r\n",
		"S:* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n7 OK x\r\n",
		"C:8 UID FETCH 6 (UID BODY.PEEK[HEADER])\r\n",
		"S:* 2 FETCH (UID 6 BODY[HEADER] {6}\r\nA: b\r\n)\r\n8 OK "
		"x\r\n",
		NULL };
	const struct expected expected[] = { { 6, "A: b\r\n",
		                                 ACCOUNT_MAIL_TOO_LARGE },
		{ 5, "abc", 0 }, { 0, NULL, 0 } };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);
	g_autoptr(GArray) mails =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	g_autoptr(GArray) loaded =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	autofd int memfd = memfd_new("test", NULL);

	add_mail(mails, 6, MAILBOX_MESSAGE_MAX + 1);
	add_mail(mails, 5, MAILBOX_MESSAGE_MAX);
	g_assert_true(bodies_fetch(account, mails, memfd, loaded, NULL));
	check_mails(loaded, memfd, expected);
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

/* A body that comes in many reads and is larger than every buffer. */
static void
test_large_body(void)
{
	g_autofree char *line = g_strnfill(998, 'x');
	g_autofree char *block = g_strdup_printf("*500:%s\r\n", line);
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 UID FETCH 5 (UID BODY.PEEK[])\r\n",
		"S:* 1 FETCH (UID 5 BODY[] {500000}\r\n", block,
		"S: FLAGS ())\r\n7 OK x\r\n", NULL };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);
	g_autoptr(GArray) mails =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	g_autoptr(GArray) loaded =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	autofd int memfd = memfd_new("test", NULL);
	const struct account_mail *mail;

	add_mail(mails, 5, 500000);
	g_assert_true(bodies_fetch(account, mails, memfd, loaded, NULL));
	g_assert_cmpuint(loaded->len, ==, 1);
	mail = &g_array_index(loaded, struct account_mail, 0);
	g_assert_cmpuint(mail->length, ==, 500000);
	g_autofree char *octets = read_mail(mail, memfd);
	g_assert_cmpstr(octets + 500000 - 3, ==, "x\r\n");
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

/* Nothing may fill the memfd beyond what was announced, twice, and a mail. */
static void
test_more_than_announced(void)
{
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 UID FETCH 5 (UID BODY.PEEK[])\r\n",
		"S:* 1 FETCH (UID 5 BODY[] {2000000}\r\n", "E", NULL };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);
	g_autoptr(GArray) mails =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	g_autoptr(GArray) loaded =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	g_autoptr(GError) error = NULL;
	autofd int memfd = memfd_new("test", NULL);

	add_mail(mails, 5, 400);
	g_assert_false(bodies_fetch(account, mails, memfd, loaded, &error));
	g_assert_true(fail_is(error, FAIL_LIMIT));
	g_assert_true(g_str_has_prefix(error->message, "UID 5: "));
	g_assert_false(account_is_open(account));
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/bodies/row/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/bodies/refused", test_refused);
	g_test_add_func("/bodies/too-large", test_too_large);
	g_test_add_func("/bodies/large-body", test_large_body);
	g_test_add_func("/bodies/more-than-announced",
	    test_more_than_announced);
	return g_test_run();
}
