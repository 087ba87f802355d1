/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A role that only looks around. It must say what it has before it serves, so
 * that a test may read it as soon as there is something to read. */
#include "util-role.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memfd.h"
#include "settings/settings.h"
#include "util-folder.h"

#define FOLDER "DOCKET_TEST_ROLES"
#define PATIENCE_MS 20000

static char *folder;

void
role_reports_begin(void)
{
	folder = folder_new();
	g_autofree char *path = g_canonicalize_filename(folder, NULL);
	setenv(FOLDER, path, 1);
}

void
role_reports_end(void)
{
	unsetenv(FOLDER);
	folder_remove(g_steal_pointer(&folder));
}

static char *
report_path(pid_t pid)
{
	g_autofree char *name = g_strdup_printf("%d", (int)pid);

	return g_build_filename(getenv(FOLDER), name, NULL);
}

static int
compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All names, in order, with a blank before each. */
static void
add_sorted(GString *report, GPtrArray *names)
{
	g_ptr_array_sort(names, compare);
	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(report, " %s",
		    (const char *)names->pdata[i]);
	g_string_append_c(report, '\n');
}

/* Descriptors above stderr, but the one that lists them. */
static void
add_fds(GString *report)
{
	DIR *list = opendir("/proc/self/fd");

	g_string_append(report, "fds");
	for (int fd = 3; fd < 1024; fd++)
		if (fd != dirfd(list) && fcntl(fd, F_GETFD) >= 0)
			g_string_append_printf(report, " %d", fd);
	g_string_append_c(report, '\n');
	closedir(list);
}

static void
add_settings(GString *report)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) octets = memfd_map(ROLE_FD_SETTINGS, 1 << 20, &error);
	g_assert_no_error(error);
	g_autoptr(GBytes) copy = g_bytes_new(g_bytes_get_data(octets, NULL),
	    g_bytes_get_size(octets));
	g_autoptr(GVariant) encoded =
	    g_variant_ref_sink(g_variant_new_from_bytes(
	        G_VARIANT_TYPE(SETTINGS_TYPE), copy, FALSE));
	g_autoptr(GHashTable) secrets = NULL;
	g_autoptr(settings) settings =
	    settings_decode(encoded, &secrets, &error);
	g_assert_no_error(error);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	GHashTableIter iter;
	gpointer name;

	g_hash_table_iter_init(&iter, secrets);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		g_ptr_array_add(names, name);
	g_string_append(report, "secrets");
	add_sorted(report, names);
	g_ptr_array_set_size(names, 0);
	for (guint i = 0; i < settings->accounts->len; i++) {
		struct settings_account *account =
		    g_ptr_array_index(settings->accounts, i);
		g_ptr_array_add(names, account->name);
	}
	g_string_append(report, "accounts");
	add_sorted(report, names);
	g_string_append_printf(report, "agents %u\nrelays %u\n",
	    settings->agents->len, settings->relays->len);
}

int
role_run(int argc, char **argv)
{
	struct pollfd wait[] = { { .fd = ROLE_FD_LINK, .events = POLLIN },
		{ .fd = ROLE_FD_HEART } };
	unsigned int seconds[] = { 1, 77 };

	if (argc < 2 || !g_str_has_prefix(argv[1], "--role="))
		return -1;
	g_autoptr(GString) report = g_string_new("argv");
	g_autofree char *path = report_path(getpid());
	for (int i = 0; i < argc; i++)
		g_string_append_printf(report, " %s", argv[i]);
	g_string_append_c(report, '\n');
	add_fds(report);
	add_settings(report);
	g_assert_true(g_file_set_contents(path, report->str, -1, NULL));
	(void)!write(ROLE_FD_HEART, seconds, sizeof seconds);
	alarm(60);
	if (fcntl(ROLE_FD_LINK, F_GETFD) < 0)
		wait[0].fd = -1;
	poll(wait, 2, -1);
	return 0;
}

char *
role_report(pid_t pid)
{
	g_autofree char *path = report_path(pid);
	char *report = NULL;

	for (guint i = 0; i < PATIENCE_MS / 10; i++) {
		if (g_file_get_contents(path, &report, NULL, NULL))
			return report;
		g_usleep(10000);
	}
	g_error("role %d says nothing", (int)pid);
}

char *
role_line(const char *report, const char *name)
{
	g_auto(GStrv) lines = g_strsplit(report, "\n", -1);

	for (guint i = 0; lines[i] != NULL; i++)
		if (g_str_has_prefix(lines[i], name))
			return g_strdup(g_strchug(lines[i] + strlen(name)));
	return g_strdup("");
}

void
role_end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}
