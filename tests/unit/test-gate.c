/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate before libetpan: what passes, what is left out, what is refused, and
 * that it does not matter how the octets are cut. */
#include "imap/gate.h"

#include <string.h>

#define MESSAGE_MAX 1000

struct row {
	const char *name, *in, *out;
	const char *error; /* a part of the text; NULL: none */
};

static const struct row rows[] = {
	{ "tagged loses its text", "7 OK [READ-WRITE] done, all\r\n",
	    "7 OK done\r\n", NULL },
	{ "tagged no", "7 NO [ALERT] x\r\n", "7 NO done\r\n", NULL },
	{ "tagged without text", "7 OK\r\n", "7 OK done\r\n", NULL },
	{ "bare line feed", "7 OK x\n", "7 OK done\r\n", NULL },
	{ "permanent flags that crash", "* OK [PERMANENTFLAGS (% x)] x\r\n", "",
	    NULL },
	{ "untagged status", "* OK Still here\r\n", "", NULL },
	{ "status with a literal's look", "* OK hi {5}\r\n7 OK x\r\n",
	    "7 OK done\r\n", NULL },
	{ "exists", "* 5 EXISTS\r\n", "", NULL },
	{ "recent", "* 5 RECENT\r\n", "", NULL },
	{ "flags", "* FLAGS (\\Seen (x)\r\n", "", NULL },
	{ "search", "* SEARCH 1 2 3\r\n", "* SEARCH 1 2 3\r\n", NULL },
	{ "empty search", "* SEARCH\r\n", "* SEARCH\r\n", NULL },
	{ "lower case", "* search 1\r\n", "* search 1\r\n", NULL },
	{ "capability", "* CAPABILITY IMAP4rev1 X-A123456789012\r\n",
	    "* CAPABILITY IMAP4rev1 X-A123456789012\r\n", NULL },
	{ "unknown response", "* VANISHED (EARLIER) 1:9\r\n", "", NULL },
	{ "unknown with literal", "* ID {3}\r\n(\"x rest\r\n7 OK x\r\n",
	    "7 OK done\r\n", NULL },
	{ "continuation", "+ c29tZXRoaW5n\r\n", "+ go\r\n", NULL },
	{ "continuation of nothing", "+\r\n", "+ go\r\n", NULL },
	{ "literal", "* 1 FETCH (UID 4 BODY[] {3}\r\na\nb FLAGS ())\r\n",
	    "* 1 FETCH (UID 4 BODY[] {3}\r\na\nb FLAGS ())\r\n", NULL },
	{ "empty literal", "* 1 FETCH (BODY[] {0}\r\n UID 4)\r\n",
	    "* 1 FETCH (BODY[] {0}\r\n UID 4)\r\n", NULL },
	{ "quoted", "* LIST (\\A) \"/\" \"a\\\"(b{3}\"\r\n",
	    "* LIST (\\A) \"/\" \"a\\\"(b{3}\"\r\n", NULL },
	{ "modseq", "* 1 FETCH (MODSEQ (12345678901234))\r\n",
	    "* 1 FETCH (MODSEQ (12345678901234))\r\n", NULL },
	{ "header", "* 1 FETCH (UID 1 BODY[HEADER] \"\")\r\n",
	    "* 1 FETCH (UID 1 BODY[HEADER] \"\")\r\n", NULL },
	{ "nil body", "* 1 FETCH (UID 1 BODY[] NIL)\r\n",
	    "* 1 FETCH (UID 1 BODY[] NIL)\r\n", NULL },

	{ "not imap", "HTTP/1.1 400 Bad\r\n", NULL, "no IMAP response" },
	{ "empty line", "\r\n", NULL, "no IMAP response" },
	{ "star alone", "*\r\n", NULL, "no IMAP response" },
	{ "tagged bye", "7 BYE x\r\n", NULL, "no IMAP response" },
	{ "two answers", "7 OK x\r\n7 OK x\r\n", NULL, "twice" },
	{ "minus literal", "* 1 FETCH (BODY[] {-5}\r\n", NULL,
	    "malformed literal" },
	{ "literal in mid-line", "* 1 FETCH (BODY[] {5} x)\r\n", NULL,
	    "malformed literal" },
	{ "client's literal", "* 1 FETCH (BODY[] {5+}\r\n", NULL,
	    "malformed literal" },
	{ "literal without end", "* 1 FETCH (BODY[] {5\r\n", NULL,
	    "malformed literal" },
	{ "literal of 4 GiB and one", "* 1 FETCH (BODY[] {4294967297}\r\n",
	    NULL, "more than allowed" },
	{ "literal of 20 digits",
	    "* 1 FETCH (BODY[] {18446744073709551617}\r\n", NULL,
	    "malformed literal" },
	{ "literal a bit too large", "* 1 FETCH (BODY[] {1049577}\r\n", NULL,
	    "more than allowed" },
	{ "uid wraps to 1", "* 1 FETCH (UID 4294967297)\r\n", NULL,
	    "beyond 32 bits" },
	{ "number wraps", "* 4294967297 EXISTS\r\n", NULL, "beyond 32 bits" },
	{ "search wraps", "* SEARCH 1 99999999999\r\n", NULL,
	    "beyond 32 bits" },
	{ "nine deep", "* SEARCH (((((((((\r\n", NULL, "nested too deep" },
	{ "closes too often", "* LIST ())\r\n", NULL, "close too often" },
	{ "never closes", "* 1 FETCH (UID 4\r\n", NULL, "never closes" },
	{ "quote without end", "* LIST () \"/\" \"a\r\n", NULL,
	    "quoted string without end" },
	{ "quote ends in backslash", "* LIST () \"/\" \"a\\\r\n", NULL,
	    "quoted string without end" },
	{ "envelope", "* 1 FETCH (UID 1 ENVELOPE (NIL))\r\n", NULL,
	    "nobody asked for" },
	{ "body structure", "* 1 FETCH (BODYSTRUCTURE (NIL))\r\n", NULL,
	    "nobody asked for" },
	{ "body without section", "* 1 FETCH (BODY (NIL))\r\n", NULL,
	    "nobody asked for" },
};

