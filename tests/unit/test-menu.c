/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a menu answers, what it leaves to people, and that nothing of it is
 * lost. */
#include "desk/menu.h"

#include <string.h>

#include "base/clock.h"
#include "base/strings.h"
#include "desk/firstanswer.h"
#include "mime/parse.h"
#include "pipeline/library.h"
#include "search/articlefile.h"
#include "store/articles.h"
#include "util-look.h"
#include "util-rules.h"

#define CAROL LOOK_CUSTOMER
#define HELP "help@example.com"
#define QUEUES                                                             \
	"queues = ( { name = \"help\"; addresses = [ \"help@example.com\"" \
	" ]; menu = true; first_answer = true; },\n { name = \"support\";" \
	" addresses = [ \"support@example.com\" ]; } );\n"

static const char *const files[][2] = {
	{ "en/fees.md",
	    "title: Fees and charges\ncategory: costs\nkeywords: "
	    "charge, commission\n\nNo fees.\n" },
	{ "en/keys.md",
	    "title: API keys: making one, and what for\ncategory: "
	    "trading\nkeywords: API\n\nMake one.\n" },
	{ "en/person.md",
	    "title: Complaints\ncategory: contact\nperson: yes"
	    "\n\nWe read them.\n" },
};

static const char *const chinese[][2] = {
	{ "zh-Hans/out.md",
	    "title: 提现步骤与到账时间\ncategory: 提现\nkeywords: "
	    "提现, 出金\n\n提现一般在二十四小时内到账。\n" },
	{ "zh-Hans/fees.md",
	    "title: 手续费说明\ncategory: 费用\nkeywords: "
	    "手续费, 收费\n\n不收费。\n" },
	{ "zh-Hans/keys.md",
	    "title: API 密钥\ncategory: 交易\nkeywords: API, "
	    "密钥\n\n请创建密钥。\n" },
};

static struct util_desk *
desk_new(void)
{
	struct util_desk *desk = util_desk_new(QUEUES);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) articles =
	    g_ptr_array_new_with_free_func((GDestroyNotify)article_free);
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	guint made = 0;

	for (guint i = 0; i < G_N_ELEMENTS(files); i++)
		g_ptr_array_add(articles,
		    articlefile_read(files[i][0], files[i][1], &error));
	g_assert_true(articles_replace(txn, "en", articles, &error));
	g_ptr_array_set_size(articles, 0);
	for (guint i = 0; i < G_N_ELEMENTS(chinese); i++)
		g_ptr_array_add(articles,
		    articlefile_read(chinese[i][0], chinese[i][1], &error));
	g_assert_true(articles_replace(txn, "zh-Hans", articles, &error));
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

static char *
mail_with(const char *subject, const char *to, enum util_auth auth,
    const char *more, const char *text)
{
	g_autofree char *header =
	    g_strdup_printf("Subject: %s\n%s", subject, more ? more : "");

	return util_desk_mail(CAROL, to, auth, header, text);
}

/* --- a first mail --------------------------------------------------------- */

