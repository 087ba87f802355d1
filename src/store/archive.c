/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content too large for the key-value store, appended to segment files.
 *
 * A frame is written once and never changed: whoever holds a reference may
 * read without a lock. Nothing here may overwrite octets that lie before the
 * end of a segment, and nothing counts as stored before archive_sync(). */
#include "store/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/mac.h"
#include "store/filesystem.h"
#include "store/segments.h"

static const char magic[4] = { 'd', 'k', 'A', '1' };

#define WRITE_AHEAD 1048576 /* octets appended */

struct archive {
	char *dir;
	struct segments *readers;
	guint32 segment; /* the one we write, 0 none yet */
	int fd;          /* of it, -1 none */
	guint64 end;     /* where its next frame goes */
	guint64 begun;   /* up to where its way to the disk is begun */
	bool dirty;      /* appended since the last sync */
	bool folder_dirty;
	bool broken; /* a sync failed: no more writing */
	/* The blob whose frame was looked at last, segment 0 none. */
	guint32 checked_segment;
	guint64 checked_offset;
	uint8_t checked[ARCHIVE_FRAME_SIZE];
};

static guint64 segment_max = ARCHIVE_SEGMENT_MAX;

void
archive_set_segment_for_test(guint64 octets)
{
	segment_max = octets > 0 ? octets : ARCHIVE_SEGMENT_MAX;
}

struct archive *
archive_open(const char *dir, GError **error)
{
	if (!filesystem_make(dir, error))
		return NULL;
	struct archive *archive = g_new0(struct archive, 1);
	archive->dir = g_strdup(dir);
	archive->readers = segments_new(dir);
	archive->fd = -1;
	return archive;
}

void
archive_close(struct archive *archive)
{
	if (!archive)
		return;
	autofd_clear(&archive->fd);
	segments_free(archive->readers);
	g_free(archive->dir);
	g_free(archive);
}

/* Takes the segment of that number for writing if nobody else has it and it is
 * not sealed. False without an error when it is not for us. */
static bool
take_segment(struct archive *archive, guint32 number, int flags)
{
	g_autofree char *path = segments_path(archive->dir, number);
	autofd int fd = open(path, O_RDWR | O_CLOEXEC | flags, 0600);
	struct stat about;

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0)
		return false;
	/* Looked at only now: it may have grown until the lock was ours. */
	if (fstat(fd, &about) != 0 || (guint64)about.st_size >= segment_max)
		return false;
	archive->end = archive->begun = (guint64)about.st_size;
	archive->segment = number;
	/* Its maker may have left the name unsynced. */
	archive->folder_dirty = true;
	archive->fd = autofd_steal(&fd);
	return true;
}

/* A new segment behind the last. Another process may take the number between
 * our look and our open, or the file between our open and our lock: then the
 * next one is tried. */
static bool
make_segment(struct archive *archive, guint32 last, GError **error)
{
	for (guint32 number = last + 1; number != 0; number++) {
		if (take_segment(archive, number, O_CREAT | O_EXCL))
			return true;
		if (errno == EEXIST || errno == EWOULDBLOCK)
			continue;
		enum fail_code code =
		    segments_is_full(errno) ? FAIL_TEMPORARY : FAIL_STORE;
		return fail_errno(error, code, errno,
		    "archive: making segment %u", number);
	}
	return fail_set(error, FAIL_STORE, "archive: no segment number left");
}

static bool
find_segment(struct archive *archive, GError **error)
{
	if (archive->fd >= 0 && archive->end < segment_max)
		return true;
	/* The sealed one is synced before it is let go: archive_sync() knows
	 * only the one being written. */
	if (archive->fd >= 0 && !archive_sync(archive, error))
		return false;
	autofd_clear(&archive->fd);
	g_autoptr(GArray) numbers = segments_list(archive->dir, error);
	guint32 last = 0;
	if (!numbers)
		return false;
	for (guint i = 0; i < numbers->len; i++) {
		last = g_array_index(numbers, guint32, i);
		if (take_segment(archive, last, 0))
			return true;
	}
	return make_segment(archive, last, error);
}

