/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify finds each thing that can be broken, and calls it by its name. */
#include "store/directory.h"
#include "store/verify.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store/cursors.h"
#include "store/holds.h"
#include "store/key.h"
#include "store/letters.h"
#include "store/numbers.h"
#include "store/order.h"
#include "store/people.h"
#include "store/rates.h"
#include "store/segments.h"
#include "store/tickets.h"
#include "store/workload.h"
#include "util-store.h"

#define MAILS 3

/* A store with three mails, a held one, an agent and a redirect. */
struct broken {
	struct store *store;
	struct kv_txn *txn;
	struct scratch_mail mails[MAILS];
	guint64 hold;
};

static void
add_person(struct kv_txn *txn)
{
	g_autoptr(person) person = person_new();
	g_autoptr(GError) error = NULL;
	const char *problem = NULL;
	g_assert_true(person_set(person, "uid", "U1", &problem));
	g_assert_true(person_set(person, "addresses", "p@example.com",
	    &problem));
	g_assert_true(directory_put(txn, person, &error));
}

static void
fill(struct broken *broken)
{
	GError *error = NULL;
	struct kv_txn *txn = scratch_begin(broken->store->kv, KV_WRITE);
	for (guint32 i = 0; i < MAILS; i++)
		g_assert_true(scratch_accept(broken->store, txn, i + 1,
		    &broken->mails[i], &error));
	broken->hold =
	    scratch_hold(broken->store, txn, broken->mails[0].ticket);
	g_assert_cmpuint(people_agent_seat(txn, "alice", "a@example.com",
	                     &error),
	    ==, 1);
	g_assert_true(tickets_redirect(txn, 3, 0, 2, 0, &error));
	g_assert_true(rates_add(txn, RATES_ACK, "j@example.com", 5, &error));
	add_person(txn);
	g_assert_true(cursors_put_attempts(txn, &broken->mails[0].uid, 2,
	    &error));
	g_assert_no_error(error);
	scratch_commit(txn);
}

static struct key
key64(enum key_kind kind, guint64 number)
{
	struct key key = key_new(kind);
	key_add64(&key, number);
	return key;
}

static void
del(struct broken *broken, const struct key *key)
{
	GError *error = NULL;
	g_autoptr(GBytes) value = NULL;
	g_assert_true(key_get(broken->txn, key, &value, &error));
	g_assert_nonnull(value); /* or the test would break nothing */
	g_assert_true(key_del(broken->txn, key, &error));
}

static void
put(struct broken *broken, const struct key *key, const char *octets)
{
	GError *error = NULL;
	g_autoptr(GBytes) value = g_bytes_new(octets, strlen(octets));
	g_assert_true(key_put(broken->txn, key, value, &error));
}

static void
put_number(struct broken *broken, const struct key *key, guint64 number)
{
	GError *error = NULL;
	g_assert_true(numbers_put(broken->txn, key, number, &error));
}

/* Changes of records, by their own functions. */
static void
change_ticket(struct broken *broken, void (*change)(struct ticket *ticket))
{
	GError *error = NULL;
	g_autoptr(ticket) ticket = tickets_get(broken->txn, 1, &error);
	change(ticket);
	g_assert_true(tickets_put(broken->txn, ticket, &error));
}

static void
change_entry(struct broken *broken, void (*change)(struct entry *entry))
{
	GError *error = NULL;
	g_autoptr(entry) entry = tickets_get_entry(broken->txn, 1, 0, &error);
	change(entry);
	g_assert_true(tickets_put_entry(broken->txn, entry, &error));
}

static void
change_letter(struct broken *broken, void (*change)(struct letter *letter))
{
	GError *error = NULL;
	g_autoptr(letter) letter = letters_get(broken->txn, 1, &error);
	change(letter);
	g_assert_true(letters_put(broken->txn, letter, &error));
}

static void
nothing(struct broken *broken)
{
	(void)broken;
}

static void
ticket_damaged(struct broken *broken)
{
	struct key key = key64(KEY_TICKET, 1);
	put(broken, &key, "\x01junk");
}

