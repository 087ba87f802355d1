/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail makes at most one entry, however often and by whatever way it comes
 * (K05-K09); and no mail is taken for another one. */
#include "base/clock.h"
#include "mime/parse.h"
#include "pipeline/known.h"
#include "store/cursors.h"
#include "store/dedupe.h"
#include "util-look.h"
#include <string.h>

#define RECEIVED                                              \
	"Received: from relay.example.net by mx.example.com " \
	"with LMTP; Mon, 2 Mar 2026 09:59:30 +0000\r\n"

static char accounts[][8] = { "first", "second" };
static char inbox[] = "INBOX";

/* A prepared mail of CUSTOMER, by no way yet. */
static struct accept_mail *
prepared(struct util_desk *desk, const char *raw)
{
	struct accept_mail *mail = util_desk_take(desk, raw, 0);

	mail->letters = 0;
	return mail;
}

static enum known
check(struct util_desk *desk, struct accept_mail *mail, guint32 account,
    guint32 uidvalidity, guint32 uid)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);

	mail->account = account;
	mail->source = (struct entry_source){ .account = accounts[account - 1],
		.folder = inbox,
		.uidvalidity = uidvalidity,
		.uid = uid };
	enum known known = known_check(&desk->accept, txn, mail, &error);
	g_assert_no_error(error);
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
	return known;
}

static guint
sources(struct util_desk *desk, guint64 ticket)
{
	g_autoptr(entry) entry = look_entry(desk, ticket, 0);

	return entry->sources->len;
}

/* The mark that the server is still owed for that mail; 0 none. */
static guint32
owed(struct util_desk *desk, guint32 account, guint32 uidvalidity, guint32 uid)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_READ, &error);
	g_autoptr(GArray) list =
	    g_array_new(FALSE, FALSE, sizeof(struct cursors_unmarked));

	g_assert_true(cursors_list_unmarked(txn, account, uidvalidity, 100,
	    list, &error));
	for (guint i = 0; i < list->len; i++) {
		const struct cursors_unmarked *one =
		    &g_array_index(list, struct cursors_unmarked, i);
		if (one->uid == uid)
			return one->mark;
	}
	return 0;
}

/* Two copies of a mail, and how the second differs. */
static void
test_copies(void)
{
	static const struct {
		const char *name, *header, *text, *before;
		bool known;
	} rows[] = {
		{ "the same octets", "Subject: a\nMessage-ID: <m@x.example>\n",
		    "text\n", "", true },
		{ "another way", "Subject: a\nMessage-ID: <m@x.example>\n",
		    "text\n", RECEIVED, true },
		{ "empty lines at the end",
		    "Subject: a\nMessage-ID: <m@x.example>\n", "text\n\n\n", "",
		    true },
		{ "same id, another text (K07)",
		    "Subject: a\nMessage-ID: <m@x.example>\n", "other\n", "",
		    false },
		{ "same text, another id",
		    "Subject: a\nMessage-ID: <n@x.example>\n", "text\n", "",
		    false },
		{ "same text, another subject",
		    "Subject: b\nMessage-ID: <m@x.example>\n", "text\n", "",
		    false },
		{ "no id, same text", "Subject: a\n", "text\n", "", false },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autofree char *first = util_desk_mail(LOOK_CUSTOMER,
		    "support@example.com", UTIL_NONE,
		    "Subject: a\nMessage-ID: <m@x.example>\n", "text\n");
		g_autofree char *tail =
		    util_desk_mail(LOOK_CUSTOMER, "support@example.com",
		        UTIL_NONE, rows[i].header, rows[i].text);
		g_autofree char *second =
		    g_strconcat(rows[i].before, tail, NULL);
		g_autoptr(accept_mail) a = util_desk_take(desk, first, 1);
		g_autoptr(accept_mail) b = util_desk_take(desk, second, 2);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(a->result, ==, ACCEPT_ENTRY);
		g_assert_cmpint(b->result, ==,
		    rows[i].known ? ACCEPT_DUPLICATE : ACCEPT_ENTRY);
		g_assert_cmpuint(b->number, ==, rows[i].known ? 1 : 2);
		g_assert_cmpuint(sources(desk, 1), ==, rows[i].known ? 2 : 1);
		/* whatever became of it, the server is to be told */
		g_assert_cmpuint(owed(desk, 1, 1, 2), ==, CURSORS_MARK_DONE);
	}
}

