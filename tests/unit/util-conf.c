/* SPDX-License-Identifier: GPL-3.0-or-later */
/* docket.conf from a text in a test. */
#include "util-conf.h"

#include <string.h>

#include "base/fail.h"
#include "util-folder.h"

/* libconfig 1.5 forgets a text that it had read before a syntax error. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libconfig.so\n";
}

struct settings *
conf_read(const char *text, ssize_t size, char **message_out)
{
	char *folder = folder_new();
	g_autofree char *path =
	    folder_write(folder, "docket.conf", text, size, 0600);
	g_autoptr(GError) error = NULL;
	struct settings *settings = settings_read(path, &error);

	*message_out = NULL;
	if (!settings) {
		g_assert_true(fail_is(error, FAIL_CONFIG));
		g_assert_true(g_str_has_prefix(error->message, folder));
		*message_out = g_strdup(error->message + strlen(folder) + 1);
	}
	folder_remove(folder);
	return settings;
}

void
conf_assert_refused(const char *name, const char *text, const char *message)
{
	g_autofree char *have = NULL;
	g_autoptr(settings) settings = conf_read(text, -1, &have);

	g_test_message("%s", name);
	g_assert_null(settings);
	g_assert_cmpstr(have, ==, message);
}

struct settings *
conf_good(const char *text)
{
	g_autofree char *message = NULL;
	struct settings *settings = conf_read(text, -1, &message);

	g_assert_cmpstr(message, ==, NULL);
	return settings;
}
