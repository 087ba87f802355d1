/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where headers begin and end, in whole mails and in broken ones. */
#include "mime/fields.h"

#include <string.h>

struct row {
	const char *name, *raw;
	const char *fields; /* "name=value" a line */
	const char *body;
	guint flags;
};

static const struct row rows[] = {
	{ "simple", "From: a\nSubject: b\n\nbody\n", "From=a\nSubject=b\n",
	    "body\n", 0 },
	{ "crlf", "From: a\r\n\r\nbody\r\n", "From=a\n", "body\r\n", 0 },
	{ "no-space", "From:a\n\n", "From=a\n", "", 0 },
	{ "space-before-colon", "From : a\n\n", "From=a\n", "", 0 },
	{ "empty-value", "Subject:\n\nx", "Subject=\n", "x", 0 },
	{ "folded", "Subject: a\n b\n\tc\n\nx", "Subject=a b\tc\n", "x", 0 },
	{ "folded-crlf", "Subject: a\r\n b\r\n\r\nx", "Subject=a b\n", "x", 0 },
	{ "white-line", "Subject: a\n \nFrom: b\n\nx", "Subject=a\nFrom=b\n",
	    "x", 0 },
	{ "no-body", "From: a\n", "From=a\n", "", 0 },
	{ "no-line-end", "From: a", "From=a\n", "", 0 },
	{ "empty", "", "", "", 0 },
	{ "only-body", "\n\n\nhello", "", "hello", HEADER_FLAG_MALFORMED },
	{ "mbox-line", "From a@b Mon May  1\nFrom: a\n\nx", "From=a\n", "x",
	    0 },
	{ "quoted-mbox-line", ">From a@b Mon\nFrom: a\n\nx", "From=a\n", "x",
	    0 },
	{ "byte-order-mark", "\357\273\277From: a\n\nx", "From=a\n", "x", 0 },
	{ "empty-lines-first", "\r\n\nFrom: a\n\nx", "From=a\n", "x", 0 },
	{ "text-only", "Hello there\nhow are you\n", "",
	    "Hello there\nhow are you\n", HEADER_FLAG_MALFORMED },
	{ "junk-line", "From: a\njunk\nSubject: b\n\nx", "From=a\nSubject=b\n",
	    "x", HEADER_FLAG_MALFORMED },
	{ "junk-lines", "From: a\nj\nk\nl\nX-Mailer: b\n\nx",
	    "From=a\nX-Mailer=b\n", "x", HEADER_FLAG_MALFORMED },
	{ "no-empty-line", "From: a\nHello there\nyou: me\n\nx", "From=a\n",
	    "Hello there\nyou: me\n\nx", HEADER_FLAG_MALFORMED },
	{ "usual-field-in-text", "From: a\nHello\n\nSubject: b\n", "From=a\n",
	    "Hello\n\nSubject: b\n", HEADER_FLAG_MALFORMED },
	{ "continuation-first", " x\nFrom: a\n\nx", "From=a\n", "x",
	    HEADER_FLAG_MALFORMED },
	{ "8-bit-name", "S\303\274: a\nFrom: b\n\nx", "From=b\n", "x",
	    HEADER_FLAG_MALFORMED },
	{ "lone-cr", "Subject: a\rBcc: b\n\nx", "Subject=a\rBcc: b\n", "x", 0 },
	{ "doubled", "From: a\nFrom: b\n\nx", "From=a\nFrom=b\n", "x", 0 },
	{ "raw-8-bit", "Subject: \344\n\nx", "Subject=\344\n", "x", 0 },
	{ "trimmed", "Subject:  a \t\n\nx", "Subject=a\n", "x", 0 },
};

static const struct fields_limits wide = { 1000000, 1000000, 1000000 };

static char *
describe(const struct header *header)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < header->fields->len; i++) {
		const struct header_field *field = header->fields->pdata[i];

		g_string_append_printf(all, "%s=%s\n", field->name,
		    field->value);
	}
	return g_string_free(all, FALSE);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	gsize size = strlen(row->raw);
	/* A copy of its exact size, so that reading beyond it is seen. */
	g_autofree char *raw = g_memdup2(row->raw, size);
	g_autoptr(header) header = fields_cut(raw, size, &wide);
	g_autofree char *fields = describe(header);

	g_assert_cmpstr(fields, ==, row->fields);
	g_assert_cmpuint(header->body_offset, ==, size - strlen(row->body));
	g_assert_cmpuint(header->flags, ==, row->flags);
	g_assert_null(header->limit);
}

static void
test_nul(void)
{
	static const char raw[] = "Subject: a\0b\n\nx";
	g_autoptr(header) header = fields_cut(raw, sizeof raw - 1, &wide);

	g_assert_cmpstr(header_find(header, "subject", 0), ==,
	    "a\357\277\275b");
	g_assert_cmpuint(header->flags, ==, HEADER_FLAG_NUL);
}

/* Each limit at its number and one past it. */
static void
test_limits(void)
{
	static const char raw[] = "A: 1\nB: 2\nC: 3\n\nbody";
	static const struct {
		struct fields_limits limits;
		const char *limit;
	} cases[] = {
		{ { 15, 100, 100 }, NULL },
		{ { 14, 100, 100 }, "header_bytes" },
		{ { 100, 100, 3 }, NULL },
		{ { 100, 100, 2 }, "header_fields" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(header) header =
		    fields_cut(raw, sizeof raw - 1, &cases[i].limits);

		g_assert_cmpstr(header->limit, ==, cases[i].limit);
		g_assert_cmpuint(header_count(header, "C"), ==, 1);
	}
}

static void
test_field_limit(void)
{
	static const char raw[] = "A: 12345\n 678\n\n";
	static const struct fields_limits at = { 100, 10, 10 };
	static const struct fields_limits past = { 100, 9, 10 };
	g_autoptr(header) whole = fields_cut(raw, sizeof raw - 1, &at);
	g_autoptr(header) cut = fields_cut(raw, sizeof raw - 1, &past);

	g_assert_cmpstr(header_find(whole, "A", 0), ==, "12345 678");
	g_assert_cmpuint(whole->flags, ==, 0);
	g_assert_cmpstr(header_find(cut, "A", 0), ==, "12345 67");
	g_assert_cmpuint(cut->flags, ==, HEADER_FLAG_LONG_LINE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/fields/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/fields/nul", test_nul);
	g_test_add_func("/fields/limits", test_limits);
	g_test_add_func("/fields/field-limit", test_field_limit);
	return g_test_run();
}
