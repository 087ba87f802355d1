/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters: what is written can be read again, and nothing in a value can end
 * its line. Every letter built here is looked at as a stranger would. */
#include "mime/compose.h"

#include <string.h>

#include "mime/composehead.h"
#include "mime/composehtml.h"
#include "mime/fields.h"
#include "mime/parse.h"

#define LF "\342\200\250" /* U+2028, a line end to some programs */

static const struct parse_limits limits = { 50, 1000, 100, 1 << 20, 1 << 20,
	1000, 20, 200, 1 << 18 };

static struct compose_letter
make_letter(void)
{
	struct compose_letter letter = {
		.from = { "Ann via Desk", "desk@example.com" },
		.to = { "Bob", "bob@example.org" },
		.subject = "Hello",
		.message_id = "abc@example.com",
		.date = 1682942400000,
		.text = "Hi\n",
	};

	return letter;
}

/* Lines end in CRLF, are at most max long and hold nothing but printable ASCII
 * and tabs; none begins with a dot. */
static void
assert_lines(const GString *text, gsize max)
{
	const char *end;

	for (const char *p = text->str; *p; p = end + 2) {
		end = strstr(p, "\r\n");
		g_assert_nonnull(end);
		g_assert_cmpuint((gsize)(end - p), <=, max);
		g_assert_cmpint(*p, !=, '.');
		for (; p < end; p++)
			g_assert_true((*p >= ' ' && *p < 0x7f) || *p == '\t');
	}
	g_assert_cmpuint(strlen(text->str), ==, text->len);
}

static void
build(const struct compose_letter *letter, compose_result *out)
{
	g_autoptr(GError) error = NULL;
	bool built = compose_build(letter, out, &error);

	g_assert_no_error(error);
	g_assert_true(built);
	assert_lines(out->text, 76);
}

static struct message *
read_back(const compose_result *result)
{
	return parse_message(result->text->str, result->text->len, &limits);
}

static void
test_golden(void)
{
	static const char *const ids[] = { "root@example.com", "x@example.net",
		NULL };
	struct compose_letter letter = make_letter();
	g_auto(compose_result) result = { 0 };

	letter.reply_to = "desk+t@example.com";
	letter.in_reply_to = "x@example.net";
	letter.references = ids;
	letter.auto_submitted = "auto-replied";
	letter.auto_suppress = "All";
	letter.language = "en";
	letter.loop = "1";
	build(&letter, &result);
	g_assert_true(g_str_has_prefix(result.text->str,
	    "Date: Mon, 1 May 2023 12:00:00 +0000\r\n"
	    "From: \"Ann via Desk\" <desk@example.com>\r\n"
	    "To: \"Bob\" <bob@example.org>\r\n"
	    "Reply-To: desk+t@example.com\r\n"
	    "Subject: Hello\r\n"
	    "Message-ID: <abc@example.com>\r\n"
	    "In-Reply-To: <x@example.net>\r\n"
	    "References: <root@example.com>\r\n"
	    " <x@example.net>\r\n"
	    "Auto-Submitted: auto-replied\r\n"
	    "X-Auto-Response-Suppress: All\r\n"
	    "Content-Language: en\r\n"
	    "X-Docket-Loop: 1\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/alternative;\r\n"));
	g_assert_false(result.utf8);
	g_assert_cmpuint(result.cuts->len, ==, 0);
}

static void
test_same_octets(void)
{
	struct compose_letter letter = make_letter();
	g_auto(compose_result) a = { 0 }, b = { 0 }, other = { 0 };

	build(&letter, &a);
	build(&letter, &b);
	letter.message_id = "abd@example.com";
	build(&letter, &other);
	g_assert_cmpstr(a.text->str, ==, b.text->str);
	g_assert_cmpstr(a.text->str, !=, other.text->str);
}

/* Values that have written headers in other programs, as subject, names and
 * file name: the number of fields is what it was, and the words come back. */