static void
ticket_newer(struct broken *broken)
{
	struct key key = key64(KEY_TICKET, 1);
	put(broken, &key, "\x09junk");
}

static void
ticket_gone(struct broken *broken)
{
	struct key key = key64(KEY_TICKET, 1);
	del(broken, &key);
}

static void
more_entries(struct ticket *ticket)
{
	ticket->entries = 2;
}

static void
entry_missing(struct broken *broken)
{
	change_ticket(broken, more_entries);
}

static void
fewer_entries(struct ticket *ticket)
{
	ticket->entries = 0;
}

static void
entry_uncounted(struct broken *broken)
{
	change_ticket(broken, fewer_entries);
}

static void
merge_nowhere(struct ticket *ticket)
{
	ticket->merged_into = 99;
}

static void
merged_nowhere(struct broken *broken)
{
	change_ticket(broken, merge_nowhere);
}

static void
link_nowhere(struct ticket *ticket)
{
	ticket->linked = 98;
}

static void
linked_nowhere(struct broken *broken)
{
	change_ticket(broken, link_nowhere);
}

static void
assign(struct ticket *ticket)
{
	g_free(ticket->assignee);
	ticket->assignee = g_strdup("alice");
}

static void
work(struct broken *broken)
{
	change_ticket(broken, assign);
}

static void
work_missing(struct broken *broken)
{
	change_ticket(broken, assign);
	g_autoptr(ticket) ticket = tickets_get(broken->txn, 1, NULL);
	struct key key = workload_key(ticket);
	del(broken, &key);
}

static void
work_miscounted(struct broken *broken)
{
	struct key key = key_new(KEY_WORK_COUNT);

	change_ticket(broken, assign);
	key_add_octets(&key, "alice", 5);
	g_assert_true(numbers_put(broken->txn, &key, 2, NULL));
}

static void
work_of_another(struct broken *broken)
{
	g_autoptr(ticket) ticket = tickets_get(broken->txn, 1, NULL);

	assign(ticket);
	struct key key = workload_key(ticket);
	g_assert_true(key_put(broken->txn, &key, NULL, NULL));
}

static void
absence_of_another(struct broken *broken)
{
	g_autoptr(absence) absence = absence_new("bob", 1);
	g_autoptr(GBytes) value = absence_encode(absence);
	struct key key = key_new(KEY_ABSENCE);

	key_add_octets(&key, "alice", 5);
	g_assert_true(key_put(broken->txn, &key, value, NULL));
}

static void
turn_damaged(struct broken *broken)
{
	struct key key = key_new(KEY_TURN);
	g_autoptr(GBytes) value = g_bytes_new("\1x", 2);

	key_add_octets(&key, "support", 7);
	g_assert_true(key_put(broken->txn, &key, value, NULL));
}

static void
order_missing(struct broken *broken)
{
	g_autoptr(ticket) ticket = tickets_get(broken->txn, 1, NULL);
	struct key key = order_key(ticket);
	del(broken, &key);
}

static void
order_wrong(struct broken *broken)
{
	g_autoptr(ticket) ticket = tickets_get(broken->txn, 1, NULL);
	struct key key;
	ticket->priority = TICKET_PRIORITY_MOST;
	key = order_key(ticket);
	put(broken, &key, "");
}

static void
order_queue(struct broken *broken)
{
	g_autoptr(ticket) ticket = tickets_get(broken->txn, 1, NULL);
	struct key key = order_key(ticket);
	put(broken, &key, "another");
}

static void
promise_something(struct ticket *ticket)
{
	ticket->answer.state = TICKET_CLOCK_RUNS;
	ticket->answer.due = 1700000000000;
}

static void
wake_missing(struct broken *broken)
{
	change_ticket(broken, promise_something);
	g_autoptr(ticket) ticket = tickets_get(broken->txn, 1, NULL);
	struct key key = order_wake_key(ticket);
	del(broken, &key);
}

static void
wake_wrong(struct broken *broken)
{
	g_autoptr(ticket) ticket = tickets_get(broken->txn, 1, NULL);
	struct key key;
	promise_something(ticket);
	key = order_wake_key(ticket);
	put(broken, &key, "");
}

