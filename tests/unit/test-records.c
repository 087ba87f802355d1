/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets, holds, people, cursors and dedupe keys in the store. Letters and
 * the audit have tests of their own. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/autofd.h"
#include "store/cursors.h"
#include "store/dedupe.h"
#include "store/holds.h"
#include "store/key.h"
#include "store/numbers.h"
#include "store/people.h"
#include "store/tickets.h"
#include "util-store.h"

static void
put_ticket(struct scratch *fixture, guint64 number, gint64 updated)
{
	GError *error = NULL;
	g_autoptr(ticket) ticket = ticket_new();
	ticket->number = number;
	ticket->updated = updated;
	g_assert_true(tickets_put(fixture->txn, ticket, &error));
	g_assert_no_error(error);
}

static bool
collect_ticket(struct ticket *ticket, void *context)
{
	GString *numbers = context;
	g_string_append_printf(numbers, "%" G_GUINT64_FORMAT " ",
	    ticket->number);
	return numbers->len < 6;
}

static void
test_tickets_each(struct scratch *fixture, gconstpointer data)
{
	static const struct {
		const char *name;
		guint64 after;
		const char *numbers;
	} rows[] = {
		{ "from the first, stopped", 0, "1 2 3 " },
		{ "behind 3", 3, "4 5 " },
		{ "behind the last", 5, "" },
	};
	(void)data;
	for (guint64 number = 1; number <= 5; number++)
		put_ticket(fixture, number, (gint64)number * 100);
	put_ticket(fixture, 2, 900); /* changed since */
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_autoptr(GString) numbers = g_string_new("");
		g_assert_true(tickets_each(fixture->txn, rows[i].after,
		    collect_ticket, numbers, &fixture->error));
		g_assert_cmpstr(numbers->str, ==, rows[i].numbers);
	}
	g_assert_null(tickets_get(fixture->txn, 6, &fixture->error));
}

static void
test_entries(struct scratch *fixture, gconstpointer data)
{
	g_autoptr(entry) entry = entry_new();
	(void)data;
	entry->ticket = 3;
	entry->seq = 2;
	entry->date = 77;
	g_assert_true(tickets_put_entry(fixture->txn, entry, &fixture->error));
	g_autoptr(entry) found =
	    tickets_get_entry(fixture->txn, 3, 2, &fixture->error);
	g_assert_cmpint(found->date, ==, 77);
	g_assert_null(tickets_get_entry(fixture->txn, 3, 1, &fixture->error));
	g_assert_null(tickets_get_entry(fixture->txn, 2, 2, &fixture->error));
}

static void
test_message_ids(struct scratch *fixture, gconstpointer data)
{
	static const struct {
		const char *id;
		guint64 ticket;
	} rows[] = {
		{ "a@example.com", 9 },
		{ "b@example.com", 2 },
		{ "A@example.com", 0 },
		{ "c@example.com", 0 },
		{ "", 0 },
	};
	struct kv_txn *txn = fixture->txn;
	GError **error = &fixture->error;
	(void)data;
	g_assert_true(tickets_add_message_id(txn, "a@example.com", 2, 0,
	    error));
	g_assert_true(tickets_add_message_id(txn, "a@example.com", 9, 1,
	    error));
	g_assert_true(tickets_add_message_id(txn, "a@example.com", 3, 7,
	    error));
	g_assert_true(tickets_add_message_id(txn, "b@example.com", 2, 1,
	    error));
	g_assert_true(tickets_add_message_id(txn, "", 5, 1, error));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].id);
		g_assert_cmpuint(tickets_find_message_id(txn, rows[i].id,
		                     error),
		    ==, rows[i].ticket);
	}
}

static void
assert_leads(struct scratch *fixture, guint64 from, guint32 seat, guint64 to,
    guint32 to_seat)
{
	g_assert_true(tickets_follow(fixture->txn, &from, &seat,
	    &fixture->error));
	g_assert_cmpuint(from, ==, to);
	g_assert_cmpuint(seat, ==, to_seat);
}

