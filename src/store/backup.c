/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of the state folder, there and back.
 *
 * The order is what makes a copy whole while roles write: the records first,
 * then the archive, which at any moment holds at least what the records refer
 * to, then the keys, of which none is ever taken away while it is believed. No
 * file is written under its own name before it is synced; the source is never
 * changed. */
#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "store/filesystem.h"
#include "store/segments.h"

#define BACKUP_MARK "docket backup 1\n"
#define BACKUP_CHUNK ((gsize)1 << 20)

/* One file on its way: written beside its place, then moved there. */
struct backup_file {
	char *path, *part; /* owned */
	int fd;
};

static void
backup_file_clear(struct backup_file *file)
{
	autofd_clear(&file->fd);
	g_free(file->path);
	g_free(file->part);
}
typedef struct backup_file backup_file;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(backup_file, backup_file_clear)

static bool
backup_fail(GError **error, const char *path)
{
	enum fail_code code =
	    segments_is_full(errno) ? FAIL_TEMPORARY : FAIL_CONFIG;

	return fail_errno(error, code, errno, "%s", path);
}

static bool
backup_begin(struct backup_file *file, const char *folder, const char *name,
    GError **error)
{
	file->path = g_build_filename(folder, name, NULL);
	file->part = g_strconcat(file->path, ".part", NULL);
	file->fd =
	    open(file->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return file->fd >= 0 || backup_fail(error, file->part);
}

static bool
backup_finish(struct backup_file *file, GError **error)
{
	return (fsync(file->fd) == 0 && rename(file->part, file->path) == 0) ||
	    backup_fail(error, file->path);
}

static bool
backup_write(const struct backup_file *file, const guint8 *data, gsize size,
    GError **error)
{
	while (size > 0) {
		ssize_t done = write(file->fd, data, size);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return backup_fail(error, file->part);
		data += done;
		size -= (gsize)done;
	}
	return true;
}

/* A file as it is now; what is appended meanwhile may come along or not. */
static bool
backup_copy(const char *from, const char *to, const char *name, guint64 *copied,
    GError **error)
{
	g_auto(backup_file) file = { .fd = -1 };
	g_autofree char *source = g_build_filename(from, name, NULL);
	g_autofree guint8 *chunk = g_malloc(BACKUP_CHUNK);
	autofd int fd = open(source, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return backup_fail(error, source);
	if (!backup_begin(&file, to, name, error))
		return false;
	for (;;) {
		ssize_t got = read(fd, chunk, BACKUP_CHUNK);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return backup_fail(error, source);
		if (got == 0)
			return backup_finish(&file, error);
		if (!backup_write(&file, chunk, (gsize)got, error))
			return false;
		*copied += (guint64)got;
	}
}

static guint64
backup_size(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat about;

	return stat(path, &about) == 0 ? (guint64)about.st_size : 0;
}

/* A sealed segment is never written to again: the same length is the same
 * content. */
static bool
backup_segment(const char *from, const char *to, guint32 number,
    struct backup_report *out, GError **error)
{
	g_autofree char *path = segments_path("", number);
	const char *name = path + 1;
	guint64 size = backup_size(from, name);

	if (size >= ARCHIVE_SEGMENT_MAX && backup_size(to, name) == size) {
		out->kept++;
		return true;
	}
	return backup_copy(from, to, name, &out->copied, error);
}

static bool
backup_archive(const char *from, const char *to, struct backup_report *out,
    GError **error)
{
	g_autofree char *source = g_build_filename(from, "archive", NULL);
	g_autofree char *target = g_build_filename(to, "archive", NULL);
	g_autoptr(GArray) numbers = segments_list(source, error);

	if (numbers == NULL)
		return false;
	for (guint i = 0; i < numbers->len; i++)
		if (!backup_segment(source, target,
		        g_array_index(numbers, guint32, i), out, error))
			return false;
	return filesystem_sync(target, error);
}

static bool
backup_keys(const char *from, const char *to, struct backup_report *out,
    GError **error)
{
	g_autofree char *source = g_build_filename(from, "keys", NULL);
	g_autofree char *target = g_build_filename(to, "keys", NULL);
	g_autofree char *ring = g_build_filename(source, "ring", NULL);

	if (!g_file_test(ring, G_FILE_TEST_EXISTS))
		return true; /* no mail has been taken in yet */
	return backup_copy(source, target, "ring", &out->copied, error) &&
	    filesystem_sync(target, error);
}

static bool
backup_folders(const char *to, GError **error)
{
	static const char *const names[] = { "", "store", "archive", "keys" };

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(to, names[i], NULL);
		if (!filesystem_make(path, error))
			return false;
	}
	return true;
}

/* The last file of a copy; while it is written anew there is none. */
static bool
backup_mark(const char *to, GError **error)
{
	g_auto(backup_file) file = { .fd = -1 };
	g_autofree char *when = clock_format_iso(clock_now(), NULL);
	g_autofree char *text = g_strconcat(BACKUP_MARK, when, "\n", NULL);

	return backup_begin(&file, to, "backup", error) &&
	    backup_write(&file, (const guint8 *)text, strlen(text), error) &&
	    backup_finish(&file, error) && filesystem_sync(to, error);
}

static bool
backup_records(struct store *store, const char *to, struct backup_report *out,
    GError **error)
{
	g_auto(backup_file) file = { .fd = -1 };
	g_autofree char *folder = g_build_filename(to, "store", NULL);

	if (!backup_begin(&file, folder, "data.mdb", error) ||
	    !kv_copy(store->kv, file.fd, error) || !backup_finish(&file, error))
		return false;
	out->copied += backup_size(folder, "data.mdb");
	return filesystem_sync(folder, error);
}

bool
backup_make(struct store *store, const char *to, struct backup_report *out,
    GError **error)
{
	g_autofree char *mark = g_build_filename(to, "backup", NULL);

	*out = (struct backup_report){ 0 };
	if (!backup_folders(to, error))
		return false;
	if (unlink(mark) != 0 && errno != ENOENT)
		return backup_fail(error, mark);
	return backup_records(store, to, out, error) &&
	    backup_archive(store->dir, to, out, error) &&
	    backup_keys(store->dir, to, out, error) && backup_mark(to, error);
}

/* Whether all of a copy is there. */
static bool
backup_check(const char *from, GError **error)
{
	g_autofree char *mark = g_build_filename(from, "backup", NULL);
	g_autofree char *text = NULL;

	if (g_file_get_contents(mark, &text, NULL, NULL) &&
	    g_str_has_prefix(text, BACKUP_MARK))
		return true;
	return fail_set(error, FAIL_CONFIG,
	    "%s is no whole backup of this docket", from);
}

bool
backup_restore(const char *from, const char *state_dir,
    struct backup_report *out, GError **error)
{
	g_autofree char *source = g_build_filename(from, "store", NULL);
	g_autofree char *target = g_build_filename(state_dir, "store", NULL);
	g_autofree char *data = g_build_filename(target, "data.mdb", NULL);

	*out = (struct backup_report){ 0 };
	if (!backup_check(from, error))
		return false;
	if (g_file_test(data, G_FILE_TEST_EXISTS))
		return fail_set(error, FAIL_CONFIG,
		    "%s: there is a store already; move it away first",
		    state_dir);
	/* The records last: without them there is no store, and restore may be
	 * called again. */
	return backup_folders(state_dir, error) &&
	    backup_archive(from, state_dir, out, error) &&
	    backup_keys(from, state_dir, out, error) &&
	    backup_copy(source, target, "data.mdb", &out->copied, error) &&
	    filesystem_sync(target, error);
}
