/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scratch folders with a few files for tests. */
#include "util-folder.h"

#include <dirent.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *
folder_new(void)
{
	g_autoptr(GError) error = NULL;
	char *folder = g_dir_make_tmp("docket-test-XXXXXX", &error);

	g_assert_no_error(error);
	return folder;
}

char *
folder_write(const char *folder, const char *name, const char *data,
    ssize_t size, mode_t mode)
{
	g_autoptr(GError) error = NULL;
	char *path = g_build_filename(folder, name, NULL);

	g_file_set_contents(path, data, size, &error);
	g_assert_no_error(error);
	g_assert_cmpint(chmod(path, mode), ==, 0);
	return path;
}

void
folder_remove(char *take_folder)
{
	DIR *list = opendir(take_folder);
	const struct dirent *entry;

	g_assert_nonnull(list);
	while ((entry = readdir(list))) {
		g_autofree char *path =
		    g_build_filename(take_folder, entry->d_name, NULL);

		if (entry->d_name[0] != '.')
			g_assert_cmpint(unlink(path), ==, 0);
	}
	closedir(list);
	g_assert_cmpint(rmdir(take_folder), ==, 0);
	g_free(take_folder);
}
