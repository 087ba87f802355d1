/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is the desk's and what only looks so, in a name and in a text; and
 * whether a mail is the one that was sent. */
#include "desk/official.h"

#include <string.h>

#include "desk/authentic.h"
#include "desk/samemail.h"
#include "intake/scan.h"
#include "util-conf.h"

#define CYRILLIC_A "\xd0\xb0"

static struct settings *
settings_for(void)
{
	struct settings *settings = settings_defaults();

	g_free(settings->desk.address);
	settings->desk.address = g_strdup("support@desk.example");
	g_strfreev(settings->desk.official);
	settings->desk.official =
	    g_strsplit("example.com @ExampleX t.me/example_news ceo@else.org",
	        " ", -1);
	return settings;
}

static const struct {
	const char *name;
	bool ours;
} names[] = {
	{ "example.com", true },
	{ "EXAMPLE.com", true },
	{ "https://www.example.com/login?x=1", true },
	{ "http://help.example.com:8080/", true },
	{ "news@example.com", true },
	{ "mailto:news@mail.example.com", true },
	{ "support@desk.example", true },
	{ "support+abc@desk.example", true },
	{ "@examplex", true },
	{ "https://t.me/example_news/", true },
	{ "ceo@else.org", true },
	{ "cfo@else.org", false },
	{ "else.org", false },
	{ "desk.example", false },
	{ "t.me", false },
	{ "t.me/example_news2", false },
	{ "t.me/example", false },
	{ "@example", false },
	{ "@example.com", false },
	{ "notexample.com", false },
	{ "example.com.evil.net", false },
	{ "https://example.com@evil.net/", false },
	{ "https://example.com:x@evil.net/", false },
	{ "https://evil.net/example.com", false },
	{ "https://evil.net?example.com", false },
	{ "https://evil.net#@example.com", false },
	{ "support@example.com@evil.net", false },
	{ "ex" CYRILLIC_A "mple.com", false },
	{ "xn--exmple-4nf.com", false },
	{ "examp1e.com", false },
	{ "", false },
};

static void
test_names(void)
{
	g_autoptr(settings) settings = settings_for();

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_test_message("%s", names[i].name);
		g_assert_cmpint(official_is(settings, names[i].name), ==,
		    names[i].ours);
	}
}

static const struct {
	const char *text;
	enum official_answer answer;
	const char *named;
} texts[] = {
	{ "Hello, is it you?", OFFICIAL_NOTHING, NULL },
	{ "I got a mail. Please look at invoice.pdf, thanks!", OFFICIAL_NOTHING,
	    NULL },
	{ "The end.Next sentence, e.g. this one. 3.50 USD", OFFICIAL_NOTHING,
	    NULL },
	{ "is example.com yours?", OFFICIAL_ALL, "example.com" },
	{ "Is https://www.example.com/a and @ExampleX yours?", OFFICIAL_ALL,
	    "example.com, @ExampleX" },
	{ "请问example.com是你们的吗？", OFFICIAL_ALL, "example.com" },
	{ "请问examp1e.com是你们的吗？", OFFICIAL_NOT, "examp1e.com" },
	{ "Это ваш сайт ex" CYRILLIC_A "mple.com?", OFFICIAL_NOT,
	    "ex" CYRILLIC_A "mple.com" },
	{ "example.com is yours, and <help@evil.net>?", OFFICIAL_NOT,
	    "help@evil.net" },
	{ "they call themselves \"@example_help\" there", OFFICIAL_NOT,
	    "@example_help" },
	{ "(https://example.com@evil.net/login)", OFFICIAL_NOT,
	    "https://example.com@evil.net/login" },
	{ "example.com yours? Carla <carla@home.org>", OFFICIAL_ALL,
	    "example.com" },
};

static void
test_texts(void)
{
	g_autoptr(settings) settings = settings_for();

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *named = NULL;
		enum official_answer answer = official_find(settings,
		    texts[i].text, "carla@home.org", &named);

		g_test_message("%s", texts[i].text);
		g_assert_cmpint(answer, ==, texts[i].answer);
		g_assert_cmpstr(named, ==, texts[i].named);
	}
}

#define HEAD                                                        \
	"From: \"Desk\" <support@desk.example>\nTo: <c@home.org>\n" \
	"Subject: =?utf-8?q?Your_question?=\n about\n"              \
	"Message-ID: <docket.x@desk.example>\nMIME-Version: 1.0\n"  \
	"Content-Type: multipart/alternative;\n boundary=\"=_a\"\n"
#define BODY "\n--=_a\n\ntext \n\n--=_a\n\n<p>text</p>\n--=_a--\n"