/* Feeds text in steps of size octets; NULL with an error. */
static char *
feed(struct gate *gate, const char *text, size_t step, GError **error)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	size_t size = strlen(text);

	for (size_t at = 0; at < size; at += step) {
		if (!gate_feed(gate, (const guint8 *)text + at,
		        MIN(step, size - at), out, error))
			return NULL;
	}
	g_byte_array_append(out, (const guint8 *)"", 1);
	return (char *)g_byte_array_free(g_steal_pointer(&out), FALSE);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;

	for (size_t step = 1; step <= 64; step *= 2) {
		g_autoptr(gate) gate = gate_new(MESSAGE_MAX);
		g_autoptr(GError) error = NULL;

		gate_begin(gate, G_MAXUINT64);
		g_autofree char *out = feed(gate, row->in, step, &error);
		g_assert_cmpstr(out, ==, row->out);
		if (row->error == NULL) {
			g_assert_no_error(error);
			continue;
		}
		g_assert_nonnull(error);
		g_assert_nonnull(strstr(error->message, row->error));
	}
}

static void
test_replies(void)
{
	g_autoptr(gate) gate = gate_new(MESSAGE_MAX);
	const char *text = "* OK [UIDNEXT 17] next\r\n"
	                   "* 3 EXISTS\r\n"
	                   "* OK [UIDVALIDITY 1234567890] v\r\n"
	                   "* OK [PERMANENTFLAGS (\\Seen \\*)] Limited\r\n"
	                   "9 OK [READ-ONLY] Select \xff completed\r\n";

	gate_begin(gate, 0);
	g_free(feed(gate, text, 7, NULL));
	g_assert_cmpuint(gate_folder(gate)->exists, ==, 3);
	g_assert_cmpuint(gate_folder(gate)->uidnext, ==, 17);
	g_assert_cmpuint(gate_folder(gate)->uidvalidity, ==, 1234567890);
	g_assert_cmpstr(gate_folder(gate)->permanent_flags, ==, "\\Seen \\*");
	g_assert_true(gate_folder(gate)->read_only);
	g_assert_cmpint(gate_tagged(gate)->status, ==, GATE_OK);
	g_assert_cmpstr(gate_tagged(gate)->tag, ==, "9");
	g_assert_cmpstr(gate_tagged(gate)->code, ==, "READ-ONLY");
	g_assert_true(g_utf8_validate(gate_tagged(gate)->text, -1, NULL));
	g_assert_cmpstr(gate_untagged(gate)->text, ==, "Limited");
	g_assert_null(gate_bye(gate));
	gate_begin(gate, 0);
	g_assert_cmpint(gate_tagged(gate)->status, ==, GATE_NONE);
	g_assert_cmpuint(gate_folder(gate)->exists, ==, 3);
	g_free(feed(gate, "* BYE too many\r\n", 100, NULL));
	gate_begin(gate, 0);
	g_assert_cmpstr(gate_bye(gate)->text, ==, "too many");
	gate_clear_folder(gate);
	g_assert_null(gate_folder(gate)->permanent_flags);
	g_assert_cmpuint(gate_folder(gate)->exists, ==, 0);
}