static void
ticket_counter(struct broken *broken)
{
	struct key key = key_new(KEY_COUNTER);
	key_add_octets(&key, "ticket", 6);
	put_number(broken, &key, 3); /* 3 is given already */
}

static void
far_seat(struct entry *entry)
{
	entry->seat = 5;
}

static void
entry_seat(struct broken *broken)
{
	change_entry(broken, far_seat);
}

static void
unknown_agent(struct entry *entry)
{
	entry->kind = ENTRY_AGENT;
	entry->seat = 9;
}

static void
entry_agent(struct broken *broken)
{
	change_entry(broken, unknown_agent);
}

static void
no_raw(struct entry *entry)
{
	entry->raw.segment = 0;
}

static void
entry_no_mail(struct broken *broken)
{
	change_entry(broken, no_raw);
}

static void
other_id(struct entry *entry)
{
	g_free(entry->message_id);
	entry->message_id = g_strdup("other@example.com");
}

static void
entry_message_id(struct broken *broken)
{
	change_entry(broken, other_id);
}

static void
short_raw(struct entry *entry)
{
	entry->raw.length--;
}

static void
entry_raw_length(struct broken *broken)
{
	change_entry(broken, short_raw);
}

static void
far_record(struct entry *entry)
{
	entry->record.offset = 1 << 20;
}

static void
entry_record_far(struct broken *broken)
{
	change_entry(broken, far_record);
}

/* The mail itself, where the message record should be. */
static void
raw_as_record(struct entry *entry)
{
	entry->record = entry->raw;
}

static void
entry_record_kind(struct broken *broken)
{
	change_entry(broken, raw_as_record);
}

static void
uid_gone(struct broken *broken)
{
	struct key key = key_new(KEY_UID);
	key_add32(&key, broken->mails[0].uid.account);
	key_add32(&key, broken->mails[0].uid.uidvalidity);
	key_add32(&key, broken->mails[0].uid.uid);
	del(broken, &key);
}

static struct key
due_key(const struct letter *letter)
{
	struct key key = key_new(KEY_DUE);
	key_add8(&key, (guint8)letter->share);
	key_add_time(&key, letter->due);
	key_add64(&key, letter->number);
	return key;
}

static void
due_gone(struct broken *broken)
{
	g_autoptr(letter) letter = letters_get(broken->txn, 1, NULL);
	struct key key = due_key(letter);
	del(broken, &key);
}

static void
due_left(struct broken *broken)
{
	g_autoptr(letter) letter = letters_get(broken->txn, 1, NULL);
	letter->due += 7;
	struct key key = due_key(letter);
	put(broken, &key, "");
}

static void
letter_gone(struct broken *broken)
{
	struct key key = key64(KEY_LETTER, 1);
	del(broken, &key);
}

/* Letter 1 in the list of a ticket, under its share or another. */
static struct key
list_key(const struct broken *broken, guint64 ticket, guint32 wrong_share)
{
	g_autoptr(letter) letter = letters_get(broken->txn, 1, NULL);
	struct key key = key64(KEY_TICKET_LETTER, ticket);
	key_add8(&key, (guint8)(letter->share ^ wrong_share));
	key_add64(&key, 1);
	return key;
}

static void
list_gone(struct broken *broken)
{
	struct key key = list_key(broken, 1, 0);
	del(broken, &key);
}

static void
list_wrong(struct broken *broken)
{
	struct key key = list_key(broken, 2, 0);
	put(broken, &key, "");
}

static void
list_other_share(struct broken *broken)
{
	struct key key = list_key(broken, 1, 1);
	put(broken, &key, "");
}

static void
far_text(struct letter *letter)
{
	letter->text.segment = 77;
}

static void
letter_text(struct broken *broken)
{
	change_letter(broken, far_text);
}

static void
letter_damaged(struct broken *broken)
{
	struct key key = key64(KEY_LETTER, 1);
	put(broken, &key, "");
}