static void
test_redirects(struct scratch *fixture, gconstpointer data)
{
	struct kv_txn *txn = fixture->txn;
	GError **error = &fixture->error;
	(void)data;
	assert_leads(fixture, 1, 0, 1, 0);
	g_assert_true(tickets_redirect(txn, 1, 0, 2, 3, error));
	assert_leads(fixture, 1, 0, 2, 3);
	assert_leads(fixture, 1, 1, 1, 1); /* another seat stays */
	/* Twenty merges in a row, each of the last result. */
	for (guint64 n = 2; n < 22; n++)
		g_assert_true(tickets_redirect(txn, n, 3, n + 1, 3, error));
	for (guint64 n = 2; n < 22; n++)
		assert_leads(fixture, n, 3, 22, 3);
	assert_leads(fixture, 1, 0, 22, 3);
	/* Into a ticket that was itself merged. */
	g_assert_true(tickets_redirect(txn, 50, 0, 5, 3, error));
	assert_leads(fixture, 50, 0, 22, 3);
}

static void
test_redirect_circles(struct scratch *fixture, gconstpointer data)
{
	static const struct {
		const char *name;
		guint64 from, to;
	} rows[] = {
		{ "itself", 3, 3 },
		{ "back", 3, 2 },
		{ "back along two", 3, 1 },
	};
	struct kv_txn *txn = fixture->txn;
	(void)data;
	g_assert_true(tickets_redirect(txn, 1, 0, 2, 0, &fixture->error));
	g_assert_true(tickets_redirect(txn, 2, 0, 3, 0, &fixture->error));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		GError *error = NULL;
		g_assert_false(tickets_redirect(txn, rows[i].from, 0,
		    rows[i].to, 0, &error));
		g_assert_true(fail_is(error, FAIL_PERMANENT));
		g_clear_error(&error);
	}
	assert_leads(fixture, 1, 0, 3, 0);
}

/* A circle that stands in the store ends with an error, not never. */
static void
test_redirect_damage(struct scratch *fixture, gconstpointer data)
{
	struct key forth = key_new(KEY_REDIRECT), back = forth;
	GError *error = NULL;
	guint64 ticket = 1;
	guint32 seat = 0;
	(void)data;
	key_add64(&back, 2);
	key_add32(&back, 0);
	key_add64(&forth, 1);
	key_add32(&forth, 0);
	g_assert_true(tickets_redirect(fixture->txn, 1, 0, 2, 0,
	    &fixture->error));
	g_assert_true(tickets_redirect(fixture->txn, 3, 0, 1, 0,
	    &fixture->error));
	g_autoptr(GBytes) to_two = NULL;
	g_assert_true(key_get(fixture->txn, &forth, &to_two, &fixture->error));
	g_assert_true(key_put(fixture->txn, &back, to_two, &fixture->error));
	g_assert_false(tickets_follow(fixture->txn, &ticket, &seat, &error));
	g_assert_true(fail_is(error, FAIL_STORE));
	g_clear_error(&error);
}

static bool
collect_hold(struct hold *hold, void *context)
{
	GString *numbers = context;
	g_string_append_printf(numbers, "%" G_GUINT64_FORMAT " ", hold->number);
	return hold->number < 3;
}

static void
test_holds(struct scratch *fixture, gconstpointer data)
{
	g_autoptr(GString) numbers = g_string_new("");
	(void)data;
	for (guint64 n = 1; n <= 4; n++) {
		g_autoptr(hold) hold = hold_new();
		hold->number = holds_take_number(fixture->txn, &fixture->error);
		g_assert_cmpuint(hold->number, ==, n);
		g_assert_true(holds_put(fixture->txn, hold, &fixture->error));
	}
	g_autoptr(hold) second = holds_get(fixture->txn, 2, &fixture->error);
	g_assert_cmpuint(second->number, ==, 2);
	g_assert_null(holds_get(fixture->txn, 9, &fixture->error));
	g_assert_true(holds_each(fixture->txn, collect_hold, numbers,
	    &fixture->error));
	g_assert_cmpstr(numbers->str, ==, "1 2 3 ");
}

