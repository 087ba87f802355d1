/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a first answer may be given, what its letter says, and what becomes of
 * the one word that the letter asks for, in each language of the letters. */
#include "desk/firstanswer.h"

#include <string.h>

#include "base/strings.h"
#include "desk/helpwords.h"
#include "desk/templatedir.h"
#include "desk/thanks.h"
#include "mime/quote.h"
#include "model/article.h"
#include "util-rules.h"

#define JANE "jane@customer.example"

static struct template *
open_templates(void)
{
	g_autofree char *dir =
	    g_test_build_filename(G_TEST_DIST, "..", "conf", "templates", NULL);
	g_autoptr(GError) error = NULL;
	struct template *templates = templatedir_open(dir, "", &error);

	g_assert_no_error(error);
	return templates;
}

static void
say(struct message *message, const char *words)
{
	strings_set(&message->text, words);
	g_array_unref(message->kept);
	message->kept = quote_find(message->text, QUOTE_IS_REPLY);
}

/* --- when ----------------------------------------------------------------- */

struct bench {
	struct settings *conf;
	struct header *header;
	struct message *message;
	struct verdict *verdict;
	struct person *person;
	struct decide_case now;
};

static struct bench
bench_new(void)
{
	struct bench bench = { .conf = rules_settings(NULL),
		.header = header_new(),
		.message = message_new(),
		.verdict = verdict_new(),
		.person = person_new() };
	struct settings_queue *queue = bench.conf->queues->pdata[0];

	queue->first_answer = TRUE;
	bench.verdict->auth = VERDICT_AUTH_DMARC;
	bench.verdict->auto_respond = TRUE;
	strings_set(&bench.message->subject, "Fees");
	say(bench.message, "What do you charge?\n");
	bench.now = (struct decide_case){ .origin = DECIDE_NEW,
		.header = bench.header,
		.message = bench.message,
		.verdict = bench.verdict,
		.settings = bench.conf,
		.person = bench.person,
		.from = JANE,
		.now = RULES_NOW };
	return bench;
}

static void
bench_clear(struct bench *bench)
{
	settings_free(bench->conf);
	header_free(bench->header);
	message_free(bench->message);
	verdict_free(bench->verdict);
	person_free(bench->person);
}

static void
change_nothing(struct bench *bench)
{
	(void)bench;
}

static void
change_queue(struct bench *bench)
{
	struct settings_queue *queue = bench->conf->queues->pdata[0];

	queue->first_answer = FALSE;
}

static void
change_auth(struct bench *bench)
{
	struct settings_queue *queue = bench->conf->queues->pdata[0];

	queue->acknowledge = SETTINGS_ACK_ALL;
	bench->verdict->auth = VERDICT_AUTH_NONE;
}

static void
change_vip(struct bench *bench)
{
	bench->person->vip = 1;
}

static void
change_claimed(struct bench *bench)
{
	bench->person->vip = 1;
	bench->now.claimed = bench->person;
	bench->now.person = NULL;
}

static void
change_acknowledged(struct bench *bench)
{
	bench->now.acks_to_sender = 1;
}

static void
change_robot(struct bench *bench)
{
	bench->verdict->class = VERDICT_AUTOMATIC;
}

static void
change_secret(struct bench *bench)
{
	bench->message->flags |= 1U << MESSAGE_DISCLOSED_SHIFT;
}

static void
change_grave(struct bench *bench)
{
	say(bench->message, "My fees were stolen!\n");
}

static void
change_long(struct bench *bench)
{
	g_autofree char *words = g_strnfill(FIRSTANSWER_QUESTION_MAX, 'a');

	say(bench->message, words);
}

static const struct {
	const char *name;
	void (*change)(struct bench *bench);
	bool asks;
} rows[] = {
	{ "a question", change_nothing, true },
	{ "the queue does not want it", change_queue, false },
	{ "not authenticated", change_auth, false },
	{ "a VIP", change_vip, false },
	{ "who says to be a VIP", change_claimed, false },
	{ "not acknowledged, as the second mail of a day", change_acknowledged,
	    false },
	{ "a machine", change_robot, false },
	{ "a secret stood in it", change_secret, false },
	{ "theft", change_grave, false },
	{ "a long mail", change_long, false },
};

static void
test_when(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench = bench_new();

		rows[i].change(&bench);
		g_autoptr(decision) decision = decide_mail(&bench.now);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(decision->question != NULL, ==, rows[i].asks);
		if (rows[i].asks)
			g_assert_nonnull(strstr(decision->question,
			    "Fees\nWhat do you"));
		bench_clear(&bench);
	}
}

/* --- grave words ---------------------------------------------------------- */

