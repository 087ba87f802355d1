/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML bodies as text. */
#include "mime/html.h"

#include <string.h>

struct row {
	const char *name, *raw, *text;
};

static const struct row rows[] = {
	{ "words", "Hello <b>big</b>  world", "Hello big world\n" },
	{ "empty", "", "" },
	{ "paragraphs", "<p>One</p><p>Two</p>", "One\n\nTwo\n" },
	{ "divs", "<div>One</div><div>Two</div>", "One\nTwo\n" },
	{ "breaks", "a<br>b<br/><br>c", "a\nb\n\nc\n" },
	{ "many-breaks", "a<br><br><br><br>b", "a\n\nb\n" },
	{ "gmail-empty-line", "<div>a</div><div><br></div><div>b</div>",
	    "a\n\nb\n" },
	{ "source-line-ends", "a\nb\r\n  c", "a b c\n" },
	{ "nbsp", "a&nbsp;&nbsp;b", "a  b\n" },
	{ "entities", "&lt;&amp;&gt; &auml;&#228;&#xe4; &euro;",
	    "<&> äää €\n" },
	{ "unknown-entity", "&nosuch; & x", "&nosuch; & x\n" },
	{ "utf8", "Grüße, 日本", "Grüße, 日本\n" },
	{ "headings", "<h1>A</h1>text<h2>B</h2>", "A\n\ntext\n\nB\n" },
	{ "list", "<ul><li>a</li><li>b</li></ul>", "* a\n* b\n" },
	{ "ordered", "<ol><li>a<li>b</ol>", "1. a\n2. b\n" },
	{ "nested-list", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
	    "* a\n  * b\n* c\n" },
	{ "list-with-paragraphs", "<ul><li><p>a</p></li><li><p>b</p></li></ul>",
	    "* a\n\n* b\n" },
	{ "table",
	    "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
	    "a\tb\nc\td\n" },
	{ "table-header", "<table><tr><th>Name</th><th>No</th></tr></table>",
	    "Name\tNo\n" },
	{ "layout-table",
	    "<table><tr><td></td><td><table><tr><td>Hi</td></tr></table></td></tr></table>",
	    "Hi\n" },
	{ "link", "<a href=\"https://example.com/x\">Click</a> me",
	    "Click <https://example.com/x> me\n" },
	{ "link-same", "<a href=\"https://example.com/\">example.com</a>",
	    "example.com\n" },
	{ "link-same-whole",
	    "<a href=\"http://example.com/a\">http://example.com/a</a>",
	    "http://example.com/a\n" },
	{ "link-lying",
	    "<a href=\"https://evil.example/\">https://bank.example/</a>",
	    "https://bank.example/ <https://evil.example/>\n" },
	{ "link-mail", "<a href=\"mailto:a@example.com\">Ann</a>",
	    "Ann <a@example.com>\n" },
	{ "link-mail-same",
	    "<a href=\"mailto:a@example.com\">a@example.com</a>",
	    "a@example.com\n" },
	{ "image-said", "<img src=\"https://x.example/a.png\" alt=\"A cat\">",
	    "[A cat]\n" },
	{ "image-unsaid", "a<img src=\"https://x.example/a.png\" alt=\" \">b",
	    "ab\n" },
	{ "image-inline", "See: <img src=\"cid:p1@x\">", "See: [cid:p1@x]\n" },
	{ "image-inline-said", "<img src=\"CID:p1\" alt=\"A cat\">",
	    "[cid:p1 A cat]\n" },
	{ "image-inline-broken", "<img src=\"cid:\">x", "x\n" },
	{ "link-script", "<a href=\"javascript:alert(1)\">x</a>", "x\n" },
	{ "link-script-spaced", "<a href=\" java\nscript:alert(1)\">x</a>",
	    "x\n" },
	{ "link-data", "<a href=\"data:text/html,x\">x</a>", "x\n" },
	{ "link-anchor", "<a href=\"#top\">up</a>", "up\n" },
	{ "link-newline", "<a href=\"https://example.com/a\nb\">x</a>",
	    "x <https://example.com/ab>\n" },
	{ "link-without-text",
	    "<a href=\"https://example.com/\"><img src=\"cid:x\"></a>",
	    "[cid:x] <https://example.com/>\n" },
	{ "image-alt", "<img src=\"cid:x\" alt=\"Logo\">", "[cid:x Logo]\n" },
	{ "image-no-alt", "a<img src=\"cid:x\">b", "a[cid:x]b\n" },
	{ "quote",
	    "<p>Hi</p><blockquote type=\"cite\">old<br>text</blockquote>new",
	    "Hi\n\n> old\n> text\n\nnew\n" },
	{ "quote-nested",
	    "<blockquote>a<blockquote>b</blockquote></blockquote>",
	    "> a\n\n> > b\n" },
	{ "pre", "<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc\n" },
	{ "rule", "a<hr>b", "a\n---\nb\n" },
	{ "script", "a<script>alert(\"<b>x</b>\")</script>b", "ab\n" },
	{ "style", "<style>p { color: red }</style>a", "a\n" },
	{ "title", "<html><head><title>T</title></head><body>a</body></html>",
	    "a\n" },
	{ "comment", "a<!-- x --- y -->b", "ab\n" },
	{ "conditional", "a<!--[if mso]>word<![endif]-->b", "ab\n" },
	{ "conditional-shown", "<p><![if !supportLists]>1.<![endif]> one</p>",
	    "1. one\n" },
	{ "hidden", "a<div style=\"display: none\">secret</div>b", "a\nb\n" },
	{ "hidden-nested", "a<div style=\"DISPLAY:NONE\"><div>x</div>y</div>b",
	    "a\nb\n" },
	{ "hidden-attribute", "a<span hidden>x</span>b", "ab\n" },
	{ "hidden-mso", "a<span style=\"mso-hide:all\">x</span>b", "ab\n" },
	{ "all-hidden", "<div style=\"display:none\">only</div>", "only\n" },
	{ "unclosed", "<div>a<p>b<b>c", "a\n\nbc\n" },
	{ "no-tags", "just text", "just text\n" },
	{ "bare-less", "1 < 2 and 3 > 2", "1 < 2 and 3 > 2\n" },
	{ "select", "a<select><option>x</option></select>b", "ab\n" },
	{ "trailing-space", "<p>a </p><p> b</p>", "a\n\nb\n" },
	{ "inline-in-word", "un<b>believ</b>able", "unbelievable\n" },
	{ "meta-charset-ignored", "<meta charset=\"iso-8859-1\">Grüße",
	    "Grüße\n" },
	{ "right-to-left", "<p dir=\"rtl\">שלום</p>", "שלום\n" },
	{ "outlook-paragraphs",
	    "<p class=\"MsoNormal\">a<o:p></o:p></p>"
	    "<p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p>"
	    "<p class=\"MsoNormal\">b</p>",
	    "a\n\n\n\nb\n" },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *text =
	    html_to_text(row->raw, strlen(row->raw), 100000);

	g_assert_cmpstr(text, ==, row->text);
}