static void
test_dedupe(struct scratch *fixture, gconstpointer data)
{
	static const struct dedupe_copy copy = { 9, { 1 }, { 2 } };
	struct dedupe_uid uid = { .account = 1, .uidvalidity = 2, .uid = 3 };
	struct dedupe_uid another = {
		.account = 1, .uidvalidity = 3, .uid = 3
	};
	struct dedupe_place place = {
		.kind = DEDUPE_ENTRY, .number = 42, .seq = 5
	};
	const struct {
		const char *name;
		const struct dedupe_uid *uid;
		struct dedupe_copy copy;
		enum dedupe_found found;
	} rows[] = {
		{ "all the same", &uid, copy, DEDUPE_BY_UID },
		{ "fetched again", &uid, { 9, { 3 }, { 3 } }, DEDUPE_BY_UID },
		{ "new UIDVALIDITY", &another, copy, DEDUPE_BY_RAW },
		{ "by another way", &another, { 9, { 3 }, { 2 } },
		    DEDUPE_BY_CANON },
		{ "delivered, no UID", NULL, { 9, { 1 }, { 3 } },
		    DEDUPE_BY_RAW },
		{ "new", &another, { 9, { 3 }, { 3 } }, DEDUPE_NEW },
		{ "new, no UID", NULL, { 9, { 3 }, { 3 } }, DEDUPE_NEW },
		{ "canon is no raw", NULL, { 9, { 2 }, { 1 } }, DEDUPE_NEW },
		{ "another Date", NULL, { 8, { 1 }, { 2 } }, DEDUPE_NEW },
	};
	(void)data;
	g_assert_true(dedupe_put(fixture->txn, &uid, &copy, &place,
	    &fixture->error));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		struct dedupe_place found = { 0 };
		g_assert_cmpint(dedupe_find(fixture->txn, rows[i].uid,
		                    &rows[i].copy, &found, &fixture->error),
		    ==, rows[i].found);
		if (rows[i].found == DEDUPE_NEW)
			continue;
		g_assert_cmpuint(found.kind, ==, DEDUPE_ENTRY);
		g_assert_cmpuint(found.number, ==, 42);
		g_assert_cmpuint(found.seq, ==, 5);
	}
	g_assert_cmpint(dedupe_find_uid(fixture->txn, &another, &place,
	                    &fixture->error),
	    ==, DEDUPE_NEW);
}

static void
test_cursors(struct scratch *fixture, gconstpointer data)
{
	struct kv_txn *txn = fixture->txn;
	GError **error = &fixture->error;
	struct cursor written = {
		.uidvalidity = 9, .backlog = 10, .backlog_end = 20, .fresh = 30
	};
	struct cursor cursor = { .fresh = 1 };
	(void)data;
	guint32 inbox = cursors_account(txn, "a", "INBOX", error);
	guint32 other = cursors_account(txn, "a", "Other", error);
	g_assert_cmpuint(inbox, ==, 1);
	g_assert_cmpuint(other, ==, 2);
	/* Where the name ends is part of the key. */
	g_assert_cmpuint(cursors_account(txn, "aI", "NBOX", error), ==, 3);
	g_assert_cmpuint(cursors_account(txn, "a", "INBOX", error), ==, 1);
	g_assert_true(cursors_get(txn, inbox, &cursor, error));
	g_assert_cmpuint(cursor.uidvalidity + cursor.fresh, ==, 0);
	g_assert_true(cursors_put(txn, inbox, &written, error));
	g_assert_true(cursors_get(txn, inbox, &cursor, error));
	g_assert_cmpuint(cursor.uidvalidity, ==, 9);
	g_assert_cmpuint(cursor.backlog, ==, 10);
	g_assert_cmpuint(cursor.backlog_end, ==, 20);
	g_assert_cmpuint(cursor.fresh, ==, 30);
	g_assert_true(cursors_get(txn, other, &cursor, error));
	g_assert_cmpuint(cursor.uidvalidity, ==, 0);
	g_autofree char *folder = g_strnfill(600, 'f');
	GError *problem = NULL;
	g_assert_cmpuint(cursors_account(txn, "a", folder, &problem), ==, 0);
	g_assert_true(fail_is(problem, FAIL_CONFIG));
	g_clear_error(&problem);
}

