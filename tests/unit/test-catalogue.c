/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets are found by their words, in several languages, by whoever may see
 * them and nobody else; the index follows the store, and one that is missing,
 * damaged or another store's is made anew and stops nobody. */
#include "pipeline/catalogue.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "pipeline/actread.h"
#include "pipeline/lookup.h"
#include "store/health.h"
#include "util-folder.h"
#include "util-look.h"

#define SUPPORT "support@example.com"
#define CARDS "cards@example.com"
#define LONG_MS 60000
#define HASH \
	"0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"

#define QUEUES                                                      \
	"queues = ({ name = \"support\"; agents = [\"alice\"]; }, " \
	"{ name = \"cards\"; addresses = [\"" CARDS "\"]; "         \
	"agents = [\"bob\"]; });\n"

/* Ticket N is mail N. */
static const struct {
	const char *from, *to, *subject, *text;
} mails[] = {
	{ "carol@example.org", SUPPORT, "Withdrawals",
	    "My withdrawals are pending since yesterday and I am worried.\n" },
	{ "dora@example.net", SUPPORT, "Auszahlungen",
	    "Meine Auszahlungen stehen seit gestern auf Bearbeitung, bitte "
	    "prüfen Sie das.\n" },
	{ "ivan@example.net", SUPPORT, "Вопрос",
	    "Здравствуйте, деньги не пришли, верификация документов всё ещё "
	    "на проверке.\n" },
	{ "yuki@example.net", SUPPORT, "お問い合わせ",
	    "昨日申請した出金がまだ反映されません。確認をお願いします。\n" },
	{ "nina@example.net", CARDS, "My card",
	    "The machine has eaten it, order 12345678, tx " HASH ".\n" },
	{ "olga@example.net", SUPPORT, "Account",
	    "My password: Xylophone77quartz and I can not log in.\n" },
};

static void
deliver(struct util_desk *desk, guint i)
{
	g_autofree char *head =
	    g_strdup_printf("Subject: %s\nMessage-ID: <%u@example.org>\n",
	        mails[i].subject, i);
	g_autofree char *raw = util_desk_mail(mails[i].from, mails[i].to,
	    UTIL_DMARC, head, mails[i].text);
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, i + 1);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
}

static struct util_desk *
filled(void)
{
	struct util_desk *desk = util_desk_new(QUEUES);

	for (guint i = 0; i < G_N_ELEMENTS(mails); i++)
		deliver(desk, i);
	return desk;
}

