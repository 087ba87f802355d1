/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's small records as they lie on the disks of users, key and value:
 * what is written today is what was written by the first version, and a
 * damaged one is an error and never a crash. */
#include <string.h>

#include "model/codec.h"
#include "store/audit.h"
#include "store/cursors.h"
#include "store/dedupe.h"
#include "store/directory.h"
#include "store/health.h"
#include "store/key.h"
#include "store/numbers.h"
#include "store/people.h"
#include "store/rates.h"
#include "store/tickets.h"
#include "util-golden.h"
#include "util-store.h"

#define NOW G_GINT64_CONSTANT(1772445600000)

struct bench {
	char *folder;
	struct store *store;
	struct kv_txn *txn;
};

static struct bench bench; /* golden_decode knows no context */

static void
set_up(void)
{
	bench.folder = scratch_new();
	bench.store = scratch_store(bench.folder);
	bench.txn = scratch_begin(bench.store->kv, KV_WRITE);
}

static void
tear_down(void)
{
	kv_abort(bench.txn);
	store_close(bench.store);
	scratch_remove(bench.folder);
}

static bool
take_row(GBytes *key, GBytes *value, void *context)
{
	GBytes **row = context;

	g_assert_null(row[0]); /* only one row of that kind is expected */
	row[0] = g_bytes_ref(key);
	row[1] = g_bytes_ref(value);
	return true;
}

/* The one row of that kind has this key behind its kind octet, and the value
 * of the golden file. Answers the value. */
static GBytes *
check_row(enum key_kind kind, const char *name, const void *key, gsize size)
{
	struct key all = key_new(kind);
	GBytes *row[2] = { NULL, NULL };
	g_autoptr(GError) error = NULL;
	gsize have = 0;
	const guint8 *octets;

	g_assert_true(key_each(bench.txn, &all, KV_UP, take_row, row, &error));
	g_assert_nonnull(row[0]);
	octets = g_bytes_get_data(row[0], &have);
	g_assert_cmpuint(octets[0], ==, kind);
	g_assert_cmpuint(have - 1, ==, size);
	g_assert_true(memcmp(octets + 1, key, size) == 0);
	g_bytes_unref(row[0]);
	golden_check(name, row[1]);
	return row[1];
}

static gboolean
try_number(GBytes *record, GError **error)
{
	guint64 number = 0;

	return numbers_decode(record, &number, error);
}

static void
test_number(void)
{
	g_autoptr(GError) error = NULL;
	guint64 number = 0;

	set_up();
	for (guint i = 1; i <= 300; i++)
		g_assert_cmpuint(numbers_take(bench.txn, "ticket", &error), ==,
		    i);
	struct key all = key_new(KEY_COUNTER);
	key_add_octets(&all, "ticket", 6);
	g_autoptr(GBytes) value = NULL;
	g_assert_true(key_get(bench.txn, &all, &value, &error));
	golden_check("number-v1", value);
	g_assert_true(numbers_decode(value, &number, &error));
	g_assert_cmpuint(number, ==, 301); /* the next one */
	golden_mutate(value, try_number);
	tear_down();
}

static gboolean
try_place(GBytes *record, GError **error)
{
	struct dedupe_place place;

	if (!dedupe_decode(record, &place, error))
		return FALSE;
	g_assert_cmpuint(place.kind, <=, DEDUPE_DROPPED);
	return TRUE;
}

static void
test_place(void)
{
	static const guint8 uid_key[] = { 0, 0, 0, 3, 0, 0, 1, 0, 0, 1, 0, 0 };
	struct dedupe_uid uid = { 3, 256, 65536 };
	struct dedupe_place place = { DEDUPE_HOLD, 1042, 7 }, got = { 0 };
	g_autoptr(GError) error = NULL;
	struct dedupe_copy copy = { .date = 0x01020304 };
	guint8 raw_key[36] = { 1, 2, 3, 4 }, canon_key[36] = { 1, 2, 3, 4 };

	set_up();
	memset(copy.raw, 0xaa, sizeof(copy.raw));
	memset(copy.canon, 0xbb, sizeof(copy.canon));
	memcpy(raw_key + 4, copy.raw, sizeof(copy.raw));
	memcpy(canon_key + 4, copy.canon, sizeof(copy.canon));
	g_assert_true(dedupe_put(bench.txn, &uid, &copy, &place, &error));
	g_autoptr(GBytes) by_uid =
	    check_row(KEY_UID, "place-v1", uid_key, sizeof(uid_key));
	g_autoptr(GBytes) by_raw =
	    check_row(KEY_RAW, "place-v1", raw_key, sizeof(raw_key));
	g_autoptr(GBytes) by_canon =
	    check_row(KEY_CANON, "place-v1", canon_key, sizeof(canon_key));
	g_assert_true(g_bytes_equal(by_raw, by_canon));
	g_assert_true(dedupe_decode(by_uid, &got, &error));
	g_assert_cmpuint(got.kind, ==, DEDUPE_HOLD);
	g_assert_cmpuint(got.number, ==, 1042);
	g_assert_cmpuint(got.seq, ==, 7);
	golden_mutate(by_uid, try_place);
	tear_down();
}

