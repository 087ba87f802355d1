/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dot-stuffing, at every place where a chunk may be cut, and the gate
 * against SMTP smuggling. */
#include "smtp/dotstuff.h"

#include <string.h>

struct good {
	const char *name, *input, *output; /* output with the final dot */
};

static const struct good goods[] = {
	{ "empty", "", ".\r\n" },
	{ "one line", "a\r\n", "a\r\n.\r\n" },
	{ "no end of line", "a", "a\r\n.\r\n" },
	{ "lone dot", ".\r\n", "..\r\n.\r\n" },
	{ "lone dot without end", ".", "..\r\n.\r\n" },
	{ "leading dots", "..a\r\n.b\r\n", "...a\r\n..b\r\n.\r\n" },
	{ "dot inside", "a.b\r\n c.\r\n", "a.b\r\n c.\r\n.\r\n" },
	{ "the end of a letter inside", "a\r\n.\r\nMAIL FROM:<>\r\n",
	    "a\r\n..\r\nMAIL FROM:<>\r\n.\r\n" },
	{ "dot after an empty line", "\r\n\r\n.\r\n\r\n",
	    "\r\n\r\n..\r\n\r\n.\r\n" },
	{ "8-bit", "\xc3\xa4\xff\r\n", "\xc3\xa4\xff\r\n.\r\n" },
};

/* Cuts the input in three at every pair of places. */
static void
test_good(gconstpointer data)
{
	const struct good *row = data;
	gsize size = strlen(row->input);

	for (gsize first = 0; first <= size; first++)
		for (gsize second = first; second <= size; second++) {
			g_autoptr(GString) out = g_string_new(NULL);
			g_autoptr(GError) error = NULL;
			struct dotstuff state = { 0 };
			const char *in = row->input;
			bool done =
			    dotstuff_add(&state, in, first, out, &error);

			done = done &&
			    dotstuff_add(&state, in + first, second - first,
			        out, &error);
			done = done &&
			    dotstuff_add(&state, in + second, size - second,
			        out, &error);
			done = done && dotstuff_end(&state, out, &error);
			g_assert_no_error(error);
			g_assert_true(done);
			g_assert_cmpstr(out->str, ==, row->output);
		}
}

struct bad {
	const char *name, *input;
	gsize size;
};

#define BAD(name, text)                       \
	{                                     \
		name, text, sizeof(text) - 1, \
	}

/* Ends of data that one server or another has believed in, and kin. */
static const struct bad bads[] = {
	BAD("LF dot LF", "a\n.\n"),
	BAD("LF dot CR LF", "a\n.\r\n"),
	BAD("CR LF dot LF", "a\r\n.\n"),
	BAD("CR dot CR", "a\r.\r"),
	BAD("CR dot CR LF", "a\r.\r\n"),
	BAD("CR LF dot CR", "a\r\n.\r"),
	BAD("CR dot LF", "a\r.\n"),
	BAD("LF dot CR", "a\n.\r"),
	BAD("CR CR LF dot CR CR LF", "a\r\r\n.\r\r\n"),
	BAD("CR LF dot CR CR LF", "a\r\n.\r\r\n"),
	BAD("CR CR LF dot CR LF", "a\r\r\n.\r\n"),
	BAD("LF LF dot LF LF", "a\n\n.\n\n"),
	BAD("CR LF dot LF CR LF", "a\r\n.\n\r\n"),
	BAD("LF CR dot LF CR", "a\n\r.\n\r"),
	BAD("LF CR dot CR LF", "a\n\r.\r\n"),
	BAD("NUL behind the dot", "a\r\n.\0\r\n"),
	BAD("NUL before the dot", "a\r\n\0.\r\n"),
	BAD("NUL inside CR LF", "a\r\0\n.\r\n"),
	BAD("LF alone at the start", "\na"),
	BAD("LF alone at the end", "a\r\nb\n"),
	BAD("CR alone at the end", "a\r\nb\r"),
	BAD("CR alone inside", "a\rb\r\n"),
	BAD("NUL alone", "a\0b\r\n"),
};

static bool
stuff(const struct bad *row, gsize cut, GString *out, GError **error)
{
	struct dotstuff state = { 0 };

	return dotstuff_add(&state, row->input, cut, out, error) &&
	    dotstuff_add(&state, row->input + cut, row->size - cut, out,
	        error) &&
	    dotstuff_end(&state, out, error);
}

/* Whatever the receiver takes for an end of line, nothing that got out holds a
 * line that is a lone dot. */
static void
assert_no_end(const GString *out)
{
	for (gsize i = 0; i < out->len; i++) {
		char before = i > 0 ? out->str[i - 1] : '\n';

		g_assert_cmpint(out->str[i], !=, '\0');
		if (out->str[i] == '\n')
			g_assert_cmpint(before, ==, '\r');
		if (out->str[i] == '\r')
			g_assert_cmpint(out->str[i + 1], ==, '\n');
		if (out->str[i] == '.' && before == '\n')
			g_assert_cmpint(out->str[i + 1], ==, '.');
	}
}

static void
test_bad(gconstpointer data)
{
	const struct bad *row = data;

	for (gsize cut = 0; cut <= row->size; cut++) {
		g_autoptr(GString) out = g_string_new(NULL);
		g_autoptr(GError) error = NULL;

		g_assert_false(stuff(row, cut, out, &error));
		g_assert_true(fail_is(error, FAIL_PERMANENT));
		assert_no_end(out);
	}
}

static void
test_line_limit(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *line = g_strnfill(DOTSTUFF_LINE_MAX, 'x');
	struct dotstuff state = { 0 };

	for (int i = 0; i < 2; i++) {
		g_assert_true(dotstuff_add(&state, line, DOTSTUFF_LINE_MAX, out,
		    &error));
		g_assert_true(dotstuff_add(&state, "\r\n", 2, out, &error));
	}
	g_assert_true(dotstuff_add(&state, line, DOTSTUFF_LINE_MAX, out,
	    &error));
	g_assert_false(dotstuff_add(&state, "x", 1, out, &error));
	g_assert_true(fail_is(error, FAIL_PERMANENT));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(goods); i++) {
		g_autofree char *path =
		    g_strdup_printf("/dotstuff/good/%s", goods[i].name);

		g_test_add_data_func(path, &goods[i], test_good);
	}
	for (guint i = 0; i < G_N_ELEMENTS(bads); i++) {
		g_autofree char *path =
		    g_strdup_printf("/dotstuff/bad/%s", bads[i].name);

		g_test_add_data_func(path, &bads[i], test_bad);
	}
	g_test_add_func("/dotstuff/line-limit", test_line_limit);
	return g_test_run();
}
