/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the ways to know a language counts: each row takes the first away.
 */
#include "desk/tongue.h"

#include "base/strings.h"
#include "util-rules.h"

static const struct {
	const char *directory, *earlier, *mail, *queue, *language, *why;
} rows[] = {
	{ "ja", "de", "fr", "pt", "ja", "the directory" },
	{ "", "de", "fr", "pt", "de", "earlier tickets" },
	{ "", "", "fr", "pt", "fr", "the mail" },
	{ "", "", "", "pt", "pt", "the queue's default" },
	{ "", "", "", "", "", "nothing is known" },
};

static void
test_order(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(person) person = person_new();
		g_autoptr(message) message = message_new();
		g_autofree char *queues =
		    g_strdup_printf("queues = ( { name = \"q\"; %s%s%s } );\n",
		        *rows[i].queue ? "language = \"" : "", rows[i].queue,
		        *rows[i].queue ? "\";" : "");
		g_autoptr(settings) settings = rules_settings(queues);
		struct settings_queue *queue = settings->queues->pdata[0];
		struct tongue_case what = { person, rows[i].earlier, message,
			queue };
		const char *why = NULL;

		strings_set(&person->language, rows[i].directory);
		strings_set(&message->language, rows[i].mail);
		strings_set(&queue->language, rows[i].queue);
		g_assert_cmpstr(tongue_find(&what, &why), ==, rows[i].language);
		g_assert_cmpstr(why, ==, rows[i].why);
	}
}

/* A queue that says nothing speaks as the desk does; nobody may be known. */
static void
test_default(void)
{
	g_autoptr(settings) settings =
	    rules_settings("queues = ( { name = \"q\"; } );\n");
	struct tongue_case what = { .queue = settings->queues->pdata[0] },
	                   nothing = { .queue = NULL };
	const char *why = NULL;

	g_assert_cmpstr(tongue_find(&what, &why), ==, "en");
	g_assert_cmpstr(tongue_find(&nothing, &why), ==, "");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tongue/order", test_order);
	g_test_add_func("/tongue/default", test_default);
	return g_test_run();
}