/* What is nested deeper than libxml2 goes is read by hand: nothing is lost. */
static void
test_deep(void)
{
	static const guint depths[] = { 10, 100, 199, 200, 201, 255, 256, 257,
		1000, 50000 };

	for (gsize i = 0; i < G_N_ELEMENTS(depths); i++) {
		g_autoptr(GString) html = g_string_new(NULL);
		g_autofree char *text = NULL;

		for (guint n = 0; n < depths[i]; n++)
			g_string_append(html, "<div>");
		g_string_append(html,
		    "d&auml;ep <a href=\"https://x.example\">"
		    "link</a>");
		for (guint n = 0; n < depths[i]; n++)
			g_string_append(html, "</div>");
		g_string_append(html, "after");
		text = html_to_text(html->str, html->len, 100000);
		g_assert_cmpstr(text, ==,
		    "däep link <https://x.example>\nafter\n");
	}
}

/* All rows give the same text when read by hand, which 300 levels force. */
static void
test_by_hand(void)
{
	/* libxml2 mends these; the tokenizer only has to survive them. */
	static const char *const other[] = { "unclosed", "select",
		"link-script-spaced", "link-newline" };
	g_autofree char *front = g_strnfill(300 * 3, ' ');

	for (gsize i = 0; i < 300; i++)
		memcpy(front + i * 3, "<i>", 3);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *html = g_strconcat(front, rows[i].raw, NULL);
		g_autofree char *text =
		    html_to_text(html, strlen(html), 100000);
		gboolean skip = FALSE;

		for (gsize k = 0; k < G_N_ELEMENTS(other); k++)
			skip |= strcmp(rows[i].name, other[k]) == 0;
		if (!skip)
			g_assert_cmpstr(text, ==, rows[i].text);
	}
}

