/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever goes on trying reply addresses is noticed, once an hour; whoever has
 * an old one is not an alarm. */
#include "pipeline/forgery.h"

#include "base/clock.h"
#include "util-desk.h"
#include <string.h>

#define OWNER "owner@example.com"
#define TOKEN "support+iaiaaaaaaaaaccm5fokg6365r45pjtshfgwrczy@example.com"

static void
take_forged(struct util_desk *desk, guint first, guint count)
{
	for (guint i = first; i < first + count; i++) {
		g_autofree char *more =
		    g_strdup_printf("Message-ID: <%u@evil.example>\n", i);
		g_autofree char *raw = util_desk_mail("eve@evil.example", TOKEN,
		    UTIL_DMARC, more, "Let me in.\n");
		g_autoptr(accept_mail) mail = util_desk_take(desk, raw, i + 1);

		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		g_assert_cmpuint(mail->number, ==, i + 1); /* a new ticket */
	}
}

static guint
count_alarms(struct util_desk *desk)
{
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);
	guint count = 0;

	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = letters->pdata[i];

		count += letter->kind == LETTER_ALARM &&
		    g_str_equal(letter->to, OWNER);
	}
	return count;
}

static void
test_burst(void)
{
	g_autoptr(util_desk) desk =
	    util_desk_new("owner_email = \"" OWNER "\";\n");

	take_forged(desk, 0, FORGERY_BURST - 1);
	g_assert_cmpuint(count_alarms(desk), ==, 0);
	take_forged(desk, FORGERY_BURST - 1, 1);
	g_assert_cmpuint(count_alarms(desk), ==, 1);
	take_forged(desk, FORGERY_BURST, 5);
	g_assert_cmpuint(count_alarms(desk), ==, 1);
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_ALARM, OWNER);
	g_autofree char *octets = util_desk_octets(desk, letter);
	g_assert_nonnull(strstr(octets, "forged reply addresses"));
}

/* Spread over days, the same number is nothing. */
static void
test_slow(void)
{
	g_autoptr(util_desk) desk =
	    util_desk_new("owner_email = \"" OWNER "\";\n");

	for (guint i = 0; i < FORGERY_BURST + 5; i++) {
		take_forged(desk, i, 1);
		clock_set_for_test(clock_now() + 30 * G_GINT64_CONSTANT(60000),
		    clock_boot());
	}
	g_assert_cmpuint(count_alarms(desk), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/forgery/burst", test_burst);
	g_test_add_func("/forgery/slow", test_slow);
	return g_test_run();
}