static void
make_frame(uint8_t frame[ARCHIVE_FRAME_SIZE], const struct blob *blob)
{
	guint64 length = GUINT64_TO_BE(blob->length);
	memset(frame, 0, ARCHIVE_FRAME_SIZE);
	memcpy(frame, magic, sizeof magic);
	memcpy(frame + 8, &length, sizeof length);
	memcpy(frame + 16, blob->sha256, sizeof blob->sha256);
}

/* Cuts off what a failed write left. When even that fails the end of the
 * segment is not known any more. */
static bool
undo_write(struct archive *archive, int number, GError **error)
{
	enum fail_code code =
	    segments_is_full(number) ? FAIL_TEMPORARY : FAIL_STORE;
	if (ftruncate(archive->fd, (off_t)archive->end) != 0) {
		archive->broken = true;
		code = FAIL_STORE;
	}
	return fail_errno(error, code, number, "archive: writing segment %u",
	    archive->segment);
}

/* The disk begins while more is decided on, so that the sync has less to wait
 * for. A hint: what goes wrong the sync says. */
static void
begin_writing(struct archive *archive)
{
	if (archive->end - archive->begun < WRITE_AHEAD)
		return;
	sync_file_range(archive->fd, (off_t)archive->begun,
	    (off_t)(archive->end - archive->begun), SYNC_FILE_RANGE_WRITE);
	archive->begun = archive->end;
}

static bool
write_frame(struct archive *archive, const struct blob *blob, const void *data,
    GError **error)
{
	uint8_t frame[ARCHIVE_FRAME_SIZE];
	struct iovec parts[2] = { { .iov_base = frame,
	    .iov_len = sizeof frame } };
	ssize_t whole = (ssize_t)(sizeof frame + blob->length);
	ssize_t written = -1;

	make_frame(frame, blob);
	/* iov_base is not const; writing only reads from it. */
	memcpy(&parts[1].iov_base, &data, sizeof data);
	parts[1].iov_len = blob->length;
	do {
		written = pwritev(archive->fd, parts, 2, (off_t)archive->end);
	} while (written < 0 && errno == EINTR);
	/* A regular file takes less than all only when there is no room. */
	if (written != whole)
		return undo_write(archive, written < 0 ? errno : ENOSPC, error);
	archive->end += (guint64)whole;
	archive->dirty = true;
	begin_writing(archive);
	return true;
}

static bool
fail_broken(GError **error)
{
	return fail_set(error, FAIL_STORE,
	    "archive: closed for writing after a failed write to disk");
}

bool
archive_append(struct archive *archive, const void *data, gsize size,
    const uint8_t *sha256, struct blob *out, GError **error)
{
	if (archive->broken)
		return fail_broken(error);
	/* The kernel writes at most 2 GiB at once, and no mail is near it. */
	if (size > G_MAXINT32 - ARCHIVE_FRAME_SIZE)
		return fail_set(error, FAIL_LIMIT,
		    "archive: content of 2 GiB or more");
	if (!find_segment(archive, error))
		return false;
	struct blob blob = { .segment = archive->segment,
		.offset = archive->end,
		.length = size };
	if (sha256)
		memcpy(blob.sha256, sha256, sizeof blob.sha256);
	else
		mac_sha256(data, size, blob.sha256);
	if (!write_frame(archive, &blob, data, error))
		return false;
	*out = blob;
	return true;
}

bool
archive_sync(struct archive *archive, GError **error)
{
	if (archive->broken)
		return fail_broken(error);
	if (archive->dirty && fdatasync(archive->fd) != 0) {
		archive->broken = true;
		return fail_errno(error, FAIL_STORE, errno,
		    "archive: syncing segment %u", archive->segment);
	}
	archive->dirty = false;
	if (archive->folder_dirty && !filesystem_sync(archive->dir, error)) {
		archive->broken = true;
		return false;
	}
	archive->folder_dirty = false;
	return true;
}

/* One damaged place: what needs it fails for good, and the rest goes on. */
static bool
fail_blob(GError **error, const struct blob *blob, const char *problem)
{
	return fail_set(error, FAIL_PERMANENT,
	    "archive %u+%" G_GUINT64_FORMAT ": %s", blob->segment, blob->offset,
	    problem);
}