/* K09: mails without any id of their own come again, and are known. */
static void
test_odd_ids(void)
{
	g_autofree char *long_id = g_strnfill(10000, 'x');
	g_autofree char *long_field =
	    g_strdup_printf("Message-ID: <%s@x.example>\n", long_id);
	const char *rows[] = { "", "Message-ID:\n", "Message-ID: <>\n",
		"Message-ID: <caf\xc3\xa9@x.example>\n", long_field };
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strdup_printf("text %u\n", i);
		g_autofree char *raw = util_desk_mail(LOOK_CUSTOMER,
		    "support@example.com", UTIL_NONE, rows[i], text);
		g_autoptr(accept_mail) a = util_desk_take(desk, raw, 10 + i);
		g_autoptr(accept_mail) b = util_desk_take(desk, raw, 20 + i);
		g_test_message("%.40s", rows[i]);
		g_assert_cmpint(a->result, ==, ACCEPT_ENTRY);
		g_assert_cmpint(b->result, ==, ACCEPT_DUPLICATE);
		g_assert_cmpuint(b->number, ==, a->number);
	}
}

/* K08: each way that a copy came is recorded, once. */
static void
test_sources(void)
{
	static const struct {
		guint32 account, uidvalidity, uid;
		guint sources;
	} rows[] = {
		{ 1, 7, 3, 2 },
		{ 1, 7, 3, 2 }, /* fetched again after a crash */
		{ 2, 7, 3, 3 }, /* the other account */
		{ 1, 8, 3, 4 }, /* the folder counted anew */
		{ 1, 8, 4, 5 },
		{ 2, 7, 3, 5 },
	};
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw = util_desk_mail(LOOK_CUSTOMER,
	    "support@example.com", UTIL_NONE, NULL, "text\n");
	g_autoptr(accept_mail) mail = prepared(desk, raw);

	g_assert_cmpuint(sources(desk, 1), ==, 1);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_cmpint(check(desk, mail, rows[i].account,
		                    rows[i].uidvalidity, rows[i].uid),
		    ==, KNOWN_BEFORE);
		g_assert_cmpint(mail->result, ==, ACCEPT_DUPLICATE);
		g_assert_cmpuint(mail->number, ==, 1);
		g_assert_cmpuint(sources(desk, 1), ==, rows[i].sources);
		g_assert_cmpuint(owed(desk, rows[i].account,
		                     rows[i].uidvalidity, rows[i].uid),
		    ==, CURSORS_MARK_DONE);
	}
	g_autoptr(entry) entry = look_entry(desk, 1, 0);
	const struct entry_source *last = g_ptr_array_index(entry->sources, 4);
	g_assert_cmpstr(last->account, ==, "first");
	g_assert_cmpuint(last->uidvalidity, ==, 8);
	g_assert_cmpuint(last->uid, ==, 4);
	mail->source = (struct entry_source){ 0 };
}

/* A copy that is authenticated proves the first; one that is not takes nothing
 * away. */
