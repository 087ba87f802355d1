/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as operators type them, and the statuses of complaints. */
#include "ctl/ctl.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static const struct {
	const char *text;
	bool number, place;
	guint64 value;
} numbers[] = {
	{ "1", true, true, 1 },
	{ "0", false, true, 0 },
	{ "12", true, true, 12 },
	{ "4294967295", true, true, 4294967295u },
	{ "4294967296", true, false, 4294967296u },
	{ "9223372036854775807", true, false, G_MAXINT64 },
	{ "9223372036854775808", false, false, 0 },
	{ "-1", false, false, 0 },
	{ "+1", false, false, 0 },
	{ " 1", false, false, 0 },
	{ "1 ", false, false, 0 },
	{ "0x1", false, false, 0 },
	{ "all", false, false, 0 },
	{ "", false, false, 0 },
	{ NULL, false, false, 0 },
};

static void
test_numbers(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
		guint64 number = 0;
		guint32 place = 0;
		g_test_message("%s", numbers[i].text);
		g_assert_true(ctl_number(numbers[i].text, &number) ==
		    numbers[i].number);
		if (numbers[i].number)
			g_assert_cmpuint(number, ==, numbers[i].value);
		g_assert_true(ctl_place(numbers[i].text, &place) ==
		    numbers[i].place);
		if (numbers[i].place)
			g_assert_cmpuint(place, ==, numbers[i].value);
	}
}

static const struct {
	enum fail_code code;
	int status;
} statuses[] = {
	{ FAIL_TEMPORARY, EX_TEMPFAIL },
	{ FAIL_PERMANENT, EX_DATAERR },
	{ FAIL_LIMIT, EX_DATAERR },
	{ FAIL_CONFIG, EX_CONFIG },
	{ FAIL_STORE, EX_IOERR },
};

static void
test_statuses(void)
{
	if (g_test_subprocess()) {
		for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
			g_autoptr(GError) error = NULL;
			fail_set(&error, statuses[i].code, "code %u", i);
			g_assert_cmpint(ctl_fail(error), ==,
			    statuses[i].status);
		}
		return;
	}
	g_test_trap_subprocess(NULL, 0, 0);
	g_test_trap_assert_passed();
	g_test_trap_assert_stderr("*docketctl: code 0\n*docketctl: code 4\n*");
}

/* A server's words in an error must not act on a terminal. */
static void
test_complaint_is_safe(void)
{
	if (g_test_subprocess()) {
		g_assert_cmpint(ctl_complain(EX_NOINPUT, "%s", "a\x1b[2Jb\n"),
		    ==, EX_NOINPUT);
		return;
	}
	g_test_trap_subprocess(NULL, 0, 0);
	g_test_trap_assert_passed();
	g_test_trap_assert_stderr("*docketctl: a\\x1b[2Jb\n*");
}

static struct ctl *
ctl_of(const char *conf)
{
	struct ctl *ctl = g_new(struct ctl, 1);

	ctl_init(ctl);
	ctl->conf = conf;
	return ctl;
}

static void
free_ctl(struct ctl *ctl)
{
	ctl_clear(ctl);
	g_free(ctl);
}

static void
test_no_settings(void)
{
	struct ctl *ctl = ctl_of("/nonexistent/docket.conf");

	g_assert_cmpint(ctl_need_settings(ctl), ==, EX_CONFIG);
	g_assert_cmpint(ctl_need_store(ctl), ==, EX_CONFIG);
	g_assert_null(ctl->settings);
	free_ctl(ctl);
}

static void
test_no_store(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *dir = g_dir_make_tmp("docket-ctl-XXXXXX", &error);
	g_autofree char *conf = g_build_filename(dir, "docket.conf", NULL);
	g_autofree char *text = g_strdup_printf(
	    "desk = { name = \"D\"; address = \"d@example.com\"; };\n"
	    "state_dir = \"%s/state\";\n",
	    dir);

	g_assert_no_error(error);
	g_assert_true(g_file_set_contents(conf, text, -1, &error));
	struct ctl *ctl = ctl_of(conf);
	g_assert_cmpint(ctl_need_settings(ctl), ==, EX_OK);
	g_assert_nonnull(ctl->zone);
	g_assert_cmpint(ctl_need_store(ctl), ==, EX_NOINPUT);
	g_assert_null(ctl->store);
	/* Looking has made nothing. */
	g_assert_false(g_file_test(ctl->settings->state_dir,
	    G_FILE_TEST_EXISTS));
	free_ctl(ctl);
	g_assert_cmpint(unlink(conf), ==, 0);
	g_assert_cmpint(rmdir(dir), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ctl/numbers", test_numbers);
	g_test_add_func("/ctl/statuses", test_statuses);
	g_test_add_func("/ctl/complaint-is-safe", test_complaint_is_safe);
	g_test_add_func("/ctl/no-settings", test_no_settings);
	g_test_add_func("/ctl/no-store", test_no_store);
	return g_test_run();
}
