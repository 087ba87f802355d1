/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One answer to a customer is one answer: the rule, and what it is made of. */
#include "desk/double.h"

#include <string.h>

#include "base/strings.h"

#define NOW G_GINT64_CONSTANT(1772445600000)
#define MINUTE 60000

/* An answer by that agent so many minutes before NOW; what it says is one
 * character. */
struct before {
	const char *agent;
	gint64 minutes;
	char says;
};

static const struct {
	const char *name;
	struct before before[3];
	const char *agent;
	char says;
	gint64 notice; /* minutes before NOW; 0: it does not show */
	gboolean open;
	enum double_found found;
} rows[] = {
	{ "the first answer", { { 0 } }, "alice", 'a', 5, TRUE, DOUBLE_NONE },
	{ "the same again", { { "alice", 1, 'a' } }, "alice", 'a', 5, FALSE,
	    DOUBLE_SAME },
	{ "just within the span", { { "alice", 9, 'a' } }, "alice", 'a', 20,
	    FALSE, DOUBLE_SAME },
	{ "ten minutes later", { { "alice", 10, 'a' } }, "alice", 'a', 20,
	    FALSE, DOUBLE_NONE },
	{ "the clock was set back", { { "alice", -2, 'a' } }, "alice", 'a', 5,
	    FALSE, DOUBLE_SAME },
	{ "other words", { { "alice", 1, 'a' } }, "alice", 'b', 5, FALSE,
	    DOUBLE_NONE },
	{ "the same between others",
	    { { "alice", 3, 'a' }, { "alice", 2, 'b' }, { "bob", 1, 'c' } },
	    "alice", 'a', 5, FALSE, DOUBLE_SAME },
	{ "another agent was faster", { { "bob", 3, 'b' } }, "alice", 'a', 5,
	    FALSE, DOUBLE_ANSWERED },
	{ "and with the same words", { { "bob", 3, 'a' } }, "alice", 'a', 5,
	    FALSE, DOUBLE_ANSWERED },
	{ "the customer wrote again, but he answers the old notice",
	    { { "bob", 3, 'b' } }, "alice", 'a', 5, TRUE, DOUBLE_ANSWERED },
	{ "he has been told of it", { { "bob", 3, 'b' } }, "alice", 'a', 2,
	    FALSE, DOUBLE_NONE },
	{ "he has answered since", { { "bob", 3, 'b' }, { "alice", 2, 'c' } },
	    "alice", 'a', 5, FALSE, DOUBLE_NONE },
	{ "no notice shows, the ticket waits", { { "bob", 3, 'b' } }, "alice",
	    'a', 0, TRUE, DOUBLE_NONE },
	{ "no notice shows, it is answered", { { "bob", 3, 'b' } }, "alice",
	    'a', 0, FALSE, DOUBLE_ANSWERED },
	{ "weeks ago", { { "bob", 30000, 'b' } }, "alice", 'a', 40000, FALSE,
	    DOUBLE_ANSWERED },
};

static void
test_rule(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) answers = answer_list_new();
		uint8_t digest[ANSWER_DIGEST_SIZE];
		const struct answer *other;
		for (guint k = 0; k < 3 && rows[i].before[k].agent; k++) {
			const struct before *one = &rows[i].before[k];
			struct answer answer = {
				.agent = (char *)(guintptr)one->agent,
				.when = NOW - one->minutes * MINUTE
			};
			memset(answer.digest, one->says, sizeof answer.digest);
			answer_list_add(answers, &answer);
		}
		memset(digest, rows[i].says, sizeof digest);
		struct double_case what = { answers, rows[i].agent, digest, NOW,
			rows[i].notice ? NOW - rows[i].notice * MINUTE : 0,
			rows[i].open };
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(double_judge(&what, &other), ==, rows[i].found);
		g_assert_cmpint(other != NULL, ==,
		    rows[i].found != DOUBLE_NONE);
		if (rows[i].found == DOUBLE_ANSWERED)
			g_assert_cmpstr(other->agent, ==, "bob");
	}
}

/* The digest of words, with a file of that content or none. */
static void
digest_of(const char *words, const char *file, uint8_t out[ANSWER_DIGEST_SIZE])
{
	g_autoptr(message) message = message_new();

	if (file) {
		struct message_part *part = message_part_new();
		strings_set(&part->name, "file");
		memset(part->sha256, *file, sizeof part->sha256);
		g_ptr_array_add(message->parts, part);
	}
	double_digest(words, message, out);
}

static void
test_digest(void)
{
	static const struct {
		const char *name, *words, *file;
		gboolean same;
	} others[] = {
		{ "the same", "It is done.\nBye", NULL, TRUE },
		{ "wrapped elsewhere", "It is\ndone. Bye", NULL, TRUE },
		{ "spaces and lines around", "\n\n It is  done.\t\r\nBye\n\n",
		    NULL, TRUE },
		{ "another word", "It is not done.\nBye", NULL, FALSE },
		{ "words run together", "It isdone.\nBye", NULL, FALSE },
		{ "with a file", "It is done.\nBye", "x", FALSE },
		{ "nothing", "", NULL, FALSE },
	};
	uint8_t one[ANSWER_DIGEST_SIZE], two[ANSWER_DIGEST_SIZE];

	digest_of("It is done.\nBye", NULL, one);
	for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
		g_test_message("%s", others[i].name);
		digest_of(others[i].words, others[i].file, two);
		g_assert_cmpint(memcmp(one, two, sizeof one) == 0, ==,
		    others[i].same);
	}
	digest_of("x", "x", one);
	digest_of("x", "y", two);
	g_assert_true(memcmp(one, two, sizeof one) != 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/double/rule", test_rule);
	g_test_add_func("/double/digest", test_digest);
	return g_test_run();
}