static void
keep(struct util_desk *desk, enum catalogue_how how)
{
	g_autoptr(catalogue) catalogue = catalogue_new(&desk->accept);
	g_autoptr(GError) error = NULL;
	guint64 left = 1;

	g_assert_true(catalogue_keep(catalogue, how, LONG_MS, &left, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(left, ==, 0);
}

static bool
look(const struct ticket *ticket, void *context)
{
	g_string_append_printf(context, "%" G_GUINT64_FORMAT " ",
	    ticket->number);
	return true;
}

static enum lookup_state
ask(struct util_desk *desk, const char *text, const char *wanted)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_READ, &error);
	g_autoptr(GString) found = g_string_new(NULL);
	struct lookup_question question = { desk->store->dir, text, look, found,
		NULL };
	enum lookup_state state;

	g_assert_true(lookup_run(txn, &question, &state, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(found->str, ==, wanted);
	return state;
}

static void
test_words(void)
{
	static const struct {
		const char *name, *text, *wanted;
	} rows[] = {
		{ "a word", "worried", "1 " },
		{ "another form of it", "withdrawal", "1 " },
		{ "spelt wrongly", "withdrawels", "1 " },
		{ "all of them are wanted", "withdrawal pending", "1 " },
		{ "one of them, where none has all", "withdrawal card",
		    "1 5 " },
		{ "german, singular", "Auszahlung", "2 " },
		{ "german, ae for ä", "prüfen Bearbeitung", "2 " },
		{ "russian, another case", "документы", "3 " },
		{ "japanese, without blanks", "出金の反映", "4 " },
		{ "japanese, one word", "出金", "4 " },
		{ "an order's number", "12345678", "5 " },
		{ "in a sentence", "where is order 12345678?", "5 " },
		{ "half a number", "1234567", "" },
		{ "a transaction, in capitals",
		    "0X5C504ED432CB51138BCF09AA5E8A410DD4A1E204EF84BFED1BE16DFB"
		    "A1B22060",
		    "5 " },
		{ "an address", "carol@example.org", "1 " },
		{ "a secret that was hidden", "Xylophone77quartz", "" },
		{ "nothing", "", "" },
		{ "no operator", "NOT withdrawal", "1 6 " },
		{ "no UTF-8", "\xff worried", "1 " },
		{ "marks only", "\" ( * ? ,", "" },
	};
	g_autoptr(util_desk) desk = filled();

	keep(desk, CATALOGUE_GO_ON);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(ask(desk, rows[i].text, rows[i].wanted), ==,
		    LOOKUP_READY);
	}
}

/* A second mail and a new ticket get in by the audit chain alone. */
static void
test_follows(void)
{
	g_autoptr(util_desk) desk = util_desk_new(QUEUES);
	g_autofree char *more = NULL;

	g_assert_cmpint(ask(desk, "worried", ""), ==, LOOKUP_MISSING);
	keep(desk, CATALOGUE_GO_ON);
	g_assert_cmpint(ask(desk, "worried", ""), ==, LOOKUP_READY);
	deliver(desk, 0);
	ask(desk, "worried", "");
	keep(desk, CATALOGUE_GO_ON);
	ask(desk, "worried", "1 ");
	more = util_desk_mail("carol@example.org", SUPPORT, UTIL_DMARC,
	    "Subject: Re: Withdrawals\nIn-Reply-To: <0@example.org>\n",
	    "It has arrived in the meantime: hooray.\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, more, 90);
	g_assert_cmpuint(mail->number, ==, 1);
	keep(desk, CATALOGUE_GO_ON);
	ask(desk, "hooray", "1 ");
	ask(desk, "worried hooray", "1 ");
}

/* A round may end at any time; the next one goes on. */
static void
test_rounds(void)
{
	g_autoptr(util_desk) desk = filled();
	g_autoptr(catalogue) catalogue = catalogue_new(&desk->accept);
	guint64 left = 0;

	g_assert_true(catalogue_keep(catalogue, CATALOGUE_GO_ON, 0, &left,
	    NULL));
	g_assert_cmpuint(left, ==, G_N_ELEMENTS(mails));
	g_assert_cmpint(ask(desk, "worried", ""), ==, LOOKUP_MISSING);
	g_assert_true(catalogue_keep(catalogue, CATALOGUE_GO_ON, LONG_MS, &left,
	    NULL));
	g_assert_cmpint(ask(desk, "worried", "1 "), ==, LOOKUP_READY);
}

enum harm { REMOVED, EMPTIED, GARBLED, NO_FOLDER, ANOTHERS };

static void
do_harm(struct util_desk *desk, enum harm harm)
{
	g_autofree char *path =
	    g_build_filename(desk->store->dir, "index", "tickets", NULL);
	g_autofree char *table = g_build_filename(path, "postlist.glass", NULL);
	g_autofree char *version = g_build_filename(path, "iamglass", NULL);

	switch (harm) {
	case REMOVED:
		folder_remove(g_strdup(path));
		break;
	case EMPTIED:
		g_assert_true(g_file_set_contents(version, "", 0, NULL));
		break;
	case GARBLED:
		g_assert_true(g_file_set_contents(table, "garbage", 7, NULL));
		break;
	case NO_FOLDER:
		folder_remove(g_strdup(path));
		g_assert_true(g_file_set_contents(path, "x", 1, NULL));
		break;
	case ANOTHERS: {
		g_autoptr(util_desk) other = util_desk_new(QUEUES);
		g_autofree char *from = g_build_filename(other->store->dir,
		    "index", "tickets", NULL);

		clock_set_for_test(UTIL_DESK_NOW + 1, 1000001);
		deliver(other, 4);
		keep(other, CATALOGUE_GO_ON);
		folder_remove(g_strdup(path));
		g_assert_cmpint(g_rename(from, path), ==, 0);
		break;
	}
	}
}

static void
test_harm(void)
{
	static const char *const names[] = { "removed", "emptied", "garbled",
		"no folder", "of another store" };

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(util_desk) desk = filled();

		g_test_message("%s", names[i]);
		keep(desk, CATALOGUE_GO_ON);
		do_harm(desk, (enum harm)i);
		g_assert_cmpint(ask(desk, "worried", ""), ==, LOOKUP_MISSING);
		keep(desk, CATALOGUE_GO_ON);
		g_assert_cmpint(ask(desk, "worried", "1 "), ==, LOOKUP_READY);
		keep(desk, CATALOGUE_ANEW);
		g_assert_cmpint(ask(desk, "worried", "1 "), ==, LOOKUP_READY);
	}
}

static char *
searched(struct util_desk *desk, const char *agent, const char *words)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_READ, &error);
	struct acts acts = { .accept = &desk->accept,
		.txn = txn,
		.agent = settings_agent_by_name(desk->settings, agent) };
	char *said;

	acts_init(&acts);
	g_assert_true(actread_search(&acts, words, &error));
	g_assert_no_error(error);
	said = g_strdup(acts.out->str);
	acts_clear(&acts);
	return said;
}

/* By the index, by what is behind it, and without one: an agent finds what he
 * may see, each once. */
static void
test_rights(void)
{
	static const struct {
		const char *agent, *words;
		guint64 ticket; /* 0: nothing */
	} rows[] = {
		{ "alice", "worried", 1 },
		{ "bob", "worried", 0 },
		{ "alice", "12345678", 0 },
		{ "bob", "12345678", 5 },
		{ "bob", "password", 0 },
	};
	static const enum {
		WITHOUT,
		BEHIND,
		WITH
	} ways[] = { WITHOUT, BEHIND, WITH };

	for (guint w = 0; w < G_N_ELEMENTS(ways); w++) {
		g_autoptr(util_desk) desk = util_desk_new(QUEUES);

		if (ways[w] == BEHIND)
			keep(desk, CATALOGUE_GO_ON);
		for (guint i = 0; i < G_N_ELEMENTS(mails); i++)
			deliver(desk, i);
		if (ways[w] == WITH)
			keep(desk, CATALOGUE_GO_ON);
		for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
			g_autofree char *said =
			    searched(desk, rows[i].agent, rows[i].words);
			g_autofree char *line =
			    g_strdup_printf("%" G_GUINT64_FORMAT " open ",
			        rows[i].ticket);

			g_test_message("way %u, %s: %s", w, rows[i].agent,
			    rows[i].words);
			if (rows[i].ticket == 0) {
				g_assert_nonnull(strstr(said, "nothing found"));
				continue;
			}
			g_assert_true(g_str_has_prefix(said, line));
			g_assert_null(strstr(said + 1, line));
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/catalogue/words", test_words);
	g_test_add_func("/catalogue/follows", test_follows);
	g_test_add_func("/catalogue/rounds", test_rounds);
	g_test_add_func("/catalogue/harm", test_harm);
	g_test_add_func("/catalogue/rights", test_rights);
	return g_test_run();
}