static const struct {
	const char *name, *subject, *text, *to, *more;
	enum util_auth auth;
	const char *detail; /* of what is kept; NULL: a ticket is opened */
	const char *holds;  /* the letter; NULL: none of the menu's */
} rows[] = {
	{ "a keyword", "API", "\n", HELP, NULL, UTIL_DMARC,
	    "articles, queue help", "Make one." },
	{ "in the text", "", "API\n", HELP, NULL, UTIL_DMARC,
	    "articles, queue help", "Make one." },
	{ "from a telephone", "", "API\n\nSent from my telephone\n", HELP, NULL,
	    UTIL_DMARC, "articles, queue help", "Make one." },
	{ "an empty mail", "", "\n", HELP, NULL, UTIL_DMARC,
	    "topics, queue help", "* costs\n- Fees and charges\n" },
	{ "a word that no article has", "Weather", "\n", HELP, NULL, UTIL_DMARC,
	    "topics, queue help", "- API keys: making one, and what for\n" },
	{ "a question", "API", "Where do I find my API keys?\n", HELP, NULL,
	    UTIL_DMARC, NULL, NULL },
	{ "a short question", "", "API?\n", HELP, NULL, UTIL_DMARC, NULL,
	    NULL },
	{ "a short complaint of a state", "", "I am locked out\n", HELP, NULL,
	    UTIL_DMARC, NULL, NULL },
	{ "a number", "Order 4711008", "\n", HELP, NULL, UTIL_DMARC, NULL,
	    NULL },
	{ "a person", "", "human\n", HELP, NULL, UTIL_DMARC, NULL, NULL },
	{ "what a person answers", "Complaints", "\n", HELP, NULL, UTIL_DMARC,
	    NULL, NULL },
	{ "theft", "stolen", "\n", HELP, NULL, UTIL_DMARC, NULL, NULL },
	{ "an answer to something else", "Re: API", "\n", HELP, NULL,
	    UTIL_DMARC, NULL, NULL },
	{ "in a language that shows by its articles", "", "提现\n", HELP, NULL,
	    UTIL_DMARC, "articles, queue help", "二十四小时" },
	{ "a language without articles", "API", "\n", HELP,
	    "Content-Language: fr\n", UTIL_DMARC, NULL, NULL },
	{ "another queue", "API", "\n", "support@example.com", NULL, UTIL_DMARC,
	    NULL, NULL },
	{ "not proved", "API", "\n", HELP, NULL, UTIL_NONE, NULL, NULL },
	{ "a machine", "API", "\n", HELP, "Auto-Submitted: auto-generated\n",
	    UTIL_DMARC, NULL, NULL },
	{ "a list", "API", "\n", HELP,
	    "List-Id: <l.example.org>\nPrecedence: list\n", UTIL_DMARC, NULL,
	    NULL },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct util_desk *desk = desk_new();
		g_autofree char *raw = mail_with(rows[i].subject, rows[i].to,
		    rows[i].auth, rows[i].more, rows[i].text);
		g_autoptr(accept_mail) taken = util_desk_take(desk, raw, 900);
		g_autoptr(hold) hold = look_hold(desk, 1);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(taken->result, ==,
		    rows[i].detail ? ACCEPT_HELD : ACCEPT_ENTRY);
		g_assert_cmpstr(hold ? hold->detail : NULL, ==, rows[i].detail);
		if (hold) {
			g_autoptr(letter) letter = util_desk_letter(desk,
			    LETTER_ACKNOWLEDGEMENT, CAROL);
			g_autofree char *text = look_text(desk, letter);
			g_autofree char *to =
			    look_field(desk, letter, "Reply-To");

			g_assert_cmpuint(hold->cause, ==, HOLD_MENU);
			g_assert_cmpuint(hold->state, ==, HOLD_RELEASED);
			g_assert_cmpuint(letter->ticket, ==, 0);
			g_assert_cmpstr(letter->sender, ==, "");
			g_assert_cmpstr(to, ==, HELP);
			rules_assert_holds(text, rows[i].holds);
			rules_assert_holds(text,
			    strstr(rows[i].holds, "二") ? "人工" : "\"human\"");
			g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL),
			    ==, 0);
		}
		desk_free(desk);
	}
}

/* --- what follows --------------------------------------------------------- */

