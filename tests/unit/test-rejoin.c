/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second new mail about one matter: when it goes onto the open ticket, when
 * the two are only linked, and when it is a matter of its own; that nobody
 * loses or wins the place in the queue by it, and that the customer is told
 * once. */
#include "pipeline/rejoin.h"

#include <string.h>

#include "base/clock.h"
#include "base/strings.h"
#include "mime/parse.h"
#include "model/person.h"
#include "store/directory.h"
#include "store/matters.h"
#include "store/order.h"
#include "store/tickets.h"
#include "util-look.h"
#include "util-store.h"

#define CAROL "carol@example.org"
#define CAROLS "carol@home.example"
#define DAN "dan@example.org"
#define HOUR (60 * 60 * G_GINT64_CONSTANT(1000))
#define ORDER "My order 12345678 is not filled.\n"
#define AGAIN "Why does nobody answer? It is order 12345678!\n"
#define LONG                                                                    \
	"I can not log in since yesterday evening. The code that I get by SMS " \
	"is always refused as wrong, although I type it at once.\n"
#define HASH \
	"0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"
#define HASH_UPPER \
	"0X5C504ED432CB51138BCF09AA5E8A410DD4A1E204EF84BFED1BE16DFBA1B22060"

#define QUEUES                                                    \
	"queues = ({ name = \"support\"; }, { name = \"cards\"; " \
	"addresses = [\"cards@example.com\"]; });\n"
#define SUPPORT "support@example.com"
#define CARDS "cards@example.com"

static struct accept_mail *
take(struct util_desk *desk, const char *raw)
{
	static guint32 uid = 100;

	return util_desk_take(desk, raw, uid++);
}

enum became { JOINED, LINKED, APART };

/* What is different from Carol's writing twice about order 12345678, both mails
 * authenticated, an hour apart. */
static const struct row {
	const char *name, *first, *second;
	enum became became;
	const char *from, *to, *header;
	gboolean unproved, unproved_then;
	guint hours;
	gint32 status; /* of the ticket, by hand; -1: as it is */
	const char *remark;
} rows[] = {
	{ .name = "one order", .became = JOINED, .remark = "order 12345678" },
	{ .name = "one transaction",
	    .first = "Deposit missing, tx " HASH "\n",
	    .second = "Still missing: tx " HASH_UPPER "\n",
	    .became = JOINED,
	    .remark = "transaction" },
	{ .name = "nearly the same words",
	    .first = LONG,
	    .second = "Hello again! " LONG,
	    .became = JOINED,
	    .remark = " % of the words" },
	{ .name = "one UID, one queue",
	    .first = "My UID is 40112233 and I can not log in.\n",
	    .second = "Where is my answer? UID: 40112233\n",
	    .became = JOINED,
	    .remark = "UID 40112233, queue support" },
	{ .name = "one UID, another queue",
	    .first = "My UID is 40112233 and I can not log in.\n",
	    .second = "My card was eaten. UID: 40112233\n",
	    .to = CARDS,
	    .became = APART },
	{ .name = "one order, written to another queue",
	    .to = CARDS,
	    .became = JOINED },
	{ .name = "two orders in the same words",
	    .first = "Please look at order 12345678, it has not been filled "
	             "since yesterday.\n",
	    .second = "Please look at order 87654321, it has not been filled "
	              "since yesterday.\n",
	    .became = APART },
	{ .name = "two orders and one UID",
	    .first = "UID 40112233, order 12345678: not filled.\n",
	    .second = "UID 40112233, order 87654321: not filled.\n",
	    .became = APART },
	{ .name = "nothing in common",
	    .second = "How do I change my phone number?\n",
	    .became = APART },
	{ .name = "the same few words",
	    .first = "Please help.\n",
	    .second = "Please help.\n",
	    .became = APART },
	{ .name = "after three days", .hours = 71, .became = JOINED },
	{ .name = "after that", .hours = 73, .became = APART },
	{ .name = "not authenticated",
	    .unproved = TRUE,
	    .became = LINKED,
	    .remark = "the sender is not authenticated" },
	{ .name = "the first one was not",
	    .unproved_then = TRUE,
	    .became = LINKED,
	    .remark = "whoever opened that one was not authenticated" },
	{ .name = "somebody else, who knows the order",
	    .from = DAN,
	    .became = APART },
	{ .name = "another address of the same person",
	    .from = CAROLS,
	    .became = JOINED },
	{ .name = "that address, not authenticated",
	    .from = CAROLS,
	    .unproved = TRUE,
	    .became = APART },
	{ .name = "a reply to something else",
	    .header = "In-Reply-To: <newsletter@example.com>\n",
	    .became = LINKED,
	    .remark = "it is a reply to something else" },
	{ .name = "a machine's",
	    .header = "Auto-Submitted: auto-generated\n",
	    .became = APART },
	{ .name = "the ticket waits for the customer",
	    .status = TICKET_PENDING,
	    .became = JOINED },
	{ .name = "it is solved", .status = TICKET_SOLVED, .became = APART },
	{ .name = "it is closed", .status = TICKET_CLOSED, .became = APART },
	{ .name = "words of theft",
	    .second = "Order 12345678: my coins were stolen!\n",
	    .became = JOINED,
	    .remark = "it speaks of theft" },
};

