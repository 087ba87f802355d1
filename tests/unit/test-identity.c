/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose account it is: when that is in question, what is written, and what an
 * answer settles. */
#include "desk/identity.h"

#include <string.h>

#include "base/strings.h"
#include "desk/identitywords.h"
#include "model/entry.h"
#include "util-bench.h"
#include "util-rules.h"

enum sender { NOBODY, JANE }; /* who From is in the directory */
enum uid { NO_UID, OWN, OTHERS, UNKNOWN };

static const struct {
	const char *name, *text;
	guint setting; /* settings_identity */
	enum sender sender;
	enum verdict_auth auth;
	enum uid uid;
	guint32 before; /* ticket_identity of the ticket */
	guint32 want;
	const char *letters; /* templates, "" none */
	const char *why;     /* a part */
} rows[] = {
	{ "a stranger, nothing of an account", "When do you open?",
	    SETTINGS_IDENTITY_ASK, NOBODY, VERDICT_AUTH_DMARC, NO_UID, 0, 0, "",
	    "" },
	{ "another's UID", "hello", SETTINGS_IDENTITY_ASK, NOBODY,
	    VERDICT_AUTH_DMARC, OTHERS, 0, TICKET_IDENTITY_ASKED,
	    "identity identity-confirm",
	    "UID 77 is registered with another address" },
	{ "a UID of nobody", "hello", SETTINGS_IDENTITY_ASK, NOBODY,
	    VERDICT_AUTH_DMARC, UNKNOWN, 0, TICKET_IDENTITY_ASKED, "identity",
	    "nobody is registered as UID 77" },
	{ "an account matter", "Please reset my 2FA now",
	    SETTINGS_IDENTITY_DOCUMENTS, NOBODY, VERDICT_AUTH_DMARC, NO_UID, 0,
	    TICKET_IDENTITY_ASKED, "identity", "an account matter (\"2fa\")" },
	{ "an account matter in Russian", "Мой аккаунт заблокирован!",
	    SETTINGS_IDENTITY_MARK, NOBODY, VERDICT_AUTH_DMARC, NO_UID, 0,
	    TICKET_IDENTITY_UNPROVED, "", "address is not registered" },
	{ "only marked", "hello", SETTINGS_IDENTITY_MARK, NOBODY,
	    VERDICT_AUTH_DMARC, OTHERS, 0, TICKET_IDENTITY_UNPROVED, "",
	    "UID 77" },
	{ "switched off", "hello", SETTINGS_IDENTITY_OFF, NOBODY,
	    VERDICT_AUTH_DMARC, OTHERS, 0, 0, "", "" },
	{ "the owner", "Please reset my 2FA", SETTINGS_IDENTITY_ASK, JANE,
	    VERDICT_AUTH_DMARC, OWN, 0, 0, "", "" },
	{ "the owner, without a UID", "Please reset my 2FA",
	    SETTINGS_IDENTITY_ASK, JANE, VERDICT_AUTH_DMARC, NO_UID, 0, 0, "",
	    "" },
	{ "under the owner's address", "hello", SETTINGS_IDENTITY_ASK, JANE,
	    VERDICT_AUTH_NONE, OWN, 0, TICKET_IDENTITY_UNPROVED, "",
	    "registered address is not authenticated" },
	{ "one customer about another", "hello", SETTINGS_IDENTITY_ASK, JANE,
	    VERDICT_AUTH_DMARC, OTHERS, 0, TICKET_IDENTITY_UNPROVED, "",
	    "UID 77 is registered with another" },
	{ "not authenticated: no letter at all", "hello", SETTINGS_IDENTITY_ASK,
	    NOBODY, VERDICT_AUTH_NONE, OTHERS, 0, TICKET_IDENTITY_UNPROVED, "",
	    "UID 77" },
	{ "asked before: once", "2fa", SETTINGS_IDENTITY_ASK, NOBODY,
	    VERDICT_AUTH_DMARC, NO_UID, TICKET_IDENTITY_ASKED,
	    TICKET_IDENTITY_ASKED, "", "account matter" },
	{ "asked before, now with the UID", "77", SETTINGS_IDENTITY_ASK, NOBODY,
	    VERDICT_AUTH_DMARC, OTHERS, TICKET_IDENTITY_ASKED,
	    TICKET_IDENTITY_ASKED, "identity-confirm", "UID 77" },
	{ "proved before", "2fa", SETTINGS_IDENTITY_ASK, NOBODY,
	    VERDICT_AUTH_DMARC, NO_UID, TICKET_IDENTITY_PROVED, 0, "", "" },
	{ "proved for one, and now another", "hello", SETTINGS_IDENTITY_MARK,
	    NOBODY, VERDICT_AUTH_DMARC, OTHERS, TICKET_IDENTITY_PROVED,
	    TICKET_IDENTITY_UNPROVED, "", "UID 77 is registered" },
	{ "denied before", "hello", SETTINGS_IDENTITY_ASK, NOBODY,
	    VERDICT_AUTH_DMARC, OTHERS, TICKET_IDENTITY_DENIED, 0, "", "" },
};

