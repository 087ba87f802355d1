/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selecting, folders, marking and appending against scripted servers. */
#include "imap/account.h"

#include <string.h>

#include "util-mailbox.h"

#define QUIT(tag) "C:" tag " LOGOUT\r\n", "S:" tag " OK x\r\n"
#define SELECTED(flags)                               \
	"S:* 3 EXISTS\r\n* OK [UIDVALIDITY 77] v\r\n" \
	"* OK [PERMANENTFLAGS " flags "] f\r\n4 OK x\r\n"

struct row {
	const char *name;
	enum settings_mark mark;
	enum account_marking marking;
	const char *error; /* a part of the text; NULL: selects */
	enum fail_code code;
	const char *script[20];
};

#define MOVE SETTINGS_MARK_MOVE, ACCOUNT_MARKING_MOVE
#define KEYWORD SETTINGS_MARK_KEYWORD, ACCOUNT_MARKING_KEYWORD
#define FALLBACK SETTINGS_MARK_MOVE, ACCOUNT_MARKING_KEYWORD
#define NO_MOVE MAILBOX_GREETING, "S:* CAPABILITY IMAP4rev1\r\n3 OK x\r\n"

static const struct row selects[] = {
	{ "folders are there", MOVE, NULL, 0,
	    { MAILBOX_LOGIN, MAILBOX_SELECT, QUIT("7") } },
	{ "folders are made", MOVE, NULL, 0,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n", SELECTED("()"),
	        "C:5 STATUS \"docket-done\" "
	        "(MESSAGES UIDNEXT UIDVALIDITY)\r\n",
	        "S:5 NO no such mailbox\r\n", "C:6 CREATE \"docket-done\"\r\n",
	        "S:6 OK x\r\n",
	        "C:7 STATUS \"docket-quarantine\" "
	        "(MESSAGES UIDNEXT UIDVALIDITY)\r\n",
	        "S:7 NO x\r\n", "C:8 CREATE \"docket-quarantine\"\r\n",
	        "S:8 NO [ALREADYEXISTS] x\r\n", QUIT("9") } },
	{ "folder can not be made", MOVE,
	    "can not make the folder \"docket-done\": mail.example.com "
	    "refused the command: CANNOT, below INBOX (names on this server "
	    "are parted by \".\"",
	    FAIL_CONFIG,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n", SELECTED("()"),
	        "C:5 STATUS \"docket-done\" "
	        "(MESSAGES UIDNEXT UIDVALIDITY)\r\n",
	        "S:5 NO x\r\n", "C:6 CREATE \"docket-done\"\r\n",
	        "S:6 NO [CANNOT] below INBOX\r\n", "C:7 LIST \"\" \"\"\r\n",
	        "S:* LIST (\\Noselect) \".\" \"\"\r\n7 OK x\r\n", QUIT("8") } },
	{ "keyword and star", KEYWORD, NULL, 0,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n",
	        SELECTED("(\\Seen \\*)"), QUIT("5") } },
	{ "keyword by name", KEYWORD, NULL, 0,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n",
	        SELECTED("(\\Seen Docket-Done)"), QUIT("5") } },
	{ "keyword not kept", KEYWORD, "keeps no keywords", FAIL_CONFIG,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n",
	        SELECTED("(\\Seen docket-done2)"), QUIT("5") } },
	{ "flags that crash libetpan", KEYWORD, "keeps no keywords",
	    FAIL_CONFIG,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n", SELECTED("(% x)"),
	        QUIT("5") } },
	{ "no MOVE, keywords", FALLBACK, NULL, 0,
	    { NO_MOVE, "C:4 SELECT \"INBOX\"\r\n", SELECTED("(\\*)"),
	        QUIT("5") } },
	{ "neither MOVE nor keywords", FALLBACK, "a server with MOVE",
	    FAIL_CONFIG,
	    { NO_MOVE, "C:4 SELECT \"INBOX\"\r\n", SELECTED("()"),
	        QUIT("5") } },
	{ "no such folder", MOVE, "can not open the folder \"INBOX\"",
	    FAIL_CONFIG,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n",
	        "S:4 NO [NONEXISTENT] no\r\n", QUIT("5") } },
	{ "folder in use", MOVE, "INUSE", FAIL_TEMPORARY,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n",
	        "S:4 NO [INUSE] no\r\n", QUIT("5") } },
	{ "read-only", MOVE, "for reading only", FAIL_CONFIG,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n",
	        "S:* OK [UIDVALIDITY 5] x\r\n4 OK [READ-ONLY] x\r\n",
	        QUIT("5") } },
	{ "no UIDVALIDITY", MOVE, "no UIDVALIDITY", FAIL_TEMPORARY,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n", "S:4 OK x\r\n",
	        "E" } },
	{ "UIDVALIDITY beyond 32 bits", MOVE, "no UIDVALIDITY", FAIL_TEMPORARY,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n",
	        "S:* OK [UIDVALIDITY 4294967297] x\r\n4 OK x\r\n", "E" } },
	{ "bye at select", MOVE, "ended the session: Shutting down",
	    FAIL_TEMPORARY,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n",
	        "S:* 3 EXISTS\r\n* BYE Shutting down\r\n" } },
	{ "cut at select", MOVE, "closed the connection", FAIL_TEMPORARY,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n",
	        "S:* 3 EXISTS\r\n4 O" } },
	{ "endless line", MOVE, "more than 65536 octets", FAIL_TEMPORARY,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n", "*10000:* CAPABILITY ",
	        "E" } },
	{ "bad command", MOVE, "refused the command", FAIL_CONFIG,
	    { MAILBOX_LOGIN, "C:4 SELECT \"INBOX\"\r\n", "S:4 BAD what\r\n",
	        QUIT("5") } },
};