static void
test_injection(void)
{
	static const char *const values[] = { "a\nBcc: x@y", "a\r\nBcc: x@y",
		"a\rBcc: x@y", "a\r\n\r\nBcc: x@y", "a" LF "Bcc: x@y",
		"a\302\205Bcc: x@y", "a\vBcc: x@y", "a\033[2J", "a\177b",
		"=?utf-8?Q?a=0D=0ABcc:_x?=", "a\n Bcc: x@y", "a\r\n\tb",
		"\n\n\nBcc: x@y", "\344\n", "ä\r\nBcc: x@y", "\"\r\nBcc: x",
		"a\\\r\nb", "a\"b\\c", "\r", "a\r\n.\r\nQUIT", "<a@b>", "a, b",
		"(", "a;b=c", "' OR 1", "\357\273\277a" };
	struct compose_letter letter = make_letter();
	g_auto(compose_result) plain = { 0 };
	g_autoptr(header) before = NULL;
	static const struct fields_limits wide = { 100000, 100000, 1000 };
	struct compose_part part = { .name = "a", .mime = "text/plain" };
	g_autoptr(GPtrArray) parts = g_ptr_array_new();

	g_ptr_array_add(parts, &part);
	letter.parts = parts;
	build(&letter, &plain);
	before = fields_cut(plain.text->str, plain.text->len, &wide);
	for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
		g_auto(compose_result) result = { 0 };
		g_autoptr(header) header = NULL;
		g_autoptr(message) message = NULL;

		letter.subject = values[i];
		letter.from.name = values[i];
		letter.to.name = values[i];
		letter.text = values[i];
		part.name = values[i];
		build(&letter, &result);
		header = fields_cut(result.text->str, result.text->len, &wide);
		g_assert_cmpuint(header->fields->len, ==, before->fields->len);
		g_assert_cmpuint(header->flags, ==, 0);
		message = read_back(&result);
		g_assert_cmpstr(message->from_addr, ==, "desk@example.com");
		g_assert_cmpstr(message->to[0], ==, "bob@example.org");
		g_assert_null(message->to[1]);
	}
}

/* Subjects and names come back as they were, whatever their length. */
static void
test_words_round(void)
{
	static const char *const pieces[] = { "a", "word ", "ä", "日本語 ", "😀",
		"=?", "\"x\" ", "a,b ", "ab\\" };

	for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
		for (guint n = 1; n < 120; n += 7) {
			struct compose_letter letter = make_letter();
			g_auto(compose_result) result = { 0 };
			g_autoptr(GString) value = g_string_new(NULL);
			g_autoptr(message) message = NULL;

			for (guint k = 0; k < n; k++)
				g_string_append(value, pieces[i]);
			g_strchomp(value->str);
			letter.subject = value->str;
			letter.from.name = value->str;
			build(&letter, &result);
			message = read_back(&result);
			g_assert_cmpstr(message->subject, ==, value->str);
			g_assert_cmpstr(message->from_name, ==, value->str);
		}
	}
}

/* The text comes back from its plain part, whatever its encoding. */
static void
test_text_round(void)
{
	static const char *const texts[] = { "Hi\n", "a\n\nb\n", ".\n..\n",
		"From me\n", "-- \nAnn\n", "trailing \n\ttab\n",
		"Grüße aus Köln\n", "日本語日本語日本語\n", "שלום עולם\n",
		"a=3Db =?utf-8?Q?x?=\n", "--=_x\n--\n", "> quoted\n>> more\n" };

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		for (guint n = 1; n < 60; n += 19) {
			struct compose_letter letter = make_letter();
			g_auto(compose_result) result = { 0 };
			g_autoptr(GString) text = g_string_new(NULL);
			g_autoptr(message) message = NULL;

			for (guint k = 0; k < n; k++)
				g_string_append(text, texts[i]);
			letter.text = text->str;
			build(&letter, &result);
			message = read_back(&result);
			g_assert_cmpstr(message->text, ==, text->str);
			g_assert_false(message->text_is_from_html);
			g_assert_cmpuint(message->parts->len, ==, 0);
		}
	}
}

