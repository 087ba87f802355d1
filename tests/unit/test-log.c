/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the log as a reader of the journal gets them. */
#include "base/log.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"

#define TS "ts=2026-01-02T03:04:05Z "

static const uint8_t key[32] = { 1, 2, 3 };

/* What write_lines() puts on stderr. */
static char *
captured(void (*write_lines)(void))
{
	char buffer[65536];
	int ends[2], saved = dup(STDERR_FILENO);
	ssize_t got;

	g_assert_cmpint(pipe(ends), ==, 0);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	write_lines();
	dup2(saved, STDERR_FILENO);
	close(saved);
	got = read(ends[0], buffer, sizeof(buffer) - 1);
	close(ends[0]);
	return g_strndup(buffer, got > 0 ? (gsize)got : 0);
}

static void
write_plain(void)
{
	log_open("mailbox", LOG_INFO);
	log_event(LOG_INFO, "mail.accepted", "ticket", log_number(-7), "class",
	    "human", NULL);
	log_event(LOG_DEBUG, "unseen", NULL);
	log_event(LOG_WARNING, "two words", "text", "a b", "empty", "", "none",
	    NULL, "after", "x", NULL);
}

static void
test_plain(void)
{
	g_autofree char *out = captured(write_plain);

	g_assert_cmpstr(out, ==,
	    TS "level=info role=mailbox event=mail.accepted ticket=-7 "
	       "class=human\n" TS
	       "level=warning role=mailbox event=two words text=\"a b\" "
	       "empty=\"\" after=x\n");
}

static void
write_hostile(void)
{
	log_open("mailbox", LOG_DEBUG);
	log_event(LOG_DEBUG, "e", "a", "x\nlevel=error", "b", "say \"hi\"", "c",
	    "k=v", "d", "\x1b[2J\xff", NULL);
}

static void
test_hostile(void)
{
	g_autofree char *out = captured(write_hostile);

	g_assert_cmpstr(out, ==,
	    TS "level=debug role=mailbox event=e a=\"x\\x0alevel=error\" "
	       "b=\"say \\\"hi\\\"\" c=\"k=v\" d=\"\\x1b[2J\\xff\"\n");
}

static void
write_errors(void)
{
	g_autoptr(GError) error = NULL;

	log_open("keeper", LOG_ERROR);
	fail_set(&error, FAIL_STORE, "page %d is bad", 3);
	log_error(LOG_ERROR, "store", error, "try", "1", NULL);
	log_error(LOG_ERROR, "nothing", NULL, NULL);
	log_error(LOG_WARNING, "unseen", error, NULL);
}

static void
test_errors(void)
{
	g_autofree char *out = captured(write_errors);

	g_assert_cmpstr(out, ==,
	    TS
	    "level=error role=keeper event=store try=1 code=store "
	    "error=\"page 3 is bad\"\n" TS
	    "level=error role=keeper event=nothing code=unknown error=none\n");
}

static void
write_journal(void)
{
	g_setenv("JOURNAL_STREAM", "8:1", TRUE);
	log_open("keeper", LOG_INFO);
	log_event(LOG_WARNING, "disk", NULL);
	g_unsetenv("JOURNAL_STREAM");
	log_open("keeper", LOG_INFO);
}

static void
test_journal(void)
{
	g_autofree char *out = captured(write_journal);

	g_assert_cmpstr(out, ==,
	    "<4>" TS "level=warning role=keeper event=disk\n");
}

static void
write_long(void)
{
	g_autofree char *value = g_strnfill(1000, 'x');

	log_open("keeper", LOG_INFO);
	log_event(LOG_INFO, "long", "a", value, "b", value, "c", value, "d",
	    value, "e", value, "f", value, "g", value, "h", value, "i", value,
	    "j", value, "k", value, "l", value, "m", value, "n", value, "o",
	    value, "p", value, "q", value, "r", value, NULL);
}

/* A line past PIPE_BUF could be mixed with one of another role. */
static void
test_long(void)
{
	g_autofree char *out = captured(write_long);

	g_assert_cmpuint(strlen(out), ==, PIPE_BUF);
	g_assert_cmpuint(strcspn(out, "\n"), ==, PIPE_BUF - 1);
}

static void
write_library(void)
{
	log_open("reader", LOG_INFO);
	g_log("gmime", G_LOG_LEVEL_WARNING, "bad\ncharset");
	g_log("gmime", G_LOG_LEVEL_INFO, "chatter");
}

static void
test_library(void)
{
	g_autofree char *out = captured(write_library);

	g_assert_cmpstr(out, ==,
	    TS "level=warning role=reader event=library domain=gmime "
	       "text=\"bad\\x0acharset\"\n");
}

static void
test_addresses(void)
{
	g_autofree char *first = NULL;

	g_assert_cmpstr(log_address("a@example.com"), ==, "-");
	log_set_address_key(key, LOG_ADDRESSES_HASHED);
	first = g_strdup(log_address("A@Example.com"));
	g_assert_cmpuint(strlen(first), ==, 12);
	g_assert_cmpuint(strspn(first, "0123456789abcdef"), ==, 12);
	g_assert_cmpstr(log_address("a@example.com"), ==, first);
	g_assert_cmpstr(log_address("b@example.com"), !=, first);
	g_assert_cmpstr(log_address(NULL), ==, "-");
	g_assert_cmpstr(log_address(""), ==, "<>");
	log_set_address_key(key, LOG_ADDRESSES_PLAIN);
	g_assert_cmpstr(log_address("A@Example.com"), ==, "A@Example.com");
}

/* Several may stand in one line. */
static void
test_lifetimes(void)
{
	const char *addresses[4], *numbers[8];

	log_set_address_key(key, LOG_ADDRESSES_PLAIN);
	for (int i = 0; i < 4; i++)
		addresses[i] = log_address((const char *[]){
		    "a@b", "c@d", "e@f", "g@h" }[i]);
	g_assert_cmpstr(addresses[0], ==, "a@b");
	g_assert_cmpstr(addresses[3], ==, "g@h");
	for (int i = 0; i < 8; i++)
		numbers[i] = log_number(i);
	g_assert_cmpstr(numbers[0], ==, "0");
	g_assert_cmpstr(numbers[7], ==, "7");
	g_assert_cmpstr(log_number(G_MININT64), ==, "-9223372036854775808");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_unsetenv("JOURNAL_STREAM");
	/* GLib's tests make warnings fatal; this one is about them. */
	g_log_set_always_fatal(G_LOG_FATAL_MASK);
	clock_set_for_test(1767323045000, -1);
	g_test_add_func("/log/plain", test_plain);
	g_test_add_func("/log/hostile", test_hostile);
	g_test_add_func("/log/errors", test_errors);
	g_test_add_func("/log/journal", test_journal);
	g_test_add_func("/log/long", test_long);
	g_test_add_func("/log/library", test_library);
	g_test_add_func("/log/addresses", test_addresses);
	g_test_add_func("/log/lifetimes", test_lifetimes);
	return g_test_run();
}