static void
test_select(gconstpointer data)
{
	const struct row *row = data;
	struct settings_account settings = mailbox_settings();
	struct peer peer = peer_start(row->script);
	g_autoptr(GError) error = NULL;
	struct account_folder folder = { 0 };

	settings.mark = row->mark;
	struct account *account = mailbox_open(&peer, &settings, &error);
	g_assert_no_error(error);
	bool selected = account_select(account, "INBOX", &folder, &error);
	if (row->error == NULL) {
		g_assert_no_error(error);
		g_assert_true(selected);
		g_assert_cmpuint(folder.exists, ==, 3);
		g_assert_cmpint(account_marking(account), ==, row->marking);
	} else {
		g_assert_false(selected);
		g_test_message("%s", error->message);
		g_assert_nonnull(strstr(error->message, row->error));
		g_assert_true(fail_is(error, row->code));
	}
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

/* --- marking ------------------------------------------------------------- */

static void
test_move(void)
{
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 UID MOVE 4:6,9 \"docket-done\"\r\n",
		"S:* OK [COPYUID 3 4:6,9 1:4] x\r\n* 1 EXPUNGE\r\n"
		"* 1 EXPUNGE\r\n7 OK x\r\n",
		"C:8 UID MOVE 7 \"docket-quarantine\"\r\n", "S:8 OK x\r\n",
		QUIT("9"), NULL };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);
	g_autoptr(GArray) done = mailbox_uids(9, 5, 4, 6, 5, 0);
	g_autoptr(GArray) bad = mailbox_uids(7, 0);
	g_autoptr(GArray) none = mailbox_uids(0);
	g_autoptr(GError) error = NULL;

	g_assert_true(account_mark(account, done, ACCOUNT_MARK_DONE, &error));
	g_assert_true(account_mark(account, bad, ACCOUNT_MARK_QUARANTINE,
	    &error));
	g_assert_true(account_mark(account, none, ACCOUNT_MARK_DONE, &error));
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

