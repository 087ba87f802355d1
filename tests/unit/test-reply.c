/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies of SMTP servers, good and hostile. */
#include "smtp/reply.h"

#include <string.h>

struct row {
	const char *name, *input;
	enum reply_state state;
	guint code;
	const char *enhanced, *text, *rest; /* rest: what is left unread */
};

static const struct row rows[] = {
	{ "one line", "250 OK\r\n", REPLY_DONE, 250, "", "OK", "" },
	{ "several lines", "250-mx\r\n250-SIZE 10\r\n250 HELP\r\n", REPLY_DONE,
	    250, "", "mx SIZE 10 HELP", "" },
	{ "code alone", "250\r\n", REPLY_DONE, 250, "", "", "" },
	{ "empty text", "250 \r\n", REPLY_DONE, 250, "", "", "" },
	{ "LF alone ends a line", "250 OK\n", REPLY_DONE, 250, "", "OK", "" },
	{ "enhanced code", "550 5.1.1 no such user\r\n", REPLY_DONE, 550,
	    "5.1.1", "no such user", "" },
	{ "enhanced code on each line", "550-5.7.1 no\r\n550 5.7.1 way\r\n",
	    REPLY_DONE, 550, "5.7.1", "no way", "" },
	{ "enhanced code with three digits", "550 5.123.456 x\r\n", REPLY_DONE,
	    550, "5.123.456", "x", "" },
	{ "enhanced code alone", "250 2.0.0\r\n", REPLY_DONE, 250, "2.0.0", "",
	    "" },
	{ "enhanced code of another class is text", "550 4.1.1 x\r\n",
	    REPLY_DONE, 550, "", "4.1.1 x", "" },
	{ "four digits are no enhanced code", "550 5.1.1234 x\r\n", REPLY_DONE,
	    550, "", "5.1.1234 x", "" },
	{ "an address is no enhanced code", "550 5.1.1.1 x\r\n", REPLY_DONE,
	    550, "", "5.1.1.1 x", "" },
	{ "controls are kept", "550 a\033[31mb\rc\r\n", REPLY_DONE, 550, "",
	    "a\033[31mb\rc", "" },
	{ "8-bit text becomes UTF-8", "550 caf\xe9\r\n", REPLY_DONE, 550, "",
	    "caf\xef\xbf\xbd", "" },
	{ "UTF-8 text stays", "550 caf\xc3\xa9\r\n", REPLY_DONE, 550, "",
	    "caf\xc3\xa9", "" },
	{ "the next reply is not touched", "250 OK\r\n550 no\r\n", REPLY_DONE,
	    250, "", "OK", "550 no\r\n" },
	{ "half a line", "250 O", REPLY_MORE, 0, NULL, NULL, "" },
	{ "half a reply", "250-O\r\n", REPLY_MORE, 250, NULL, NULL, "" },
	{ "no code", "hello\r\n", REPLY_BAD, 0, NULL, NULL, "" },
	{ "empty line", "\r\n", REPLY_BAD, 0, NULL, NULL, "" },
	{ "two digits", "25 OK\r\n", REPLY_BAD, 0, NULL, NULL, "" },
	{ "four digits", "2500 OK\r\n", REPLY_BAD, 0, NULL, NULL, "" },
	{ "code 199", "199 x\r\n", REPLY_BAD, 0, NULL, NULL, "" },
	{ "code 600", "600 x\r\n", REPLY_BAD, 0, NULL, NULL, "" },
	{ "another sign behind the code", "250_OK\r\n", REPLY_BAD, 0, NULL,
	    NULL, "" },
	{ "codes that differ", "250-a\r\n550 b\r\n", REPLY_BAD, 250, NULL, NULL,
	    "" },
	{ "HTTP", "HTTP/1.1 400 Bad Request\r\nServer: x\r\n", REPLY_BAD, 0,
	    NULL, NULL, "Server: x\r\n" },
};

static void
check(const struct row *row, const struct reply *reply, enum reply_state state)
{
	g_autofree char *text = reply_text(reply);

	g_assert_cmpint(state, ==, row->state);
	if (state == REPLY_BAD)
		g_assert_nonnull(reply->fault);
	if (state != REPLY_DONE)
		return;
	g_assert_cmpuint(reply->code, ==, row->code);
	g_assert_cmpstr(reply->enhanced, ==, row->enhanced);
	g_assert_cmpstr(text, ==, row->text);
}

