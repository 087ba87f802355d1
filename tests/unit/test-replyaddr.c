/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where tokens stand in addresses and ids, and that none is left in a text. */
#include "route/replyaddr.h"

#include <string.h>

#include "route/token.h"
#include "util-rules.h"

#define BASE "support@example.com"

#define CATCHALL                                                        \
	"queues = ( { name = \"support\"; addresses = [ \"" BASE "\", " \
	"\"help-desk@example.com\" ]; } );\n"

static void
use_catchall(struct settings *conf)
{
	conf->desk.token_form = SETTINGS_TOKEN_CATCHALL;
	g_free(conf->desk.token_domain);
	conf->desk.token_domain = g_strdup("reply.example.com");
}

static char *
long_token(void)
{
	static const struct token what = { .role = TOKEN_CUSTOMER,
		.number = 1042 };
	g_autoptr(keyring) ring = rules_ring();

	return token_issue(ring, &what, "jane@customer.example");
}

static char *
short_token(enum token_use use)
{
	g_autoptr(keyring) ring = rules_ring();

	return token_short_issue(ring, use, 77);
}

static void
test_make(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autofree char *plus = replyaddr_make(&conf->desk, "tok");
	g_autofree char *bounce = NULL, *minus = NULL, *catchall = NULL;
	g_autofree char *bounce_catchall = NULL;

	g_assert_cmpstr(plus, ==, "support+tok@example.com");
	g_free(conf->desk.bounce_address);
	conf->desk.bounce_address = g_strdup("b@bounce.example.com");
	bounce = replyaddr_bounce(&conf->desk, "tok");
	g_assert_cmpstr(bounce, ==, "b+tok@bounce.example.com");
	conf->desk.delimiter[0] = '-';
	minus = replyaddr_make(&conf->desk, "tok");
	g_assert_cmpstr(minus, ==, "support-tok@example.com");
	use_catchall(conf);
	catchall = replyaddr_make(&conf->desk, "tok");
	bounce_catchall = replyaddr_bounce(&conf->desk, "tok");
	g_assert_cmpstr(catchall, ==, "tok@reply.example.com");
	g_assert_cmpstr(bounce_catchall, ==, "tok@reply.example.com");
}

/* %s is the token. */
static const struct {
	const char *name, *address;
	gboolean found;
} finds[] = {
	{ "plain", "support+%s@example.com", TRUE },
	{ "base in capitals", "SUPPORT+%s@EXAMPLE.COM", TRUE },
	{ "other delimiter", "support-%s@example.com", TRUE },
	{ "a queue's address", "help-desk+%s@example.com", TRUE },
	{ "delimiter within the base", "help-desk-%s@example.com", TRUE },
	{ "catch-all", "%s@reply.example.com", TRUE },
	{ "catch-all in capitals", "%s@Reply.Example.COM", TRUE },
	{ "catch-all, wrong domain", "%s@example.com", FALSE },
	{ "another's base", "sales+%s@example.org", FALSE },
	{ "our base, another's domain", "support+%s@example.com.evil.example",
	    FALSE },
	{ "another base", "root+%s@example.com", FALSE },
	{ "one too many", "support+a%s@example.com", FALSE },
	{ "no delimiter", "support%s@example.com", FALSE },
	{ "no base", "+%s@example.com", FALSE },
	{ "behind the '@'", "support@%s.example.com", FALSE },
	{ "two '@'", "support+%s@example.com@evil.example", FALSE },
	{ "no '@'", "support+%s", FALSE },
	{ "words in between", "support+%s.x@example.com", FALSE },
};

static void
check_find(const struct settings *conf, const char *format, const char *token,
    gboolean wanted)
{
	g_auto(GStrv) halves = g_strsplit(format, "%s", 2);
	g_autofree char *address = g_strjoinv(token, halves);
	gsize length = 0;
	const char *found = replyaddr_find(conf, address, &length);

	if (wanted) {
		g_assert_nonnull(found);
		g_assert_cmpuint(length, ==, strlen(token));
		g_assert_true(g_str_has_prefix(found, token));
	} else {
		g_assert_null(found);
	}
}