static const struct {
	const char *name, *theirs;
	bool same;
} mails[] = {
	{ "the same", HEAD BODY, true },
	{ "servers' fields", "Received: from a\nDKIM-Signature: x\n" HEAD BODY,
	    true },
	{ "folded otherwise",
	    "From:\n \"Desk\" <support@desk.example>\nTo: <c@home.org>\n"
	    "Subject: =?utf-8?q?Your_question?= about\n"
	    "Message-ID: <docket.x@desk.example>\nMIME-Version: 1.0\n"
	    "Content-Type: multipart/alternative; boundary=\"=_a\"\n" BODY,
	    true },
	{ "white space at the end of lines, and of all",
	    HEAD "\n--=_a\n\ntext\n\n--=_a\n\n<p>text</p> \n--=_a-- \n\n\n",
	    true },
	{ "another text",
	    HEAD "\n--=_a\n\ntext!\n\n--=_a\n\n<p>text</p>\n--=_a--\n", false },
	{ "another page",
	    HEAD "\n--=_a\n\ntext\n\n--=_a\n\n<a>text</a>\n--=_a--\n", false },
	{ "more behind it", HEAD BODY "Click here\n", false },
	{ "less of it", HEAD "\n--=_a\n\ntext\n", false },
	{ "a second subject", "Subject: Act now\n" HEAD BODY, false },
	{ "and behind the first", HEAD "Subject: Act now\n" BODY, false },
	{ "a reply address", HEAD "Reply-To: <e@evil.net>\n" BODY, false },
	{ "a link to unsubscribe",
	    HEAD "List-Unsubscribe: <http://evil.net>\n" BODY, false },
	{ "another content type first", "Content-Type: text/html\n" HEAD BODY,
	    false },
	{ "nothing", "", false },
};

static void
test_same(void)
{
	static const struct scan_limits limits = { .message_size = 100000,
		.header_bytes = 10000,
		.header_field_bytes = 5000,
		.header_fields = 100,
		.line_bytes = 1000,
		.mime_depth = 9,
		.mime_parts = 99,
		.boundary_bytes = 99,
		.field_addresses = 9,
		.addresses = 99,
		.parameters = 9,
		.encoded_words = 9 };

	for (guint i = 0; i < G_N_ELEMENTS(mails); i++)
		for (guint crlf = 0; crlf < 2; crlf++) {
			g_autofree char *ours = g_strdup(HEAD BODY);
			g_auto(GStrv) lines = g_strsplit(ours, "\n", -1);
			g_autofree char *sent =
			    g_strjoinv(crlf ? "\r\n" : "\n", lines);
			g_autoptr(header) a =
			    scan_header(sent, strlen(sent), &limits);
			g_autoptr(header) b = scan_header(mails[i].theirs,
			    strlen(mails[i].theirs), &limits);
			struct samemail x = { a, sent, strlen(sent) };
			struct samemail y = { b, mails[i].theirs,
				strlen(mails[i].theirs) };

			g_test_message("%s", mails[i].name);
			g_assert_cmpint(samemail_is(&x, &y), ==, mails[i].same);
		}
}

static const struct {
	struct authentic_case found;
	enum authentic_verdict verdict;
} cases[] = {
	{ { .attached = true }, AUTHENTIC_UNKNOWN },
	{ { .attached = true, .strange = true }, AUTHENTIC_UNKNOWN },
	{ { .attached = true, .ours = true }, AUTHENTIC_CHANGED },
	{ { .attached = true, .ours = true, .asker = true },
	    AUTHENTIC_CHANGED },
	{ { .attached = true, .ours = true, .same = true }, AUTHENTIC_OTHER },
	{ { .attached = true, .ours = true, .same = true, .asker = true },
	    AUTHENTIC_GENUINE },
	{ { .inlined = true }, AUTHENTIC_INLINE },
	{ { .inlined = true, .official = true }, AUTHENTIC_INLINE },
	{ { .inlined = true, .strange = true }, AUTHENTIC_STRANGE },
	{ { .strange = true }, AUTHENTIC_STRANGE },
	{ { .official = true }, AUTHENTIC_OFFICIAL },
	{ { .official = false }, AUTHENTIC_NOTHING },
};

static void
test_verdicts(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%u: %s", i, authentic_name(cases[i].verdict));
		g_assert_cmpint(authentic_judge(&cases[i].found), ==,
		    cases[i].verdict);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/official/names", test_names);
	g_test_add_func("/official/texts", test_texts);
	g_test_add_func("/official/same", test_same);
	g_test_add_func("/official/verdicts", test_verdicts);
	return g_test_run();
}