static void
test_unmarked(struct scratch *fixture, gconstpointer data)
{
	struct kv_txn *txn = fixture->txn;
	GError **error = &fixture->error;
	g_autoptr(GArray) rows =
	    g_array_new(FALSE, FALSE, sizeof(struct cursors_unmarked));
	struct dedupe_uid uid = { .account = 1, .uidvalidity = 5 };
	(void)data;
	for (uid.uid = 300; uid.uid > 295; uid.uid--)
		g_assert_true(cursors_add_unmarked(txn, &uid,
		    uid.uid == 298 ? CURSORS_MARK_QUARANTINE
		                   : CURSORS_MARK_DONE,
		    error));
	struct dedupe_uid older = { .account = 1, .uidvalidity = 4, .uid = 1 };
	g_assert_true(cursors_add_unmarked(txn, &older, CURSORS_MARK_DONE,
	    error));
	uid.uid = 297;
	g_assert_true(cursors_del_unmarked(txn, &uid, error));
	g_assert_true(cursors_del_unmarked(txn, &uid, error)); /* twice */
	g_assert_true(cursors_list_unmarked(txn, 1, 5, 3, rows, error));
	static const struct cursors_unmarked wanted[] = {
		{ 296, CURSORS_MARK_DONE },
		{ 298, CURSORS_MARK_QUARANTINE },
		{ 299, CURSORS_MARK_DONE },
	};
	g_assert_cmpuint(rows->len, ==, 3);
	g_assert_cmpint(memcmp(rows->data, wanted, sizeof wanted), ==, 0);
	g_array_set_size(rows, 0);
	g_assert_true(cursors_list_unmarked(txn, 2, 5, 3, rows, error));
	g_assert_cmpuint(rows->len, ==, 0);
}

static void
test_attempts(struct scratch *fixture, gconstpointer data)
{
	static const guint32 steps[] = { 1, 2, 3, 0, 1 };
	struct dedupe_uid uid = { .account = 1, .uidvalidity = 5, .uid = 6 };
	struct dedupe_uid other = { .account = 1, .uidvalidity = 5, .uid = 7 };
	guint32 attempts = 9;
	(void)data;
	g_assert_true(cursors_get_attempts(fixture->txn, &uid, &attempts,
	    &fixture->error));
	g_assert_cmpuint(attempts, ==, 0);
	for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
		g_assert_true(cursors_put_attempts(fixture->txn, &uid, steps[i],
		    &fixture->error));
		g_assert_true(cursors_get_attempts(fixture->txn, &uid,
		    &attempts, &fixture->error));
		g_assert_cmpuint(attempts, ==, steps[i]);
		g_assert_true(cursors_get_attempts(fixture->txn, &other,
		    &attempts, &fixture->error));
		g_assert_cmpuint(attempts, ==, 0);
	}
}

static void
assert_agent(struct scratch *fixture, guint32 seat, const char *agent,
    const char *address)
{
	g_autofree char *found = NULL, *bound = NULL;
	g_assert_true(people_agent_of_seat(fixture->txn, seat, &found, &bound,
	    &fixture->error));
	g_assert_cmpstr(found, ==, agent);
	g_assert_cmpstr(bound, ==, address);
}

static void
test_agents(struct scratch *fixture, gconstpointer data)
{
	struct kv_txn *txn = fixture->txn;
	GError **error = &fixture->error;
	char *agent = NULL, *address = NULL;
	(void)data;
	g_assert_cmpuint(people_agent_seat(txn, "alice", "a@example.com",
	                     error),
	    ==, 1);
	g_assert_cmpuint(people_agent_seat(txn, "bob", "b@example.com", error),
	    ==, 2);
	g_assert_cmpuint(people_agent_seat(txn, "alice", "a@example.com",
	                     error),
	    ==, 1);
	assert_agent(fixture, 1, "alice", "a@example.com");
	/* A new address: the same seat, bound anew. */
	g_assert_cmpuint(people_agent_seat(txn, "alice", "new@example.com",
	                     error),
	    ==, 1);
	assert_agent(fixture, 1, "alice", "new@example.com");
	assert_agent(fixture, 2, "bob", "b@example.com");
	g_assert_false(people_agent_of_seat(txn, 3, &agent, &address, error));
	g_assert_null(agent);
	g_autofree char *name = g_strnfill(PEOPLE_NAME_MAX + 1, 'n');
	GError *problem = NULL;
	g_assert_cmpuint(people_agent_seat(txn, name, "x", &problem), ==, 0);
	g_assert_true(fail_is(problem, FAIL_CONFIG));
	g_clear_error(&problem);
}

static void
write_schema(const char *dir, guint64 schema)
{
	g_autoptr(store) store = scratch_store(dir);
	g_autoptr(kv_txn) txn = scratch_begin(store->kv, KV_WRITE);
	struct key key = key_new(KEY_META);
	GError *error = NULL;
	key_add_octets(&key, "schema", 6);
	g_assert_true(numbers_put(txn, &key, schema, &error));
	scratch_commit(g_steal_pointer(&txn));
}

