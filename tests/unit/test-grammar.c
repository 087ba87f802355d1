/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a line of an IMAP server is taken for, and what is refused before
 * libetpan's parser, which can be crashed, gets to see it. */
#include "imap/grammar.h"

#include <string.h>

#include "imap/gate.h"

static const struct {
	const char *text;
	gboolean is_number;
	guint32 number;
} numbers[] = {
	{ "0", TRUE, 0 },
	{ "1", TRUE, 1 },
	{ "007", TRUE, 7 },
	{ "4294967295", TRUE, G_MAXUINT32 },
	{ "4294967296", FALSE, 0 },
	{ "9999999999", FALSE, 0 },
	{ "00000000001", FALSE, 0 }, /* eleven digits: nobody counts so */
	{ "", FALSE, 0 },
	{ "-1", FALSE, 0 },
	{ "+1", FALSE, 0 },
	{ " 1", FALSE, 0 },
	{ "1 ", FALSE, 0 },
	{ "0x1", FALSE, 0 },
};

static void
test_number(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
		guint32 number = 12345;

		g_test_message("\"%s\"", numbers[i].text);
		g_assert_true(grammar_number(numbers[i].text, &number) ==
		    numbers[i].is_number);
		/* What is no number leaves the caller's alone. */
		g_assert_cmpuint(number, ==,
		    numbers[i].is_number ? numbers[i].number : 12345);
	}
}

static const struct {
	const char *line;
	enum grammar_kind kind;
	const char *first, *second;
	const char *rest; /* of a status, else NULL */
	guint32 number;
} starts[] = {
	{ "+ go on", GRAMMAR_CONTINUE, "", "", NULL, 0 },
	{ "+", GRAMMAR_CONTINUE, "", "", NULL, 0 },
	{ "12 OK done", GRAMMAR_TAGGED, "12", "OK", "done", 0 },
	{ "12 NO", GRAMMAR_TAGGED, "12", "NO", "", 0 },
	{ "12", GRAMMAR_TAGGED, "12", "", "", 0 },
	{ "* OK [UIDNEXT 2] x", GRAMMAR_STATUS, "OK", "", "[UIDNEXT 2] x", 0 },
	{ "* no way", GRAMMAR_STATUS, "no", "", "way", 0 },
	{ "* BAD", GRAMMAR_STATUS, "BAD", "", "", 0 },
	{ "* PREAUTH hi", GRAMMAR_STATUS, "PREAUTH", "", "hi", 0 },
	{ "* BYE now", GRAMMAR_STATUS, "BYE", "", "now", 0 },
	{ "* 23 EXISTS", GRAMMAR_EXISTS, "23", "EXISTS", NULL, 23 },
	{ "* 1 expunge", GRAMMAR_EXPUNGE, "1", "expunge", NULL, 1 },
	{ "* 4 FETCH (UID 5)", GRAMMAR_FETCH, "4", "FETCH", NULL, 4 },
	{ "* 0 RECENT", GRAMMAR_OTHER, "0", "RECENT", NULL, 0 },
	{ "* CAPABILITY IMAP4rev1", GRAMMAR_DATA, "CAPABILITY", "", NULL, 0 },
	{ "* LIST () \"/\" x", GRAMMAR_DATA, "LIST", "", NULL, 0 },
	{ "* SEARCH 1 2", GRAMMAR_DATA, "SEARCH", "", NULL, 0 },
	{ "* STATUS x (UIDNEXT 1)", GRAMMAR_DATA, "STATUS", "", NULL, 0 },
	{ "* FLAGS (\\Seen)", GRAMMAR_OTHER, "FLAGS", "", NULL, 0 },
	/* FETCH counts only behind a number, OK only without one. */
	{ "* FETCH (UID 5)", GRAMMAR_OTHER, "FETCH", "", NULL, 0 },
	{ "* 1 OK x", GRAMMAR_OTHER, "1", "OK", NULL, 1 },
	{ "* ENVELOPE x", GRAMMAR_OTHER, "ENVELOPE", "", NULL, 0 },
	/* A word that is cut must not become one that is known. */
	{ "* CAPABILITYCAPABILITY x", GRAMMAR_OTHER, "CAPABILITYCAPAB", "",
	    NULL, 0 },
};