static void
hold_gone(struct broken *broken)
{
	struct key key = key64(KEY_HOLD, broken->hold);
	static const struct dedupe_copy copy = { 0 };
	struct dedupe_place place = { .kind = DEDUPE_HOLD,
		.number = broken->hold };
	GError *error = NULL;
	g_assert_true(dedupe_put(broken->txn, NULL, &copy, &place, &error));
	del(broken, &key);
}

static void
hold_ticket(struct broken *broken)
{
	GError *error = NULL;
	g_autoptr(hold) hold = holds_get(broken->txn, broken->hold, &error);
	hold->ticket = 99;
	g_assert_true(holds_put(broken->txn, hold, &error));
}

static void
place_damaged(struct broken *broken)
{
	struct key key = key_new(KEY_CANON);
	key_add32(&key, broken->mails[0].copy.date);
	key_add_octets(&key, broken->mails[0].copy.canon, 32);
	put(broken, &key, "\x01x");
}

static void
mark_unknown(struct broken *broken)
{
	GError *error = NULL;
	g_assert_true(cursors_add_unmarked(broken->txn, &broken->mails[0].uid,
	    9, &error));
}

static void
mark_without_mail(struct broken *broken)
{
	GError *error = NULL;
	struct dedupe_uid uid = { .account = 1, .uidvalidity = 7, .uid = 555 };
	g_assert_true(cursors_add_unmarked(broken->txn, &uid, CURSORS_MARK_DONE,
	    &error));
}

static void
cursor_damaged(struct broken *broken)
{
	struct key key = key_new(KEY_CURSOR);
	key_add32(&key, 1);
	put(broken, &key, "\x01");
}

static void
cursor_account(struct broken *broken)
{
	GError *error = NULL;
	struct cursor cursor = { .uidvalidity = 1 };
	g_assert_true(cursors_put(broken->txn, 44, &cursor, &error));
}

static void
account_number(struct broken *broken)
{
	struct key key = key_new(KEY_ACCOUNT);
	key_add_octets(&key, "x\0y", 3);
	put_number(broken, &key, 44);
}

static void
agent_seat(struct broken *broken)
{
	struct key key = key_new(KEY_AGENT_SEAT);
	key_add_octets(&key, "mallory", 7);
	put_number(broken, &key, 1);
}

static void
seat_agent(struct broken *broken)
{
	struct key key = key_new(KEY_AGENT_SEAT);
	key_add_octets(&key, "alice", 5);
	del(broken, &key);
}

static void
redirect_nowhere(struct broken *broken)
{
	GError *error = NULL;
	g_assert_true(tickets_redirect(broken->txn, 1, 0, 2, 9, &error));
}

static void
number_damaged(struct broken *broken)
{
	struct key key = key_new(KEY_ALARM);
	key_add_octets(&key, "x@example.com", 13);
	put(broken, &key, "junk");
}

static void
rate_damaged(struct broken *broken)
{
	struct key key = key_new(KEY_RATE);
	key_add_octets(&key, "ax@example.com", 14);
	put(broken, &key, "junk");
}

static void
language_damaged(struct broken *broken)
{
	struct key key = key_new(KEY_LANGUAGE);
	key_add_octets(&key, "x@example.com", 13);
	put(broken, &key, "junk");
}

static void
person_damaged(struct broken *broken)
{
	struct key key = key_new(KEY_PERSON);
	key_add_octets(&key, "U1", 2);
	put(broken, &key, "junk");
}

static void
person_address_gone(struct broken *broken)
{
	struct key key = key_new(KEY_PERSON_ADDRESS);
	key_add_octets(&key, "p@example.com", 13);
	del(broken, &key);
}

static void
person_gone(struct broken *broken)
{
	struct key key = key_new(KEY_PERSON);
	key_add_octets(&key, "U1", 2);
	del(broken, &key);
}

static void
audit_gone(struct broken *broken)
{
	struct key key = key64(KEY_AUDIT, 2);
	del(broken, &key);
}

static void
audit_unlisted(struct broken *broken)
{
	struct key key = key64(KEY_AUDIT_TICKET, 1);
	key_add64(&key, 1);
	del(broken, &key);
}

