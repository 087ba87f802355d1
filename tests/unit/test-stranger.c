/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who uses a customer's reply address from somewhere else: who is asked to
 * write from the registered one, who never is, and that the letter gives
 * nothing of the ticket away. */
#include "desk/stranger.h"

#include <string.h>

#include "base/clock.h"
#include "util-bench.h"
#include "util-look.h"
#include "util-rules.h"

#define OTHER "jane@other.example"

static struct bench
bench_new(void)
{
	struct bench bench = bench_make(DECIDE_THIRD_PARTY);

	bench_queue(&bench)->letters |= SETTINGS_LETTER_HELD;
	ticket_add_seat(bench.ticket, "left@other.example", "", TRUE);
	((struct ticket_seat *)bench.ticket->seats->pdata[1])->left = TRUE;
	bench.now.from = OTHER;
	return bench;
}

static void
switched_off(struct bench *bench)
{
	struct settings_queue *queue = bench->conf->queues->pdata[0];

	queue->letters = SETTINGS_LETTER_SOLVED;
}

static void
not_proved(struct bench *bench)
{
	bench->verdict->auth = VERDICT_AUTH_NONE;
}

static void
machine(struct bench *bench)
{
	bench->verdict->class = VERDICT_AUTOMATIC;
}

static void
list(struct bench *bench)
{
	bench->verdict->class = VERDICT_LIST;
}

static void
silent(struct bench *bench)
{
	bench->verdict->auto_respond = FALSE;
}

static void
no_address(struct bench *bench)
{
	bench->now.from = "";
}

static void
the_desk(struct bench *bench)
{
	bench->now.from = "sales@example.com";
}

static void
agent(struct bench *bench)
{
	bench->now.from = "alice@home.example";
}

static void
gone(struct bench *bench)
{
	bench->now.from = "left@other.example";
}

static void
flagged(struct bench *bench)
{
	bench->now.flagged = TRUE;
}

static void
spam(struct bench *bench)
{
	ticket_tag(bench->ticket, DECIDE_SPAM);
}

static void
old(struct bench *bench)
{
	bench->now.mail_age = DECIDE_OLD_MS;
}

static void
told(struct bench *bench)
{
	bench->now.told_sender = 1;
}

static void
many(struct bench *bench)
{
	bench->now.told_ticket = DECIDE_AUTOMATIC_A_DAY;
}

static void
solved(struct bench *bench)
{
	ticket_set_status(bench->ticket, TICKET_SOLVED, RULES_NOW);
}

static void
busy_ticket(struct bench *bench)
{
	bench->now.automatic_today = DECIDE_AUTOMATIC_A_DAY;
}

static const struct row {
	const char *name;
	void (*change)(struct bench *bench);
	gboolean written;
} rows[] = {
	{ "as it should be", NULL, TRUE },
	{ "on a solved ticket", solved, TRUE },
	{ "the customer got many letters", busy_ticket, TRUE },
	{ "switched off", switched_off, FALSE },
	{ "not authenticated", not_proved, FALSE },
	{ "a machine", machine, FALSE },
	{ "a mailing list", list, FALSE },
	{ "nobody reads answers", silent, FALSE },
	{ "no address", no_address, FALSE },
	{ "from the desk itself", the_desk, FALSE },
	{ "an agent", agent, FALSE },
	{ "who took part and left", gone, FALSE },
	{ "a sender of spam", flagged, FALSE },
	{ "on a ticket of spam", spam, FALSE },
	{ "a mail of yesterday", old, FALSE },
	{ "told already", told, FALSE },
	{ "many strangers on it today", many, FALSE },
};

static void
test_who(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench = bench_new();
		g_autoptr(decision) decision = decide_nothing();

		if (rows[i].change)
			rows[i].change(&bench);
		const char *why = stranger_add_letter(decision, &bench.now);
		g_test_message("%s: %s", rows[i].name, why ? why : "written");
		g_assert_cmpint(why == NULL, ==, rows[i].written);
		g_assert_cmpint((int)decision->letters->len, ==,
		    rows[i].written);
		bench_clear(&bench);
	}
}