static void
test_find(void)
{
	g_autoptr(settings) conf = rules_settings(CATCHALL);
	g_autofree char *full = long_token();
	g_autofree char *upper = g_ascii_strup(full, -1);
	g_autofree char *id = short_token(TOKEN_USE_BOUNCE);
	gsize length;

	g_free(conf->desk.token_domain);
	conf->desk.token_domain = g_strdup("reply.example.com");
	for (guint i = 0; i < G_N_ELEMENTS(finds); i++) {
		g_test_message("%s", finds[i].name);
		check_find(conf, finds[i].address, full, finds[i].found);
		check_find(conf, finds[i].address, upper, finds[i].found);
		check_find(conf, finds[i].address, id, finds[i].found);
	}
	g_assert_null(replyaddr_find(conf, "", &length));
	g_assert_null(replyaddr_find(conf, "@", &length));
	g_assert_null(replyaddr_find(conf, BASE, &length));
	g_assert_null(replyaddr_find(conf, "support+1042@example.com",
	    &length));
}

/* What is made is found again, in every form. */
static void
test_round_trip(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autofree char *full = long_token();
	g_autofree char *id = short_token(TOKEN_USE_BOUNCE);

	for (guint form = 0; form < 3; form++) {
		g_autofree char *reply = NULL, *bounce = NULL;
		gsize length = 0;

		conf->desk.delimiter[0] = form == 1 ? '-' : '+';
		if (form == 2)
			use_catchall(conf);
		reply = replyaddr_make(&conf->desk, full);
		bounce = replyaddr_bounce(&conf->desk, id);
		g_assert_nonnull(replyaddr_find(conf, reply, &length));
		g_assert_cmpuint(length, ==, TOKEN_LENGTH);
		g_assert_nonnull(replyaddr_find(conf, bounce, &length));
		g_assert_cmpuint(length, ==, TOKEN_SHORT_LENGTH);
	}
}

static void
test_message_id(void)
{
	static const struct {
		const char *name, *id;
		gboolean found;
	} rows[] = {
		{ "ours", "docket.%s@example.com", TRUE },
		{ "in capitals", "DOCKET.%s@EXAMPLE.COM", TRUE },
		{ "another domain", "docket.%s@example.org", FALSE },
		{ "without prefix", "%s@example.com", FALSE },
		{ "another prefix", "packet.%s@example.com", FALSE },
		{ "too long", "docket.a%s@example.com", FALSE },
		{ "in brackets", "<docket.%s@example.com>", FALSE },
		{ "no '@'", "docket.%s", FALSE },
	};
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autofree char *token = short_token(TOKEN_USE_ID);
	g_autofree char *made = replyaddr_message_id(&conf->desk, token);
	gsize length = 0;

	g_assert_nonnull(replyaddr_in_message_id(&conf->desk, made, &length));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(GStrv) halves = g_strsplit(rows[i].id, "%s", 2);
		g_autofree char *id = g_strjoinv(token, halves);
		const char *found =
		    replyaddr_in_message_id(&conf->desk, id, &length);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(found != NULL, ==, rows[i].found);
		if (found)
			g_assert_true(g_str_has_prefix(found, token));
	}
	g_assert_null(replyaddr_in_message_id(&conf->desk,
	    "docket.1042@example.com", &length));
}

static void
test_root(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autofree char *root = replyaddr_root(&conf->desk, 1042);
	const struct settings_desk *desk = &conf->desk;

	g_assert_cmpstr(root, ==, "docket.ticket.1042@example.com");
	g_assert_true(replyaddr_is_root(desk, root));
	g_assert_false(replyaddr_is_root(desk, "docket.ticket.@example.com"));
	g_assert_false(replyaddr_is_root(desk, "docket.ticket.x@example.com"));
	g_assert_false(replyaddr_is_root(desk, "docket.ticket.1@example.org"));
}

