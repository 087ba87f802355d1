/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets by their names, and keys that are too short. */
#include "ctl/ctlsecrets.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/mac.h"

static char *
make_file(const char *text)
{
	g_autoptr(GError) error = NULL;
	char *path = NULL;
	int fd = g_file_open_tmp("docket-secret-XXXXXX", &path, &error);

	g_assert_no_error(error);
	g_close(fd, NULL);
	g_assert_true(g_file_set_contents_full(path, text, -1,
	    G_FILE_SET_CONTENTS_NONE, 0600, &error));
	return path;
}

static void
test_key(void)
{
	static const char key[] = "0123456789abcdef0123456789abcdef";
	g_autofree char *path = make_file(key);
	g_autoptr(GHashTable) secrets = ctlsecrets_new();
	g_autoptr(GError) error = NULL;
	struct settings settings = { .key_file = path };
	uint8_t want[MAC_KEY_SIZE];
	gsize size = 0;

	g_assert_true(ctlsecrets_read_key(secrets, &settings, &error));
	g_assert_no_error(error);
	/* The hash key of addresses in logs: the daemon's must be the same. */
	mac_derive(key, 32, "docket log", want);
	const void *have =
	    g_bytes_get_data(g_hash_table_lookup(secrets, "log-key"), &size);
	g_assert_cmpuint(size, ==, sizeof want);
	g_assert_true(memcmp(have, want, sizeof want) == 0);
	g_assert_nonnull(g_hash_table_lookup(secrets, "key"));
	g_remove(path);
}

static void
test_short_key(void)
{
	g_autofree char *path = make_file("0123456789abcdef0123456789abcde");
	g_autoptr(GHashTable) secrets = ctlsecrets_new();
	g_autoptr(GError) error = NULL;
	struct settings settings = { .key_file = path };

	g_assert_false(ctlsecrets_read_key(secrets, &settings, &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	g_assert_nonnull(strstr(error->message, path));
	g_assert_null(strstr(error->message, "0123456789"));
	g_remove(path);
}

static void
test_absent(void)
{
	g_autoptr(GHashTable) secrets = ctlsecrets_new();
	g_autoptr(GError) error = NULL;

	g_assert_false(ctlsecrets_read(secrets, "relay:r",
	    "/nonexistent/password", &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	g_assert_null(g_hash_table_lookup(secrets, "relay:r"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ctlsecrets/key", test_key);
	g_test_add_func("/ctlsecrets/short-key", test_short_key);
	g_test_add_func("/ctlsecrets/absent", test_absent);
	return g_test_run();
}
