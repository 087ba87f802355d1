/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of whose mail facts are taken, and from where in it. */
#include "desk/needed.h"

#include "base/strings.h"
#include "desk/templatedir.h"
#include "mime/language.h"
#include "model/entry.h"
#include "model/mention.h"
#include "util-bench.h"
#include "util-rules.h"

/* names: as agents read them; NULL: nothing is looked for. */
static const struct {
	const char *name;
	guint32 kind;
	gboolean form;
	const char *subject, *text, *names;
} rows[] = {
	{ "a customer's words", ENTRY_CUSTOMER, FALSE, "UID 12345678",
	    "order no. 20261122001\nDevice: Nokia\n",
	    "UID 12345678; order 20261122001" },
	{ "the same by a form", ENTRY_CUSTOMER, TRUE, "UID 12345678",
	    "order no. 20261122001\nDevice: Nokia\n",
	    "device Nokia; UID 12345678; order 20261122001" },
	{ "a form's fields and words, each once", ENTRY_CUSTOMER, TRUE, "Form",
	    "UID: 12345678\n\nMy uid is 12345678, order no. 20261122001\n",
	    "UID 12345678; order 20261122001" },
	{ "a third party's words", ENTRY_THIRD_PARTY, FALSE, "Hello",
	    "UID: 12345678\n", "UID 12345678" },
	{ "a machine's", ENTRY_AUTOMATIC, FALSE, "UID 12345678", "", NULL },
	{ "an agent's", ENTRY_AGENT, FALSE, "UID 12345678", "", NULL },
	{ "a note", ENTRY_NOTE, FALSE, "UID 12345678", "", NULL },
};

static char *
names_of(const GPtrArray *mentions)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < mentions->len; i++) {
		g_autofree char *text = mention_text(mentions->pdata[i]);

		g_string_append_printf(out, "%s%s", i > 0 ? "; " : "", text);
	}
	return g_string_free(out, FALSE);
}

/* A mail of a subject and a text. */
static struct message *
mail(const char *subject, const char *text)
{
	struct message *message = message_new();

	g_free(message->subject);
	message->subject = g_strdup(subject);
	g_free(message->text);
	message->text = g_strdup(text);
	return message;
}

static void
test_find(void)
{
	g_autoptr(settings) settings = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(message) message =
		    mail(rows[i].subject, rows[i].text);
		g_autoptr(verdict) verdict = verdict_new();
		g_autoptr(decision) decision = decide_nothing();
		g_autofree char *names = NULL;
		struct decide_case what = { .settings = settings,
			.message = message,
			.verdict = verdict };

		verdict->form = rows[i].form;
		decision->entry_kind = rows[i].kind;
		needed_find(decision, &what);
		g_test_message("%s", rows[i].name);
		names =
		    decision->mentions ? names_of(decision->mentions) : NULL;
		g_assert_cmpstr(names, ==, rows[i].names);
	}
}

/* What a customer quotes was named by somebody else. */
static void
test_quoted(void)
{
	g_autoptr(settings) settings = rules_settings(NULL);
	g_autoptr(message) message =
	    mail("Re: Help", "UID 12345678\n> UID 87654321\n");
	g_autoptr(decision) decision = decide_nothing();
	const struct message_range first = { 0, 13 };
	struct decide_case what = { .settings = settings, .message = message };

	g_array_append_val(message->kept, first);
	decision->entry_kind = ENTRY_CUSTOMER;
	needed_find(decision, &what);
	g_autofree char *names = names_of(decision->mentions);
	g_assert_cmpstr(names, ==, "UID 12345678");
}

/* --- what is asked for ---------------------------------------------------- */

#define UID MENTION_BIT(MENTION_UID)
#define ORDER MENTION_BIT(MENTION_ORDER)

static void
by_machine(struct bench *bench)
{
	verdict_settle(bench->verdict, VERDICT_AUTOMATIC, "a machine");
}

static void
not_proved(struct bench *bench)
{
	bench->verdict->auth = VERDICT_AUTH_NONE;
}

static void
not_proved_all(struct bench *bench)
{
	bench->verdict->auth = VERDICT_AUTH_NONE;
	bench_queue(bench)->acknowledge = SETTINGS_ACK_ALL;
}

static void
by_form(struct bench *bench)
{
	not_proved_all(bench);
	bench->verdict->form = TRUE;
	strings_set(&bench->message->text, "Category: withdrawal\n");
}