static const struct {
	const char *name, *text, *more;
	enum util_auth auth;
	const char *detail; /* NULL: a ticket is opened */
	const char *tag;    /* of it, or NULL */
} replies[] = {
	{ "solved", "Solved, thank you!\n", NULL, UTIL_DMARC,
	    "solved, queue help", NULL },
	{ "thanks", "Thank you!\n", NULL, UTIL_DMARC, "thanks, queue help",
	    NULL },
	{ "another keyword", "charges\n", NULL, UTIL_DMARC,
	    "articles, queue help", NULL },
	{ "a title", "- API keys: making one, and what for\n", NULL, UTIL_DMARC,
	    "articles, queue help", NULL },
	{ "more words", "My API key does not work with the bot\n", NULL,
	    UTIL_DMARC, NULL, NULL },
	{ "a person", "human\n", NULL, UTIL_DMARC, NULL, FIRSTANSWER_PERSON },
	{ "solved, says somebody", "Solved\n", NULL, UTIL_NONE, NULL, NULL },
	{ "out of office", "I am away\n", "Auto-Submitted: auto-replied\n",
	    UTIL_DMARC, "a machine's answer, queue help", NULL },
};

static void
test_replies(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(replies); i++) {
		struct util_desk *desk = desk_new();
		g_autofree char *first =
		    mail_with("", HELP, UTIL_DMARC, NULL, "\n");
		g_autoptr(accept_mail) taken = util_desk_take(desk, first, 900);
		g_autoptr(letter) letter =
		    util_desk_letter(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
		g_autofree char *id = look_field(desk, letter, "Message-ID");
		g_autofree char *more = g_strdup_printf("In-Reply-To: %s\n%s",
		    id, replies[i].more ? replies[i].more : "");
		g_autofree char *raw = mail_with("Re: How can we help you?",
		    HELP, replies[i].auth, more, replies[i].text);
		g_autoptr(accept_mail) reply = util_desk_take(desk, raw, 901);
		g_autoptr(hold) hold = look_hold(desk, 2);
		g_autoptr(ticket) ticket = look_ticket(desk, 1);

		g_test_message("%s", replies[i].name);
		g_assert_cmpstr(hold ? hold->detail : NULL, ==,
		    replies[i].detail);
		g_assert_cmpint(taken->result, ==, ACCEPT_HELD);
		g_assert_cmpint(reply->result, ==,
		    replies[i].detail ? ACCEPT_HELD : ACCEPT_ENTRY);
		g_assert_cmpint(ticket != NULL, ==, replies[i].detail == NULL);
		if (ticket && replies[i].tag)
			g_assert_true(ticket_has_tag(ticket, replies[i].tag));
		desk_free(desk);
	}
}

/* Whoever goes on and on gets a ticket, and so a person. */
static void
test_cap(void)
{
	struct util_desk *desk = desk_new();

	for (guint32 i = 0; i <= MENU_A_DAY; i++) {
		g_autofree char *more = g_strdup_printf("X-No: %u\n", i);
		g_autofree char *text = g_strdup_printf("API %u\n", i);
		g_autofree char *raw =
		    mail_with("", HELP, UTIL_DMARC, more, text);
		g_autoptr(accept_mail) taken =
		    util_desk_take(desk, raw, 900 + i);

		g_assert_cmpint(taken->result, ==,
		    i < MENU_A_DAY ? ACCEPT_HELD : ACCEPT_ENTRY);
	}
	desk_free(desk);
}

/* --- words ---------------------------------------------------------------- */

static void
test_detail(void)
{
	for (guint end = 0; end < MENU_ENDS; end++) {
		g_autofree char *detail =
		    menu_detail((enum menu_end)end, "help");

		g_assert_cmpuint(menu_read(detail, NULL), ==, end);
		g_assert_cmpuint(menu_read(detail, "help"), ==, end);
		g_assert_cmpuint(menu_read(detail, "hel"), ==, MENU_ENDS);
	}
	g_assert_cmpuint(menu_read("", NULL), ==, MENU_ENDS);
	g_assert_cmpuint(menu_read("articles", NULL), ==, MENU_ENDS);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/menu/rows", test_rows);
	g_test_add_func("/menu/replies", test_replies);
	g_test_add_func("/menu/cap", test_cap);
	g_test_add_func("/menu/detail", test_detail);
	return g_test_run();
}