/* size octets at offset of the blob's segment, to the last one. */
static bool
read_exactly(struct archive *archive, const struct blob *blob, guint64 offset,
    void *out, gsize size, GError **error)
{
	guint8 *at = out;
	int fd = segments_get(archive->readers, blob->segment, error);
	if (fd < 0)
		return false;
	if (offset > G_MAXINT64)
		return fail_blob(error, blob, "no file is so long");
	while (size > 0) {
		ssize_t got = pread(fd, at, size, (off_t)offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_errno(error, FAIL_STORE, errno,
			    "archive: reading segment %u", blob->segment);
		if (got == 0)
			return fail_blob(error, blob, "the segment is shorter");
		at += got;
		size -= (gsize)got;
		offset += (guint64)got;
	}
	return true;
}

/* What of the frame does not fit the reference; NULL when all does. */
static const char *
frame_problem(const uint8_t frame[ARCHIVE_FRAME_SIZE], const struct blob *blob)
{
	uint8_t wanted[ARCHIVE_FRAME_SIZE];
	make_frame(wanted, blob);
	if (memcmp(frame, wanted, 4) != 0)
		return "no frame begins here";
	if (memcmp(frame + 4, wanted + 4, 4) != 0)
		return "encrypted or newer than this docket knows";
	if (memcmp(frame + 8, wanted + 8, 8) != 0)
		return "length differs";
	if (memcmp(frame + 16, wanted + 16, 32) != 0)
		return "digest differs";
	return NULL;
}

/* Memory for content; the length comes from a record that may be damaged. */
static guint8 *
room_for(const struct blob *blob, guint64 length, GError **error)
{
	guint8 *room = length < G_MAXINT32 ? g_try_malloc(length + 1) : NULL;
	if (!room)
		fail_blob(error, blob, "too large");
	return room;
}

static bool
check_frame(struct archive *archive, const struct blob *blob, GError **error)
{
	uint8_t frame[ARCHIVE_FRAME_SIZE];
	if (!read_exactly(archive, blob, blob->offset, frame, sizeof frame,
	        error))
		return false;
	const char *problem = frame_problem(frame, blob);
	return !problem || fail_blob(error, blob, problem);
}

/* The same, and nothing to do when it is the blob of the last time: parts of
 * one are read one after the other. */
static bool
check_frame_once(struct archive *archive, const struct blob *blob,
    GError **error)
{
	uint8_t frame[ARCHIVE_FRAME_SIZE];
	make_frame(frame, blob);
	if (archive->checked_segment == blob->segment &&
	    archive->checked_offset == blob->offset &&
	    memcmp(archive->checked, frame, sizeof frame) == 0)
		return true;
	if (!check_frame(archive, blob, error))
		return false;
	archive->checked_segment = blob->segment;
	archive->checked_offset = blob->offset;
	memcpy(archive->checked, frame, sizeof frame);
	return true;
}

GBytes *
archive_read(struct archive *archive, const struct blob *blob, GError **error)
{
	uint8_t digest[MAC_SHA256_SIZE];
	if (!check_frame(archive, blob, error))
		return NULL;
	g_autofree guint8 *content = room_for(blob, blob->length, error);
	if (!content ||
	    !read_exactly(archive, blob, blob->offset + ARCHIVE_FRAME_SIZE,
	        content, blob->length, error))
		return NULL;
	mac_sha256(content, blob->length, digest);
	if (memcmp(digest, blob->sha256, sizeof digest) != 0) {
		fail_blob(error, blob, "digest differs");
		return NULL;
	}
	return g_bytes_new_take(g_steal_pointer(&content), blob->length);
}

GBytes *
archive_read_part(struct archive *archive, const struct blob *blob,
    guint64 offset, guint64 length, GError **error)
{
	if (offset > blob->length || length > blob->length - offset) {
		fail_blob(error, blob, "a part lies outside the content");
		return NULL;
	}
	if (!check_frame_once(archive, blob, error))
		return NULL;
	g_autofree guint8 *content = room_for(blob, length, error);
	if (!content ||
	    !read_exactly(archive, blob,
	        blob->offset + ARCHIVE_FRAME_SIZE + offset, content, length,
	        error))
		return NULL;
	return g_bytes_new_take(g_steal_pointer(&content), length);
}