static struct person *
make_person(const char *uid, const char *address)
{
	struct person *person = person_new();
	const char *problem = NULL;

	g_assert_true(person_set(person, "uid", uid, &problem));
	g_assert_true(person_set(person, "addresses", address, &problem));
	return person;
}

static void
set_text(struct bench *bench, const char *text)
{
	struct message_range all = { 0, (guint32)strlen(text) };

	strings_set(&bench->message->text, text);
	g_array_append_val(bench->message->kept, all);
}

/* The templates of all letters to customers but the acknowledgement. */
static char *
templates_of(const struct decision *decision)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < decision->letters->len; i++) {
		const struct decide_letter *letter =
		    decision->letters->pdata[i];

		if (letter->template &&
		    g_str_has_prefix(letter->template, "identity"))
			g_string_append_printf(out, "%s%s",
			    out->len > 0 ? " " : "", letter->template);
	}
	return g_string_free(out, FALSE);
}

static void
test_questions(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench =
		    bench_make(rows[i].before ? DECIDE_CUSTOMER : DECIDE_NEW);
		g_autoptr(person) jane = make_person("5", BENCH_JANE);
		g_autoptr(person) owner =
		    make_person("77", "owner@example.net");

		bench_queue(&bench)->identity = rows[i].setting;
		bench.verdict->auth = rows[i].auth;
		bench.ticket->identity = rows[i].before;
		if (rows[i].before >= TICKET_IDENTITY_PROVED)
			strings_set(&bench.ticket->identity_uid, "5");
		set_text(&bench, rows[i].text);
		bench.now.claimed = rows[i].sender == JANE ? jane : NULL;
		bench.now.identity =
		    (struct decide_identity){ .directory = TRUE,
			    .own = rows[i].uid == OWN,
			    .uid = rows[i].uid >= OTHERS ? "77" : NULL,
			    .named = rows[i].uid == OTHERS ? owner : NULL };
		g_autoptr(decision) decision = decide_mail(&bench.now);
		g_autofree char *letters = templates_of(decision);

		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(decision->identity, ==, rows[i].want);
		g_assert_cmpstr(letters, ==, rows[i].letters);
		rules_assert_holds(decision->identity_why
		        ? decision->identity_why
		        : "",
		    rows[i].why);
		bench_clear(&bench);
	}
}

/* Nobody is registered: no question; the cap: no confirm letter, and the
 * writer's is the same. */