static void
with_secret(struct bench *bench)
{
	bench->message->flags |= 1U << MESSAGE_DISCLOSED_SHIFT;
}

static void
is_old(struct bench *bench)
{
	bench->now.mail_age = DECIDE_OLD_MS;
}

static void
acknowledged(struct bench *bench)
{
	bench->now.acks_to_sender = 1;
}

static void
no_asking(struct bench *bench)
{
	bench_queue(bench)->ask_facts = FALSE;
}

static void
complains(struct bench *bench)
{
	strings_set(&bench->conf->desk.complaints, "sales");
	strings_set(&bench->message->subject, "Formal complaint");
	strings_set(&bench->message->text,
	    "I want to make a complaint about my withdrawal.\n");
}

static struct person vip = { .vip = 1 };

static void
is_vip(struct bench *bench)
{
	bench->now.person = &vip;
}

/* asked: for what; why: what agents read instead, NULL for nothing. */
static const struct {
	const char *name, *text;
	void (*change)(struct bench *bench);
	guint32 asked;
	const char *why;
} asks[] = {
	{ "both missing", "Where is my withdrawal?\n", NULL, UID | ORDER,
	    NULL },
	{ "one missing", "My withdrawal, uid 12345678\n", NULL, ORDER, NULL },
	{ "none missing", "My withdrawal, uid 12345678, order 20261122001\n",
	    NULL, 0, NULL },
	{ "more than needed", "My withdrawal of 0.5 BTC\n", NULL, UID | ORDER,
	    NULL },
	{ "another category", "My deposit\n", NULL, 0, NULL },
	{ "no category", "Hello\n", NULL, 0, NULL },
	{ "by a form", "", by_form, UID | ORDER, NULL },
	{ "unproved, but answered", "My withdrawal\n", not_proved_all,
	    UID | ORDER, NULL },
	{ "unproved", "My withdrawal\n", not_proved, 0,
	    "missing: UID, order; not asked for: the mail is not acknowledged" },
	{ "a machine's mail", "My withdrawal\n", by_machine, 0, NULL },
	{ "a queue that does not ask", "My withdrawal\n", no_asking, 0, NULL },
	{ "acknowledged today", "My withdrawal\n", acknowledged, 0,
	    "not asked for: the mail is not acknowledged" },
	{ "an old mail", "My withdrawal\n", is_old, 0,
	    "not asked for: the mail is not acknowledged" },
	{ "theft", "My withdrawal was stolen\n", NULL, 0,
	    "not asked for: it may be about theft, a break-in or the law" },
	{ "theft in German", "withdrawal: ich wurde gehackt\n", NULL, 0,
	    "not asked for: it may be about theft" },
	{ "a secret in it", "My withdrawal\n", with_secret, 0,
	    "not asked for: secrets stood in the mail" },
	{ "a VIP", "My withdrawal\n", is_vip, 0,
	    "not asked for: the customer is a VIP" },
	{ "a complaint", "", complains, 0, "not asked for: it is a complaint" },
};

static void
add_categories(struct settings *conf)
{
	g_autoptr(settings) other = rules_settings(
	    "categories = ( { name = \"withdrawal\"; words = [ "
	    "\"withdrawal\" ]; required = [ \"uid\", \"order\" ]; },\n"
	    "  { name = \"deposit\"; words = [ \"deposit\" ]; } );\n");
	GPtrArray *none = conf->categories;

	conf->categories = other->categories;
	other->categories = none;
}

/* The letter that asks, NULL for none. */
static const struct decide_letter *
asking(const struct decision *decision)
{
	for (guint i = 0; i < decision->letters->len; i++) {
		const struct decide_letter *letter =
		    decision->letters->pdata[i];

		if (letter->facts != 0)
			return letter;
	}
	return NULL;
}

static void
test_ask(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(asks); i++) {
		struct bench bench = bench_make(DECIDE_NEW);
		g_autoptr(decision) decision = NULL;
		const struct decide_letter *letter;

		add_categories(bench.conf);
		strings_set(&bench.message->text, asks[i].text);
		if (asks[i].change)
			asks[i].change(&bench);
		decision = decide_mail(&bench.now);
		letter = asking(decision);
		g_test_message("%s: %s; %s", asks[i].name, decision->why,
		    decision->detail ? decision->detail : "");
		g_assert_cmpuint(decision->asked, ==, asks[i].asked);
		g_assert_cmpint(decision->status, ==,
		    asks[i].asked ? (gint32)TICKET_PENDING : -1);
		g_assert_cmpuint(letter ? letter->facts : 0, ==, asks[i].asked);
		if (letter)
			g_assert_cmpuint(letter->kind, ==,
			    LETTER_ACKNOWLEDGEMENT);
		if (asks[i].why)
			rules_assert_holds(decision->detail ? decision->detail
			                                    : "",
			    asks[i].why);
		else
			rules_assert_lacks(decision->detail ? decision->detail
			                                    : "",
			    "missing");
		bench_clear(&bench);
	}
}