static void
test_start(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
		g_autoptr(GError) error = NULL;
		struct grammar grammar;

		g_test_message("%s", starts[i].line);
		g_assert_true(grammar_start(&grammar, starts[i].line, &error));
		g_assert_no_error(error);
		g_assert_cmpint(grammar.kind, ==, starts[i].kind);
		g_assert_cmpstr(grammar.first, ==, starts[i].first);
		g_assert_cmpstr(grammar.second, ==, starts[i].second);
		g_assert_cmpuint(grammar.number, ==, starts[i].number);
		if (starts[i].rest)
			g_assert_cmpstr(starts[i].line + grammar.rest, ==,
			    starts[i].rest);
	}
}

static const struct {
	const char *line, *error;
} no_starts[] = {
	{ "", "no IMAP response" },
	{ "*", "no IMAP response" },
	{ "*OK x", "no IMAP response" },
	{ " 1 OK x", "no IMAP response" },
	{ "\x16\x03\x01", "no IMAP response" }, /* TLS where none is wanted */
	{ "* 4294967296 EXISTS", "beyond 32 bits" },
	{ "* 1x EXISTS", "beyond 32 bits" },
};

static void
test_no_start(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(no_starts); i++) {
		g_autoptr(GError) error = NULL;
		struct grammar grammar;

		g_test_message("%s", no_starts[i].line);
		g_assert_false(grammar_start(&grammar, no_starts[i].line,
		    &error));
		g_assert_true(fail_is(error, FAIL_TEMPORARY));
		g_assert_nonnull(strstr(error->message, no_starts[i].error));
	}
}

#define FETCH "* 1 FETCH "

/* One line each, as a whole response. error NULL: it may pass. */
static const struct {
	const char *line, *error;
} lines[] = {
	{ FETCH "(UID 5 FLAGS (\\Seen x) RFC822.SIZE 7)", NULL },
	{ FETCH "(INTERNALDATE \"01-Jan-2026 00:00:00 +0000\" UID 5)", NULL },
	{ FETCH "(UID 5 BODY[] \"a (b \\\" c {5}\")", NULL },
	{ FETCH "(UID 5 BODY[HEADER] NIL)", NULL },
	{ FETCH "(uid 5 modseq (7))", NULL },
	{ FETCH "()", NULL },
	{ FETCH "(UID 5 ENVELOPE (NIL NIL))", "nobody asked for" },
	{ FETCH "(BODYSTRUCTURE (\"text\"))", "nobody asked for" },
	{ FETCH "(BODY (\"text\"))", "nobody asked for" },
	{ FETCH "(X-GM-MSGID 5)", "nobody asked for" },
	{ FETCH "(UIDX 5)", "nobody asked for" },
	{ FETCH "(UID 4294967296)", "beyond 32 bits" },
	{ FETCH "(UID 5", "never closes" },
	{ FETCH "(UID 5))", "close too often" },
	{ FETCH ")UID 5(", "close too often" },
	{ FETCH "(UID 5 BODY[] \"abc)", "without end" },
	{ FETCH "(UID 5 BODY[] \"abc\\", "without end" },
	{ FETCH "(UID 5 BODY[] {5} x)", "malformed literal" },
	{ FETCH "(UID 5 BODY[] {-5}", "malformed literal" },
	{ FETCH "(UID 5 BODY[] {5+}", "malformed literal" },
	{ FETCH "(UID 5 BODY[] {}", "malformed literal" },
	{ FETCH "(UID 5 BODY[] {5", "malformed literal" },
	{ FETCH "(UID 5 BODY[] {12345678901}", "malformed literal" },
	{ "* SEARCH 1 2 3", NULL },
	{ "* SEARCH", NULL },
	{ "* SEARCH 4294967296", "beyond 32 bits" },
	{ "* SEARCH (1", "never closes" },
	{ "* LIST (\\HasNoChildren) \"/\" \"a(b\"", NULL },
	{ "* STATUS INBOX (UIDNEXT 4294967296)", "beyond 32 bits" },
	/* libetpan never sees these, so they may hold what they like. */
	{ "* OK [PERMANENTFLAGS (% x)] \"", NULL },
	{ "* FLAGS ((((((((((((((((((", NULL },
	{ "* 3 EXISTS )))", NULL },
	{ "+ \"((({5} x", NULL },
};

static void
test_line(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(GError) error = NULL;
		struct grammar grammar;
		bool passed;

		g_test_message("%s", lines[i].line);
		g_assert_true(grammar_start(&grammar, lines[i].line, NULL));
		passed = grammar_line(&grammar, lines[i].line, 0, &error);
		g_assert_true(passed == (lines[i].error == NULL));
		g_assert_false(grammar.has_literal);
		if (passed)
			continue;
		g_assert_true(fail_is(error, FAIL_TEMPORARY));
		g_assert_nonnull(strstr(error->message, lines[i].error));
	}
}