static void
know_carol(struct util_desk *desk)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	g_autoptr(person) person = person_new();
	const char *const addresses[] = { CAROL, CAROLS, NULL };

	strings_set(&person->uid, "40112233");
	g_strfreev(person->addresses);
	person->addresses = g_strdupv((char **)(guintptr)addresses);
	g_assert_true(directory_put(txn, person, &error));
	g_assert_no_error(error);
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

static void
change(struct util_desk *desk, gint32 status)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);

	ticket_set_status(ticket, (guint32)status, UTIL_DESK_NOW);
	g_assert_true(tickets_put(txn, ticket, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

static void
write_first(struct util_desk *desk, const struct row *row)
{
	g_autofree char *raw = util_desk_mail(CAROL, SUPPORT,
	    row->unproved_then ? UTIL_NONE : UTIL_DMARC,
	    "Subject: Help\nMessage-ID: <one@example.org>\n",
	    row->first ? row->first : ORDER);
	g_autoptr(accept_mail) mail = take(desk, raw);

	g_assert_cmpuint(mail->number, ==, 1);
	if (row->status > 0)
		change(desk, row->status);
}

static struct accept_mail *
write_second(struct util_desk *desk, const struct row *row)
{
	static guint n;
	g_autofree char *head = g_strdup_printf("Subject: Again %u\n%s", n++,
	    row->header ? row->header : "");
	g_autofree char *raw = util_desk_mail(row->from ? row->from : CAROL,
	    row->to ? row->to : SUPPORT, row->unproved ? UTIL_NONE : UTIL_DMARC,
	    head, row->second ? row->second : AGAIN);

	clock_set_for_test(UTIL_DESK_NOW +
	        (row->hours > 0 ? row->hours : 1) * HOUR,
	    2000000);
	return take(desk, raw);
}

static void
test_became(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		g_autoptr(util_desk) desk = util_desk_new(QUEUES);

		g_test_message("%s", row->name);
		know_carol(desk);
		write_first(desk, row);
		g_autoptr(accept_mail) mail = write_second(desk, row);
		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		g_assert_cmpuint(mail->number, ==,
		    row->became == JOINED ? 1 : 2);
		g_autoptr(ticket) ticket = look_ticket(desk, mail->number);
		g_assert_cmpuint(ticket->linked, ==, row->became == LINKED);
		g_autoptr(entry) entry =
		    look_entry(desk, mail->number, mail->seq);
		if (row->remark)
			g_assert_nonnull(strstr(entry->remark, row->remark));
		g_assert_cmpint(strstr(entry->remark, "#1 (both") != NULL, ==,
		    row->became == LINKED);
		if (row->became == JOINED) {
			g_assert_cmpuint(ticket->status, ==, TICKET_OPEN);
			g_assert_cmpuint(ticket->seats->len, ==, 1);
		}
	}
}

static GBytes *
place_of(const struct ticket *ticket)
{
	struct key key = order_key(ticket);

	return g_bytes_new(key.octets, key.size);
}

/* The place in the queue stays to the octet, the promise with it; two mails
 * more, and one letter that says so. */
static void
test_once(void)
{
	static const struct row again = { .name = "again" };
	g_autoptr(util_desk) desk =
	    util_desk_new("queues = ({ name = \"support\"; promise = "
	                  "[\"first 8h\"]; }, { name = \"cards\"; addresses = "
	                  "[\"cards@example.com\"]; });\n");

	write_first(desk, &again);
	g_autoptr(ticket) before = look_ticket(desk, 1);
	g_autoptr(GBytes) place = place_of(before);
	for (guint i = 0; i < 3; i++) {
		g_autoptr(accept_mail) mail = write_second(desk, &again);

		g_assert_cmpuint(mail->number, ==, 1);
		g_autoptr(ticket) after = look_ticket(desk, 1);
		g_autoptr(GBytes) there = place_of(after);
		g_assert_true(g_bytes_equal(place, there));
		g_assert_cmpint(after->answer.due, ==, before->answer.due);
		g_assert_cmpuint(look_count(desk, LETTER_ACKNOWLEDGEMENT, NULL),
		    ==, 1);
		g_assert_cmpuint(look_count(desk, LETTER_DESK, CAROL), ==, 1);
		g_autoptr(entry) entry = look_entry(desk, 1, i + 1);
		g_assert_nonnull(strstr(entry->remark,
		    i == 0 ? "the customer was told" : "told before"));
	}
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_DESK, CAROL);
	g_autofree char *text = look_text(desk, letter);
	g_assert_nonnull(strstr(text, "Your place in the queue stays"));
	g_assert_null(strstr(text, "12345678"));
}