static void
test_whole(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(reply) reply = reply_new();
	gsize used;

	check(row, reply,
	    reply_feed(reply, row->input, strlen(row->input), &used));
	g_assert_cmpstr(row->input + used, ==, row->rest);
}

static void
test_octet_by_octet(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(reply) reply = reply_new();
	enum reply_state state = REPLY_MORE;
	const char *at = row->input;
	gsize used;

	for (; *at && state == REPLY_MORE; at++) {
		state = reply_feed(reply, at, 1, &used);
		g_assert_cmpuint(used, ==, 1);
	}
	check(row, reply, state);
	g_assert_cmpstr(at, ==, row->rest);
}

static void
test_second_reply(void)
{
	g_autoptr(reply) reply = reply_new();
	g_autofree char *text = NULL;
	gsize used;

	g_assert_cmpint(reply_feed(reply, "550 5.1.1 no\r\n", 14, &used), ==,
	    REPLY_DONE);
	reply_clear(reply);
	g_assert_cmpint(reply_feed(reply, "250 yes\r\n", 9, &used), ==,
	    REPLY_DONE);
	text = reply_text(reply);
	g_assert_cmpuint(reply->code, ==, 250);
	g_assert_cmpstr(reply->enhanced, ==, "");
	g_assert_cmpstr(text, ==, "yes");
}

static void
test_nul(void)
{
	g_autoptr(reply) reply = reply_new();
	g_autofree char *text = NULL;
	gsize used;

	g_assert_cmpint(reply_feed(reply, "550 a\0b\r\n", 9, &used), ==,
	    REPLY_DONE);
	text = reply_text(reply);
	g_assert_cmpstr(text, ==, "a?b");
}

/* Feeds the same octets until the parser has had enough. */
static guint
feed_until_bad(struct reply *reply, const char *data, guint most)
{
	gsize used;

	for (guint i = 0; i < most; i++)
		if (reply_feed(reply, data, strlen(data), &used) == REPLY_BAD)
			return i;
	return most;
}

static void
test_endless_lines(void)
{
	g_autoptr(reply) reply = reply_new();

	g_assert_cmpuint(feed_until_bad(reply, "250-x\r\n", 100000), ==,
	    REPLY_LINES_MAX);
	g_assert_cmpuint(reply->lines->len, <=, REPLY_LINES_MAX);
}

static void
test_endless_line(void)
{
	g_autoptr(reply) reply = reply_new();
	char block[1025];

	memset(block, '2', 1024);
	block[1024] = '\0';
	g_assert_cmpuint(feed_until_bad(reply, block, 1024), ==,
	    REPLY_LINE_MAX / 1024);
	g_assert_cmpuint(reply->partial->len, <=, REPLY_LINE_MAX);
}

static void
test_cut_at_character(void)
{
	g_autoptr(reply) reply = reply_new();
	g_autoptr(GString) line = g_string_new("550 x");
	g_autofree char *text = NULL;
	gsize used;

	while (line->len < 1000)
		g_string_append(line, "\xe2\x82\xac");
	g_string_append(line, "\r\n");
	g_assert_cmpint(reply_feed(reply, line->str, line->len, &used), ==,
	    REPLY_DONE);
	text = reply_text(reply);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	/* 1 + 3 n octets */
	g_assert_cmpuint(strlen(text), ==, 499);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *whole =
		    g_strdup_printf("/reply/whole/%s", rows[i].name);
		g_autofree char *octets =
		    g_strdup_printf("/reply/octets/%s", rows[i].name);

		g_test_add_data_func(whole, &rows[i], test_whole);
		g_test_add_data_func(octets, &rows[i], test_octet_by_octet);
	}
	g_test_add_func("/reply/second", test_second_reply);
	g_test_add_func("/reply/nul", test_nul);
	g_test_add_func("/reply/endless-lines", test_endless_lines);
	g_test_add_func("/reply/endless-line", test_endless_line);
	g_test_add_func("/reply/cut", test_cut_at_character);
	return g_test_run();
}
