/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The archive: what is written is read back, or said to be damaged. */
#include "store/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mac.h"
#include "store/segments.h"
#include "util-store.h"

/* Stands in for the C library's, so that a disk can break. */
static int sync_errno;
static guint syncs;
int fdatasync(int fd);

int
fdatasync(int fd)
{
	syncs++;
	if (sync_errno == 0)
		return fsync(fd);
	errno = sync_errno;
	return -1;
}

static struct archive *
open_archive(const char *dir)
{
	GError *error = NULL;
	struct archive *archive = archive_open(dir, &error);
	g_assert_no_error(error);
	return archive;
}

static struct blob
append(struct archive *archive, const void *data, gsize size)
{
	GError *error = NULL;
	struct blob blob = { 0 };
	bool done = archive_append(archive, data, size, NULL, &blob, &error);
	g_assert_no_error(error);
	g_assert_true(done);
	return blob;
}

static void
sync_all(struct archive *archive)
{
	GError *error = NULL;
	g_assert_true(archive_sync(archive, &error));
	g_assert_no_error(error);
}

static void
assert_content(struct archive *archive, const struct blob *blob,
    const void *data, gsize size)
{
	GError *error = NULL;
	g_autoptr(GBytes) content = archive_read(archive, blob, &error);
	g_assert_no_error(error);
	g_autoptr(GBytes) wanted = g_bytes_new(data, size);
	g_assert_true(g_bytes_equal(content, wanted));
}

static void
assert_refused(struct archive *archive, const struct blob *blob,
    const char *problem)
{
	GError *error = NULL;
	g_assert_null(archive_read(archive, blob, &error));
	g_assert_true(fail_is(error, FAIL_PERMANENT));
	g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, problem));
	g_clear_error(&error);
}

static guint64
segment_size(const char *dir, guint32 number)
{
	g_autofree char *path = segments_path(dir, number);
	struct stat about;
	g_assert_cmpint(stat(path, &about), ==, 0);
	return (guint64)about.st_size;
}

static void
test_append_read(void)
{
	static const struct {
		const char *name;
		gsize size;
	} rows[] = {
		{ "empty", 0 },
		{ "one octet", 1 },
		{ "a line", 76 },
		{ "a page", 4096 },
		{ "a mebibyte", 1024 * 1024 },
	};
	char *dir = scratch_new();
	struct blob blobs[G_N_ELEMENTS(rows)];
	g_autofree guint8 *data = g_malloc(1024 * 1024);
	for (gsize i = 0; i < 1024 * 1024; i++)
		data[i] = (guint8)(i * 7);
	{
		g_autoptr(archive) archive = open_archive(dir);
		for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
			blobs[i] = append(archive, data, rows[i].size);
		sync_all(archive);
		for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
			assert_content(archive, &blobs[i], data, rows[i].size);
	}
	g_autoptr(archive) again = open_archive(dir);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(blobs[i].length, ==, rows[i].size);
		assert_content(again, &blobs[i], data, rows[i].size);
	}
	g_clear_pointer(&again, archive_close);
	scratch_remove(dir);
}

/* The frame is a promise to later versions: this is what it looks like. */
static void
test_format(void)
{
	char *dir = scratch_new();
	g_autoptr(archive) archive = open_archive(dir);
	uint8_t digest[MAC_SHA256_SIZE];
	char *octets = NULL;
	gsize size = 0;
	mac_sha256("abc", 3, digest);
	struct blob first = append(archive, "abc", 3);
	struct blob second = append(archive, "d", 1);
	g_assert_cmpuint(first.segment, ==, 1);
	g_assert_cmpuint(first.offset, ==, 0);
	g_assert_cmpint(memcmp(first.sha256, digest, 32), ==, 0);
	g_assert_cmpuint(second.offset, ==, 51);
	g_autofree char *path = g_build_filename(dir, "00000001.seg", NULL);
	g_assert_true(g_file_get_contents(path, &octets, &size, NULL));
	g_assert_cmpuint(size, ==, 51 + 49);
	g_assert_cmpint(memcmp(octets, "dkA1\0\0\0\0\0\0\0\0\0\0\0\3", 16), ==,
	    0);
	g_assert_cmpint(memcmp(octets + 16, digest, 32), ==, 0);
	g_assert_cmpint(memcmp(octets + 48, "abc", 3), ==, 0);
	struct stat about;
	g_assert_cmpint(stat(path, &about), ==, 0);
	g_assert_cmpuint(about.st_mode & 0777, ==, 0600);
	g_free(octets);
	g_clear_pointer(&archive, archive_close);
	scratch_remove(dir);
}

