/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key ring: which key signs, which are still believed, the record. */
#include "model/keyring.h"

#include <string.h>

#include "util-golden.h"

static void
add(struct keyring *keyring, guint8 id, gint64 retired, gint64 until)
{
	struct keyring_key *key = g_new0(struct keyring_key, 1);
	key->id = id;
	memset(key->key, 0x70 + id, sizeof key->key);
	key->created = 1700000000000 + id;
	key->retired = retired;
	key->until = until;
	g_ptr_array_add(keyring->keys, key);
}

/* Keys 3 (retired, until 5000), 4 (retired, no end) and 5, which signs. */
static struct keyring *
sample(void)
{
	struct keyring *keyring = keyring_new(0);
	g_ptr_array_set_size(keyring->keys, 0);
	add(keyring, 3, 4000, 5000);
	add(keyring, 4, 4500, 0);
	add(keyring, 5, 0, 0);
	return keyring;
}

static void
test_golden(void)
{
	g_autoptr(keyring) written = sample();
	g_autoptr(GBytes) record = keyring_encode(written);
	golden_check("keyring-v1", record);
	g_autoptr(GBytes) golden = golden_load("keyring-v1");
	GError *error = NULL;
	g_autoptr(keyring) keyring = keyring_decode(golden, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(keyring->keys->len, ==, 3);
	const struct keyring_key *key = keyring->keys->pdata[0];
	g_assert_cmpuint(key->id, ==, 3);
	g_assert_cmpuint(key->key[0], ==, 0x73);
	g_assert_cmpuint(key->key[31], ==, 0x73);
	g_assert_cmpint(key->created, ==, 1700000000003);
	g_assert_cmpint(key->retired, ==, 4000);
	g_assert_cmpint(key->until, ==, 5000);
	g_assert_cmpuint(keyring_signing(keyring)->id, ==, 5);
}

static void
test_find(void)
{
	static const struct {
		const char *name;
		gint64 now;
		guint8 id;
		gboolean found;
	} rows[] = {
		{ "signs", 9000, 5, TRUE },
		{ "retired, no end", G_MAXINT64, 4, TRUE },
		{ "retired, before its end", 4999, 3, TRUE },
		{ "retired, at its end", 5000, 3, FALSE },
		{ "retired, past its end", 9000, 3, FALSE },
		{ "unknown", 0, 6, FALSE },
		{ "unknown, out of range", 0, 255, FALSE },
	};
	g_autoptr(keyring) keyring = sample();
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		const struct keyring_key *key =
		    keyring_find(keyring, rows[i].id, rows[i].now);
		g_assert_true((key != NULL) == rows[i].found);
		if (key)
			g_assert_cmpuint(key->id, ==, rows[i].id);
	}
}

static void
test_new(void)
{
	g_autoptr(keyring) one = keyring_new(1234);
	g_autoptr(keyring) other = keyring_new(1234);
	const struct keyring_key *key = keyring_signing(one);
	g_assert_cmpuint(one->keys->len, ==, 1);
	g_assert_cmpuint(key->id, ==, 0);
	g_assert_cmpint(key->created, ==, 1234);
	g_assert_cmpint(memcmp(key->key, keyring_signing(other)->key, 32), !=,
	    0);
}

