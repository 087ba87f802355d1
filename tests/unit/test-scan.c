/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits, each at its number and one past it, and floods. */
#include "intake/scan.h"

#include <string.h>

/* Small ones, so that a test's mail can be read. */
static const struct scan_limits small = {
	.message_size = 10000,
	.header_bytes = 1000,
	.header_field_bytes = 400,
	.header_fields = 10,
	.line_bytes = 200,
	.mime_depth = 3,
	.mime_parts = 5,
	.boundary_bytes = 20,
	.field_addresses = 3,
	.addresses = 5,
	.parameters = 3,
	.encoded_words = 3,
};

static const struct scan_limits usual = {
	.message_size = 36700160,
	.header_bytes = 262144,
	.header_field_bytes = 32768,
	.header_fields = 1000,
	.line_bytes = 65536,
	.mime_depth = 50,
	.mime_parts = 1000,
	.boundary_bytes = 256,
	.field_addresses = 500,
	.addresses = 1000,
	.parameters = 100,
	.encoded_words = 200,
};

struct row {
	const char *name, *raw;
	const char *limit; /* NULL: none */
	guint flags;
};

#define MIXED "Content-Type: multipart/mixed; boundary="
#define PART "--b\n\nx\n"
#define NEST(n, m) "--" n "\n" MIXED m "\n\n"

static const struct row rows[] = {
	{ "plain", "From: a@b\n\nhello\n", NULL, 0 },
	{ "empty", "", NULL, 0 },
	{ "parts-at", MIXED "b\n\n" PART PART PART PART "--b--\n", NULL, 0 },
	{ "parts-past", MIXED "b\n\n" PART PART PART PART PART "--b--\n",
	    "mime_parts", 0 },
	{ "parts-not-behind-end",
	    MIXED "b\n\n" PART "--b--\n" PART PART PART PART PART, NULL, 0 },
	{ "parts-boundary-prefix",
	    MIXED "b\n\n" PART "--bb\n--bc\n--bd\n--be\n--bf\n", NULL, 0 },
	{ "parts-boundary-spaces",
	    MIXED "b\n\n--b \n\n--b\t\n\n--b\r\n\n--b\n\n--b\n\n", "mime_parts",
	    0 },
	{ "parts-quoted-boundary",
	    MIXED "\"b c\"\n\n--b c\n\n--b c\n\n--b c\n\n--b c\n\n--b c\n\n",
	    "mime_parts", 0 },
	{ "depth-at", MIXED "a\n\n" NEST("a", "b") NEST("b", "c") "--c\n\nx",
	    NULL, 0 },
	{ "depth-past",
	    MIXED "a\n\n" NEST("a", "b") NEST("b", "c") NEST("c", "d"),
	    "mime_depth", 0 },
	{ "depth-side-by-side",
	    MIXED "a\n\n" NEST("a", "b") "--b--\n" NEST("a",
	        "c") "--c--\n" NEST("a", "d"),
	    NULL, 0 },
	{ "depth-closed-by-outer",
	    MIXED "a\n\n" NEST("a", "b") NEST("b", "c") NEST("a", "d")
	        NEST("d", "e"),
	    NULL, 0 },
	{ "depth-messages",
	    "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\n"
	    "Content-Type: message/rfc822\n\nSubject: x\n\nx\n",
	    NULL, 0 },
	{ "depth-messages-past",
	    "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\n"
	    "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\n"
	    "x\n",
	    "mime_depth", 0 },
	{ "depth-type-folded",
	    MIXED
	    "a\n\n--a\nContent-Type: multipart/mixed;\n boundary=b\n\n" NEST(
	        "b", "c") NEST("c", "d"),
	    "mime_depth", 0 },
	{ "depth-second-type-ignored",
	    MIXED "a\n\n--a\nContent-Type: text/plain\n" MIXED
	          "b\n\n--b\n\nx\n--b\n\n--b\n\n--b\n\n--b\n\n--b\n\n",
	    NULL, 0 },
	{ "boundary-at", MIXED "01234567890123456789\n\n", NULL, 0 },
	{ "boundary-past", MIXED "012345678901234567890\n\n", "boundary_bytes",
	    0 },
	{ "addresses-at", "To: a@b, c@d, e@f\n\n", NULL, 0 },
	{ "addresses-past", "To: a@b, c@d, e@f, g@h\n\n", NULL,
	    HEADER_FLAG_MANY_ADDRESSES },
	{ "addresses-sum-past", "To: a@b, c@d, e@f\nCc: a@b, c@d, e@f\n\n",
	    NULL, HEADER_FLAG_MANY_ADDRESSES },
	{ "addresses-in-other-field", "X-List: a@b, c@d, e@f, g@h\n\n", NULL,
	    0 },
	{ "words-at", "Subject: =?u?q?a?= =?u?q?a?= =?u?q?a?=\n\n", NULL, 0 },
	{ "words-past",
	    "Subject: =?u?q?a?= =?u?q?a?=\nFrom: =?u?q?a?= =?u?q?a?=\n\n", NULL,
	    HEADER_FLAG_MANY_WORDS },
	{ "parameters-at", "Content-Type: a/b; a=1; b=2; c=3\n\n", NULL, 0 },
	{ "parameters-past", "Content-Type: a/b; a=1; b=2; c=3; d=4\n\n", NULL,
	    HEADER_FLAG_MANY_PARAMETERS },
	{ "parameters-of-part",
	    MIXED "b\n\n--b\nContent-Type: a/b; a=1; b=2; c=3; d=4\n\nx\n",
	    NULL, HEADER_FLAG_MANY_PARAMETERS },
	{ "fields-at",
	    "A: 1\nA: 1\nA: 1\nA: 1\nA: 1\nA: 1\nA: 1\nA: 1\nA: 1\nA: 1\n\n",
	    NULL, 0 },
	{ "fields-past",
	    "A: 1\nA: 1\nA: 1\nA: 1\nA: 1\nA: 1\nA: 1\nA: 1\nA: 1\nA: 1\n"
	    "A: 1\n\n",
	    "header_fields", 0 },
	{ "malformed", "From: a\njunk\nSubject: b\n\n", NULL,
	    HEADER_FLAG_MALFORMED },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	gsize size = strlen(row->raw);
	g_autofree char *raw = g_memdup2(row->raw, size);
	g_autoptr(header) header = scan_header(raw, size, &small);

	g_assert_cmpstr(header->limit, ==, row->limit);
	g_assert_cmpuint(header->flags, ==, row->flags);
}

