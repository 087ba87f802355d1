/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reply-To names the customer for a listed, authenticated form, and never for
 * anybody else. */
#include "route/requester.h"

#include "util-rules.h"

#define FORM "form@shop.example"

static const struct {
	const char *name, *from;
	guint32 auth, class;
	const char *header, *wanted; /* NULL: From stays */
	guint32 class_after;
} rows[] = {
	{ "a form", FORM, VERDICT_AUTH_DMARC, VERDICT_HUMAN,
	    "Reply-To: Jane <Jane@Customer.example>\n", "jane@customer.example",
	    VERDICT_HUMAN },
	{ "a form that looks like a machine", FORM, VERDICT_AUTH_SUBMISSION,
	    VERDICT_AUTOMATIC, "Reply-To: jane@customer.example\n",
	    "jane@customer.example", VERDICT_HUMAN },
	{ "a form's mail in a loop", FORM, VERDICT_AUTH_DMARC, VERDICT_LOOP,
	    "Reply-To: jane@customer.example\n", "jane@customer.example",
	    VERDICT_LOOP },
	{ "who says to be the form", FORM, VERDICT_AUTH_NONE, VERDICT_HUMAN,
	    "Reply-To: mallory@x.example\n", NULL, VERDICT_HUMAN },
	{ "no form", "jane@customer.example", VERDICT_AUTH_DMARC, VERDICT_HUMAN,
	    "Reply-To: mallory@x.example\n", NULL, VERDICT_HUMAN },
	{ "no Reply-To", FORM, VERDICT_AUTH_DMARC, VERDICT_AUTOMATIC, "", NULL,
	    VERDICT_AUTOMATIC },
	{ "two addresses", FORM, VERDICT_AUTH_DMARC, VERDICT_HUMAN,
	    "Reply-To: a@x.example, b@x.example\n", NULL, VERDICT_HUMAN },
	{ "two fields", FORM, VERDICT_AUTH_DMARC, VERDICT_HUMAN,
	    "Reply-To: a@x.example\nReply-To: b@x.example\n", NULL,
	    VERDICT_HUMAN },
	{ "an address of ours", FORM, VERDICT_AUTH_DMARC, VERDICT_HUMAN,
	    "Reply-To: support+x@example.com\n", NULL, VERDICT_HUMAN },
};

static void
test_rows(void)
{
	g_autoptr(settings) conf =
	    rules_settings("forms = ( { from = \"Form@Shop.example\"; } );\n");

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(header) header = rules_header(rows[i].header);
		g_autoptr(verdict) verdict = verdict_new();
		g_autofree char *from = g_strdup(rows[i].from);
		bool done;

		verdict_settle(verdict, rows[i].class, "as it is");
		verdict->auth = rows[i].auth;
		done = requester_of_form(header, conf, verdict, &from);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(done, ==, rows[i].wanted != NULL);
		g_assert_cmpstr(from, ==,
		    rows[i].wanted ? rows[i].wanted : rows[i].from);
		/* a visitor has never proved anything */
		g_assert_cmpuint(verdict->auth, ==,
		    rows[i].wanted ? VERDICT_AUTH_NONE : rows[i].auth);
		g_assert_cmpuint(verdict->class, ==, rows[i].class_after);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/requester/rows", test_rows);
	return g_test_run();
}
