/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is answered when asking whether something is ours, and what stays. */
#include "pipeline/verifying.h"

#include <string.h>

#include "mime/parse.h"
#include "util-look.h"

#define CAROL LOOK_CUSTOMER
#define VERIFY "verify@example.com"

/* A desk with an address to ask; util_desk_new() takes lines of the top level,
 * so what is the desk's is set here. */
static struct util_desk *
desk_for(const char *conf)
{
	struct util_desk *desk = util_desk_new(conf);

	g_free(desk->settings->desk.verify_address);
	desk->settings->desk.verify_address = g_strdup(VERIFY);
	g_free(desk->settings->desk.security_email);
	desk->settings->desk.security_email = g_strdup("security@example.com");
	return desk;
}

static const struct {
	const char *name, *from, *to, *header, *text;
	enum util_auth auth;
	enum accept_result result;
	guint answers, told;
	const char *detail; /* of the hold; NULL: there is none */
} rows[] = {
	{ "a strange domain", CAROL, VERIFY, NULL, "is evil.example you?\n",
	    UTIL_DMARC, ACCEPT_HELD, 1, 1, "not official: evil.example" },
	{ "our own address", CAROL, VERIFY, NULL,
	    "is support@example.com you?\n", UTIL_DMARC, ACCEPT_HELD, 1, 0,
	    "official: support@example.com" },
	{ "not proved", CAROL, VERIFY, NULL, "is evil.example you?\n",
	    UTIL_NONE, ACCEPT_HELD, 0, 1, "not official: evil.example" },
	{ "a machine", CAROL, VERIFY, "Auto-Submitted: auto-replied\n",
	    "is evil.example you?\n", UTIL_DMARC, ACCEPT_HELD, 0, 1,
	    "not official: evil.example" },
	{ "our own letter that came back", "support@example.com", VERIFY, NULL,
	    "is evil.example you?\n", UTIL_DMARC, ACCEPT_HELD, 0, 1,
	    "not official: evil.example" },
	{ "another case", CAROL, "Verify@Example.COM", NULL, "hello\n",
	    UTIL_DMARC, ACCEPT_HELD, 1, 0, "nothing to look at" },
	{ "also to the desk", CAROL, VERIFY ", support@example.com", NULL,
	    "is evil.example you?\n", UTIL_DMARC, ACCEPT_ENTRY, 0, 0, NULL },
	{ "to the desk", CAROL, "support@example.com", NULL,
	    "is evil.example you?\n", UTIL_DMARC, ACCEPT_ENTRY, 0, 0, NULL },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = desk_for(NULL);
		g_autofree char *raw = util_desk_mail(rows[i].from, rows[i].to,
		    rows[i].auth, rows[i].header, rows[i].text);
		g_autoptr(accept_mail) taken = util_desk_take(desk, raw, 400);
		g_autoptr(hold) hold = look_hold(desk, 1);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(taken->result, ==, rows[i].result);
		g_assert_cmpuint(look_count(desk, LETTER_CONFIRM, NULL), ==,
		    rows[i].answers);
		g_assert_cmpuint(look_count(desk, LETTER_ALARM,
		                     "security@example.com"),
		    ==, rows[i].told);
		g_assert_cmpint(hold != NULL, ==, rows[i].detail != NULL);
		if (!hold)
			continue;
		g_assert_cmpstr(hold->detail, ==, rows[i].detail);
		g_assert_cmpuint(hold->cause, ==, HOLD_VERIFIED);
		g_assert_cmpuint(hold->state, ==, HOLD_RELEASED);
	}
}

/* Five an hour; a copy that comes again is known. */
static void
test_caps(void)
{
	g_autoptr(util_desk) desk = desk_for(NULL);

	for (guint32 i = 0; i < 14; i++) {
		g_autofree char *text =
		    g_strdup_printf("is evil%u.example you?\n", i / 2);
		g_autofree char *raw =
		    util_desk_mail(CAROL, VERIFY, UTIL_DMARC, NULL, text);
		g_autoptr(accept_mail) taken =
		    util_desk_take(desk, raw, 500 + i);

		g_assert_cmpint(taken->result, ==,
		    i % 2 ? ACCEPT_DUPLICATE : ACCEPT_HELD);
	}
	g_assert_cmpuint(look_count(desk, LETTER_CONFIRM, CAROL), ==,
	    VERIFYING_AN_HOUR);
	g_assert_cmpuint(look_count(desk, LETTER_ALARM, NULL), ==, 1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/verifying/rows", test_rows);
	g_test_add_func("/verifying/caps", test_caps);
	return g_test_run();
}