static const struct {
	const char *text;
	bool grave;
} texts[] = {
	{ "My coins were stolen", true },
	{ "I was HACKED yesterday", true },
	{ "This is a complaint.", true },
	{ "Ich bin gehackt worden", true },
	{ "Ich möchte mich beschweren", true },
	{ "У меня украли деньги", true },
	{ "Хочу подать жалобу", true },
	{ "我要投诉", true },
	{ "我的币被盗了", true },
	{ "Me han robado la cuenta", true },
	{ "تم اختراق حسابي", true },
	{ "ถูกแฮกบัญชี", true },
	{ "도난당했습니다", true },
	{ "不正アクセスされました", true },
	{ "How long does a withdrawal take?", false },
	{ "I am complete with level 2", false },
	{ "Wie lange dauert die Auszahlung?", false },
	{ "Wie ist die Anzeige zu lesen?", false },
	{ "Сколько времени занимает вывод?", false },
	{ "提现需要多长时间", false },
	{ "¿Cuánto tarda un retiro?", false },
	{ "", false },
};

static void
test_grave(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_test_message("%s", texts[i].text);
		g_assert_cmpint(helpwords_is_grave(texts[i].text), ==,
		    texts[i].grave);
	}
}

/* --- one word ------------------------------------------------------------- */

/* The words that the letter names. */
static const struct {
	const char *language, *solved, *person;
} named[] = {
	{ "ar", "تم الحل", "موظف" },
	{ "cs", "vyřešeno", "operátor" },
	{ "de", "gelöst", "Mitarbeiter" },
	{ "en", "solved", "human" },
	{ "es", "resuelto", "persona" },
	{ "fa", "حل شد", "کارشناس" },
	{ "fr", "résolu", "conseiller" },
	{ "hi", "हल हो गया", "व्यक्ति" },
	{ "id", "selesai", "petugas" },
	{ "it", "risolto", "operatore" },
	{ "ja", "解決", "担当者" },
	{ "ko", "해결", "상담원" },
	{ "nl", "opgelost", "medewerker" },
	{ "pl", "rozwiązane", "konsultant" },
	{ "pt", "resolvido", "atendente" },
	{ "ru", "решено", "оператор" },
	{ "th", "แก้ไขแล้ว", "เจ้าหน้าที่" },
	{ "tr", "çözüldü", "temsilci" },
	{ "uk", "вирішено", "оператор" },
	{ "vi", "đã giải quyết", "nhân viên" },
	{ "zh-Hans", "已解决", "人工" },
	{ "zh-Hant", "已解決", "真人" },
};

static void
says(const char *words, bool solved, bool person)
{
	static const char *const names[] = { "Carol Smith", "Example Support",
		NULL };
	g_autoptr(message) message = message_new();

	say(message, words);
	g_test_message("%s", words);
	g_assert_cmpint(thanks_says(message, names, THANKSTABLE_SOLVED), ==,
	    solved);
	g_assert_cmpint(thanks_says(message, names, THANKSTABLE_PERSON), ==,
	    person);
}

static void
test_named(void)
{
	g_autoptr(template) templates = open_templates();

	for (guint i = 0; i < G_N_ELEMENTS(named); i++) {
		g_autofree char *phrase = template_phrase(templates,
		    "articles-end", named[i].language, NULL);
		g_autofree char *upper = g_utf8_strup(named[i].solved, -1);
		g_autofree char *dotted =
		    g_strconcat("\"", named[i].person, "\".", NULL);

		g_test_message("%s", named[i].language);
		g_assert_nonnull(strstr(phrase, named[i].solved));
		g_assert_nonnull(strstr(phrase, named[i].person));
		says(named[i].solved, true, false);
		says(named[i].person, false, true);
		says(dotted, false, true);
		if (strcmp(named[i].language, "tr") != 0)
			says(upper, true, false);
	}
}

static void
test_words(void)
{
	says("Solved, thank you!\n\nCarol Smith", true, false);
	says("Thank you, that solved it.", true, false);
	says("A person, please", false, true);
	says("thank you", false, false);
	says("Not solved", false, false);
	says("Is it solved?", false, false);
	says("I sent it to the wrong person", false, false);
	says("Das ist nicht gelöst", false, false);
	says("没有解决", false, false);
	says("未解决", false, false);
	says("解決していません", false, false);
	says("не решено", false, false);
	says("no resuelto", false, false);
	says("", false, false);
}

static const struct {
	const char *name, *words, *tag;
	guint32 status;
	gint64 answered;
	enum decide_origin origin;
	gint32 becomes;
	const char *gets; /* tag, or NULL */
} replies[] = {
	{ "solved", "Solved.", FIRSTANSWER_GIVEN, TICKET_OPEN, 0,
	    DECIDE_CUSTOMER, TICKET_SOLVED, FIRSTANSWER_SOLVED },
	{ "a person", "human", FIRSTANSWER_GIVEN, TICKET_OPEN, 0,
	    DECIDE_CUSTOMER, -1, FIRSTANSWER_PERSON },
	{ "thanks alone", "Thank you", FIRSTANSWER_GIVEN, TICKET_OPEN, 0,
	    DECIDE_CUSTOMER, -1, NULL },
	{ "a question", "And solved how?", FIRSTANSWER_GIVEN, TICKET_OPEN, 0,
	    DECIDE_CUSTOMER, -1, NULL },
	{ "no first answer", "Solved.", "other", TICKET_OPEN, 0,
	    DECIDE_CUSTOMER, -1, NULL },
	{ "an agent has answered", "Solved.", FIRSTANSWER_GIVEN, TICKET_OPEN, 7,
	    DECIDE_CUSTOMER, -1, NULL },
	{ "not authenticated", "Solved.", FIRSTANSWER_GIVEN, TICKET_OPEN, 0,
	    DECIDE_UNPROVED, -1, NULL },
	{ "a third party", "Solved.", FIRSTANSWER_GIVEN, TICKET_OPEN, 0,
	    DECIDE_THIRD_PARTY, -1, NULL },
};