static void
test_limits(void)
{
	for (guint i = 0; i < 2; i++) {
		struct bench bench = bench_make(DECIDE_NEW);
		g_autoptr(person) owner =
		    make_person("77", "owner@example.net");

		bench_queue(&bench)->identity = SETTINGS_IDENTITY_ASK;
		bench.now.identity =
		    (struct decide_identity){ .directory = i == 1,
			    .uid = "77",
			    .named = owner,
			    .capped = TRUE };
		g_autoptr(decision) decision = decide_mail(&bench.now);
		g_autofree char *letters = templates_of(decision);
		g_assert_cmpstr(letters, ==, i == 1 ? "identity" : "");
		bench_clear(&bench);
	}
}

#define WORD "abcde23456"

static const struct {
	const char *name, *text;
	gboolean registered;
	enum verdict_class class;
	guint32 before, want;
	const char *remark;
} answers[] = {
	{ "the word", WORD, TRUE, VERDICT_HUMAN, TICKET_IDENTITY_ASKED,
	    TICKET_IDENTITY_PROVED, "confirms who the customer is" },
	{ "in a sentence", "Yes: ABCDE23456. Thanks", TRUE, VERDICT_HUMAN,
	    TICKET_IDENTITY_ASKED, TICKET_IDENTITY_PROVED, "confirms" },
	{ "from elsewhere, or not authenticated", WORD, FALSE, VERDICT_HUMAN,
	    TICKET_IDENTITY_ASKED, 0, "not proved to be from the registered" },
	{ "a machine", WORD, TRUE, VERDICT_AUTOMATIC, TICKET_IDENTITY_ASKED, 0,
	    "" },
	{ "no word", "Yes it was me", TRUE, VERDICT_HUMAN,
	    TICKET_IDENTITY_ASKED, 0, "without the word" },
	{ "half of it", "abcde2345", TRUE, VERDICT_HUMAN, TICKET_IDENTITY_ASKED,
	    0, "without the word" },
	{ "no", "No.", TRUE, VERDICT_HUMAN, TICKET_IDENTITY_ASKED,
	    TICKET_IDENTITY_DENIED, "ALARM" },
	{ "no, with the word", "It was not me! " WORD, TRUE, VERDICT_HUMAN,
	    TICKET_IDENTITY_ASKED, TICKET_IDENTITY_DENIED, "ALARM" },
	{ "no, from elsewhere", "no", FALSE, VERDICT_HUMAN,
	    TICKET_IDENTITY_ASKED, 0, "not proved" },
	{ "no, after yes", "Nein, das war ich nicht", TRUE, VERDICT_HUMAN,
	    TICKET_IDENTITY_PROVED, TICKET_IDENTITY_DENIED, "ALARM" },
	{ "yes, after no", WORD, TRUE, VERDICT_HUMAN, TICKET_IDENTITY_DENIED, 0,
	    "denied it before" },
};

static void
test_answers(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
		struct bench bench = bench_make(DECIDE_THIRD_PARTY);

		bench_queue(&bench)->letters |= SETTINGS_LETTER_HELD;
		bench.verdict->class = answers[i].class;
		bench.ticket->identity = answers[i].before;
		strings_set(&bench.ticket->identity_to, "owner@example.net");
		set_text(&bench, answers[i].text);
		bench.now.from = "owner@example.net";
		bench.now.identity = (struct decide_identity){
			.registered = answers[i].registered, .word = WORD
		};
		g_autoptr(decision) decision = decide_mail(&bench.now);

		g_test_message("%s", answers[i].name);
		g_assert_cmpuint(decision->identity, ==, answers[i].want);
		rules_assert_holds(decision->detail ? decision->detail : "",
		    answers[i].remark);
		for (guint j = 0; j < decision->letters->len; j++) {
			const struct decide_letter *letter =
			    decision->letters->pdata[j];

			g_assert_cmpuint(letter->kind, ==, LETTER_NOTICE);
		}
		bench_clear(&bench);
	}
}