static gboolean
try_cursor(GBytes *record, GError **error)
{
	struct cursor cursor;

	return cursors_decode(record, &cursor, error);
}

static void
test_cursor(void)
{
	static const guint8 key[] = { 0, 0, 2, 1 };
	struct cursor cursor = { .uidvalidity = 77,
		.backlog = 1,
		.backlog_end = 1000,
		.fresh = 2000,
		.since = NOW,
		.unseen_only = TRUE };
	struct cursor got = { 0 };
	g_autoptr(GError) error = NULL;

	set_up();
	g_assert_true(cursors_put(bench.txn, 513, &cursor, &error));
	g_autoptr(GBytes) value =
	    check_row(KEY_CURSOR, "cursor-v1", key, sizeof(key));
	g_assert_true(cursors_decode(value, &got, &error));
	g_assert_cmpuint(got.uidvalidity, ==, 77);
	g_assert_cmpuint(got.backlog, ==, 1);
	g_assert_cmpuint(got.backlog_end, ==, 1000);
	g_assert_cmpuint(got.fresh, ==, 2000);
	g_assert_cmpint(got.since, ==, NOW);
	g_assert_true(got.unseen_only);
	golden_mutate(value, try_cursor);
	tear_down();
}

/* A record that has no decoder of its own is put back and read by its key. */
static void
put_back(struct key *key, GBytes *record)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(key_put(bench.txn, key, record, &error));
	g_assert_no_error(error);
}

static struct key
redirect_key(void)
{
	struct key key = key_new(KEY_REDIRECT);

	key_add64(&key, 1042);
	key_add32(&key, 3);
	return key;
}

static gboolean
try_redirect(GBytes *record, GError **error)
{
	struct key key = redirect_key();
	guint64 ticket = 1042;
	guint32 seat = 3;

	put_back(&key, record);
	return tickets_follow(bench.txn, &ticket, &seat, error);
}

static void
test_redirect(void)
{
	static const guint8 key[] = { 0, 0, 0, 0, 0, 0, 4, 18, 0, 0, 0, 3 };
	g_autoptr(GError) error = NULL;
	guint64 ticket = 1042;
	guint32 seat = 3;

	set_up();
	g_assert_true(tickets_redirect(bench.txn, 1042, 3, 99000, 1, &error));
	g_autoptr(GBytes) value =
	    check_row(KEY_REDIRECT, "redirect-v1", key, sizeof(key));
	g_assert_true(tickets_follow(bench.txn, &ticket, &seat, &error));
	g_assert_cmpuint(ticket, ==, 99000);
	g_assert_cmpuint(seat, ==, 1);
	golden_mutate(value, try_redirect);
	tear_down();
}

static gboolean
try_seat(GBytes *record, GError **error)
{
	struct key key = key_new(KEY_SEAT_AGENT);
	g_autofree char *agent = NULL, *address = NULL;

	key_add32(&key, 1);
	put_back(&key, record);
	return people_agent_of_seat(bench.txn, 1, &agent, &address, error);
}

static void
test_seat(void)
{
	static const guint8 key[] = { 0, 0, 0, 1 };
	g_autoptr(GError) error = NULL;
	g_autofree char *agent = NULL, *address = NULL;

	set_up();
	g_assert_cmpuint(people_agent_seat(bench.txn, "alice",
	                     "alice@example.com", &error),
	    ==, 1);
	g_autoptr(GBytes) seat = check_row(KEY_AGENT_SEAT, "agent-seat-v1",
	    "alice", strlen("alice"));
	g_autoptr(GBytes) value =
	    check_row(KEY_SEAT_AGENT, "seat-v1", key, sizeof(key));
	g_assert_true(people_agent_of_seat(bench.txn, 1, &agent, &address,
	    &error));
	g_assert_cmpstr(agent, ==, "alice");
	g_assert_cmpstr(address, ==, "alice@example.com");
	golden_mutate(seat, try_number);
	golden_mutate(value, try_seat);
	tear_down();
}