/* front, n times piece, back: the limit and flags by the given limits. */
static void
assert_scan(const char *front, char piece, gsize n, const char *back,
    const char *limit)
{
	g_autofree char *middle = g_strnfill(n, piece);
	g_autofree char *raw = g_strconcat(front, middle, back, NULL);
	g_autoptr(header) header = scan_header(raw, strlen(raw), &small);

	g_assert_cmpstr(header->limit, ==, limit);
}

static void
test_sizes(void)
{
	assert_scan("A: b\n\n", '\n', 10000 - 6, "", NULL);
	assert_scan("A: b\n\n", '\n', 10000 - 5, "", "message_size");
	assert_scan("A: ", 'x', 1000 - 4, "\n\nbody", NULL);
	assert_scan("A: ", 'x', 1000 - 3, "\n\nbody", "header_bytes");
	/* The header of a part counts like that of the mail. */
	assert_scan(MIXED "b\n\n--b\nA: ", 'x', 997, "\n\nbody", NULL);
	assert_scan(MIXED "b\n\n--b\nA: ", 'x', 998, "\n\nbody",
	    "header_bytes");
}

static void
test_lines(void)
{
	for (gsize n = 199; n < 203; n++) {
		g_autofree char *line = g_strnfill(n, 'x');
		g_autofree char *raw =
		    g_strconcat("A: b\n\n", line, "\nx", NULL);
		g_autoptr(header) header =
		    scan_header(raw, strlen(raw), &small);

		g_assert_null(header->limit);
		g_assert_cmpuint(header->flags, ==,
		    n > 200 ? HEADER_FLAG_LONG_LINE : 0);
	}
}