/* At most max octets, never half a character. */
static void
test_max(void)
{
	const char *html = "<p>ääää</p><p>日本日本</p>";

	for (gsize max = 0; max < 40; max++) {
		g_autofree char *text = html_to_text(html, strlen(html), max);

		g_assert_cmpuint(strlen(text), <=, max + 1);
		g_assert_true(g_utf8_validate(text, -1, NULL));
	}
}

static void
test_charset(void)
{
	static const struct {
		const char *html, *charset;
	} metas[] = {
		{ "<meta charset=\"utf-8\">", "utf-8" },
		{ "<META CHARSET=koi8-r>", "koi8-r" },
		{ "<meta http-equiv=\"Content-Type\" "
		  "content=\"text/html; charset=windows-1251\">",
		    "windows-1251" },
		{ "<meta name=x>", NULL },
		{ "charset=utf-8", NULL },
		{ "<meta charset=", NULL },
		{ "", NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(metas); i++) {
		g_autofree char *charset =
		    html_charset(metas[i].html, strlen(metas[i].html));

		g_assert_cmpstr(charset, ==, metas[i].charset);
	}
}

/* A megabyte of each of what makes careless parsers quadratic. */
static void
test_linear(void)
{
	static const char *const pieces[] = { "<", "<!--", "<a href=\"", "&",
		"&amp;", "<b>", "</b>", "<p><b>", "</i>", "<a x1=1 ", "<table>",
		"<li>", "<blockquote>", "<pre>\n", "<!", "<?", "\"" };
	gint64 begin = g_get_monotonic_time();

	for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autoptr(GString) html = g_string_new("<a");
		g_autofree char *text = NULL;

		while (html->len < 1000000)
			g_string_append(html, pieces[i]);
		text = html_to_text(html->str, html->len, 262144);
		g_assert_true(g_utf8_validate(text, -1, NULL));
	}
	g_assert_cmpint(g_get_monotonic_time() - begin, <, 60000000);
}

/* One tag with more attributes than libxml2 can bear. */
static void
test_many_attributes(void)
{
	g_autoptr(GString) html = g_string_new("a<p ");
	g_autofree char *text = NULL;

	for (guint i = 0; i < 200000; i++)
		g_string_append_printf(html, "x%u=1 ", i);
	g_string_append(html, ">b");
	text = html_to_text(html->str, html->len, 1000);
	g_assert_cmpstr(text, ==, "a\n\nb\n");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/html/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/html/deep", test_deep);
	g_test_add_func("/html/by-hand", test_by_hand);
	g_test_add_func("/html/max", test_max);
	g_test_add_func("/html/charset", test_charset);
	g_test_add_func("/html/linear", test_linear);
	g_test_add_func("/html/many-attributes", test_many_attributes);
	return g_test_run();
}