static void
test_replies(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(replies); i++) {
		struct bench bench = bench_new();
		g_autoptr(ticket) ticket = ticket_new();

		ticket->number = 7;
		strings_set(&ticket->queue, "support");
		ticket_set_status(ticket, replies[i].status, RULES_NOW);
		ticket_add_seat(ticket, JANE, "Jane", TICKET_VERIFIED);
		ticket->answered = replies[i].answered;
		g_assert_true(ticket_tag(ticket, replies[i].tag));
		bench.now.ticket = ticket;
		bench.now.origin = replies[i].origin;
		say(bench.message, replies[i].words);
		g_autoptr(decision) decision = decide_mail(&bench.now);
		g_test_message("%s", replies[i].name);
		g_assert_cmpint(decision->status, ==, replies[i].becomes);
		g_assert_cmpuint(decision->tags->len, ==,
		    replies[i].gets != NULL);
		if (replies[i].gets)
			g_assert_cmpstr(decision->tags->pdata[0], ==,
			    replies[i].gets);
		g_assert_cmpuint(decision->letters->len, >, 0);
		bench_clear(&bench);
	}
}

/* --- the letter ----------------------------------------------------------- */

static GPtrArray *
hits_of(const char *title, gboolean person)
{
	GPtrArray *hits = article_hits_new();
	struct article_hit *hit = g_new0(struct article_hit, 1);

	hit->article = article_new();
	hit->article->person = person;
	strings_set(&hit->article->title, title);
	strings_set(&hit->article->link, "https://help.example/fees");
	hit->passage = g_strdup("It costs nothing.\n- really\n- nothing");
	g_ptr_array_add(hits, hit);
	return hits;
}

static void
test_text(void)
{
	g_autoptr(template) templates = open_templates();
	g_autoptr(GPtrArray) hits = hits_of("Fees", FALSE);
	g_autofree char *text = firstanswer_text(templates, "en", hits);
	g_autofree char *none = firstanswer_text(templates, "en", NULL);

	g_assert_cmpstr(none, ==, "");
	g_assert_true(g_str_has_prefix(text,
	    "This may already answer your question:\n\n* Fees\n\n"
	    "It costs nothing.\n- really\n- nothing\n\n"
	    "https://help.example/fees\n\nDoes that solve it?"));
	g_assert_true(g_str_has_suffix(text, "will read it."));
}

static void
test_offer(void)
{
	g_autoptr(GPtrArray) hits = hits_of("Fees", FALSE);
	g_autoptr(GPtrArray) grave = hits_of("Complaints", TRUE);
	g_autoptr(GPtrArray) none = article_hits_new();
	g_autoptr(decision) given = decide_nothing();
	g_autoptr(decision) person = decide_nothing();
	g_autoptr(decision) empty = decide_nothing();
	g_autoptr(settings) conf = rules_settings(NULL);
	struct settings_queue *queue = conf->queues->pdata[0];
	struct decide_letter *notice =
	    decide_add_letter(given, LETTER_NOTICE, JANE, "");
	struct decide_letter *ack =
	    decide_add_letter(given, LETTER_ACKNOWLEDGEMENT, JANE, "");
	struct decide_letter *urgent =
	    decide_add_letter(person, LETTER_NOTICE, JANE, "");

	queue->first_answer_wait = 30;
	firstanswer_offer(given, queue, hits);
	g_assert_true(given->articles == hits);
	g_assert_cmpstr(given->tags->pdata[0], ==, FIRSTANSWER_GIVEN);
	g_assert_cmpint(notice->wait, ==, 30 * 60 * 1000);
	g_assert_cmpint(ack->wait, ==, 0);
	firstanswer_offer(person, queue, grave);
	g_assert_null(person->articles);
	g_assert_cmpuint(person->tags->len, ==, 0);
	g_assert_cmpint(urgent->wait, ==, 0);
	firstanswer_offer(empty, NULL, none);
	g_assert_null(empty->articles);
	g_assert_cmpstr(empty->tags->pdata[0], ==, FIRSTANSWER_NONE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/firstanswer/when", test_when);
	g_test_add_func("/firstanswer/grave", test_grave);
	g_test_add_func("/firstanswer/named", test_named);
	g_test_add_func("/firstanswer/words", test_words);
	g_test_add_func("/firstanswer/replies", test_replies);
	g_test_add_func("/firstanswer/text", test_text);
	g_test_add_func("/firstanswer/offer", test_offer);
	return g_test_run();
}
