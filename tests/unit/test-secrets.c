/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every secret that docket.conf names, and what an operator reads who has
 * forgotten one or left it open. */
#include "daemon/secrets.h"

#include <glib/gstdio.h>

#include <string.h>

#include "util-folder.h"

#define KEY "0123456789abcdef0123456789abcdef"

static const char conf[] =
    "desk = { name = \"Desk\"; address = \"support@example.com\"; };\n"
    "key_file = \"key\";\n"
    "accounts = ( { host = \"127.0.0.1\"; name = \"one\"; user = \"u\"; "
    "password_file = \"imap-1\"; },\n"
    "  { host = \"127.0.0.1\"; name = \"two\"; user = \"v\"; password_file = "
    "\"imap-2\"; } );\n"
    "relays = ( { host = \"127.0.0.1\"; user = \"u\"; password_file = "
    "\"smtp-1\"; }, { host = \"127.0.0.2\"; } );\n"
    "border_hosts = [ \"mx.example.com\" ];\n";

struct bench {
	char *folder;
	struct settings *settings;
};

static void
put(struct bench *bench, const char *name, const char *data, ssize_t size,
    mode_t mode)
{
	g_free(folder_write(bench->folder, name, data, size, mode));
}

static void
set_up(struct bench *bench, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	bench->folder = folder_new();
	put(bench, "key", KEY, 32, 0600);
	put(bench, "imap-1", "hunter one\n", -1, 0600);
	put(bench, "imap-2", "hunter two\n", -1, 0600);
	put(bench, "smtp-1", "hunter three", -1, 0600);
	g_autofree char *path =
	    folder_write(bench->folder, "docket.conf", conf, -1, 0644);
	bench->settings = settings_read(path, &error);
	g_assert_no_error(error);
}

static void
tear_down(struct bench *bench, gconstpointer data)
{
	(void)data;
	settings_free(bench->settings);
	folder_remove(bench->folder);
}

static void
assert_secret(GHashTable *secrets, const char *name, const char *wanted)
{
	GBytes *secret = g_hash_table_lookup(secrets, name);
	gsize size = 0;

	g_assert_nonnull(secret);
	const char *data = g_bytes_get_data(secret, &size);
	g_assert_cmpuint(size, ==, strlen(wanted));
	g_assert_true(memcmp(data, wanted, size) == 0);
}

static void
test_all(struct bench *bench, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) secrets = secrets_read(bench->settings, &error);

	(void)data;
	g_assert_no_error(error);
	assert_secret(secrets, "key", KEY);
	assert_secret(secrets, "account:one", "hunter one");
	assert_secret(secrets, "account:two", "hunter two");
	assert_secret(secrets, "relay:relay1", "hunter three");
	GBytes *log_key = g_hash_table_lookup(secrets, "log-key");
	g_assert_cmpuint(g_bytes_get_size(log_key), ==, 32);
	g_assert_true(memcmp(g_bytes_get_data(log_key, NULL), KEY, 32) != 0);
	/* a relay without user has none, and needs no file */
	g_assert_cmpuint(g_hash_table_size(secrets), ==, 5);
}

/* The first thing that is wrong, in words that say what to do. F: the folder.
 */
static void
test_refused(void)
{
	static const struct {
		const char *file, *content;
		mode_t mode; /* 0: the file is missing */
		const char *message;
	} rows[] = {
		{ "key", "", 0,
		    "F/docket.conf: key_file: F/key: No such file or "
		    "directory" },
		{ "key", "short", 0600,
		    "F/docket.conf: key_file: F/key: 5 octets are too few, 32 "
		    "are needed; make one with: head -c 32 /dev/urandom > FILE; "
		    "chmod 600 FILE" },
		{ "key", KEY, 0640,
		    "F/docket.conf: key_file: F/key: group or others have "
		    "access to this secret (mode 0640); do: chmod 600 F/key" },
		{ "imap-2", "x", 0604,
		    "F/docket.conf: accounts[1].password_file: F/imap-2: group "
		    "or others have access to this secret (mode 0604); do: "
		    "chmod 600 F/imap-2" },
		{ "imap-1", "", 0,
		    "F/docket.conf: accounts[0].password_file: F/imap-1: No "
		    "such file or directory" },
		{ "imap-1", "", 0600,
		    "F/docket.conf: accounts[0].password_file: F/imap-1: the "
		    "file is empty; write the secret into it" },
		{ "smtp-1", "", 0,
		    "F/docket.conf: relays[0].password_file: F/smtp-1: No such "
		    "file or directory" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench;
		g_autoptr(GError) error = NULL;
		set_up(&bench, NULL);
		put(&bench, rows[i].file, rows[i].content, -1,
		    rows[i].mode != 0 ? rows[i].mode : 0600);
		if (rows[i].mode == 0) {
			g_autofree char *path =
			    g_build_filename(bench.folder, rows[i].file, NULL);
			g_assert_cmpint(g_remove(path), ==, 0);
		}
		g_autoptr(GHashTable) secrets =
		    secrets_read(bench.settings, &error);
		g_auto(GStrv) parts = g_strsplit(rows[i].message, "F/", -1);
		g_autofree char *with = g_strconcat(bench.folder, "/", NULL);
		g_autofree char *wanted = g_strjoinv(with, parts);
		g_assert_null(secrets);
		g_assert_true(fail_is(error, FAIL_CONFIG));
		g_assert_cmpstr(error->message, ==, wanted);
		/* a secret never stands in an error text */
		g_assert_null(strstr(error->message, "hunter"));
		tear_down(&bench, NULL);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/secrets/all", struct bench, NULL, set_up, test_all,
	    tear_down);
	g_test_add_func("/secrets/refused", test_refused);
	return g_test_run();
}