/* L is a long token, S a short one, in the text and in what is left. */
static const struct {
	const char *name, *text, *left;
} scrubs[] = {
	{ "nothing", "Hello, my number is 1042.", "Hello, my number is 1042." },
	{ "address", "to support+L@example.com now",
	    "to support+…@example.com now" },
	{ "two", "support+L@example.com, support+L@example.com",
	    "support+…@example.com, support+…@example.com" },
	{ "brackets", "<support+L@example.com>", "<support+…@example.com>" },
	{ "mailto", "Jane <mailto:support+L@example.com>",
	    "Jane <mailto:support+…@example.com>" },
	{ "percent", "mailto:support%2BL%40example.com",
	    "mailto:support%2B…%40example.com" },
	{ "percent in small letters", "support%2bL@example.com",
	    "support%2b…@example.com" },
	{ "percent, broken before, in and behind its digits",
	    "support%\xe2\x81\xa0"
	    "2\xe2\x81\xa0"
	    "B\xc2\xadL@example.com",
	    "support%2B…@example.com" },
	{ "percent minus", "support%2DL@example.com",
	    "support%2D…@example.com" },
	{ "alone", "L", "…" },
	{ "catch-all", "L@reply.example.com", "…@reply.example.com" },
	{ "no address left", "support+L (at) example.com",
	    "support+… (at) example.com" },
	{ "wrapped behind the plus", "support+\nL@example.com",
	    "support+\n…@example.com" },
	{ "bounce", "b+S@example.com", "b+…@example.com" },
	{ "bounce, other delimiter", "b-S@example.com", "b-…@example.com" },
	{ "id", "<docket.S@example.com>", "<docket.…@example.com>" },
	{ "id without domain", "docket.S", "docket.…" },
	{ "short one catch-all", "S@reply.example.com", "…@reply.example.com" },
	{ "a long word is no short token", "S", "S" },
	{ "longer words stay", "aL La aS", "aL La aS" },
};

static char *
put_tokens(const char *text, const char *full, const char *id)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *p = text; *p; p++) {
		if (*p == 'L' &&
		    (p[1] == '\0' || !g_ascii_islower(p[1]) || p[1] == 'a'))
			g_string_append(out, full);
		else if (*p == 'S' && !g_ascii_islower(p[1]))
			g_string_append(out, id);
		else
			g_string_append_c(out, *p);
	}
	return g_strdup(out->str);
}

static void
test_scrub(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autofree char *full = long_token();
	g_autofree char *id = short_token(TOKEN_USE_ID);
	g_autofree char *capital = g_ascii_strup(full, -1);

	for (guint i = 0; i < G_N_ELEMENTS(scrubs); i++) {
		g_autofree char *text = put_tokens(scrubs[i].text, full, id);
		g_autofree char *wanted = put_tokens(scrubs[i].left, full, id);
		g_autofree char *left = replyaddr_scrub(conf, text);
		g_autofree char *shouted =
		    put_tokens(scrubs[i].text, capital, id);
		g_autofree char *left_shouted = replyaddr_scrub(conf, shouted);

		g_test_message("%s", scrubs[i].name);
		g_assert_cmpstr(left, ==, wanted);
		if (!strstr(wanted, full))
			rules_assert_lacks(left_shouted, capital);
	}
}

/* Web mail breaks long words with characters that can not be seen. */
static void
test_scrub_broken(void)
{
	static const char *const breaks[] = { "\xc2\xad", "\xe2\x80\x8b",
		"\xe2\x81\xa0", "\xef\xbb\xbf" };
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autofree char *full = long_token();

	for (guint i = 0; i < G_N_ELEMENTS(breaks); i++) {
		g_autofree char *text =
		    g_strdup_printf("support+%.20s%s%s@example.com", full,
		        breaks[i], full + 20);
		g_autofree char *left = replyaddr_scrub(conf, text);

		g_assert_cmpstr(left, ==, "support+…@example.com");
	}
}

/* A mebibyte of what looks nearly like tokens takes no time to speak of. */
static void
test_scrub_is_linear(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autofree char *text = g_strnfill(1 << 20, 'i');
	g_autofree char *left = NULL;
	gint64 before = g_get_monotonic_time();

	for (gsize i = 40; i < 1 << 20; i += 41)
		text[i] = '+';
	left = replyaddr_scrub(conf, text);
	g_assert_cmpint(g_get_monotonic_time() - before, <, 2000000);
	g_assert_cmpstr(left, ==, text);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/replyaddr/make", test_make);
	g_test_add_func("/replyaddr/find", test_find);
	g_test_add_func("/replyaddr/round-trip", test_round_trip);
	g_test_add_func("/replyaddr/message-id", test_message_id);
	g_test_add_func("/replyaddr/root", test_root);
	g_test_add_func("/replyaddr/scrub", test_scrub);
	g_test_add_func("/replyaddr/scrub-broken", test_scrub_broken);
	g_test_add_func("/replyaddr/scrub-linear", test_scrub_is_linear);
	return g_test_run();
}
