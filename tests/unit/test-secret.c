/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files may hold a secret, and where they are looked for. */
#include "base/secret.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "util-folder.h"

static const struct {
	const char *name, *data;
	ssize_t size;
	mode_t mode;
	const char *secret; /* NULL: refused */
	const char *message;
} files[] = {
	{ "plain", "pass", -1, 0600, "pass", NULL },
	{ "read only", "pass", -1, 0400, "pass", NULL },
	{ "line end", "pass\n", -1, 0600, "pass", NULL },
	{ "CR LF", "pass\r\n", -1, 0600, "pass", NULL },
	{ "two line ends", "pass\n\n", -1, 0600, "pass\n", NULL },
	{ "CR alone stays", "pass\r", -1, 0600, "pass\r", NULL },
	{ "blanks stay", " pass ", -1, 0600, " pass ", NULL },
	{ "empty", "", -1, 0600, NULL, "is empty" },
	{ "only a line end", "\n", -1, 0600, NULL, "is empty" },
	{ "group may read", "pass", -1, 0640, NULL,
	    "mode 0640); do: chmod 600 " },
	{ "others may read", "pass", -1, 0604, NULL, "chmod 600" },
	{ "group may write", "pass", -1, 0620, NULL, "chmod 600" },
	{ "others may execute", "pass", -1, 0601, NULL, "chmod 600" },
};

static void
test_files(void)
{
	char *folder = folder_new();

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *path = folder_write(folder, "secret",
		    files[i].data, files[i].size, files[i].mode);
		GBytes *secret = secret_read(path, &error);

		g_test_message("%s", files[i].name);
		g_assert_cmpint(secret != NULL, ==, files[i].secret != NULL);
		if (secret) {
			g_autoptr(GBytes) expected =
			    g_bytes_new_static(files[i].secret,
			        strlen(files[i].secret));

			g_assert_true(g_bytes_equal(secret, expected));
		} else {
			g_assert_true(fail_is(error, FAIL_CONFIG));
			g_assert_nonnull(strstr(error->message, path));
			g_assert_nonnull(strstr(error->message,
			    files[i].message));
			g_assert_null(strstr(error->message, "pass"));
		}
		secret_free(secret);
	}
	folder_remove(folder);
}

static void
test_sizes(void)
{
	static const struct {
		ssize_t size;
		const char *end;
		bool good;
	} rows[] = { { 4096, "", true }, { 4096, "\n", true },
		{ 4096, "\r\n", true }, { 4097, "", false },
		{ 4097, "\n", false }, { 100000, "", false } };
	char *folder = folder_new();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *fill = g_strnfill((gsize)rows[i].size, 'x');
		g_autofree char *data = g_strconcat(fill, rows[i].end, NULL);
		g_autofree char *path =
		    folder_write(folder, "secret", data, -1, 0600);
		GBytes *secret = secret_read(path, &error);

		g_assert_cmpint(secret != NULL, ==, rows[i].good);
		if (secret)
			g_assert_cmpuint(g_bytes_get_size(secret), ==,
			    SECRET_MAX);
		secret_free(secret);
	}
	folder_remove(folder);
}

static void
test_not_a_file(void)
{
	char *folder = folder_new();
	g_autofree char *fifo = g_build_filename(folder, "fifo", NULL);
	g_autofree char *missing = g_build_filename(folder, "missing", NULL);
	const char *paths[] = { folder, fifo, missing };

	g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(secret_read(paths[i], &error));
		g_assert_true(fail_is(error, FAIL_CONFIG));
		g_assert_nonnull(strstr(error->message, paths[i]));
	}
	folder_remove(folder);
}

/* systemd chooses the modes of credentials; nothing else is exempt. */
static void
test_credentials(void)
{
	char *folder = folder_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *path = folder_write(folder, "key", "pass", -1, 0644);
	g_autofree char *name = g_path_get_basename(folder);
	g_autofree char *sly = g_strconcat(folder, "/../", name, "/key", NULL);
	GBytes *secret;

	g_setenv("CREDENTIALS_DIRECTORY", folder, TRUE);
	secret = secret_read(path, &error);
	g_assert_no_error(error);
	g_assert_nonnull(secret);
	secret_free(secret);
	g_assert_null(secret_read(sly, NULL));
	g_setenv("CREDENTIALS_DIRECTORY", "/nowhere", TRUE);
	g_assert_null(secret_read(path, NULL));
	g_setenv("CREDENTIALS_DIRECTORY", "", TRUE);
	g_assert_null(secret_read(path, NULL));
	g_unsetenv("CREDENTIALS_DIRECTORY");
	g_assert_null(secret_read(path, NULL));
	folder_remove(folder);
}

static void
assert_path(const char *name, const char *folder, const char *rest)
{
	g_autofree char *path = secret_path("/etc/docket", name);
	g_autofree char *expected = g_strconcat(folder, rest, NULL);

	g_assert_cmpstr(path, ==, expected);
}

static void
test_path(void)
{
	char *folder = folder_new();
	g_autofree char *path = folder_write(folder, "key", "pass", -1, 0600);

	g_assert_nonnull(path);
	assert_path("/run/key", "", "/run/key");
	assert_path("key", "", "/etc/docket/key");
	g_setenv("CREDENTIALS_DIRECTORY", folder, TRUE);
	assert_path("key", folder, "/key");
	assert_path("other", "", "/etc/docket/other");
	assert_path("/run/key", "", "/run/key");
	g_unsetenv("CREDENTIALS_DIRECTORY");
	folder_remove(folder);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_unsetenv("CREDENTIALS_DIRECTORY");
	secret_free(NULL);
	g_test_add_func("/secret/files", test_files);
	g_test_add_func("/secret/sizes", test_sizes);
	g_test_add_func("/secret/not-a-file", test_not_a_file);
	g_test_add_func("/secret/credentials", test_credentials);
	g_test_add_func("/secret/path", test_path);
	return g_test_run();
}