static void
test_numbers_that_wrap(void)
{
	g_autoptr(gate) gate = gate_new(MESSAGE_MAX);

	g_free(feed(gate, "* OK [UIDVALIDITY 4294967297] x\r\n", 9, NULL));
	g_assert_cmpuint(gate_folder(gate)->uidvalidity, ==, 0);
	g_free(feed(gate, "* OK [UIDNEXT 4294967295] x\r\n", 9, NULL));
	g_assert_cmpuint(gate_folder(gate)->uidnext, ==, 4294967295u);
}

static void
test_news(void)
{
	g_autoptr(gate) gate = gate_new(MESSAGE_MAX);

	g_assert_false(gate_news(gate));
	g_free(feed(gate, "* 2 EXISTS\r\n", 99, NULL));
	g_assert_true(gate_news(gate));
	gate_clear_news(gate);
	g_free(feed(gate, "* 2 EXISTS\r\n* 1 EXPUNGE\r\n", 99, NULL));
	g_assert_false(gate_news(gate));
	g_assert_cmpuint(gate_folder(gate)->exists, ==, 1);
	g_free(feed(gate, "* 2 EXIS", 99, NULL));
	g_assert_false(gate_news(gate));
	g_free(feed(gate, "TS\r\n", 1, NULL));
	g_assert_true(gate_news(gate));
	gate_begin(gate, 0);
	g_assert_true(gate_news(gate));
}

static void
test_behind(void)
{
	g_autoptr(gate) gate = gate_new(MESSAGE_MAX);

	gate_begin(gate, 0);
	g_free(feed(gate, "* 1 EXISTS\r\n5 OK x\r\n", 3, NULL));
	g_assert_cmpuint(gate_behind(gate), ==, 0);
	g_free(feed(gate, "* OK x\r\n* C", 3, NULL));
	g_assert_cmpuint(gate_behind(gate), ==, 11);
	gate_begin(gate, 0);
	g_assert_cmpuint(gate_behind(gate), ==, 0);
}

static void
test_expunge_below_zero(void)
{
	g_autoptr(gate) gate = gate_new(MESSAGE_MAX);

	g_free(feed(gate, "* 1 EXPUNGE\r\n", 99, NULL));
	g_assert_cmpuint(gate_folder(gate)->exists, ==, 0);
}

/* Feeds one line again and again; the error that ends it. */
static char *
flood(const char *line, guint times)
{
	g_autoptr(gate) gate = gate_new(MESSAGE_MAX);
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autoptr(GError) error = NULL;

	gate_begin(gate, 5000);
	for (guint i = 0; i < times && error == NULL; i++) {
		g_byte_array_set_size(out, 0);
		if (!gate_feed(gate, (const guint8 *)line, strlen(line), out,
		        &error))
			break;
	}
	return g_strdup(error != NULL ? error->message : "");
}

static void
test_floods(void)
{
	g_autofree char *line = flood("* SEARCH 1 ", 100000);
	g_autofree char *lines = flood("* 1 RECENT\r\n", 1000000);
	g_autofree char *literals =
	    flood("* 1 FETCH (BODY[] {10}\r\n1234567890)\r\n", 501);
	g_autofree char *allowed =
	    flood("* 1 FETCH (BODY[] {10}\r\n1234567890)\r\n", 500);

	g_assert_nonnull(strstr(line, "more than 65536 octets"));
	g_assert_nonnull(strstr(lines, "without end"));
	g_assert_nonnull(strstr(literals, "more than allowed"));
	g_assert_cmpstr(allowed, ==, "");
}

static void
test_nul(void)
{
	g_autoptr(gate) gate = gate_new(MESSAGE_MAX);
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autoptr(GError) error = NULL;
	static const guint8 in_literal[] = "* 1 FETCH (BODY[] {2}\r\n\0x)\r\n";
	static const guint8 in_line[] = "* SEAR\0CH\r\n";

	gate_begin(gate, 100);
	g_assert_true(gate_feed(gate, in_literal, sizeof(in_literal) - 1, out,
	    &error));
	g_assert_cmpuint(out->len, ==, sizeof(in_literal) - 1);
	g_assert_false(gate_feed(gate, in_line, sizeof(in_line) - 1, out,
	    &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/gate/row/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/gate/replies", test_replies);
	g_test_add_func("/gate/numbers-that-wrap", test_numbers_that_wrap);
	g_test_add_func("/gate/news", test_news);
	g_test_add_func("/gate/behind", test_behind);
	g_test_add_func("/gate/expunge-below-zero", test_expunge_below_zero);
	g_test_add_func("/gate/floods", test_floods);
	g_test_add_func("/gate/nul", test_nul);
	return g_test_run();
}