/* A NO leaves the session open, so that the step can be tried again. */
static void
test_move_refused(void)
{
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 UID MOVE 4 \"docket-done\"\r\n", "S:7 NO [EXPUNGED] x\r\n",
		"C:8 UID MOVE 4 \"docket-done\"\r\n", "S:8 OK x\r\n", QUIT("9"),
		NULL };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);
	g_autoptr(GArray) uids = mailbox_uids(4, 0);
	g_autoptr(GError) error = NULL;

	g_assert_false(account_mark(account, uids, ACCOUNT_MARK_DONE, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_nonnull(strstr(error->message, "can not mark mails"));
	g_assert_true(account_is_open(account));
	g_assert_true(account_mark(account, uids, ACCOUNT_MARK_DONE, NULL));
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

static void
test_keyword(void)
{
	const char *const script[] = { MAILBOX_LOGIN,
		"C:4 SELECT \"INBOX\"\r\n", SELECTED("(\\*)"),
		"C:5 UID STORE 4:5 +FLAGS.SILENT (docket-done)\r\n",
		"S:* 1 FETCH (FLAGS (\\Seen docket-done) UID 4)\r\n5 OK x\r\n",
		"C:6 UID STORE 7 +FLAGS.SILENT "
		"(docket-done docket-quarantine)\r\n",
		"S:* BYE gone\r\n", NULL };
	struct settings_account settings = mailbox_settings();
	struct peer peer = peer_start(script);
	g_autoptr(GArray) done = mailbox_uids(4, 5, 0);
	g_autoptr(GArray) bad = mailbox_uids(7, 0);
	g_autoptr(GError) error = NULL;
	struct account_folder folder;

	settings.mark = SETTINGS_MARK_KEYWORD;
	struct account *account = mailbox_open(&peer, &settings, &error);
	g_assert_true(account_select(account, "INBOX", &folder, &error));
	g_assert_true(account_mark(account, done, ACCOUNT_MARK_DONE, &error));
	g_assert_false(account_mark(account, bad, ACCOUNT_MARK_QUARANTINE,
	    &error));
	g_assert_false(account_is_open(account));
	/* Nothing more is sent on a session that has ended. */
	g_assert_false(account_noop(account, NULL));
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

/* --- the rest ------------------------------------------------------------ */

static void
test_append(void)
{
	const char *const script[] = { MAILBOX_LOGIN,
		"C:4 APPEND \"Gr&APw-n &- \\\"x\" {9}\r\n", "N",
		"S:+ go on\r\n", "C:A: b\r\n\r\nc\r\n",
		"S:4 OK [APPENDUID 1 2] x\r\n",
		"C:5 APPEND \"Gr&APw-n &- \\\"x\" {9}\r\n",
		"S:5 NO [OVERQUOTA] full\r\n", QUIT("6"), NULL };
	struct settings_account settings = mailbox_settings();
	struct peer peer = peer_start(script);
	g_autoptr(GBytes) mail = g_bytes_new_static("A: b\r\n\r\nc", 9);
	g_autoptr(GError) error = NULL;
	struct account *account = mailbox_open(&peer, &settings, &error);

	g_assert_true(account_append(account, "Gr\xc3\xbcn & \"x", mail,
	    &error));
	g_assert_false(account_append(account, "Gr\xc3\xbcn & \"x", mail,
	    &error));
	g_assert_nonnull(strstr(error->message, "OVERQUOTA"));
	g_assert_true(account_is_open(account));
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

static void
test_status(void)
{
	const char *const script[] = { MAILBOX_LOGIN,
		"C:4 STATUS \"a\" (MESSAGES UIDNEXT UIDVALIDITY)\r\n",
		"S:* STATUS {1}\r\na (UIDNEXT 4294967295 MESSAGES 0 "
		"UIDVALIDITY 9)\r\n4 OK x\r\n",
		QUIT("5"), NULL };
	struct settings_account settings = mailbox_settings();
	struct peer peer = peer_start(script);
	g_autoptr(GError) error = NULL;
	struct account *account = mailbox_open(&peer, &settings, &error);
	struct account_folder folder = { 0 };

	g_assert_true(account_status(account, "a", &folder, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(folder.uidnext, ==, 4294967295u);
	g_assert_cmpuint(folder.uidvalidity, ==, 9);
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(selects); i++) {
		g_autofree char *path =
		    g_strdup_printf("/account/select/%s", selects[i].name);

		g_test_add_data_func(path, &selects[i], test_select);
	}
	g_test_add_func("/account/move", test_move);
	g_test_add_func("/account/move-refused", test_move_refused);
	g_test_add_func("/account/keyword", test_keyword);
	g_test_add_func("/account/append", test_append);
	g_test_add_func("/account/status", test_status);
	return g_test_run();
}