static void
test_auth_upgrade(void)
{
	static const struct {
		enum util_auth first, second;
		guint32 auth;
	} rows[] = {
		{ UTIL_NONE, UTIL_DMARC, VERDICT_AUTH_DMARC },
		{ UTIL_DMARC, UTIL_NONE, VERDICT_AUTH_DMARC },
		{ UTIL_NONE, UTIL_NONE, VERDICT_AUTH_NONE },
	};
	static const char header[] = "Message-ID: <m@example.org>\n";

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autofree char *first = util_desk_mail(LOOK_CUSTOMER,
		    "support@example.com", rows[i].first, header, "text\n");
		g_autofree char *second = util_desk_mail(LOOK_CUSTOMER,
		    "support@example.com", rows[i].second, header, "text\n");
		g_autoptr(accept_mail) a = util_desk_take(desk, first, 1);
		g_autoptr(accept_mail) b = util_desk_take(desk, second, 2);
		g_assert_cmpint(a->result, ==, ACCEPT_ENTRY);
		g_assert_cmpint(b->result, ==, ACCEPT_DUPLICATE);
		g_autoptr(entry) entry = look_entry(desk, 1, 0);
		g_assert_cmpuint(entry->auth, ==, rows[i].auth);
		g_assert_cmpuint(entry->sources->len, ==, 2);
		g_autoptr(ticket) ticket = look_ticket(desk, 1);
		const struct ticket_seat *seat =
		    g_ptr_array_index(ticket->seats, 0);
		g_assert_cmpint(seat->verified, ==,
		    rows[i].auth != VERDICT_AUTH_NONE);
	}
}

static void
test_held(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw = util_desk_mail("alice@example.com",
	    "support@example.com", UTIL_SUBMISSION, NULL, "no token\n");
	g_autofree char *other_way = g_strconcat(RECEIVED, raw, NULL);
	g_autoptr(accept_mail) a = util_desk_take(desk, raw, 1);
	g_autoptr(accept_mail) b = util_desk_take(desk, other_way, 2);

	g_assert_cmpint(a->result, ==, ACCEPT_HELD);
	g_assert_cmpint(b->result, ==, ACCEPT_DUPLICATE);
	g_assert_cmpuint(b->number, ==, a->number);
	g_assert_cmpuint(owed(desk, 1, 1, 2), ==, CURSORS_MARK_DONE);
	g_autoptr(hold) second = look_hold(desk, a->number + 1);
	g_assert_null(second);
	g_autoptr(hold) first = look_hold(desk, a->number);
	g_assert_cmpuint(first->state, ==, HOLD_HELD);
	g_assert_cmpuint(first->sources->len, ==, 2);
	const struct entry_source *source =
	    g_ptr_array_index(first->sources, 1);
	g_assert_cmpuint(source->uid, ==, 2);
}

/* An agent's answer is held, for nothing proves it; then a copy comes that does
 * or does not. */