static void
test_open(void)
{
	char *dir = scratch_new();
	g_autofree char *state = g_build_filename(dir, "state", NULL);
	GError *error = NULL;
	g_assert_null(store_open(state, KV_READ_ONLY, &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	g_clear_error(&error);
	g_assert_false(g_file_test(state, G_FILE_TEST_EXISTS));
	write_schema(state, STORE_SCHEMA);
	static const char *const folders[] = { "", "store", "archive", "keys",
		"outbox" };
	for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path =
		    g_build_filename(state, folders[i], NULL);
		struct stat about;
		g_assert_cmpint(stat(path, &about), ==, 0);
		g_assert_cmpuint(about.st_mode & 07777, ==, 0700);
	}
	g_autoptr(store) reader = store_open(state, KV_READ_ONLY, &error);
	g_assert_no_error(error);
	g_clear_pointer(&reader, store_close);
	write_schema(state, STORE_SCHEMA + 1);
	for (guint mode = KV_READ_ONLY; mode <= KV_READ_WRITE; mode++) {
		g_assert_null(store_open(state, mode, &error));
		g_assert_true(fail_is(error, FAIL_CONFIG));
		g_assert_nonnull(strstr(error->message, "upgrade"));
		g_clear_error(&error);
	}
	scratch_remove(dir);
}

/* The key for copies is a store's own, and stays. */
static void
test_copies(void)
{
	static const uint8_t none[32];
	uint8_t first[32];

	for (guint i = 0; i < 2; i++) {
		char *dir = scratch_new();
		GError *error = NULL;
		g_autoptr(store) store = scratch_store(dir);
		g_assert_cmpint(memcmp(store->copies, none, 32), !=, 0);
		if (i == 1)
			g_assert_cmpint(memcmp(store->copies, first, 32), !=,
			    0);
		memcpy(first, store->copies, 32);
		g_clear_pointer(&store, store_close);
		for (guint mode = KV_READ_ONLY; mode <= KV_READ_WRITE; mode++) {
			g_autoptr(store) again = store_open(dir, mode, &error);
			g_assert_no_error(error);
			g_assert_cmpint(memcmp(again->copies, first, 32), ==,
			    0);
		}
		scratch_remove(dir);
	}
}

static void
test_lock(void)
{
	char *dir = scratch_new();
	g_autofree char *pid = g_strdup_printf("process %d", (int)getpid());
	GError *error = NULL;
	int first = store_lock(dir, &error);
	g_assert_no_error(error);
	g_assert_cmpint(fcntl(first, F_GETFD) & FD_CLOEXEC, !=, 0);
	g_assert_cmpint(store_lock(dir, &error), ==, -1);
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_nonnull(strstr(error->message, pid));
	g_clear_error(&error);
	autofd_clear(&first);
	int second = store_lock(dir, &error);
	g_assert_no_error(error);
	autofd_clear(&second);
	scratch_remove(dir);
}

static void
test_free_space(void)
{
	g_assert_cmpuint(store_free_space("/"), <, G_MAXUINT64);
	g_assert_cmpuint(store_free_space("/does/not/exist"), ==, G_MAXUINT64);
}

static void
add(const char *name, void (*test)(struct scratch *fixture, gconstpointer data))
{
	g_test_add(name, struct scratch, NULL, scratch_set_up, test,
	    scratch_tear_down);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add("/records/ticket-order", test_tickets_each);
	add("/records/entries", test_entries);
	add("/records/message-ids", test_message_ids);
	add("/records/redirects", test_redirects);
	add("/records/redirect-circles", test_redirect_circles);
	add("/records/redirect-damage", test_redirect_damage);
	add("/records/holds", test_holds);
	add("/records/dedupe", test_dedupe);
	add("/records/cursors", test_cursors);
	add("/records/unmarked", test_unmarked);
	add("/records/attempts", test_attempts);
	add("/records/agents", test_agents);
	g_test_add_func("/records/open", test_open);
	g_test_add_func("/records/copies", test_copies);
	g_test_add_func("/records/lock", test_lock);
	g_test_add_func("/records/free-space", test_free_space);
	return g_test_run();
}