/* In the writer's language as far as it is known, never the ticket's. */
static void
test_language(void)
{
	static const struct {
		const char *earlier, *mail, *expected;
	} languages[] = {
		{ NULL, "", "en" },
		{ NULL, "fr", "fr" },
		{ "ko", "fr", "ko" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		struct bench bench = bench_new();
		struct settings_queue *queue = bench.conf->queues->pdata[0];
		g_autoptr(decision) decision = decide_nothing();

		g_free(queue->language);
		queue->language = g_strdup("en");
		g_free(bench.ticket->language);
		bench.ticket->language = g_strdup("ja");
		g_free(bench.message->language);
		bench.message->language = g_strdup(languages[i].mail);
		bench.now.earlier = languages[i].earlier;
		g_assert_null(stranger_add_letter(decision, &bench.now));
		const struct decide_letter *letter =
		    decision->letters->pdata[0];
		g_assert_cmpstr(letter->language, ==, languages[i].expected);
		g_assert_cmpstr(letter->to_name, ==, "");
		g_assert_true(letter->aside);
		bench_clear(&bench);
	}
}

/* --- on a whole desk ------------------------------------------------------ */

#define QUEUE                                           \
	"queues = ( { name = \"support\"; addresses = " \
	"[ \"support@example.com\" ]; letters = [ \"held\" ]; } );\n"

static void
write_as(struct util_desk *desk, const char *from, const char *to, guint32 uid)
{
	g_autofree char *words = g_strdup_printf("MALICE: pay me %u\n", uid);
	g_autofree char *raw = util_desk_mail(from, to, UTIL_DMARC,
	    "Subject: Re: MALICE\nMessage-ID: <other@example.net>\n", words);
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, uid);

	g_assert_cmpuint(mail->number, ==, 1);
}

static void
test_letter(void)
{
	static const char other[] = "carol@other.example";
	g_autoptr(util_desk) desk = util_desk_new(QUEUE);

	look_first_mail(desk);
	g_autofree char *to =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, LOOK_CUSTOMER);
	write_as(desk, other, to, 10);
	write_as(desk, other, to, 11);
	g_assert_cmpuint(look_count(desk, LETTER_DESK, NULL), ==, 1);
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_DESK, other);
	g_autofree char *octets = util_desk_octets(desk, letter);
	static const char *const secrets[] = { "MALICE", "deposit", "carol@ex",
		"one@example.org", "\r\nReply-To", "Carol" };
	for (guint i = 0; i < G_N_ELEMENTS(secrets); i++)
		rules_assert_lacks(octets, secrets[i]);
	rules_assert_holds(octets, "Auto-Submitted: auto-generated");
	g_assert_cmpuint(letter->ticket, ==, 0);
	g_autofree char *answers = look_field(desk, letter, "In-Reply-To");
	g_assert_cmpstr(answers, ==, "<other@example.net>");
	/* the agents know that he was told */
	g_autoptr(entry) entry = look_entry(desk, 1, 1);
	rules_assert_holds(entry->remark, "asked to write from");
	clock_set_for_test(clock_now() + DECIDE_DAY_MS + 1000,
	    clock_boot() + DECIDE_DAY_MS + 1000);
	write_as(desk, other, to, 12);
	g_assert_cmpuint(look_count(desk, LETTER_DESK, other), ==, 2);
}

/* However many addresses use the token: three letters a day, and the customer's
 * own are as many as before. */
static void
test_cap(void)
{
	g_autoptr(util_desk) desk = util_desk_new(QUEUE);

	look_first_mail(desk);
	g_autofree char *to =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, LOOK_CUSTOMER);
	for (guint32 i = 0; i < 6; i++) {
		g_autofree char *from =
		    g_strdup_printf("stranger%u@example.net", i);
		write_as(desk, from, to, 10 + i);
	}
	g_assert_cmpuint(look_count(desk, LETTER_DESK, NULL), ==,
	    DECIDE_AUTOMATIC_A_DAY);
	g_assert_cmpuint(look_count(desk, LETTER_DESK, LOOK_CUSTOMER), ==, 0);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/stranger/who", test_who);
	g_test_add_func("/stranger/language", test_language);
	g_test_add_func("/stranger/letter", test_letter);
	g_test_add_func("/stranger/cap", test_cap);
	return g_test_run();
}