/* The word for "no" of each language's letter, and what is none. */
static void
test_denials(void)
{
	static const char *const yes[] = { "no", "No!", "\n> x\n", "NEIN",
		"non.", "Não", "nee", "nie", "ne", "Нет", "ні", "HAYIR",
		"hayır", "لا", "نه", "नहीं", "नहीं।", "ไม่", "không", "tidak",
		"いいえ。", "아니요", "不是。", "No, I never wrote to you",
		"das war ich nicht", "ce n'était pas moi", "No fui yo",
		"Это был не я", "心当たりがありません" };
	static const char *const no[] = { "", "yes", "Noah", "ja, das war ich",
		"да", "是", "I know the word", "nicht schlecht, danke" };

	for (guint i = 0; i < G_N_ELEMENTS(yes); i++) {
		g_test_message("%s", yes[i]);
		g_assert_cmpint(identitywords_denies(yes[i]), ==, i != 2);
	}
	for (guint i = 0; i < G_N_ELEMENTS(no); i++) {
		g_test_message("%s", no[i]);
		g_assert_false(identitywords_denies(no[i]));
	}
}

/* Of each language one that is, and ordinary questions that are not. */
static void
test_account(void)
{
	static const char *const is[] = { "My account is locked",
		"Mein Konto ist gesperrt", "mi cuenta está bloqueada",
		"Mon compte est bloqué", "Il mio prelievo non arriva",
		"Onde está o meu saque?", "Ik kan niet inloggen",
		"Gdzie jest moja wypłata?", "Můj výběr nedorazil",
		"Не могу войти в аккаунт", "Не можу увійти",
		"Giriş yapamıyorum", "المصادقة الثنائية", "حساب من مسدود شد",
		"मेरी निकासी", "รีเซ็ตรหัสผ่าน", "Tôi không đăng nhập được",
		"Akun saya terkunci", "ログインできません",
		"비밀번호 재설정 부탁", "请帮我重置密码", "我無法登入" };
	static const char *const none[] = { "When do you open?",
		"How long do withdrawals take?", "What are your fees?",
		"Wie hoch sind die Gebühren?", "Какие комиссии?",
		"手续费是多少？", "Reset of the season" };

	for (guint i = 0; i < G_N_ELEMENTS(is); i++) {
		g_autofree char *word = identitywords_account(is[i]);

		g_test_message("%s", is[i]);
		g_assert_nonnull(word);
	}
	for (guint i = 0; i < G_N_ELEMENTS(none); i++) {
		g_autofree char *word = identitywords_account(none[i]);

		g_test_message("%s", none[i]);
		g_assert_null(word);
	}
}

static void
test_texts(void)
{
	g_autoptr(ticket) ticket = ticket_new();
	static const char *const wants[] = { NULL, "NOT PROVED: why",
		"NOT PROVED: why; the customer and the registered address "
		"were asked",
		"proved for UID 7 by its registered address o@x, then",
		"ALARM: o@x, registered as UID 7, says that it was somebody "
		"else, then" };

	strings_set(&ticket->identity_why, "why");
	strings_set(&ticket->identity_uid, "7");
	strings_set(&ticket->identity_to, "o@x");
	strings_set(&ticket->identity_by, "o@x");
	for (guint i = 0; i < G_N_ELEMENTS(wants); i++) {
		ticket->identity = i;
		g_autofree char *text = identity_text(ticket, "then");
		g_assert_cmpstr(text, ==, wants[i]);
	}
	g_autofree char *mask = identity_mask("carol@example.org");
	g_autofree char *short_mask = identity_mask("c@x");
	g_autofree char *none = identity_mask("");
	g_assert_cmpstr(mask, ==, "c***@example.org");
	g_assert_cmpstr(short_mask, ==, "c***@x");
	g_assert_cmpstr(none, ==, "***");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/identity/questions", test_questions);
	g_test_add_func("/identity/limits", test_limits);
	g_test_add_func("/identity/answers", test_answers);
	g_test_add_func("/identity/denials", test_denials);
	g_test_add_func("/identity/account", test_account);
	g_test_add_func("/identity/texts", test_texts);
	return g_test_run();
}