static void
test_superseded(void)
{
	static const struct {
		const char *name;
		enum util_auth second;
		const char *text;
		guint32 state, result;
		const char *by;
	} rows[] = {
		{ "proved", UTIL_SUBMISSION, "Yes.\n", HOLD_SUPERSEDED,
		    ACCEPT_ENTRY, "ticket 1" },
		{ "not proved either", UTIL_NONE, "Yes.\n", HOLD_HELD,
		    ACCEPT_DUPLICATE, "" },
		{ "proved, but there is another cause", UTIL_SUBMISSION,
		    "Yes.\n\n> a quoted line\n> and one more\n",
		    HOLD_SUPERSEDED, ACCEPT_HELD, "hold 2" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		look_first_mail(desk);
		g_autofree char *to =
		    look_reply_to(desk, LETTER_NOTICE, "alice@example.com");
		g_autofree char *first = util_desk_mail("alice@example.com", to,
		    UTIL_NONE, NULL, rows[i].text);
		g_autofree char *second = util_desk_mail("alice@example.com",
		    to, rows[i].second, NULL, rows[i].text);
		g_autofree char *again = g_strconcat(RECEIVED, second, NULL);
		g_autoptr(accept_mail) a = util_desk_take(desk, first, 11);
		g_autoptr(accept_mail) b = util_desk_take(desk,
		    rows[i].second == UTIL_NONE ? again : second, 12);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(a->result, ==, ACCEPT_HELD);
		g_assert_cmpuint(b->result, ==, rows[i].result);
		g_autoptr(hold) hold = look_hold(desk, a->number);
		g_assert_cmpuint(hold->state, ==, rows[i].state);
		g_assert_cmpstr(hold->done_by, ==, rows[i].by);
		g_assert_cmpuint(owed(desk, 1, 1, 12), ==, CURSORS_MARK_DONE);
	}
}

/* A mail that could not be taken in comes again: in quarantine with it too. */
static void
test_refused_again(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *name = g_strnfill(300, 'b');
	g_autofree char *raw = util_desk_mail(LOOK_CUSTOMER,
	    "support@example.com", UTIL_NONE, NULL, "text\n");
	struct settings_agent *bob =
	    g_ptr_array_index(desk->settings->agents, 1);
	struct settings_queue *queue =
	    g_ptr_array_index(desk->settings->queues, 0);

	g_free(bob->name);
	bob->name = g_strdup(name);
	for (guint i = 0; queue->agents[i] != NULL; i++)
		if (g_str_equal(queue->agents[i], "bob")) {
			g_free(queue->agents[i]);
			queue->agents[i] = g_strdup(name);
		}
	g_autoptr(accept_mail) a = util_desk_take(desk, raw, 5);
	g_assert_cmpint(a->result, ==, ACCEPT_HELD);
	g_autoptr(accept_mail) b = util_desk_take(desk, raw, 6);
	g_assert_cmpint(b->result, ==, ACCEPT_DUPLICATE);
	g_assert_true(b->quarantine);
	g_assert_cmpuint(owed(desk, 1, 1, 5), ==, CURSORS_MARK_QUARANTINE);
	g_assert_cmpuint(owed(desk, 1, 1, 6), ==, CURSORS_MARK_QUARANTINE);
}

/* A restored mailbox uses UIDs again: UID 1 is another mail now. */
static void
test_uid_reused(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autofree char *raw = util_desk_mail("dave@example.net",
	    "support@example.com", UTIL_DMARC, NULL, "another mail\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 1);
	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	g_assert_cmpuint(mail->number, ==, 2);
	g_assert_cmpuint(sources(desk, 1), ==, 1);
}

/* What is refused goes to quarantine, and what comes from no account owes
 * nobody. */
static void
test_marks(void)
{
	static const struct {
		const char *name;
		guint32 account, mark;
		bool refused;
	} rows[] = {
		{ "taken in", 1, CURSORS_MARK_DONE, false },
		{ "refused", 1, CURSORS_MARK_QUARANTINE, true },
		{ "handed over", 0, 0, false },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autofree char *raw = util_desk_mail(LOOK_CUSTOMER,
		    "support@example.com", UTIL_NONE, NULL, "text\n");
		g_autoptr(accept_mail) mail = prepared(desk, raw);
		g_autoptr(GError) error = NULL;
		g_autoptr(kv_txn) txn =
		    kv_begin(desk->store->kv, KV_WRITE, &error);
		struct dedupe_place place = { DEDUPE_ENTRY, 1, 0 };
		g_test_message("%s", rows[i].name);
		mail->account = rows[i].account;
		mail->source.uidvalidity = 7;
		mail->source.uid = 5;
		if (rows[i].refused)
			mail->refused = g_strdup("no");
		g_assert_true(known_put(txn, mail, &place, &error));
		g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==,
		    KV_OK);
		g_assert_cmpuint(owed(desk, 1, 7, 5), ==, rows[i].mark);
		g_assert_cmpuint(owed(desk, 0, 7, 5), ==, 0);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/known/copies", test_copies);
	g_test_add_func("/known/odd-ids", test_odd_ids);
	g_test_add_func("/known/sources", test_sources);
	g_test_add_func("/known/auth-upgrade", test_auth_upgrade);
	g_test_add_func("/known/held", test_held);
	g_test_add_func("/known/superseded", test_superseded);
	g_test_add_func("/known/refused-again", test_refused_again);
	g_test_add_func("/known/uid-reused", test_uid_reused);
	g_test_add_func("/known/marks", test_marks);
	return g_test_run();
}
