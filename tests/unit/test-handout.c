/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers' files where the queue does not attach them: what notices say, who
 * gets one, and what is noted of it. */
#include "pipeline/handout.h"

#include <string.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "store/tickets.h"
#include "util-look.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define SECRET "the passport of Carol"
#define CONF                                        \
	"queues = ( { name = \"kyc\"; addresses = " \
	"[ \"support@example.com\" ]; attachments = \"reference\"; } );\n"

static const struct {
	const char *text;
	gboolean good;
	guint32 seq;
	guint index;
} places[] = {
	{ "0/1", TRUE, 0, 1 },
	{ "12/34", TRUE, 12, 34 },
	{ "3/0", TRUE, 3, 0 },
	{ "1", FALSE, 0, 0 },
	{ "1/", FALSE, 0, 0 },
	{ "/1", FALSE, 0, 0 },
	{ "-1/1", FALSE, 0, 0 },
	{ "1/1x", FALSE, 0, 0 },
	{ " 1/1", FALSE, 0, 0 },
	{ "1/99999999999", FALSE, 0, 0 },
	{ "", FALSE, 0, 0 },
};

static void
test_place(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
		guint32 seq = 0;
		guint index = 0;

		g_test_message("%s", places[i].text);
		g_assert_cmpint(handout_place(places[i].text, &seq, &index), ==,
		    places[i].good);
		if (!places[i].good)
			continue;
		g_assert_cmpuint(seq, ==, places[i].seq);
		g_assert_cmpuint(index, ==, places[i].index);
	}
}

/* Ticket 1, with a file in its first mail and in the next, which is shown
 * within its text. */
static struct util_desk *
desk_with_files(const char *conf)
{
	struct util_desk *desk = util_desk_new(conf);
	g_autofree char *raw = util_desk_mail(CAROL, "support@example.com",
	    UTIL_DMARC, "Subject: My papers\nMessage-ID: <one@example.org>\n",
	    "Here they are.\n");
	g_autofree char *mail = look_attach(raw, "passport.txt", SECRET "\n");
	g_autoptr(accept_mail) taken = util_desk_take(desk, mail, 300);

	g_assert_cmpint(taken->result, ==, ACCEPT_ENTRY);
	return desk;
}

static void
assert_without(struct util_desk *desk, const struct letter *letter)
{
	g_autofree char *octets = util_desk_octets(desk, letter);
	g_autofree char *encoded = g_base64_encode((const guchar *)SECRET, 15);

	g_assert_cmpuint(letter->attachments->len, ==, 0);
	g_assert_null(strstr(octets, SECRET));
	g_assert_null(strstr(octets, encoded));
}

/* No notice carries one: not the first, and not a later one, which tells what
 * was before. */
static void
test_notices(void)
{
	g_autoptr(util_desk) desk = desk_with_files(CONF);
	g_autoptr(letter) notice = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *text = look_text(desk, notice);

	assert_without(desk, notice);
	g_assert_nonnull(strstr(text, "passport.txt"));
	g_assert_nonnull(strstr(text, "#attach 0/1, sha256 "));
	g_assert_nonnull(strstr(text, "docketctl attachment get 1 0/1"));
	g_autofree char *to =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *raw =
	    util_desk_mail(CAROL, to, UTIL_DMARC, NULL, "And this.\n");
	g_autofree char *mail = look_attach(raw, "more.txt", SECRET "\n");
	g_autoptr(accept_mail) more = util_desk_take(desk, mail, 301);
	g_autoptr(letter) next = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *later = look_text(desk, next);
	g_assert_cmpuint(next->number, !=, notice->number);
	assert_without(desk, next);
	g_assert_nonnull(strstr(later, "#attach 1/1"));
	/* elsewhere they are attached as ever */
	g_autoptr(util_desk) open = desk_with_files(NULL);
	g_autoptr(letter) with = util_desk_letter(open, LETTER_NOTICE, ALICE);
	g_assert_cmpuint(with->attachments->len, ==, 1);
}

/* NULL: it was sent. */
static char *
send(struct util_desk *desk, const char *place)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	g_autoptr(ticket) ticket = tickets_get(txn, 1, &error);

	if (!handout_send(&desk->accept, txn, ticket,
	        settings_agent_by_name(desk->settings, "alice"), place, &error))
		return g_strdup(error->message);
	g_assert_true(archive_sync(desk->store->archive, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
	return NULL;
}

static const struct {
	const char *place, *problem; /* its end; NULL: it is sent */
} asked[] = {
	{ "0/2", "there is no file 0/2" },
	{ "7/1", "there is no file 7/1" },
	{ "0/0", "files count from 1" },
	{ "passport.txt", "ENTRY/FILE is wanted, such as 3/1" },
	{ "0/1", NULL },
	{ "0/1", NULL },
	{ "0/1",
	    "agent alice: 2 files within 24 hours; attachments_per_day allows "
	    "no more" },
};

/* The file itself, to the one who asked, with a record; until it is enough. */
static void
test_send(void)
{
	g_autoptr(util_desk) desk = desk_with_files(CONF);
	guint before = look_count(desk, LETTER_NOTICE, NULL);

	desk->settings->desk.attachments_per_day = 2;
	for (guint i = 0; i < G_N_ELEMENTS(asked); i++) {
		g_autofree char *problem = send(desk, asked[i].place);

		g_test_message("%u: %s", i, asked[i].place);
		if (asked[i].problem)
			g_assert_true(g_str_has_suffix(problem,
			    asked[i].problem));
		else
			g_assert_null(problem);
	}
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL), ==, before + 2);
	g_autoptr(letter) sent = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_assert_cmpuint(sent->attachments->len, ==, 1);
	g_autofree char *actor = look_audit(desk, "attachment.get", "ticket 1");
	g_assert_cmpstr(actor, ==, "agent alice");
	clock_set_for_test(UTIL_DESK_NOW + G_GINT64_CONSTANT(90000000),
	    90000000);
	g_autofree char *next_day = send(desk, "0/1");
	g_assert_null(next_day);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/handout/place", test_place);
	g_test_add_func("/handout/notices", test_notices);
	g_test_add_func("/handout/send", test_send);
	return g_test_run();
}