/* A ticket is asked once; a customer's later mail fills in, nobody else's. */
static void
test_follow(void)
{
	static const struct {
		const char *name;
		guint32 kind;
		gboolean opens;
		guint32 missing;
	} steps[] = {
		{ "opens", ENTRY_CUSTOMER, TRUE, UID | ORDER },
		{ "the customer names one", ENTRY_CUSTOMER, FALSE, ORDER },
		{ "a third party names one", ENTRY_THIRD_PARTY, FALSE,
		    UID | ORDER },
		{ "an agent names one", ENTRY_AGENT, FALSE, UID | ORDER },
	};

	for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
		g_autoptr(ticket) ticket = ticket_new();
		g_autoptr(decision) decision = decide_nothing();

		g_test_message("%s", steps[i].name);
		ticket->asked = ticket->missing =
		    steps[i].opens ? 0 : UID | ORDER;
		decision->opens = steps[i].opens;
		decision->entry_kind = steps[i].kind;
		decision->asked = steps[i].opens ? UID | ORDER : 0;
		decision->mentions = mention_list_new();
		mention_list_add(decision->mentions,
		    mention_new(MENTION_UID, MENTION_UNCHECKED, "12345678", ""),
		    1);
		needed_follow(ticket, decision);
		g_assert_cmpuint(ticket->asked, ==, UID | ORDER);
		g_assert_cmpuint(ticket->missing, ==, steps[i].missing);
	}
}

static void
test_text(void)
{
	g_autofree char *dir =
	    g_test_build_filename(G_TEST_DIST, "..", "conf", "templates", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(template) templates = templatedir_open(dir, "", &error);

	g_assert_no_error(error);
	g_autofree char *english = needed_text(templates, "en", UID | ORDER);
	g_autofree char *german = needed_text(templates, "de", ORDER);
	g_autofree char *nothing = needed_text(templates, "en", 0);
	rules_assert_holds(english,
	    "with:\n\n- Your UID (the number of your account)\n"
	    "- The order number\n\nWe go on");
	rules_assert_holds(german, "\n\n- Die Auftragsnummer\n\n");
	rules_assert_lacks(german, "UID");
	g_assert_cmpstr(nothing, ==, "");
}

/* All of it in each language, a line each, in its own script and words. */
static void
test_languages(void)
{
	static const char *const languages[] = { "en", "de", "fr", "es", "pt",
		"it", "nl", "pl", "cs", "ru", "uk", "tr", "ar", "fa", "zh-Hans",
		"zh-Hant", "ja", "ko", "vi", "id", "th", "hi" };
	g_autofree char *dir =
	    g_test_build_filename(G_TEST_DIST, "..", "conf", "templates", NULL);
	g_autoptr(template) templates = templatedir_open(dir, "", NULL);

	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autofree char *text = needed_text(templates, languages[i],
		    (1U << MENTION_KINDS) - 1);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		g_autoptr(GHashTable) seen =
		    g_hash_table_new(g_str_hash, g_str_equal);
		guint items = 0;

		g_test_message("%s", languages[i]);
		for (guint k = 0; lines[k]; k++) {
			g_assert_cmpint(g_utf8_strlen(lines[k], -1), <=, 78);
			items += g_str_has_prefix(lines[k], "- ") ? 1 : 0;
			g_assert_true(!*lines[k] ||
			    g_hash_table_add(seen, lines[k]));
		}
		g_assert_cmpuint(items, ==, MENTION_KINDS);
		rules_assert_holds(text, "UID");
		if (i > 0)
			rules_assert_lacks(text, "number");
		g_assert_cmpstr(language_of_text(text), ==, languages[i]);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/needed/find", test_find);
	g_test_add_func("/needed/quoted", test_quoted);
	g_test_add_func("/needed/ask", test_ask);
	g_test_add_func("/needed/follow", test_follow);
	g_test_add_func("/needed/text", test_text);
	g_test_add_func("/needed/languages", test_languages);
	return g_test_run();
}