/* Any one flipped bit of a frame is found. */
static void
test_flipped(void)
{
	char *dir = scratch_new();
	g_autoptr(archive) archive = open_archive(dir);
	struct blob blob = append(archive, "some content", 12);
	g_autofree char *path = segments_path(dir, 1);
	int fd = open(path, O_RDWR);
	for (off_t at = 0; at < 60; at++) {
		guint8 octet = 0, flipped = 0;
		g_assert_cmpint(pread(fd, &octet, 1, at), ==, 1);
		flipped = octet ^ (guint8)(1 << (at % 8));
		g_assert_cmpint(pwrite(fd, &flipped, 1, at), ==, 1);
		GError *error = NULL;
		g_assert_null(archive_read(archive, &blob, &error));
		g_assert_true(fail_is(error, FAIL_PERMANENT));
		g_assert_nonnull(strstr(error->message, "archive 1+0: "));
		g_clear_error(&error);
		g_assert_cmpint(pwrite(fd, &octet, 1, at), ==, 1);
	}
	close(fd);
	assert_content(archive, &blob, "some content", 12);
	g_clear_pointer(&archive, archive_close);
	scratch_remove(dir);
}

static void
test_wrong_references(void)
{
	char *dir = scratch_new();
	g_autoptr(archive) archive = open_archive(dir);
	struct blob good = append(archive, "some content", 12);
	struct blob bad = good;
	bad.segment = 0;
	assert_refused(archive, &bad, "nothing is stored");
	bad = good;
	bad.segment = 9;
	assert_refused(archive, &bad, "00000009.seg");
	bad = good;
	bad.offset = 1;
	assert_refused(archive, &bad, "archive 1+1");
	bad = good;
	bad.offset = 1 << 20;
	assert_refused(archive, &bad, "shorter");
	bad = good;
	bad.offset = G_MAXUINT64 - 4;
	assert_refused(archive, &bad, "archive");
	bad = good;
	bad.length = 11;
	assert_refused(archive, &bad, "length differs");
	bad = good;
	bad.sha256[0] ^= 1;
	assert_refused(archive, &bad, "digest differs");
	g_clear_pointer(&archive, archive_close);
	scratch_remove(dir);
}

/* Parts are given of what is there only: the frame is looked at, once a blob.
 */
static void
test_part_of_damaged(void)
{
	char *dir = scratch_new();
	g_autoptr(archive) archive = open_archive(dir);
	struct blob good = append(archive, "0123456789", 10);
	struct blob torn = append(archive, "0123456789", 10);
	g_autofree char *path = segments_path(dir, 1);
	int fd = open(path, O_WRONLY);
	GError *error = NULL;
	g_assert_cmpint(pwrite(fd, "x", 1, (off_t)torn.offset), ==, 1);
	g_autoptr(GBytes) part =
	    archive_read_part(archive, &good, 2, 3, &error);
	g_assert_no_error(error);
	g_assert_null(archive_read_part(archive, &torn, 2, 3, &error));
	g_assert_true(fail_is(error, FAIL_PERMANENT));
	g_assert_nonnull(strstr(error->message, "no frame begins here"));
	g_clear_error(&error);
	torn.segment = 9;
	g_assert_null(archive_read_part(archive, &torn, 2, 3, &error));
	g_assert_true(fail_is(error, FAIL_PERMANENT));
	g_clear_error(&error);
	good.sha256[0] ^= 1;
	g_assert_null(archive_read_part(archive, &good, 2, 3, &error));
	g_assert_nonnull(strstr(error->message, "digest differs"));
	g_clear_error(&error);
	close(fd);
	g_clear_pointer(&archive, archive_close);
	scratch_remove(dir);
}

/* A disk that can not be read is not one damaged mail. */
static void
test_unreadable(void)
{
	char *dir = scratch_new();
	g_autoptr(archive) archive = open_archive(dir);
	struct blob blob = append(archive, "x", 1);
	g_autofree char *path = segments_path(dir, 2);
	GError *error = NULL;
	g_assert_cmpint(mkdir(path, 0700), ==, 0); /* read: EISDIR */
	blob.segment = 2;
	g_assert_null(archive_read(archive, &blob, &error));
	g_assert_true(fail_is(error, FAIL_STORE));
	g_clear_error(&error);
	g_clear_pointer(&archive, archive_close);
	scratch_remove(dir);
}