static void
test_refused(void)
{
	static const struct {
		const char *name;
		guint8 id;
		gint64 retired;
		const char *problem;
	} rows[] = {
		{ "a second one signs", 6, 0, "signs" },
		{ "the same id twice", 3, 1, "same id" },
		{ "id out of range", KEYRING_IDS, 1, "range" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_autoptr(keyring) keyring = sample();
		add(keyring, rows[i].id, rows[i].retired, 0);
		g_autoptr(GBytes) record = keyring_encode(keyring);
		GError *error = NULL;
		g_assert_null(keyring_decode(record, &error));
		g_assert_nonnull(strstr(error->message, rows[i].problem));
		g_clear_error(&error);
	}
	g_autoptr(keyring) none = sample();
	g_ptr_array_set_size(none->keys, 2);
	g_autoptr(GBytes) record = keyring_encode(none);
	GError *error = NULL;
	g_assert_null(keyring_decode(record, &error));
	g_assert_nonnull(strstr(error->message, "signs"));
	g_clear_error(&error);
}

/* What one rotation at 4800 does to the sample: 3 ends at 5000, 4 has no end,
 * 5 signs. */
static void
test_rotate(void)
{
	static const struct {
		const char *name;
		gint64 keep, until3, until4;
	} rows[] = {
		{ "long: no end is put off", 1000, 5000, 5800 },
		{ "short: all ends are drawn in", 100, 4900, 4900 },
		{ "none: nothing is believed", 0, 4800, 4800 },
		{ "a hundred years", KEYRING_KEEP_MAX, 5000,
		    KEYRING_KEEP_MAX + 4800 },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(keyring) keyring = sample();
		const struct keyring_key *old = keyring_signing(keyring);
		GError *error = NULL;
		g_test_message("%s", rows[i].name);
		g_assert_true(keyring_rotate(keyring, 4800, rows[i].keep,
		    &error));
		g_assert_no_error(error);
		const struct keyring_key *new = keyring_signing(keyring);
		g_assert_cmpuint(keyring->keys->len, ==, 4);
		g_assert_cmpuint(new->id, ==, 6);
		g_assert_cmpint(new->created, ==, 4800);
		g_assert_cmpint(new->until, ==, 0);
		g_assert_cmpint(memcmp(new->key, old->key, 32), !=, 0);
		g_assert_cmpint(old->retired, ==, 4800);
		g_assert_cmpint(old->until, ==, 4800 + rows[i].keep);
		const struct keyring_key *third = keyring->keys->pdata[0];
		const struct keyring_key *fourth = keyring->keys->pdata[1];
		g_assert_cmpint(third->retired, ==, 4000);
		g_assert_cmpint(third->until, ==, rows[i].until3);
		g_assert_cmpint(fourth->retired, ==, 4500);
		g_assert_cmpint(fourth->until, ==, rows[i].until4);
		/* The record of it is one that can be read. */
		g_autoptr(GBytes) record = keyring_encode(keyring);
		g_autoptr(keyring) again = keyring_decode(record, &error);
		g_assert_no_error(error);
		g_assert_cmpuint(keyring_signing(again)->id, ==, 6);
	}
}

/* The ids go round; the 65th key takes the room of the one that ended first. */
static void
test_rotate_when_full(void)
{
	g_autoptr(keyring) keyring = keyring_new(1);
	GError *error = NULL;
	for (gint64 now = 2; now <= KEYRING_IDS; now++)
		g_assert_true(keyring_rotate(keyring, now, 1000, &error));
	g_assert_cmpuint(keyring->keys->len, ==, KEYRING_IDS);
	g_assert_cmpuint(keyring_signing(keyring)->id, ==, KEYRING_IDS - 1);
	/* Key 0 is believed until 1002. */
	g_assert_false(keyring_rotate(keyring, 1001, 1000, &error));
	g_assert_true(fail_is(error, FAIL_PERMANENT));
	g_assert_nonnull(strstr(error->message, "--keep 0"));
	g_clear_error(&error);
	g_assert_cmpuint(keyring->keys->len, ==, KEYRING_IDS);
	g_assert_cmpuint(keyring_signing(keyring)->id, ==, KEYRING_IDS - 1);
	g_assert_nonnull(keyring_find(keyring, 0, 1001));
	g_assert_true(keyring_rotate(keyring, 1002, 1000, &error));
	g_assert_cmpuint(keyring->keys->len, ==, KEYRING_IDS);
	g_assert_cmpuint(keyring_signing(keyring)->id, ==, 0);
	g_assert_cmpint(keyring_signing(keyring)->created, ==, 1002);
	/* In an emergency a full ring of good keys is no obstacle. */
	g_assert_true(keyring_rotate(keyring, 1002, 0, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(keyring_signing(keyring)->id, ==, 1);
	for (guint8 id = 0; id < KEYRING_IDS; id++)
		g_assert_true((keyring_find(keyring, id, 1002) != NULL) ==
		    (id == 1));
}

static void
test_signing_at(void)
{
	static const struct {
		const char *name;
		gint64 when;
		guint8 id;
	} rows[] = {
		{ "before all", 1, 0 },
		{ "the first", 100, 0 },
		{ "just before the second", 199, 0 },
		{ "the second", 200, 1 },
		{ "two in one ms: the later", 300, 3 },
		{ "now", 9999, 3 },
	};
	g_autoptr(keyring) keyring = keyring_new(100);
	GError *error = NULL;
	g_assert_true(keyring_rotate(keyring, 200, 0, &error));
	g_assert_true(keyring_rotate(keyring, 300, 5, &error));
	g_assert_true(keyring_rotate(keyring, 300, 5, &error));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(keyring_signing_at(keyring, rows[i].when)->id,
		    ==, rows[i].id);
	}
}

static void
test_states(void)
{
	static const struct {
		const char *name, *state;
		gint64 now;
		guint place;
	} rows[] = {
		{ "signs", "signing", 4000, 2 },
		{ "retired", "retired", 4999, 0 },
		{ "ended", "ended", 5000, 0 },
		{ "retired, no end", "retired", G_MAXINT64, 1 },
	};
	g_autoptr(keyring) keyring = sample();
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct keyring_key *key =
		    keyring->keys->pdata[rows[i].place];
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(keyring_state_name(keyring_state_of(key,
		                    rows[i].now)),
		    ==, rows[i].state);
	}
}

static gboolean
decode(GBytes *record, GError **error)
{
	g_autoptr(keyring) keyring = keyring_decode(record, error);
	if (!keyring)
		return FALSE;
	g_assert_nonnull(keyring_signing(keyring));
	return TRUE;
}

static void
test_mutations(void)
{
	g_autoptr(GBytes) golden = golden_load("keyring-v1");
	golden_mutate(golden, decode);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/keyring/golden", test_golden);
	g_test_add_func("/keyring/find", test_find);
	g_test_add_func("/keyring/new", test_new);
	g_test_add_func("/keyring/refused", test_refused);
	g_test_add_func("/keyring/rotate", test_rotate);
	g_test_add_func("/keyring/rotate-when-full", test_rotate_when_full);
	g_test_add_func("/keyring/signing-at", test_signing_at);
	g_test_add_func("/keyring/states", test_states);
	g_test_add_func("/keyring/mutations", test_mutations);
	return g_test_run();
}