static gboolean
try_language(GBytes *record, GError **error)
{
	struct key key = key_new(KEY_LANGUAGE);
	g_autofree char *language = NULL;

	key_add_octets(&key, "jane@example.com", 16);
	put_back(&key, record);
	return people_get_language(bench.txn, "jane@example.com", &language,
	    error);
}

static void
test_language(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *none = NULL, *language = NULL;

	set_up();
	g_assert_true(people_get_language(bench.txn, "jane@example.com", &none,
	    &error));
	g_assert_cmpstr(none, ==, "");
	g_assert_true(people_put_language(bench.txn, "jane@example.com",
	    "pt-BR", &error));
	g_autoptr(GBytes) value =
	    check_row(KEY_LANGUAGE, "language-v1", "jane@example.com", 16);
	g_assert_true(people_get_language(bench.txn, "jane@example.com",
	    &language, &error));
	g_assert_cmpstr(language, ==, "pt-BR");
	golden_mutate(value, try_language);
	tear_down();
}

static gboolean
try_person_address(GBytes *record, GError **error)
{
	struct key key = key_new(KEY_PERSON_ADDRESS);
	g_autoptr(person) person = NULL;

	key_add_octets(&key, "jane@example.com", 16);
	put_back(&key, record);
	person = directory_find(bench.txn, "jane@example.com", error);
	/* Nobody of that UID is no error. */
	return person != NULL || *error == NULL;
}

static void
test_person_address(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(person) person = person_new();
	const char *problem = NULL;

	set_up();
	g_assert_true(person_set(person, "uid", "U-7", &problem));
	g_assert_true(person_set(person, "addresses", "jane@example.com",
	    &problem));
	g_assert_true(directory_put(bench.txn, person, &error));
	g_autoptr(GBytes) value = check_row(KEY_PERSON_ADDRESS,
	    "person-address-v1", "jane@example.com", 16);
	golden_mutate(value, try_person_address);
	tear_down();
}

static bool
visit_event(guint64 number, const struct audit_event *event, void *context)
{
	(void)context;
	g_assert_cmpuint(number, ==, 1);
	/* Whatever the octets were, these are texts. */
	g_assert_true(g_utf8_validate(event->actor, -1, NULL));
	g_assert_true(g_utf8_validate(event->reason, -1, NULL));
	return true;
}

static gboolean
try_audit(GBytes *record, GError **error)
{
	struct key key = key_new(KEY_AUDIT);
	g_autoptr(GError) chain = NULL;
	guint64 count = 0;

	key_add64(&key, 1);
	put_back(&key, record);
	/* The first record is linked to nothing: it may be any that reads. */
	if (!audit_check(bench.txn, &count, &chain))
		g_assert_true(fail_is(chain, FAIL_PERMANENT));
	return audit_each(bench.txn, visit_event, NULL, error);
}

static void
test_audit(void)
{
	static const guint8 key[] = { 0, 0, 0, 0, 0, 0, 0, 1 };
	struct audit_event event = { .when = NOW,
		.actor = "docketd",
		.action = "ticket.new",
		.object = "ticket 1042",
		.reason = "a new matter, caf\xc3\xa9" };
	g_autoptr(GError) error = NULL;
	guint64 count = 0;

	set_up();
	g_assert_true(audit_add(bench.txn, &event, &error));
	g_autoptr(GBytes) value =
	    check_row(KEY_AUDIT, "audit-v1", key, sizeof(key));
	golden_mutate(value, try_audit);
	struct key first = key_new(KEY_AUDIT);
	key_add64(&first, 1);
	put_back(&first, value);
	g_assert_true(audit_check(bench.txn, &count, &error));
	g_assert_cmpuint(count, ==, 1);
	tear_down();
}

static gboolean
try_health(GBytes *record, GError **error)
{
	g_autofree char *trouble = NULL;
	gint64 since = 0;

	return health_decode(record, &trouble, &since) ||
	    fail_set(error, FAIL_STORE, "damaged");
}

