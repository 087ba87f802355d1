/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When agents hear of a ticket whose customer was shown articles. */
#include "pipeline/withheld.h"

#include "base/clock.h"
#include "desk/firstanswer.h"
#include "mime/parse.h"
#include "pipeline/library.h"
#include "search/articlefile.h"
#include "store/articles.h"
#include "util-look.h"
#include "util-rules.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define WAIT (30 * G_GINT64_CONSTANT(60000))
#define QUEUES                                                           \
	"queues = ( { name = \"support\"; addresses = [ "                \
	"\"support@example.com\" ]; acknowledge = \"all\"; promise = [ " \
	"\"first 1h\" ]; first_answer = true; first_answer_wait = 30; } );\n"

/* A desk with one article, and its library. */
static struct util_desk *
desk_new(void)
{
	struct util_desk *desk = util_desk_new(QUEUES);
	g_autoptr(GError) error = NULL;
	g_autoptr(article) fees = articlefile_read("en/fees.md",
	    "title: Fees\ncategory: costs\nkeywords: charge\n\nNo fees.\n",
	    &error);
	g_autoptr(GPtrArray) articles = g_ptr_array_new();
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	guint made = 0;

	g_ptr_array_add(articles, fees);
	g_assert_true(articles_replace(txn, "en", articles, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
	desk->accept.library = library_new(desk->store);
	g_assert_true(library_index(desk->accept.library, LIBRARY_STALE, &made,
	    &error));
	g_assert_no_error(error);
	return desk;
}

static void
desk_free(struct util_desk *desk)
{
	library_free(desk->accept.library);
	util_desk_free(desk);
}

static void
take(struct util_desk *desk, const char *raw, guint32 uid)
{
	g_autoptr(accept_mail) taken = util_desk_take(desk, raw, uid);

	g_assert_cmpint(taken->result, ==, ACCEPT_ENTRY);
}

static const struct {
	const char *name, *text, *reply; /* reply NULL: none comes */
	enum util_auth auth;             /* the reply's */
	guint32 minutes;                 /* when it comes */
	guint32 state;                   /* of the first notice then */
	gint64 due;                      /* in minutes from the mail on */
	guint notices;                   /* to alice, in all */
} rows[] = {
	{ "nothing comes", "What is the charge?\n", NULL, UTIL_DMARC, 0,
	    LETTER_READY, 30, 1 },
	{ "a person", "What is the charge?\n", "human\n", UTIL_DMARC, 5,
	    LETTER_READY, 5, 2 },
	{ "more words", "What is the charge?\n", "And in March?\n", UTIL_DMARC,
	    7, LETTER_READY, 7, 2 },
	{ "more words, not proved", "What is the charge?\n", "solved\n",
	    UTIL_NONE, 7, LETTER_READY, 7, 2 },
	{ "solved", "What is the charge?\n", "solved\n", UTIL_DMARC, 5,
	    LETTER_DROPPED, 30, 1 },
	{ "solved too late", "What is the charge?\n", "solved\n", UTIL_DMARC,
	    31, LETTER_READY, 30, 1 },
	{ "no article", "Where is the moon?\n", NULL, UTIL_DMARC, 0,
	    LETTER_READY, 0, 1 },
};

static void
check_row(guint i)
{
	struct util_desk *desk = desk_new();
	g_autofree char *first = util_desk_mail(CAROL, "support@example.com",
	    UTIL_DMARC, NULL, rows[i].text);

	take(desk, first, 900);
	clock_set_for_test(UTIL_DESK_NOW + rows[i].minutes * 60000, 1000000);
	if (rows[i].reply) {
		g_autofree char *to =
		    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
		g_autofree char *raw = util_desk_mail(CAROL, to, rows[i].auth,
		    NULL, rows[i].reply);
		take(desk, raw, 901);
	}
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);
	const struct letter *notice = NULL;
	for (guint k = 0; k < letters->len && !notice; k++) {
		const struct letter *letter = letters->pdata[k];

		if (letter->kind == LETTER_NOTICE &&
		    g_str_equal(letter->to, ALICE))
			notice = letter;
	}
	g_assert_nonnull(notice);
	g_assert_cmpuint(notice->state, ==, rows[i].state);
	if (notice->state == LETTER_READY)
		g_assert_cmpint(notice->due - UTIL_DESK_NOW, ==,
		    rows[i].due * 60000);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==,
	    rows[i].notices);
	/* the promise runs all the same */
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_assert_cmpint(ticket->created, ==, UTIL_DESK_NOW);
	if (ticket->status == TICKET_OPEN)
		g_assert_cmpint(ticket->answer.due, ==,
		    UTIL_DESK_NOW + 3600000);
	desk_free(desk);
}

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		check_row(i);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/withheld/rows", test_rows);
	return g_test_run();
}
