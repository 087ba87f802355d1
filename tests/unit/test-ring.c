/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key ring's file: made once, sealed, replaced whole. */
#include "store/ring.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util-store.h"

#define SECRET "0123456789abcdef0123456789abcdef"

static GBytes *
secret(void)
{
	return g_bytes_new_static(SECRET, 32);
}

static struct keyring *
open_ring(const char *dir)
{
	g_autoptr(GBytes) key = secret();
	GError *error = NULL;
	struct keyring *keyring = ring_open(dir, key, 1234, &error);
	g_assert_no_error(error);
	return keyring;
}

static void
assert_same(const struct keyring *a, const struct keyring *b)
{
	g_autoptr(GBytes) first = keyring_encode(a);
	g_autoptr(GBytes) second = keyring_encode(b);
	g_assert_true(g_bytes_equal(first, second));
}

static void
test_made_once(void)
{
	char *dir = scratch_new();
	g_autoptr(GBytes) key = secret();
	GError *error = NULL;
	g_assert_null(ring_read(dir, key, &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	g_clear_error(&error);
	g_autoptr(keyring) made = open_ring(dir);
	g_autoptr(keyring) again = open_ring(dir);
	g_autoptr(keyring) read = ring_read(dir, key, &error);
	g_assert_no_error(error);
	g_assert_cmpint(keyring_signing(made)->created, ==, 1234);
	assert_same(made, again);
	assert_same(made, read);
	scratch_remove(dir);
}

static void
test_save(void)
{
	char *dir = scratch_new();
	g_autoptr(GBytes) key = secret();
	GError *error = NULL;
	g_autoptr(keyring) keyring = open_ring(dir);
	struct keyring_key *old = keyring->keys->pdata[0];
	struct keyring_key *new = g_new0(struct keyring_key, 1);
	old->retired = 99;
	new->id = 1;
	g_ptr_array_add(keyring->keys, new);
	g_assert_true(ring_save(dir, key, keyring, &error));
	g_assert_no_error(error);
	g_autoptr(keyring) read = ring_read(dir, key, &error);
	assert_same(keyring, read);
	g_autofree char *aside =
	    g_build_filename(dir, "keys", "ring.new", NULL);
	g_assert_false(g_file_test(aside, G_FILE_TEST_EXISTS));
	scratch_remove(dir);
}

static void
test_sealed(void)
{
	char *dir = scratch_new(), *octets = NULL;
	gsize size = 0;
	struct stat about;
	g_autoptr(keyring) keyring = open_ring(dir);
	g_autofree char *path = g_build_filename(dir, "keys", "ring", NULL);
	g_assert_true(g_file_get_contents(path, &octets, &size, NULL));
	g_assert_null(memmem(octets, size, keyring_signing(keyring)->key, 8));
	g_assert_cmpint(stat(path, &about), ==, 0);
	g_assert_cmpuint(about.st_mode & 0777, ==, 0600);
	g_free(octets);
	scratch_remove(dir);
}

/* A ring that does not open is left as it is: it may be the only one. */
static void
test_does_not_open(void)
{
	static const struct {
		const char *name, *secret;
		gssize flip; /* octet of the file, -1 none */
		gboolean empty;
	} rows[] = {
		{ "another secret", "another secret that is long enough", -1,
		    FALSE },
		{ "a short secret", "short", -1, FALSE },
		{ "first octet", SECRET, 0, FALSE },
		{ "middle octet", SECRET, 40, FALSE },
		{ "empty file", SECRET, -1, TRUE },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		char *dir = scratch_new(), *octets = NULL, *after = NULL;
		gsize size = 0, size_after = 0;
		g_autofree char *path =
		    g_build_filename(dir, "keys", "ring", NULL);
		g_autoptr(GBytes) key =
		    g_bytes_new_static(rows[i].secret, strlen(rows[i].secret));
		GError *error = NULL;
		g_test_message("%s", rows[i].name);
		keyring_free(open_ring(dir));
		g_assert_true(g_file_get_contents(path, &octets, &size, NULL));
		if (rows[i].flip >= 0)
			octets[rows[i].flip] ^= 1;
		if (rows[i].empty)
			size = 0;
		g_assert_true(g_file_set_contents(path, octets, (gssize)size,
		    NULL));
		g_assert_null(ring_open(dir, key, 5678, &error));
		g_assert_true(fail_is(error, FAIL_CONFIG));
		g_clear_error(&error);
		g_assert_null(ring_read(dir, key, &error));
		g_assert_true(fail_is(error, FAIL_CONFIG));
		g_clear_error(&error);
		g_assert_true(g_file_get_contents(path, &after, &size_after,
		    NULL));
		g_assert_cmpuint(size_after, ==, size);
		g_assert_cmpint(memcmp(after, octets, size), ==, 0);
		g_free(octets);
		g_free(after);
		scratch_remove(dir);
	}
}

static void
test_rotate(void)
{
	char *dir = scratch_new();
	g_autoptr(GBytes) key = secret();
	GError *error = NULL;
	g_assert_null(ring_rotate(dir, key, 5000, 100, &error));
	g_assert_true(fail_is(error, FAIL_CONFIG)); /* there is none */
	g_clear_error(&error);
	g_autoptr(keyring) before = open_ring(dir);
	g_autoptr(keyring) rotated = ring_rotate(dir, key, 5000, 100, &error);
	g_assert_no_error(error);
	g_autoptr(keyring) read = ring_read(dir, key, &error);
	g_assert_no_error(error);
	assert_same(rotated, read);
	g_assert_cmpuint(keyring_signing(read)->id, ==, 1);
	const struct keyring_key *old = keyring_find(read, 0, 5099);
	g_assert_nonnull(old);
	g_assert_cmpint(memcmp(old->key, keyring_signing(before)->key, 32), ==,
	    0);
	/* With another secret nothing is written. */
	g_autoptr(GBytes) wrong =
	    g_bytes_new_static("another secret that is long enough", 34);
	g_assert_null(ring_rotate(dir, wrong, 6000, 100, &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	g_clear_error(&error);
	g_autoptr(keyring) after = ring_read(dir, key, &error);
	assert_same(rotated, after);
	scratch_remove(dir);
}

/* Every replacement shows, even two within a clock tick; reading does not. */
static void
test_stamp(void)
{
	char *dir = scratch_new();
	g_autoptr(GBytes) key = secret();
	GError *error = NULL;
	struct ring_stamp last = ring_stamp(dir);
	const struct ring_stamp none = { 0 };
	g_assert_true(ring_is_same(&last, &none));
	keyring_free(open_ring(dir));
	for (guint i = 0; i < 30; i++) {
		struct ring_stamp now = ring_stamp(dir);
		g_assert_false(ring_is_same(&last, &now));
		keyring_free(open_ring(dir));
		keyring_free(ring_read(dir, key, &error));
		last = ring_stamp(dir);
		g_assert_true(ring_is_same(&last, &now));
		keyring_free(ring_rotate(dir, key, 5000 + i, 0, &error));
		g_assert_no_error(error);
	}
	scratch_remove(dir);
}

/* Roles that start at one time get one ring. */
static void
test_together(void)
{
	char *dir = scratch_new();
	pid_t children[4];
	for (guint i = 0; i < G_N_ELEMENTS(children); i++) {
		children[i] = fork();
		if (children[i] == 0) {
			g_autoptr(keyring) keyring = open_ring(dir);
			_exit(keyring_signing(keyring)->key[0]);
		}
	}
	g_autoptr(keyring) keyring = open_ring(dir);
	for (guint i = 0; i < G_N_ELEMENTS(children); i++) {
		int status = 0;
		g_assert_cmpint(waitpid(children[i], &status, 0), ==,
		    children[i]);
		g_assert_true(WIFEXITED(status));
		g_assert_cmpint(WEXITSTATUS(status), ==,
		    keyring_signing(keyring)->key[0]);
	}
	scratch_remove(dir);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ring/made-once", test_made_once);
	g_test_add_func("/ring/save", test_save);
	g_test_add_func("/ring/sealed", test_sealed);
	g_test_add_func("/ring/does-not-open", test_does_not_open);
	g_test_add_func("/ring/rotate", test_rotate);
	g_test_add_func("/ring/stamp", test_stamp);
	g_test_add_func("/ring/together", test_together);
	return g_test_run();
}