/* A literal goes on in a further line, and the parentheses with it. */
static void
test_literal(void)
{
	const char *first = FETCH "(UID 5 BODY[] {4000000000}";
	const char *second = " FLAGS (\\Seen) BODY[HEADER] {2}", *third = ")";
	g_autoptr(GError) error = NULL;
	struct grammar grammar;

	g_assert_true(grammar_start(&grammar, first, &error));
	g_assert_true(grammar_line(&grammar, first, 0, &error));
	g_assert_true(grammar.has_literal);
	g_assert_cmpuint(grammar.literal, ==, G_GUINT64_CONSTANT(4000000000));
	g_assert_cmpint(grammar.depth, ==, 1);
	g_assert_true(grammar_line(&grammar, second, 0, &error));
	g_assert_true(grammar.has_literal);
	g_assert_cmpuint(grammar.literal, ==, 2);
	g_assert_true(grammar_line(&grammar, third, 0, &error));
	g_assert_false(grammar.has_literal);
	g_assert_cmpint(grammar.depth, ==, 0);
	g_assert_no_error(error);
}

/* The gate joins the lines and says from where on it is new. */
static void
test_from(void)
{
	const char *joined = FETCH "(UID 5 BODY[] {3}) ENVELOPE";
	size_t from = strlen(FETCH "(UID 5 BODY[] {3}");
	g_autoptr(GError) error = NULL;
	struct grammar grammar;

	g_assert_true(grammar_start(&grammar, joined, &error));
	grammar.depth = 1;
	/* Behind the parenthesis nothing is an attribute any more. */
	g_assert_true(grammar_line(&grammar, joined, from, &error));
	g_assert_no_error(error);
	g_assert_cmpint(grammar.depth, ==, 0);
}

/* Responses that nobody wants are dropped with their literals. */
static void
test_unwanted_literal(void)
{
	static const struct {
		const char *line;
		gboolean has_literal;
	} rows[] = {
		{ "* LSUB () \"/\" {7}", TRUE },
		{ "* X {1} {7}", TRUE },
		{ "* X {7} y", FALSE },
		{ "* X {7", FALSE },
		{ "* X", FALSE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct grammar grammar;

		g_test_message("%s", rows[i].line);
		g_assert_true(grammar_start(&grammar, rows[i].line, NULL));
		g_assert_true(grammar_line(&grammar, rows[i].line, 0, NULL));
		g_assert_true(grammar.has_literal == rows[i].has_literal);
		if (rows[i].has_literal)
			g_assert_cmpuint(grammar.literal, ==, 7);
	}
}

static void
test_depth(void)
{
	for (int depth = 1; depth <= GATE_DEPTH_MAX + 1; depth++) {
		g_autoptr(GString) line = g_string_new(FETCH);
		g_autoptr(GError) error = NULL;
		struct grammar grammar;

		for (int i = 0; i < depth; i++)
			g_string_append_c(line, '(');
		for (int i = 0; i < depth; i++)
			g_string_append_c(line, ')');
		g_assert_true(grammar_start(&grammar, line->str, NULL));
		g_assert_true(grammar_line(&grammar, line->str, 0, &error) ==
		    (depth <= GATE_DEPTH_MAX));
		if (depth > GATE_DEPTH_MAX)
			g_assert_nonnull(strstr(error->message,
			    "nested too deep"));
	}
}

static void
test_wanted(void)
{
	static const gboolean wanted[] = { [GRAMMAR_CONTINUE] = FALSE,
		[GRAMMAR_TAGGED] = FALSE,
		[GRAMMAR_STATUS] = FALSE,
		[GRAMMAR_EXISTS] = FALSE,
		[GRAMMAR_EXPUNGE] = FALSE,
		[GRAMMAR_FETCH] = TRUE,
		[GRAMMAR_DATA] = TRUE,
		[GRAMMAR_OTHER] = FALSE };

	for (guint kind = 0; kind < G_N_ELEMENTS(wanted); kind++)
		g_assert_true(grammar_is_wanted((enum grammar_kind)kind) ==
		    wanted[kind]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/grammar/number", test_number);
	g_test_add_func("/grammar/start", test_start);
	g_test_add_func("/grammar/no-start", test_no_start);
	g_test_add_func("/grammar/line", test_line);
	g_test_add_func("/grammar/literal", test_literal);
	g_test_add_func("/grammar/from", test_from);
	g_test_add_func("/grammar/unwanted-literal", test_unwanted_literal);
	g_test_add_func("/grammar/depth", test_depth);
	g_test_add_func("/grammar/wanted", test_wanted);
	return g_test_run();
}