/* What a crash left is passed over, and what is written next is whole. */
static void
test_torn_tail(void)
{
	char *dir = scratch_new();
	g_autofree char *path = segments_path(dir, 1);
	struct blob first, second;
	{
		g_autoptr(archive) archive = open_archive(dir);
		first = append(archive, "kept", 4);
		sync_all(archive);
		struct blob torn = append(archive, "never referred to", 17);
		g_assert_cmpint(truncate(path, (off_t)torn.offset + 30), ==, 0);
	}
	g_autoptr(archive) archive = open_archive(dir);
	second = append(archive, "next", 4);
	g_assert_cmpuint(second.segment, ==, 1);
	g_assert_cmpuint(second.offset, ==, 52 + 30);
	assert_content(archive, &first, "kept", 4);
	assert_content(archive, &second, "next", 4);
	g_clear_pointer(&archive, archive_close);
	scratch_remove(dir);
}

static void
test_second_writer(void)
{
	char *dir = scratch_new();
	g_autoptr(archive) one = open_archive(dir);
	g_autoptr(archive) two = open_archive(dir);
	struct blob a = append(one, "a", 1), b = append(two, "b", 1);
	g_assert_cmpuint(a.segment, ==, 1);
	g_assert_cmpuint(b.segment, ==, 2);
	/* Each reads what the other wrote. */
	assert_content(two, &a, "a", 1);
	assert_content(one, &b, "b", 1);
	g_clear_pointer(&one, archive_close);
	/* A segment that was let go is gone on with. */
	g_autoptr(archive) three = open_archive(dir);
	struct blob c = append(three, "c", 1);
	g_assert_cmpuint(c.segment, ==, 1);
	g_assert_cmpuint(c.offset, ==, 49);
	g_clear_pointer(&two, archive_close);
	g_clear_pointer(&three, archive_close);
	scratch_remove(dir);
}

/* A sealed segment is never written again. */
static void
test_full_segment(void)
{
	char *dir = scratch_new();
	struct blob blobs[40];
	archive_set_segment_for_test(200);
	g_autoptr(archive) archive = open_archive(dir);
	for (guint i = 0; i < G_N_ELEMENTS(blobs); i++) {
		guint64 before = i > 3 ? segment_size(dir, 1) : 0;
		blobs[i] = append(archive, "0123456789", 10);
		if (i > 3)
			g_assert_cmpuint(segment_size(dir, 1), ==, before);
		/* 58 octets a frame: the fourth passes 200 and seals. */
		g_assert_cmpuint(blobs[i].segment, ==, 1 + i / 4);
	}
	sync_all(archive);
	g_clear_pointer(&archive, archive_close);
	/* More segments than descriptors are kept; all can be read. */
	archive = open_archive(dir);
	for (guint round = 0; round < 3; round++) {
		for (guint i = 0; i < G_N_ELEMENTS(blobs); i++)
			assert_content(archive, &blobs[i], "0123456789", 10);
	}
	struct blob next = append(archive, "x", 1);
	g_assert_cmpuint(next.segment, ==, 11);
	archive_set_segment_for_test(0);
	g_clear_pointer(&archive, archive_close);
	scratch_remove(dir);
}

static void
test_open_descriptors(void)
{
	char *dir = scratch_new();
	g_autoptr(segments) segments = segments_new(dir);
	GError *error = NULL;
	for (guint32 number = 1; number <= 40; number++) {
		g_autofree char *path = segments_path(dir, number);
		g_assert_true(g_file_set_contents(path, "x", 1, NULL));
		g_assert_cmpint(segments_get(segments, number, &error), >=, 0);
		g_assert_no_error(error);
	}
	g_autoptr(GDir) open_now = g_dir_open("/proc/self/fd", 0, NULL);
	const char *name = NULL;
	guint count = 0;
	while ((name = g_dir_read_name(open_now))) {
		g_autofree char *link =
		    g_build_filename("/proc/self/fd", name, NULL);
		g_autofree char *path = g_file_read_link(link, NULL);
		count += path && g_str_has_prefix(path, dir);
	}
	g_assert_cmpuint(count, ==, SEGMENTS_OPEN_MAX);
	/* The same segment is the same descriptor. */
	g_assert_cmpint(segments_get(segments, 40, &error), ==,
	    segments_get(segments, 40, &error));
	g_autoptr(GArray) numbers = segments_list(dir, &error);
	g_assert_cmpuint(numbers->len, ==, 40);
	g_assert_cmpuint(g_array_index(numbers, guint32, 39), ==, 40);
	g_clear_pointer(&segments, segments_free);
	scratch_remove(dir);
}