/* Two mails of one batch: the second sees what the first has done. */
static void
test_batch(void)
{
	g_autoptr(util_desk) desk = util_desk_new(QUEUES);
	g_autofree char *one =
	    util_desk_mail(CAROL, SUPPORT, UTIL_DMARC, "Subject: a\n", ORDER);
	g_autofree char *two =
	    util_desk_mail(CAROL, SUPPORT, UTIL_DMARC, "Subject: b\n", AGAIN);
	g_autoptr(GPtrArray) mails =
	    g_ptr_array_new_with_free_func((GDestroyNotify)accept_mail_free);

	g_ptr_array_add(mails, util_desk_parse(desk, one, 1));
	g_ptr_array_add(mails, util_desk_parse(desk, two, 2));
	g_autoptr(GError) error = NULL;
	g_assert_true(accept_batch(&desk->accept, mails, NULL, NULL, &error));
	g_assert_no_error(error);
	for (guint i = 0; i < mails->len; i++) {
		const struct accept_mail *mail = g_ptr_array_index(mails, i);

		g_assert_cmpuint(mail->number, ==, 1);
		g_assert_cmpuint(mail->seq, ==, i);
	}
}

/* By the queue's setting: never. */
static void
test_off(void)
{
	static const struct row off = { .name = "off" };
	g_autoptr(util_desk) desk = util_desk_new(
	    "queues = ({ name = \"support\"; same_matter_hours = 0; });\n");

	write_first(desk, &off);
	g_autoptr(accept_mail) mail = write_second(desk, &off);
	g_assert_cmpuint(mail->number, ==, 2);
}

/* The index lists what is open or pending, newest first, and no more than is
 * asked for. */
static void
test_index(void)
{
	static const struct {
		const char *name;
		guint32 status;
		guint most, found;
	} counts[] = {
		{ "open", TICKET_OPEN, 8, 3 },
		{ "bounded", TICKET_OPEN, 2, 2 },
		{ "pending", TICKET_PENDING, 8, 3 },
		{ "one is solved", TICKET_SOLVED, 8, 2 },
		{ "one is closed", TICKET_CLOSED, 8, 2 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
		g_autoptr(GArray) numbers =
		    g_array_new(FALSE, FALSE, sizeof(guint64));
		struct scratch scratch = { 0 };

		g_test_message("%s", counts[i].name);
		scratch_set_up(&scratch, NULL);
		for (guint64 n = 1; n <= 6; n++) {
			g_autoptr(ticket) ticket = ticket_new();

			ticket->number = n;
			ticket_add_seat(ticket, n % 2 ? CAROL : DAN, "",
			    TICKET_VERIFIED);
			g_assert_true(tickets_put(scratch.txn, ticket, NULL));
			if (n != 3)
				continue;
			ticket_set_status(ticket, counts[i].status,
			    UTIL_DESK_NOW);
			g_assert_true(tickets_put(scratch.txn, ticket, NULL));
		}
		g_assert_true(matters_find(scratch.txn, CAROL, counts[i].most,
		    numbers, &scratch.error));
		g_assert_cmpuint(numbers->len, ==, counts[i].found);
		g_assert_cmpuint(g_array_index(numbers, guint64, 0), ==, 5);
		scratch_tear_down(&scratch, NULL);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/rejoin/became", test_became);
	g_test_add_func("/rejoin/once", test_once);
	g_test_add_func("/rejoin/batch", test_batch);
	g_test_add_func("/rejoin/off", test_off);
	g_test_add_func("/rejoin/index", test_index);
	return g_test_run();
}
