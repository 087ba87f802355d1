/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What servers offer, in the forms they offer it in. */
#include "smtp/capability.h"

#include <string.h>

static const struct row {
	const char *name, *reply, *text;
	guint64 size;
} rows[] = {
	{ "nothing", "250 mx\r\n", "", 0 },
	{ "Postfix",
	    "250-mx\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-VRFY\r\n"
	    "250-STARTTLS\r\n250-AUTH PLAIN LOGIN\r\n250-AUTH=PLAIN LOGIN\r\n"
	    "250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-DSN\r\n"
	    "250-SMTPUTF8\r\n250 CHUNKING\r\n",
	    "STARTTLS PIPELINING 8BITMIME SMTPUTF8 ENHANCEDSTATUSCODES "
	    "SIZE=10240000 AUTH=PLAIN AUTH=LOGIN",
	    10240000 },
	{ "lower case", "250-mx\r\n250-pipelining\r\n250 auth xoauth2\r\n",
	    "PIPELINING AUTH=XOAUTH2", 0 },
	{ "the old form alone", "250-mx\r\n250 AUTH=LOGIN PLAIN\r\n",
	    "AUTH=PLAIN AUTH=LOGIN", 0 },
	{ "no size said", "250-mx\r\n250 SIZE\r\n", "SIZE", 0 },
	{ "size 0 is no limit", "250-mx\r\n250 SIZE 0\r\n", "SIZE", 0 },
	{ "size below 0", "250-mx\r\n250 SIZE -1\r\n", "SIZE", 0 },
	{ "size in words", "250-mx\r\n250 SIZE big\r\n", "SIZE", 0 },
	{ "the first line is a greeting", "250-SIZE 5\r\n250 HELP\r\n", "", 0 },
	{ "words that only start so",
	    "250-mx\r\n250-STARTTLSX\r\n250-SIZES 3\r\n250 AUTHX PLAIN\r\n", "",
	    0 },
	{ "unknown mechanisms", "250-mx\r\n250 AUTH GSSAPI NTLM\r\n", "", 0 },
	{ "white space", "250-mx\r\n250-  \r\n250-\tSIZE\t7\r\n250 \r\n", "",
	    0 },
	{ "empty AUTH", "250-mx\r\n250-AUTH\r\n250 AUTH=\r\n", "", 0 },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(reply) reply = reply_new();
	g_autofree char *text = NULL;
	struct capability found = { .bits = ~0U, .size = 99 };
	gsize used;

	g_assert_cmpint(reply_feed(reply, row->reply, strlen(row->reply),
	                    &used),
	    ==, REPLY_DONE);
	capability_read(reply, &found);
	text = capability_text(&found);
	g_assert_cmpstr(text, ==, row->text);
	g_assert_cmpuint(found.size, ==, row->size);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/capability/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