/* Floods of the test plan (A37, A38): refused within a second altogether,
 * whatever their number. */
static void
test_floods(void)
{
	static const struct {
		const char *front, *piece;
		guint n;
		const char *limit;
	} floods[] = {
		{ MIXED "b\n\n", "--b\n\n", 1000000, "mime_parts" },
		{ "", "Content-Type: message/rfc822\n\n", 5000, "mime_depth" },
		{ "", "X: y\n", 2000000, "header_fields" },
		{ "To: ", "a@b, ", 1500000, "header_bytes" },
		{ "References: ", "<a@b> ", 1500000, "header_bytes" },
		{ "Content-Type: a/b", "; a=b", 300000, "header_bytes" },
		{ "Content-Type: a/b", "; a*1=b", 200000, "header_bytes" },
		{ "Subject: ", "=?a?q?b?= ", 1500000, "header_bytes" },
		{ MIXED "b\n\n--b\n", "X: y\n", 2000000, "header_bytes" },
		{ "A: b\n\n", "--", 1000000, NULL },
	};
	gint64 begin = g_get_monotonic_time();

	for (gsize i = 0; i < G_N_ELEMENTS(floods); i++) {
		g_autoptr(GString) raw = g_string_new(floods[i].front);
		g_autoptr(header) header = NULL;

		for (guint n = 0; n < floods[i].n; n++)
			g_string_append(raw, floods[i].piece);
		g_string_append(raw, "\n\nx");
		header = scan_header(raw->str, raw->len, &usual);
		g_assert_cmpstr(header->limit, ==, floods[i].limit);
	}
	g_assert_cmpint(g_get_monotonic_time() - begin, <, 20000000);
}

static void
test_deep(void)
{
	g_autoptr(GString) raw = g_string_new(MIXED "b0\n\n");
	g_autoptr(header) header = NULL;

	for (guint i = 0; i < 20000; i++)
		g_string_append_printf(raw, "--b%u\n" MIXED "b%u\n\n", i,
		    i + 1);
	header = scan_header(raw->str, raw->len, &usual);
	g_assert_cmpstr(header->limit, ==, "mime_depth");
}

static void
test_crlf(void)
{
	static const struct {
		const char *raw;
		gboolean crlf;
	} mails[] = {
		{ "A: b\r\n\r\none\r\ntwo\r\n", TRUE },
		{ "A: b\r\n\r\none\r\nno line end", TRUE },
		{ "A: b\r\n\r\n", TRUE },
		{ "A: b\n\none\r\n", TRUE }, /* of the body only */
		{ "A: b\r\n\r\none\r\r\n", TRUE },
		{ "A: b\r\n\r\none\rtwo\r\n", TRUE }, /* no line end */
		{ "A: b\r\n\r\none\ntwo\r\n", FALSE },
		{ "A: b\r\n\r\none\r\n\n", FALSE },
		{ "A: b\r\n\r\n\none\r\n", FALSE },
		{ MIXED "b\r\n\r\n--b\n\r\nx\r\n", FALSE },
		/* not read to its end */
		{ MIXED "012345678901234567890\r\n\r\none\r\n", FALSE },
		{ "A: b\r\rone\r", FALSE }, /* by a CR alone */
		{ "", TRUE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(header) header =
		    scan_header(mails[i].raw, strlen(mails[i].raw), &small);

		g_test_message("%s", mails[i].raw);
		g_assert_cmpint(header->crlf, ==, mails[i].crlf);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/scan/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/scan/sizes", test_sizes);
	g_test_add_func("/scan/lines", test_lines);
	g_test_add_func("/scan/crlf", test_crlf);
	g_test_add_func("/scan/floods", test_floods);
	g_test_add_func("/scan/deep", test_deep);
	return g_test_run();
}