static void
audit_listed_wrong(struct broken *broken)
{
	struct key key = key64(KEY_AUDIT_TICKET, 2);
	key_add64(&key, 1);
	put(broken, &key, "");
}

static void
kind_unknown(struct broken *broken)
{
	struct key key = key_new(KEY_TICKET);
	key.octets[0] = '?';
	put(broken, &key, "x");
}

static void
key_malformed(struct broken *broken)
{
	struct key key = key64(KEY_TICKET, 1);
	key_add8(&key, 0);
	put(broken, &key, "x");
}

/* One octet of the first mail's content. */
static void
archive_flipped(struct broken *broken)
{
	g_autofree char *dir =
	    g_build_filename(broken->store->dir, "archive", NULL);
	g_autofree char *path = segments_path(dir, 1);
	int fd = open(path, O_RDWR);
	g_assert_cmpint(pwrite(fd, "X", 1, ARCHIVE_FRAME_SIZE + 3), ==, 1);
	close(fd);
}

static const struct {
	const char *name;
	void (*how)(struct broken *broken);
	const char *problem; /* in one of the lines told; NULL: none told */
} rows[] = {
	{ "nothing", nothing, NULL },
	{ "ticket damaged", ticket_damaged, "ticket 1: ticket record: it is" },
	{ "ticket newer", ticket_newer, "upgrade docket" },
	{ "ticket gone", ticket_gone, "entry 1/0: no ticket counts it" },
	{ "ticket gone, letter", ticket_gone, "letter 1: ticket 1 is missing" },
	{ "ticket gone, hold", ticket_gone,
	    "held mail 1: ticket 1 is missing" },
	{ "ticket gone, order", ticket_gone, "ticket 1 has another place" },
	{ "entry missing", entry_missing, "ticket 1: entry 1 is missing" },
	{ "entry uncounted", entry_uncounted, "entry 1/0: no ticket counts" },
	{ "merged nowhere", merged_nowhere,
	    "merged into 99, which is missing" },
	{ "linked nowhere", linked_nowhere, "linked to 98, which is missing" },
	{ "work", work, NULL },
	{ "work missing", work_missing, "missing from its assignee's work" },
	{ "work miscounted", work_miscounted,
	    "alice has 1 open tickets, counted are 2" },
	{ "work of another", work_of_another, "ticket 1 is not theirs" },
	{ "absence of another", absence_of_another, "absence of alice: dam" },
	{ "turn damaged", turn_damaged, "turn of queue support: damaged" },
	{ "order missing", order_missing, "missing from the order of lists" },
	{ "order wrong", order_wrong,
	    "order of lists: ticket 1 has another place" },
	{ "order queue", order_queue,
	    "order of lists: ticket 1 has another place" },
	{ "wake missing", wake_missing, "missing from what falls due" },
	{ "wake wrong", wake_wrong,
	    "promises: ticket 1 has nothing to be done" },
	{ "ticket counter", ticket_counter, "ticket 3: wrong number" },
	{ "entry seat", entry_seat, "entry 1/0: nobody has seat 5" },
	{ "entry agent", entry_agent, "entry 1/0: no agent has seat 9" },
	{ "entry without mail", entry_no_mail, "entry 1/0: has no mail" },
	{ "entry's id", entry_message_id, "entry 1/0 has another one" },
	{ "raw length", entry_raw_length, "entry 1/0: archive 1+0: length" },
	{ "record far", entry_record_far, "entry 1/0: archive 1+1048576" },
	{ "record is none", entry_record_kind, "entry 1/0: message record:" },
	{ "uid gone", uid_gone, "UID 1 is not remembered as read" },
	{ "uid gone, mark", uid_gone, "mark of UID 1: it was never taken in" },
	{ "due gone", due_gone, "letter 1: missing from the due index" },
	{ "due left", due_left, "due index: no letter 1 is due then" },
	{ "letter gone", letter_gone, "due index: no letter 1 is due then" },
	{ "letter gone, list", letter_gone, "letters of ticket 1: 1 is none" },
	{ "list gone", list_gone, "letter 1: missing from its ticket's list" },
	{ "list wrong", list_wrong, "letters of ticket 2: 1 is none" },
	{ "list, other share", list_other_share,
	    "letters of ticket 1: 1 is none" },
	{ "letter's text", letter_text, "letter 1: archive: " },
	{ "letter damaged", letter_damaged, "letter 1: letter record: it is" },
	{ "hold gone", hold_gone, "dedupe row R: held mail 1 is missing" },
	{ "hold's ticket", hold_ticket, "held mail 1: ticket 99 is missing" },
	{ "place damaged", place_damaged, "dedupe row K: place record" },
	{ "mark unknown", mark_unknown, "mark of UID 1: unknown" },
	{ "mark, no mail", mark_without_mail,
	    "UID 555: it was never taken in" },
	{ "cursor damaged", cursor_damaged, "cursor of account 1: damaged" },
	{ "cursor's account", cursor_account, "account 44: no such account" },
	{ "account number", account_number, "account 44: wrong number" },
	{ "agent's seat", agent_seat, "agent mallory: seat 1 is not bound" },
	{ "seat's agent", seat_agent, "seat 1: its agent does not have it" },
	{ "redirect", redirect_nowhere, "ticket 2 has no seat 9" },
	{ "rate damaged", rate_damaged, "rate a: damaged record" },
	{ "language damaged", language_damaged,
	    "language of an address: damaged" },
	{ "number damaged", number_damaged, "row of kind y: damaged number" },
	{ "person damaged", person_damaged, "person: damaged record" },
	{ "person's address gone", person_address_gone,
	    "person U1: an address does not lead there" },
	{ "person gone", person_gone,
	    "address of a person: it leads to nobody who has it" },
	{ "audit gone", audit_gone, "audit record 2 is missing" },
	{ "audit unlisted", audit_unlisted,
	    "audit record 1: ticket 1 does not list it" },
	{ "audit listed wrong", audit_listed_wrong,
	    "audit index: record 1 is not about ticket 2" },
	{ "kind unknown", kind_unknown, "row of unknown kind 63" },
	{ "key malformed", key_malformed, "kind T: a key of 10 octets" },
	{ "archive flipped", archive_flipped,
	    "entry 1/0: archive 1+0: digest" },
};

