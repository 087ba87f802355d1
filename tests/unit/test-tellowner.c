/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The owner hears of each held mail, and of a storm in one letter an hour. */
#include "pipeline/tellowner.h"

#include <string.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "util-look.h"

#define OWNER "owner@example.net"
#define OPTION "owner_email = \"" OWNER "\";\n"
#define ALICE "alice@example.com"
#define HOUR (3600 * 1000)

/* A mail that says it is alice's: held. */
static void
write_in(struct util_desk *desk)
{
	static guint32 uid = 100;
	g_autofree char *text = g_strdup_printf("SECRET %u.\n", uid);
	g_autofree char *raw = util_desk_mail(ALICE, "support@example.com",
	    UTIL_NONE, "Subject: HIDDEN\n", text);
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, uid++);

	g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
}

static guint
letters(struct util_desk *desk)
{
	return look_count(desk, LETTER_ALARM, OWNER);
}

/* Whether the keeper's round wrote a letter. */
static bool
rest(struct util_desk *desk)
{
	g_autoptr(GError) error = NULL;
	bool written = false;

	g_assert_true(tellowner_rest(&desk->accept, &written, &error));
	g_assert_no_error(error);
	return written;
}

static char *
newest_text(struct util_desk *desk)
{
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_ALARM, OWNER);

	return look_text(desk, letter);
}

static void
test_single(void)
{
	static const char *const parts[] = { "Held mail 1, cause 2:", ALICE,
		"Agent: alice", "docketctl hold show 1",
		"docketctl hold release 1", "docketctl hold drop 1",
		"asked to confirm" };
	g_autoptr(util_desk) desk = util_desk_new(OPTION);

	write_in(desk);
	g_assert_cmpuint(letters(desk), ==, 1);
	g_autofree char *text = newest_text(desk);
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		g_assert_nonnull(strstr(text, parts[i]));
	g_assert_null(strstr(text, "SECRET"));
	g_assert_null(strstr(text, "HIDDEN"));
	g_assert_false(rest(desk));
}

/* Forty at once: five letters, and one an hour later. */
static void
test_storm(void)
{
	g_autoptr(util_desk) desk = util_desk_new(OPTION);

	for (guint i = 0; i < 40; i++)
		write_in(desk);
	g_assert_cmpuint(letters(desk), ==, TELLOWNER_SINGLES);
	g_assert_false(rest(desk));
	clock_set_for_test(UTIL_DESK_NOW + HOUR - 1, HOUR);
	g_assert_false(rest(desk));
	clock_set_for_test(UTIL_DESK_NOW + HOUR, HOUR + 1);
	g_assert_true(rest(desk));
	g_assert_cmpuint(letters(desk), ==, TELLOWNER_SINGLES + 1);
	g_autofree char *text = newest_text(desk);
	g_assert_nonnull(strstr(text, "35 of cause 2:"));
	g_assert_nonnull(strstr(text, "Held mail 6, cause 2:"));
	g_assert_nonnull(strstr(text, "Held mail 25, cause 2:"));
	g_assert_null(strstr(text, "Held mail 26,"));
	g_assert_nonnull(strstr(text, "and 15 more."));
	g_assert_null(strstr(text, "SECRET"));
	g_assert_false(rest(desk));
	/* the next one is told singly again */
	write_in(desk);
	g_assert_cmpuint(letters(desk), ==, TELLOWNER_SINGLES + 2);
	g_assert_false(rest(desk));
}

/* A storm that goes on is a letter an hour, and none is left out. */
static void
test_long_storm(void)
{
	g_autoptr(util_desk) desk = util_desk_new(OPTION);

	for (guint hour = 0; hour < 4; hour++) {
		for (guint i = 0; i < 10; i++) {
			write_in(desk);
			rest(desk);
		}
		clock_set_for_test(UTIL_DESK_NOW + (hour + 1) * HOUR,
		    (hour + 1) * HOUR);
	}
	g_assert_true(rest(desk));
	g_autofree char *text = newest_text(desk);
	g_assert_nonnull(strstr(text, "Held mail 40,"));
	g_assert_cmpuint(letters(desk), <=, 4 * (TELLOWNER_SINGLES + 1));
	g_assert_false(rest(desk));
}

/* Where nobody is named, nothing is written, and later nothing old is told. */
static void
test_nobody(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	for (guint i = 0; i < 3; i++)
		write_in(desk);
	clock_set_for_test(UTIL_DESK_NOW + 2 * HOUR, 2 * HOUR);
	g_assert_false(rest(desk));
	g_assert_cmpuint(look_count(desk, LETTER_ALARM, NULL), ==, 0);
	g_free(desk->settings->owner_email);
	desk->settings->owner_email = g_strdup(OWNER);
	g_assert_false(rest(desk));
	write_in(desk);
	g_assert_cmpuint(letters(desk), ==, 1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/tellowner/single", test_single);
	g_test_add_func("/tellowner/storm", test_storm);
	g_test_add_func("/tellowner/long-storm", test_long_storm);
	g_test_add_func("/tellowner/nobody", test_nobody);
	return g_test_run();
}
