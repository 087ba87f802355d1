/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTF: what its words are, whatever is packed between them. */
#include "mime/rtf.h"

#include <string.h>

#define HEAD "{\\rtf1\\ansi\\ansicpg1252\\deff0"
#define FONTS                                                          \
	"{\\fonttbl{\\f0\\fnil\\fcharset0 Arial;}{\\f1\\fcharset204 "  \
	"Arial;}{\\f2\\fcharset128 Gothic;}{\\f3\\fcharset177 David;}" \
	"{\\f4\\fcharset136 Ming;}{\\f5\\fnil Courier;}}"
#define PAGE HEAD "\\fromhtml1 " FONTS

struct row {
	const char *name, *rtf, *text;
	enum rtf_form form;
};

static const struct row rows[] = {
	{ "empty", "", "", RTF_TEXT },
	{ "words", HEAD " Hello\\par\nyou}", "Hello\nyou", RTF_TEXT },
	{ "line ends say nothing", HEAD " a\r\nb}", "ab", RTF_TEXT },
	{ "escaped", HEAD " \\{a\\}\\\\b}", "{a}\\b", RTF_TEXT },
	{ "line end behind a backslash", HEAD " a\\\nb}", "a\nb", RTF_TEXT },
	{ "signs", HEAD " \\ldblquote a\\rdblquote\\endash\\~\\_}",
	    "\u201ca\u201d\u2013\u00a0\u2011", RTF_TEXT },
	{ "word's own space", HEAD "\\b  a\\b0 b}", " ab", RTF_TEXT },
	{ "octets", HEAD " caf\\'e9 \\'80}", "café €", RTF_TEXT },
	{ "octets of the document's page", "{\\rtf1\\ansicpg1250 \\'f8}", "ř",
	    RTF_TEXT },
	{ "octets of a font", HEAD FONTS "\\'e9\\f1\\'e9\\f0\\'e9}", "éйé",
	    RTF_TEXT },
	{ "font without a charset", HEAD FONTS "\\f1\\'e9\\f5\\'e9}", "йé",
	    RTF_TEXT },
	{ "font ends with its group", HEAD FONTS "{\\f1\\'e9}\\'e9}", "йé",
	    RTF_TEXT },
	{ "default font", "{\\rtf1\\deff1" FONTS "\\'e9\\f0\\'e9\\plain\\'e9}",
	    "йéй", RTF_TEXT },
	{ "two octets a letter", HEAD FONTS "\\f2\\'93\\'fa\\'96{}\\'7b}",
	    "日本", RTF_TEXT },
	{ "second octet as a letter", HEAD FONTS "\\f2\\'83R\\'83s}", "コピ",
	    RTF_TEXT },
	{ "traditional", HEAD FONTS "\\f4\\'a4\\'a4}", "中", RTF_TEXT },
	{ "right to left", HEAD FONTS "\\f3\\rtlch\\'f9\\'ec}", "של",
	    RTF_TEXT },
	{ "unicode", HEAD " \\u345?\\u-10179?\\u-8704?x}", "ř😀x", RTF_TEXT },
	{ "unicode with an octet", HEAD " \\u228\\'e4x}", "äx", RTF_TEXT },
	{ "unicode with two", HEAD "\\uc2 \\u228\\'e4\\'e4x}", "äx", RTF_TEXT },
	{ "unicode with none", HEAD "{\\uc0 \\u228x}\\u228?}", "äxä",
	    RTF_TEXT },
	{ "unicode at the end of a group", HEAD "{\\u228}x}", "äx", RTF_TEXT },
	{ "half a pair", HEAD " \\u-8704?}", "\uFFFD", RTF_TEXT },
	{ "nothing shown",
	    HEAD "{\\info{\\author A}}{\\stylesheet B;}{\\*\\foo C{D}}"
	         "{\\pict 00}{\\header E}x}",
	    "x", RTF_TEXT },
	{ "starred and known", HEAD "{\\*\\htmltag a}b}", "b", RTF_TEXT },
	{ "binary", HEAD "\\bin3 {{{x}", "x", RTF_TEXT },
	{ "binary past the end", HEAD " x\\bin2000000000 {{}", "x", RTF_TEXT },
	{ "hidden", HEAD "{\\v a}b\\v c\\v0 d\\v\\plain e}", "bde", RTF_TEXT },
	{ "table", HEAD " a\\cell b\\cell\\row c\\cell\\row}", "a\tb\t\nc\t\n",
	    RTF_TEXT },
	{ "link",
	    HEAD "{\\field{\\*\\fldinst{HYPERLINK \"http://a.example/\"}}"
	         "{\\fldrslt{\\ul here}}} now}",
	    "here <http://a.example/> now", RTF_TEXT },
	{ "link that says where",
	    HEAD "{\\field{\\*\\fldinst HYPERLINK http://a.example/}"
	         "{\\fldrslt http://a.example/}}}",
	    "http://a.example/", RTF_TEXT },
	{ "field that is no link",
	    HEAD "{\\field{\\*\\fldinst PAGE}{\\fldrslt 7}}}", "7", RTF_TEXT },
	{ "page",
	    PAGE "{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 a "
	         "{\\*\\htmltag84 &lt;}\\htmlrtf <\\htmlrtf0 "
	         "\\htmlrtf\\par}\\htmlrtf0\n{\\*\\htmltag72 </p>}}",
	    "<p>a &lt;</p>", RTF_PAGE },
	{ "page's octets",
	    PAGE "\\htmlrtf {\\f1 \\htmlrtf0 \\'e9\\htmlrtf }\\htmlrtf0"
	         "{\\*\\htmltag84 <a \\{\\'e9\\}\\par\\tab>}}",
	    "й<a {é}\n\t>", RTF_PAGE },
	{ "page's other tags", PAGE "{\\*\\mhtmltag84 <a>}x}", "x", RTF_PAGE },
	{ "text as text",
	    HEAD "\\fromtext " FONTS "\\pard a\\par\\htmlrtf b\\htmlrtf0"
	         "\\tab c}",
	    "a\n\tc", RTF_TEXT },
	{ "ends in a word", "{\\rtf1 a\\pa", "a", RTF_TEXT },
	{ "ends in an octet", "{\\rtf1 a\\'e", "ae", RTF_TEXT },
	{ "ends in a backslash", "{\\rtf1 a\\", "a", RTF_TEXT },
	{ "too many ends", "{\\rtf1 a}}}} b", "a b", RTF_TEXT },
	{ "long word", "{\\rtf1\\aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9 b}",
	    "b", RTF_TEXT },
	{ "long number", "{\\rtf1\\f99999999999999999999 b}", "b", RTF_TEXT },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	enum rtf_form form = RTF_TEXT;
	g_autofree char *text =
	    rtf_read(row->rtf, strlen(row->rtf), 1000, &form);

	g_assert_cmpstr(text, ==, row->text);
	g_assert_cmpint(form, ==, row->form);
}

