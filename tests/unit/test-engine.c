/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words lead to documents: by their stem, as another word of the same meaning,
 * with a letter wrong, or as characters without blanks between them. An index
 * that is missing or damaged is an error and never a crash. */
#include <string.h>

#include "base/fail.h"
#include "search/engine.h"
#include "search/stopwords.h"
#include "util-folder.h"

static const struct {
	const char *language, *id, *head, *body;
} documents[] = {
	{ "en", "withdraw", "Withdrawals", "How to send coins to a wallet." },
	{ "en", "fees", "Fees", "What a trade costs." },
	{ "en", "login", "Two-factor authentication", "Codes of an app." },
	{ "de", "fees", "Geb\xc3\xbchren", "Was der Handel kostet." },
	{ "zh-Hans", "withdraw", "\xe6\x8f\x90\xe7\x8e\xb0",
	    "\xe9\x92\xb1\xe5\x8c\x85" },
	{ "zh-Hans", "deposit", "\xe5\x85\x85\xe5\x80\xbc",
	    "\xe7\xbd\x91\xe7\xbb\x9c" },
};

static const struct {
	const char *name, *language, *text, *id; /* NULL: nothing */
} rows[] = {
	{ "a stem", "en", "withdrawing", "withdraw" },
	{ "capitals", "en", "FEES", "fees" },
	{ "a word of the body", "en", "wallets", "withdraw" },
	{ "a letter wrong", "en", "withdrwals", "withdraw" },
	{ "two letters wrong in a short word", "en", "fxxs", NULL },
	{ "another word of the meaning", "en", "payout", "withdraw" },
	{ "one word for two", "en", "2fa", "login" },
	{ "no such word", "en", "weather", NULL },
	{ "only words of asking", "en", "how do you do", NULL },
	{ "operators are words", "en", "NOT fees OR (\"", "fees" },
	{ "nothing", "en", "", NULL },
	{ "not UTF-8", "en", "\xff\xfe fees \xc3", "fees" },
	{ "ue for the umlaut", "de", "Gebuehren", "fees" },
	{ "no blanks", "zh-Hans",
	    "\xe6\x88\x91\xe8\xa6\x81\xe6\x8f\x90\xe7\x8e\xb0\xe5\x90\x97",
	    "withdraw" },
	{ "one character", "zh-Hans", "\xe6\x8f\x90", NULL },
};

static void
fill(struct engine *engine, const char *language)
{
	static const char *const same[][4] = { { "withdrawal", "payout" },
		{ "two-factor", "2FA" } };
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(documents); i++)
		if (strcmp(documents[i].language, language) == 0)
			g_assert_true(engine_add(engine, documents[i].id,
			    documents[i].head, documents[i].body, &error));
	for (guint i = 0; i < G_N_ELEMENTS(same); i++)
		g_assert_true(engine_same(engine, same[i], &error));
}

/* A published index of that language's documents. */
static struct engine *
make(const char *folder, const char *language)
{
	g_autofree char *path = g_build_filename(folder, language, NULL);
	g_autofree char *build = g_strconcat(path, ".build", NULL);
	g_autoptr(GError) error = NULL;
	struct engine *engine = engine_create(build, language, &error);

	g_assert_no_error(error);
	fill(engine, language);
	g_assert_true(engine_publish(engine, path, "stamp 1", &error));
	engine_close(engine);
	g_assert_false(g_file_test(build, G_FILE_TEST_EXISTS));
	engine = engine_open(path, &error);
	g_assert_no_error(error);
	return engine;
}

static void
test_search(void)
{
	char *folder = folder_new();

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct engine *engine = make(folder, rows[i].language);
		struct engine_hit hits[2];
		g_autoptr(GError) error = NULL;
		unsigned n = 0;

		g_assert_true(engine_search(engine, rows[i].text, hits, 2, &n,
		    &error));
		if ((n == 0) != !rows[i].id ||
		    (n > 0 && strcmp(hits[0].id, rows[i].id) != 0))
			g_error("%s: %s", rows[i].name, n ? hits[0].id : "-");
		if (n > 0)
			g_assert_cmpfloat(hits[0].weight, >, 0);
		engine_hits_clear(hits, n);
		engine_close(engine);
	}
	folder_remove(folder);
}