static void
test_parts(void)
{
	static const struct {
		const char *name;
		guint64 offset, length;
		const char *content; /* NULL: refused */
	} rows[] = {
		{ "all", 0, 10, "0123456789" },
		{ "the middle", 3, 4, "3456" },
		{ "the end", 9, 1, "9" },
		{ "nothing at the end", 10, 0, "" },
		{ "behind the end", 10, 1, NULL },
		{ "over the end", 9, 2, NULL },
		{ "far behind", 11, 0, NULL },
		{ "wraps", 5, G_MAXUINT64 - 2, NULL },
	};
	char *dir = scratch_new();
	g_autoptr(archive) archive = open_archive(dir);
	append(archive, "before", 6);
	struct blob blob = append(archive, "0123456789", 10);
	append(archive, "behind", 6);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		GError *error = NULL;
		g_autoptr(GBytes) part = archive_read_part(archive, &blob,
		    rows[i].offset, rows[i].length, &error);
		g_assert_true((part != NULL) == (rows[i].content != NULL));
		g_assert_true((part != NULL) == (error == NULL));
		g_clear_error(&error);
		if (!part)
			continue;
		g_autoptr(GBytes) wanted =
		    g_bytes_new(rows[i].content, strlen(rows[i].content));
		g_assert_true(g_bytes_equal(part, wanted));
	}
	g_clear_pointer(&archive, archive_close);
	scratch_remove(dir);
}

/* A disk that becomes full in the middle of a frame. */
static void
test_disk_full(void)
{
	char *dir = scratch_new();
	struct rlimit before, small = { .rlim_cur = 600 };
	g_autofree char *large = g_malloc0(1000);
	g_autoptr(archive) archive = open_archive(dir);
	struct blob first = append(archive, "first", 5), blob;
	GError *error = NULL;
	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
	small.rlim_max = before.rlim_max;
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &small), ==, 0);
	bool done = archive_append(archive, large, 1000, NULL, &blob, &error);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
	g_assert_false(done);
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_clear_error(&error);
	/* Cut off again; and when there is room it goes on. */
	g_assert_cmpuint(segment_size(dir, 1), ==, 53);
	struct blob second = append(archive, large, 1000);
	sync_all(archive);
	assert_content(archive, &first, "first", 5);
	assert_content(archive, &second, large, 1000);
	g_clear_pointer(&archive, archive_close);
	scratch_remove(dir);
}

static void
test_sync_counts(void)
{
	char *dir = scratch_new();
	g_autoptr(archive) archive = open_archive(dir);
	syncs = 0;
	sync_all(archive);
	g_assert_cmpuint(syncs, ==, 0); /* nothing was written */
	append(archive, "a", 1);
	append(archive, "b", 1);
	sync_all(archive);
	g_assert_cmpuint(syncs, ==, 1); /* one for a batch */
	sync_all(archive);
	g_assert_cmpuint(syncs, ==, 1);
	g_clear_pointer(&archive, archive_close);
	scratch_remove(dir);
}

/* After a sync that failed nobody knows what is on the disk. */
static void
test_sync_fails(void)
{
	static const int rows[] = { EIO, ENOSPC };
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		char *dir = scratch_new();
		g_autoptr(archive) archive = open_archive(dir);
		struct blob blob = append(archive, "a", 1);
		GError *error = NULL;
		sync_errno = rows[i];
		g_assert_false(archive_sync(archive, &error));
		g_assert_true(fail_is(error, FAIL_STORE));
		g_clear_error(&error);
		sync_errno = 0; /* the second try would lie */
		syncs = 0;
		g_assert_false(archive_sync(archive, &error));
		g_assert_true(fail_is(error, FAIL_STORE));
		g_assert_cmpuint(syncs, ==, 0);
		g_clear_error(&error);
		g_assert_false(archive_append(archive, "b", 1, NULL, &blob,
		    &error));
		g_assert_true(fail_is(error, FAIL_STORE));
		g_clear_error(&error);
		g_clear_pointer(&archive, archive_close);
		scratch_remove(dir);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/archive/append-read", test_append_read);
	g_test_add_func("/archive/format", test_format);
	g_test_add_func("/archive/flipped", test_flipped);
	g_test_add_func("/archive/wrong-references", test_wrong_references);
	g_test_add_func("/archive/part-of-damaged", test_part_of_damaged);
	g_test_add_func("/archive/unreadable", test_unreadable);
	g_test_add_func("/archive/torn-tail", test_torn_tail);
	g_test_add_func("/archive/second-writer", test_second_writer);
	g_test_add_func("/archive/full-segment", test_full_segment);
	g_test_add_func("/archive/open-descriptors", test_open_descriptors);
	g_test_add_func("/archive/parts", test_parts);
	g_test_add_func("/archive/disk-full", test_disk_full);
	g_test_add_func("/archive/sync-counts", test_sync_counts);
	g_test_add_func("/archive/sync-fails", test_sync_fails);
	return g_test_run();
}