/* End-of-data tricks in a body stay inside its lines. */
static void
test_smuggling(void)
{
	static const char *const ends[] = { "\r\n.\r\n", "\n.\n", "\r.\r",
		"\n.\r\n", "\r\n.\n", "\r\n.\r", "\r\n\0.\r\n", "\r\n..\r\n",
		"\n\n.\n\n", "\r\r\n.\r\r\n" };

	for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
		struct compose_letter letter = make_letter();
		g_auto(compose_result) result = { 0 };
		g_autofree char *text =
		    g_strconcat("a", ends[i], "MAIL FROM:<x@y>", NULL);

		letter.text = text;
		letter.subject = text;
		build(&letter, &result);
	}
}

static void
test_attachments(void)
{
	static const struct compose_part files[] = {
		{ .name = "a.txt", .mime = "text/plain" },
		{ .name = "Übersicht für Köln und überall sonst auf der "
		          "ganzen weiten Welt.pdf",
		    .mime = "application/pdf" },
		{ .name = "x\"\r\nBcc: y.txt", .mime = "a/b\r\nBcc: x" },
		{ .name = "m.eml", .mime = "message/rfc822" },
	};
	static const char *const names[] = { "a.txt",
		("Übersicht für Köln und überall sonst auf der ganzen weiten "
		 "Welt.pdf"),
		"x_ Bcc_ y.txt", "m.eml" };
	static const char *const types[] = { "text/plain", "application/pdf",
		"application/octet-stream", "application/octet-stream" };
	struct compose_letter letter = make_letter();
	g_autoptr(GPtrArray) parts = g_ptr_array_new();
	g_auto(compose_result) result = { 0 };
	g_autoptr(GString) whole = g_string_new(NULL);
	g_autoptr(message) message = NULL;
	gsize from = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
		g_ptr_array_add(parts, (gpointer)(guintptr)&files[i]);
	letter.parts = parts;
	build(&letter, &result);
	g_assert_cmpuint(result.cuts->len, ==, G_N_ELEMENTS(files));
	for (guint i = 0; i < result.cuts->len; i++) {
		guint64 cut = g_array_index(result.cuts, guint64, i);

		g_string_append_len(whole, result.text->str + from,
		    (gssize)(cut - from));
		g_string_append(whole, "SGVsbG8=\r\n");
		from = cut;
	}
	g_string_append(whole, result.text->str + from);
	message = parse_message(whole->str, whole->len, &limits);
	g_assert_cmpstr(message->text, ==, "Hi\n");
	g_assert_cmpuint(message->parts->len, ==, G_N_ELEMENTS(files));
	for (guint i = 0; i < message->parts->len; i++) {
		const struct message_part *part = message->parts->pdata[i];

		g_assert_cmpstr(part->name, ==, names[i]);
		g_assert_cmpstr(part->mime, ==, types[i]);
		g_assert_cmpuint(part->size, ==, 5);
	}
}

/* Ids of others: broken ones left out, the field at most 4,000 octets, its
 * first and its last kept. */
static void
test_references(void)
{
	struct compose_letter letter = make_letter();
	g_auto(compose_result) result = { 0 };
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	const char *begin, *end;

	g_ptr_array_add(ids, g_strdup("root@example.com"));
	g_ptr_array_add(ids, g_strdup("bad id@example.com"));
	g_ptr_array_add(ids, g_strdup("bad\r\nBcc: x"));
	g_ptr_array_add(ids, g_strdup("bad>id"));
	g_ptr_array_add(ids, g_strdup(""));
	for (guint i = 0; i < 300; i++)
		g_ptr_array_add(ids, g_strdup_printf("%u@example.com", i));
	g_ptr_array_add(ids, NULL);
	letter.references = (const char *const *)ids->pdata;
	letter.in_reply_to = "no id";
	build(&letter, &result);
	begin = strstr(result.text->str, "References: <root@example.com>\r\n");
	g_assert_nonnull(begin);
	end = strstr(begin, "<299@example.com>\r\n");
	g_assert_nonnull(end);
	g_assert_cmpint(end - begin, <=, 4000);
	g_assert_cmpint(end - begin, >, 3500);
	g_assert_null(strstr(result.text->str, "bad"));
	g_assert_null(strstr(result.text->str, "In-Reply-To"));
}