static void
collect(const char *what, void *context)
{
	g_assert_null(strpbrk(what, "\r\n"));
	g_string_append(context, what);
	g_string_append_c(context, '\n');
}

static void
test_one(gconstpointer data)
{
	guint row = GPOINTER_TO_UINT(data);
	char *dir = scratch_new();
	struct broken broken = { .store = scratch_store(dir) };
	struct verify_report report;
	g_autoptr(GString) told = g_string_new("");
	GError *error = NULL;
	fill(&broken);
	broken.txn = scratch_begin(broken.store->kv, KV_WRITE);
	rows[row].how(&broken);
	scratch_commit(broken.txn);
	g_assert_true(verify_store(broken.store, collect, told, &report,
	    &error));
	g_assert_no_error(error);
	g_test_message("%s", told->str);
	if (rows[row].problem) {
		g_assert_nonnull(strstr(told->str, rows[row].problem));
		g_assert_cmpuint(report.problems, >, 0);
	} else {
		g_assert_cmpstr(told->str, ==, "");
		g_assert_cmpuint(report.problems, ==, 0);
		g_assert_cmpuint(report.tickets, ==, MAILS);
		g_assert_cmpuint(report.entries, ==, MAILS);
		g_assert_cmpuint(report.letters, ==, MAILS);
		g_assert_cmpuint(report.holds, ==, 1);
		g_assert_cmpuint(report.audit_records, ==, MAILS);
		g_assert_cmpuint(report.blobs, ==, 3 * MAILS + 2);
		g_assert_cmpuint(report.octets, >, 100);
	}
	store_close(broken.store);
	scratch_remove(dir);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/verify/%s", rows[i].name);
		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_one);
	}
	return g_test_run();
}
