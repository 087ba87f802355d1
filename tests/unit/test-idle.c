/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No wake-up may be lost, wherever in the stream the news stands. */
#include "imap/idle.h"

#include <string.h>

#include "base/autofd.h"
#include "base/bell.h"
#include "util-mailbox.h"

#define LONG_MS 10000
#define SHORT_MS 150

struct row {
	const char *name;
	int timeout_ms;
	enum idle_event event;
	const char *error;
	const char *script[10];
};

static const struct row rows[] = {
	{ "exists", LONG_MS, IDLE_NEWS, NULL,
	    { "C:7 IDLE\r\n", "S:+ idling\r\n", "N", "S:* 4 EXISTS\r\n",
	        "C:DONE\r\n", "S:7 OK x\r\n", "C:8 LOGOUT\r\n" } },
	{ "exists with the continuation", LONG_MS, IDLE_NEWS, NULL,
	    { "C:7 IDLE\r\n", "S:+ idling\r\n* 4 EXISTS\r\n", "C:DONE\r\n",
	        "S:7 OK x\r\n", "C:8 LOGOUT\r\n" } },
	{ "exists before the continuation", LONG_MS, IDLE_NEWS, NULL,
	    { "C:7 IDLE\r\n", "S:* 4 EXISTS\r\n+ idling\r\n", "C:DONE\r\n",
	        "S:7 OK x\r\n", "C:8 LOGOUT\r\n" } },
	{ "exists in three segments", LONG_MS, IDLE_NEWS, NULL,
	    { "C:7 IDLE\r\n", "S:+ idling\r\n* 4 ", "N", "S:EXIS", "N",
	        "S:TS\r\n", "C:DONE\r\n", "S:7 OK x\r\n", "C:8 LOGOUT\r\n" } },
	{ "exists after DONE", SHORT_MS, IDLE_NEWS, NULL,
	    { "C:7 IDLE\r\n", "S:+ idling\r\n", "C:DONE\r\n",
	        "S:* 4 EXISTS\r\n7 OK x\r\n", "C:8 LOGOUT\r\n" } },
	{ "only chatter", SHORT_MS, IDLE_TIMEOUT, NULL,
	    { "C:7 IDLE\r\n",
	        "S:+ idling\r\n* OK Still here\r\n* 1 FETCH "
	        "(FLAGS (\\Seen))\r\n* 3 EXISTS\r\n",
	        "C:DONE\r\n", "S:7 OK x\r\n", "C:8 LOGOUT\r\n" } },
	{ "expunged and another came", LONG_MS, IDLE_NEWS, NULL,
	    { "C:7 IDLE\r\n", "S:+ idling\r\n* 1 EXPUNGE\r\n* 3 EXISTS\r\n",
	        "C:DONE\r\n", "S:7 OK x\r\n", "C:8 LOGOUT\r\n" } },
	{ "nothing", SHORT_MS, IDLE_TIMEOUT, NULL,
	    { "C:7 IDLE\r\n", "S:+ idling\r\n", "C:DONE\r\n", "S:7 OK x\r\n",
	        "C:8 LOGOUT\r\n" } },
	{ "the server ends it", LONG_MS, IDLE_TIMEOUT, NULL,
	    { "C:7 IDLE\r\n", "S:+ idling\r\n7 OK enough\r\n",
	        "C:8 LOGOUT\r\n" } },
	{ "refused: polls", SHORT_MS, IDLE_TIMEOUT, NULL,
	    { "C:7 IDLE\r\n", "S:7 NO x\r\n", "C:8 NOOP\r\n", "S:8 OK x\r\n",
	        "N", "C:9 NOOP\r\n", "S:9 OK x\r\n", "C:10 LOGOUT\r\n" } },
	{ "bye", LONG_MS, IDLE_ERROR, "ended the session: restart",
	    { "C:7 IDLE\r\n", "S:+ idling\r\n", "N", "S:* BYE restart\r\n",
	        "E" } },
	{ "bye with news", LONG_MS, IDLE_ERROR, "ended the session: restart",
	    { "C:7 IDLE\r\n", "S:+ x\r\n* 4 EXISTS\r\n* BYE restart\r\n" } },
	{ "cut", LONG_MS, IDLE_ERROR, "closed the connection",
	    { "C:7 IDLE\r\n", "S:+ idling\r\n* 4 EX" } },
	{ "literal", LONG_MS, IDLE_ERROR, "more than allowed",
	    { "C:7 IDLE\r\n", "S:+ x\r\n* 1 FETCH (BODY[] {900000}\r\n",
	        "E" } },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GPtrArray) script = g_ptr_array_new();
	static const char *const start[] = { MAILBOX_LOGIN, MAILBOX_SELECT };
	g_autoptr(GError) error = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(start); i++)
		g_ptr_array_add(script, g_strdup(start[i]));
	for (size_t i = 0; row->script[i] != NULL; i++)
		g_ptr_array_add(script, g_strdup(row->script[i]));
	g_ptr_array_add(script, NULL);
	g_ptr_array_set_free_func(script, g_free);
	struct peer peer = peer_start((const char *const *)script->pdata);
	struct account *account = mailbox_select(&peer);
	enum idle_event event = idle_wait(account, -1, row->timeout_ms, &error);
	g_assert_cmpint(event, ==, row->event);
	if (row->error != NULL) {
		g_assert_nonnull(strstr(error->message, row->error));
		g_assert_false(account_is_open(account));
	} else {
		g_assert_no_error(error);
		g_assert_true(account_is_open(account));
	}
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

static void
test_bell(void)
{
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 IDLE\r\n", "S:+ idling\r\n", "C:DONE\r\n", "S:7 OK x\r\n",
		"C:8 LOGOUT\r\n", NULL };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);
	autofd int bell = bell_new();

	bell_ring(bell);
	g_assert_cmpint(idle_wait(account, bell, LONG_MS, NULL), ==, IDLE_BELL);
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

/* News told in another command's answer is news at once, without IDLE. */
static void
test_news_before(void)
{
	const char *const script[] = { MAILBOX_LOGIN, MAILBOX_SELECT,
		"C:7 UID MOVE 4 \"docket-done\"\r\n",
		"S:* 1 EXPUNGE\r\n* 3 EXISTS\r\n7 OK x\r\n", "N",
		"C:8 LOGOUT\r\n", NULL };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);
	g_autoptr(GArray) uids = mailbox_uids(4, 0);

	g_assert_true(account_mark(account, uids, ACCOUNT_MARK_DONE, NULL));
	g_assert_cmpint(idle_wait(account, -1, LONG_MS, NULL), ==, IDLE_NEWS);
	g_usleep(150000);
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

static void
test_without_idle(void)
{
	const char *const script[] = { MAILBOX_GREETING,
		"S:* CAPABILITY IMAP4rev1 MOVE\r\n3 OK x\r\n", MAILBOX_SELECT,
		"C:7 NOOP\r\n", "S:7 OK x\r\n", "N", "C:8 NOOP\r\n",
		"S:* 4 EXISTS\r\n8 OK x\r\n", "C:9 LOGOUT\r\n", NULL };
	struct peer peer = peer_start(script);
	struct account *account = mailbox_select(&peer);

	g_assert_cmpint(idle_wait(account, -1, SHORT_MS, NULL), ==, IDLE_NEWS);
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/idle/row/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/idle/bell", test_bell);
	g_test_add_func("/idle/news-before", test_news_before);
	g_test_add_func("/idle/without-idle", test_without_idle);
	return g_test_run();
}