static void
test_refused(void)
{
	static const struct {
		const char *from, *to, *reply_to, *id;
	} cases[] = {
		{ "x", "b@example.org", NULL, "i@example.com" },
		{ "a@example.com", "b@x\r\nRCPT TO:<c@d>", NULL, "i@e" },
		{ "a@example.com", "b@example.org", "x y@z", "i@e" },
		{ "a@example.com", "b@example.org", NULL, "i\n@e" },
		{ "a@example.com", "b@example.org", NULL, "" },
		{ "a@example.com", "b@example.org", NULL, NULL },
		{ NULL, "b@example.org", NULL, "i@e" },
		{ "a@example.com", NULL, NULL, "i@e" },
		{ "a@example.com", "<b@example.org>", NULL, "i@e" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct compose_letter letter = make_letter();
		g_auto(compose_result) result = { 0 };
		g_autoptr(GError) error = NULL;

		letter.from.address = cases[i].from;
		letter.to.address = cases[i].to;
		letter.reply_to = cases[i].reply_to;
		letter.message_id = cases[i].id;
		g_assert_false(compose_build(&letter, &result, &error));
		g_assert_true(fail_is(error, FAIL_PERMANENT));
	}
}

static void
test_utf8_address(void)
{
	struct compose_letter letter = make_letter();
	g_auto(compose_result) result = { 0 };
	g_autoptr(GError) error = NULL;
	g_autoptr(message) message = NULL;

	letter.to.address = "jörg@bücher.example";
	g_assert_true(compose_build(&letter, &result, &error));
	g_assert_true(result.utf8);
	message = read_back(&result);
	g_assert_cmpstr(message->to[0], ==, "jörg@bücher.example");
}

static void
test_long_address(void)
{
	struct compose_letter letter = make_letter();
	g_auto(compose_result) result = { 0 };
	g_autoptr(GError) error = NULL;
	g_autofree char *local = g_strnfill(64, 'l');
	g_autofree char *label = g_strnfill(60, 'd');
	g_autofree char *address =
	    g_strconcat(local, "@", label, ".", label, ".example", NULL);
	g_autoptr(message) message = NULL;

	letter.to.address = address;
	g_assert_true(compose_build(&letter, &result, &error));
	assert_lines(result.text, 200);
	message = read_back(&result);
	g_assert_cmpstr(message->to[0], ==, address);
}

/* --- HTML -------------------------------------------------------------- */

struct html_row {
	const char *name, *text, *body;
};

static const struct html_row html_rows[] = {
	{ "line", "Hi\n", "<p dir=\"auto\">Hi</p>\n" },
	{ "empty", "", "" },
	{ "two-lines", "a\nb\n", "<p dir=\"auto\">a<br>\nb</p>\n" },
	{ "paragraphs", "a\n\n\nb\n",
	    "<p dir=\"auto\">a</p>\n<p dir=\"auto\">b</p>\n" },
	{ "escaped", "<b>&\"'\n",
	    "<p dir=\"auto\">&lt;b&gt;&amp;&quot;&#39;</p>\n" },
	{ "script", "<script>alert(1)</script>\n",
	    "<p dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt;</p>\n" },
	{ "spaces", "  a  b\n", "<p dir=\"auto\">&nbsp; a &nbsp;b</p>\n" },
	{ "link", "see https://example.com/a?b=1&c=2.\n",
	    "<p dir=\"auto\">see <a href=\"https://example.com/a?b=1&amp;c=2\">"
	    "https://example.com/a?b=1&amp;c=2</a>.</p>\n" },
	{ "link-bracketed", "(http://example.com)\n",
	    "<p dir=\"auto\">(<a href=\"http://example.com\">"
	    "http://example.com</a>)</p>\n" },
	{ "link-with-brackets", "http://example.com/a(b)\n",
	    "<p dir=\"auto\"><a href=\"http://example.com/a(b)\">"
	    "http://example.com/a(b)</a></p>\n" },
	{ "link-quote", "http://example.com/\"onclick=x\n",
	    "<p dir=\"auto\"><a href=\"http://example.com/\">"
	    "http://example.com/</a>&quot;onclick=x</p>\n" },
	{ "no-link-script", "javascript:alert(1)\n",
	    "<p dir=\"auto\">javascript:alert(1)</p>\n" },
	{ "no-link-scheme-only", "https://\n",
	    "<p dir=\"auto\">https://</p>\n" },
	{ "wrapped", "a \nb\n", "<p dir=\"auto\">a b</p>\n" },
	{ "wrapped-twice", "a \nb \nc\nd\n",
	    "<p dir=\"auto\">a b c<br>\nd</p>\n" },
	{ "wrapped-last", "a \n\nb \n",
	    "<p dir=\"auto\">a </p>\n<p dir=\"auto\">b </p>\n" },
	{ "signature-mark", "-- \nDesk\n",
	    "<p dir=\"auto\">-- <br>\nDesk</p>\n" },
	{ "offer", "x\n- 5 Best <mailto:s+tok@desk.example?subject=5/5>\n",
	    "<p dir=\"auto\">x<br>\n- <a href=\"mailto:s+tok@desk.example?"
	    "subject=5/5\">5 Best</a></p>\n" },
	{ "offer-of-another", "- Best <mailto:s@evil.example>\n",
	    "<p dir=\"auto\">- Best &lt;mailto:s@evil.example&gt;</p>\n" },
	{ "offer-longer-domain", "- Best <mailto:s@desk.example.evil>\n",
	    "<p dir=\"auto\">- Best &lt;mailto:s@desk.example.evil&gt;</p>\n" },
	{ "offer-that-shows-another", "- b@x.example <mailto:s@desk.example>\n",
	    "<p dir=\"auto\">- b@x.example &lt;mailto:s@desk.example&gt;</p>\n" },
	{ "offer-unfinished", "- Best <mailto:s@desk.example\n",
	    "<p dir=\"auto\">- Best &lt;mailto:s@desk.example</p>\n" },
	{ "offer-without-words", "- <mailto:s@desk.example>\n",
	    "<p dir=\"auto\">- &lt;mailto:s@desk.example&gt;</p>\n" },
	{ "right-to-left", "שלום\n", "<p dir=\"auto\">שלום</p>\n" },
};

static void
test_html(gconstpointer data)
{
	const struct html_row *row = data;
	g_autoptr(GString) html = composehtml_make(row->text, "desk.example");
	g_autofree char *want =
	    g_strconcat("<body>\n", row->body, "</body>\n</html>\n", NULL);

	g_assert_true(g_str_has_suffix(html->str, want));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/compose/golden", test_golden);
	g_test_add_func("/compose/same-octets", test_same_octets);
	g_test_add_func("/compose/injection", test_injection);
	g_test_add_func("/compose/words-round", test_words_round);
	g_test_add_func("/compose/text-round", test_text_round);
	g_test_add_func("/compose/smuggling", test_smuggling);
	g_test_add_func("/compose/attachments", test_attachments);
	g_test_add_func("/compose/references", test_references);
	g_test_add_func("/compose/refused", test_refused);
	g_test_add_func("/compose/utf8-address", test_utf8_address);
	g_test_add_func("/compose/long-address", test_long_address);
	for (gsize i = 0; i < G_N_ELEMENTS(html_rows); i++) {
		g_autofree char *path =
		    g_strconcat("/compose/html/", html_rows[i].name, NULL);

		g_test_add_data_func(path, &html_rows[i], test_html);
	}
	return g_test_run();
}