/* Cut between characters. */
static void
test_max(void)
{
	static const char rtf[] = HEAD " a\\u345?\\u-10179?\\u-8704?b}";

	for (gsize max = 0; max < 10; max++) {
		enum rtf_form form = RTF_TEXT;
		g_autofree char *text = rtf_read(rtf, strlen(rtf), max, &form);

		g_assert_cmpuint(strlen(text), <=, max);
		g_assert_true(g_utf8_validate(text, -1, NULL));
		g_assert_true(g_str_has_prefix("ař😀b", text));
	}
}

/* Groups past the limit say nothing, and what follows is read. */
static void
test_deep(void)
{
	static const struct {
		guint groups;
		const char *text;
	} cases[] = { { RTF_DEPTH - 1, "inout" }, { RTF_DEPTH, "out" },
		{ 100000, "out" } };

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) rtf = g_string_new(NULL);
		enum rtf_form form = RTF_TEXT;
		g_autofree char *text = NULL;

		for (guint n = 0; n < cases[i].groups; n++)
			g_string_append_c(rtf, '{');
		g_string_append(rtf, "\\f1\\v0 in");
		for (guint n = 0; n < cases[i].groups; n++)
			g_string_append_c(rtf, '}');
		g_string_append(rtf, "out");
		text = rtf_read(rtf->str, rtf->len, 1000, &form);
		g_assert_cmpstr(text, ==, cases[i].text);
	}
}

/* Of fonts past the limit the charset is not known. */
static void
test_fonts(void)
{
	g_autoptr(GString) rtf = g_string_new("{\\rtf1{\\fonttbl");
	enum rtf_form form = RTF_TEXT;
	g_autofree char *text = NULL;

	for (guint n = 0; n <= RTF_FONTS; n++)
		g_string_append_printf(rtf, "{\\f%u\\fcharset204 a;}", n);
	g_string_append_printf(rtf, "}\\f%d\\'e9\\f%d\\'e9}", RTF_FONTS - 1,
	    RTF_FONTS);
	text = rtf_read(rtf->str, rtf->len, 1000, &form);
	g_assert_cmpstr(text, ==, "йé");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rtf/max", test_max);
	g_test_add_func("/rtf/deep", test_deep);
	g_test_add_func("/rtf/fonts", test_fonts);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/rtf/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