/* What the head has weighs more, and says how much was asked for. */
static void
test_share(void)
{
	char *folder = folder_new();
	struct engine *engine = make(folder, "en");
	struct engine_hit hits[3];
	g_autoptr(GError) error = NULL;
	unsigned n = 0;

	g_assert_true(engine_search(engine, "fees of a wallet", hits, 3, &n,
	    &error));
	g_assert_cmpuint(n, ==, 2);
	g_assert_cmpstr(hits[0].id, ==, "fees");
	g_assert_cmpfloat(hits[0].head, >, 0);
	g_assert_cmpfloat(hits[1].head, ==, 0);
	g_assert_cmpfloat(hits[0].share, >, hits[1].share);
	g_assert_cmpfloat(hits[0].share, <, 1);
	engine_hits_clear(hits, n);
	engine_close(engine);
	folder_remove(folder);
}

static void
test_passage(void)
{
	static const char *const passages[] = { "It costs nothing.",
		"Open the page of your wallet.", "Payouts take an hour.",
		NULL };
	char *folder = folder_new();
	struct engine *engine = make(folder, "en");

	g_assert_cmpuint(engine_passage(engine, "my wallet", passages), ==, 1);
	g_assert_cmpuint(engine_passage(engine, "a withdrawal", passages), ==,
	    2);
	g_assert_cmpuint(engine_passage(engine, "weather", passages), ==, 0);
	engine_close(engine);
	folder_remove(folder);
}

static void
test_stamp(void)
{
	char *folder = folder_new();
	struct engine *engine = make(folder, "en");
	g_autofree char *stamp = engine_stamp(engine);

	g_assert_cmpstr(stamp, ==, "stamp 1");
	engine_close(engine);
	folder_remove(folder);
}

static void
test_damaged(void)
{
	char *folder = folder_new();
	g_autofree char *missing = g_build_filename(folder, "none", NULL);
	g_autofree char *text =
	    folder_write(folder, "text", "no index\n", -1, 0600);
	g_autofree char *empty = folder_write(folder, "empty", "", -1, 0600);
	const char *const paths[] = { missing, text, empty };

	for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(engine_open(paths[i], &error));
		g_assert_true(fail_is(error, FAIL_TEMPORARY));
	}
	folder_remove(folder);
}

/* Octets that a disk has changed: an error or a result, never a crash. */
static void
test_changed(void)
{
	char *folder = folder_new();
	g_autofree char *path = g_build_filename(folder, "en", NULL);
	g_autofree char *octets = NULL;
	gsize size = 0;

	engine_close(make(folder, "en"));
	g_assert_true(g_file_get_contents(path, &octets, &size, NULL));
	for (gsize at = 0; at < size; at += 509) {
		g_autoptr(GError) error = NULL;
		struct engine_hit hits[2];
		struct engine *engine;
		unsigned n = 0;

		octets[at] = (char)(octets[at] ^ 0x55);
		g_assert_true(g_file_set_contents(path, octets, (gssize)size,
		    NULL));
		octets[at] = (char)(octets[at] ^ 0x55);
		engine = engine_open(path, &error);
		if (engine &&
		    engine_search(engine, "fees wallet", hits, 2, &n, NULL))
			engine_hits_clear(hits, n);
		engine_close(engine);
	}
	folder_remove(folder);
}

static void
test_stopwords(void)
{
	g_assert_true(stopwords_has("en", "how"));
	g_assert_true(stopwords_has("en-GB", "how"));
	g_assert_false(stopwords_has("en", "fee"));
	g_assert_false(stopwords_has("de", "how"));
	g_assert_false(stopwords_has("eng", "how"));
	g_assert_false(stopwords_has("xx", "how"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/engine/search", test_search);
	g_test_add_func("/engine/share", test_share);
	g_test_add_func("/engine/passage", test_passage);
	g_test_add_func("/engine/stamp", test_stamp);
	g_test_add_func("/engine/damaged", test_damaged);
	g_test_add_func("/engine/changed", test_changed);
	g_test_add_func("/engine/stopwords", test_stopwords);
	return g_test_run();
}