static void
test_health(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *trouble = NULL;
	gint64 since = 0;

	set_up();
	kv_abort(g_steal_pointer(&bench.txn)); /* it has its own */
	g_assert_true(health_note(bench.store->kv, "relay relay1",
	    "refused the login", NOW, &error));
	bench.txn = scratch_begin(bench.store->kv, KV_READ);
	g_autoptr(GBytes) value = check_row(KEY_HEALTH, "health-v1",
	    "relay relay1", strlen("relay relay1"));
	g_assert_true(health_decode(value, &trouble, &since));
	g_assert_cmpstr(trouble, ==, "refused the login");
	g_assert_cmpint(since, ==, NOW);
	golden_mutate(value, try_health);
	tear_down();
}

/* Rows that are a plain number: what it means is in the key. */
static void
test_plain_numbers(void)
{
	static const guint8 mail[] = { 0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 1, 1 };
	struct dedupe_uid uid = { 3, 9, 257 };
	g_autoptr(GError) error = NULL;

	set_up();
	g_assert_true(cursors_add_unmarked(bench.txn, &uid,
	    CURSORS_MARK_QUARANTINE, &error));
	g_autoptr(GBytes) mark =
	    check_row(KEY_UNMARKED, "unmarked-v1", mail, sizeof(mail));
	g_assert_true(cursors_put_attempts(bench.txn, &uid, 2, &error));
	g_autoptr(GBytes) attempts =
	    check_row(KEY_ATTEMPT, "unmarked-v1", mail, sizeof(mail));
	g_assert_cmpuint(cursors_account(bench.txn, "account1", "INBOX",
	                     &error),
	    ==, 1);
	g_autoptr(GBytes) account = check_row(KEY_ACCOUNT, "agent-seat-v1",
	    "account1\0INBOX", strlen("account1") + 1 + strlen("INBOX"));
	g_assert_no_error(error);
	g_assert_true(g_bytes_equal(mark, attempts));
	g_assert_false(g_bytes_equal(mark, account));
	tear_down();
}

static gboolean
try_rate(GBytes *record, GError **error)
{
	if (rates_is_valid(record))
		return TRUE;
	return fail_set(error, FAIL_STORE, "rate record");
}

static void
test_rate(void)
{
	g_autoptr(GError) error = NULL;

	set_up();
	g_assert_true(rates_add(bench.txn, RATES_ACK, "jane@example.com", NOW,
	    &error));
	g_assert_true(rates_add(bench.txn, RATES_ACK, "jane@example.com",
	    NOW + 60000, &error));
	g_autoptr(GBytes) value = check_row(KEY_RATE, "rate-v1",
	    "ajane@example.com", strlen("ajane@example.com"));
	g_assert_no_error(error);
	golden_mutate(value, try_rate);
	tear_down();
}

/* A newer docket's record is refused with words that say what to do. */
static void
test_newer(void)
{
	static const char *const names[] = { "number-v1", "place-v1",
		"cursor-v1" };
	static const golden_decode tries[] = { try_number, try_place,
		try_cursor };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GBytes) record = golden_load(names[i]);
		gsize size = 0;
		g_autofree guint8 *octets =
		    g_memdup2(g_bytes_get_data(record, NULL),
		        g_bytes_get_size(record));
		g_autoptr(GError) error = NULL;

		size = g_bytes_get_size(record);
		octets[0]++;
		g_autoptr(GBytes) newer = g_bytes_new(octets, size);
		g_assert_false(tries[i](newer, &error));
		g_assert_true(fail_is(error, FAIL_STORE));
		g_assert_nonnull(strstr(error->message, "newer"));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/golden/number", test_number);
	g_test_add_func("/golden/place", test_place);
	g_test_add_func("/golden/cursor", test_cursor);
	g_test_add_func("/golden/redirect", test_redirect);
	g_test_add_func("/golden/seat", test_seat);
	g_test_add_func("/golden/language", test_language);
	g_test_add_func("/golden/person-address", test_person_address);
	g_test_add_func("/golden/audit", test_audit);
	g_test_add_func("/golden/health", test_health);
	g_test_add_func("/golden/plain-numbers", test_plain_numbers);
	g_test_add_func("/golden/rate", test_rate);
	g_test_add_func("/golden/newer", test_newer);
	return g_test_run();
}
