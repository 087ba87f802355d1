/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With what docketd does not start, and in which words: before any role runs,
 * and before anything is changed. */
#include "daemon/startup.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/memfd.h"
#include "desk/wording.h"
#include "util-folder.h"

#define DESK "desk = { name = \"Desk\"; address = \"support@example.com\"; };\n"
#define FILES                                                           \
	"key_file = \"key\";\nborder_hosts = [ \"mx.example.com\" ];\n" \
	"sandbox = \"off\";\n"
#define ACCOUNT                                                               \
	"accounts = ( { host = \"127.0.0.1\"; user = \"u\"; password_file = " \
	"\"imap\"; } );\n"
#define RELAY "relays = ( { host = \"127.0.0.1\"; } );\n"

/* A folder with all that a start needs, and docket.conf of that text; %T in it
 * is the folder of templates. */
struct bench {
	char *folder, *templates, *english, *conf;
};

static void
copy_templates(const struct bench *bench)
{
	g_autofree char *from = g_test_build_filename(G_TEST_DIST, "..", "conf",
	    "templates", "en", NULL);
	g_autoptr(GDir) list = g_dir_open(from, 0, NULL);
	const char *name;

	g_assert_nonnull(list);
	while ((name = g_dir_read_name(list)) != NULL) {
		g_autofree char *source = g_build_filename(from, name, NULL);
		g_autofree char *target =
		    g_build_filename(bench->english, name, NULL);
		g_autofree char *text = NULL;
		gsize size = 0;
		g_assert_true(g_file_get_contents(source, &text, &size, NULL));
		g_assert_true(g_file_set_contents(target, text, (gssize)size,
		    NULL));
	}
}

static void
open_bench(struct bench *bench, const char *conf)
{
	bench->folder = folder_new();
	bench->templates = g_strconcat(bench->folder, "-templates", NULL);
	bench->english = g_build_filename(bench->templates, "en", NULL);
	g_assert_cmpint(g_mkdir_with_parents(bench->english, 0700), ==, 0);
	copy_templates(bench);
	g_autofree char *text = g_strdup_printf("%stemplates_dir = \"%s\";\n",
	    conf, bench->templates);
	g_free(folder_write(bench->folder, "key",
	    "0123456789abcdef0123456789abcdef", 32, 0600));
	g_free(folder_write(bench->folder, "imap", "hunter", -1, 0600));
	bench->conf =
	    folder_write(bench->folder, "docket.conf", text, -1, 0644);
}

static void
close_bench(struct bench *bench)
{
	folder_remove(bench->english);
	g_assert_cmpint(g_rmdir(bench->templates), ==, 0);
	g_free(bench->templates);
	g_free(bench->conf);
	folder_remove(bench->folder);
}

static void
test_starts(void)
{
	struct bench bench;
	struct startup startup = STARTUP_NONE;
	g_autoptr(GError) error = NULL;

	open_bench(&bench, DESK FILES ACCOUNT RELAY);
	g_assert_true(startup_load(bench.conf, &startup, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(startup.settings->accounts->len, ==, 1);
	g_assert_true(g_hash_table_contains(startup.secrets,
	    "account:account1"));
	/* sealed, so that a role may trust it */
	g_autoptr(GBytes) words =
	    memfd_map(startup.wording, WORDING_MAX, &error);
	g_assert_no_error(error);
	g_autoptr(wording) wording = wording_decode(words, startup.settings);
	g_assert_true(template_knows(wording->templates, "en"));
	startup_clear(&startup);
	g_assert_cmpint(startup.wording, ==, -1);
	close_bench(&bench);
}

static void
assert_nothing(const struct startup *startup)
{
	g_assert_null(startup->settings);
	g_assert_null(startup->secrets);
	g_assert_cmpint(startup->wording, ==, -1);
}

static const struct row {
	const char *name, *conf;
	const char *file, *content; /* written into the folder of templates, or
	                               NULL; content NULL: removed */
	const char *message; /* "C" at the start: docket.conf's path; "T" the
	                        templates' folder */
} rows[] = {
	{ "no account", DESK FILES RELAY, NULL, NULL,
	    "C: accounts: docketd needs at least one; see docket.conf(5)" },
	{ "no relay", DESK FILES ACCOUNT, NULL, NULL,
	    "C: relays: docketd needs at least one; see docket.conf(5)" },
	{ "unknown option", DESK FILES ACCOUNT RELAY "relais = 1;\n", NULL,
	    NULL, "C:7: relais: " },
	{ "no desk", FILES ACCOUNT RELAY, NULL, NULL, "C: desk" },
	{ "bad template", DESK FILES ACCOUNT RELAY, "answer.txt",
	    "Subject: x\n\n{{nonsense}}\n", "T/en/answer.txt:3: " },
	{ "no folder of macros",
	    DESK FILES ACCOUNT RELAY "macros_dir = \"/nonexistent\";\n", NULL,
	    NULL, "macros_dir: " },
	{ "template without subject", DESK FILES ACCOUNT RELAY, "answer.txt",
	    "{{words}}\n", "T/en/answer.txt:1: " },
};

static void
test_refused(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		struct bench bench;
		struct startup startup = STARTUP_NONE;
		g_autoptr(GError) error = NULL;
		g_test_message("%s", row->name);
		open_bench(&bench, row->conf);
		if (row->file != NULL)
			g_free(folder_write(bench.english, row->file,
			    row->content, -1, 0644));
		g_autofree char *wanted =
		    g_strconcat(*row->message == 'C' ? bench.conf
		            : *row->message == 'T'   ? bench.templates
		                                     : "m",
		        row->message + 1, NULL);
		g_assert_false(startup_load(bench.conf, &startup, &error));
		g_assert_true(fail_is(error, FAIL_CONFIG));
		error->message[MIN(strlen(error->message), strlen(wanted))] =
		    '\0';
		g_assert_cmpstr(error->message, ==, wanted);
		assert_nothing(&startup);
		close_bench(&bench);
	}
}

/* A missing secret is told as that, not as a missing account. */
static void
test_secret_missing(void)
{
	struct bench bench;
	struct startup startup = STARTUP_NONE;
	g_autoptr(GError) error = NULL;

	open_bench(&bench, DESK FILES ACCOUNT RELAY);
	g_autofree char *path = g_build_filename(bench.folder, "imap", NULL);
	g_assert_cmpint(g_remove(path), ==, 0);
	g_assert_false(startup_load(bench.conf, &startup, &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	g_assert_nonnull(strstr(error->message, "accounts[0].password_file"));
	assert_nothing(&startup);
	close_bench(&bench);
}

static void
test_no_file(void)
{
	struct startup startup = STARTUP_NONE;
	g_autoptr(GError) error = NULL;

	g_assert_false(startup_load("/nonexistent/docket.conf", &startup,
	    &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	g_assert_true(g_str_has_prefix(error->message,
	    "/nonexistent/docket.conf"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/startup/starts", test_starts);
	g_test_add_func("/startup/refused", test_refused);
	g_test_add_func("/startup/secret-missing", test_secret_missing);
	g_test_add_func("/startup/no-file", test_no_file);
	return g_test_run();
}
