/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "model/blob.h"
#include <glib.h>
#include <stdbool.h>

/* Raw mails, records and frozen letters, appended to segment files
 * archive/00000001.seg and so on. A segment has one writer (flock); once it has
 * ARCHIVE_SEGMENT_MAX octets it is sealed and never written again. A frame is
 *   "dkA1", key id (1 octet, 0 = not encrypted), 3 zero octets,
 *   content length (8, big-endian), SHA-256 of the content (32),
 * and the content. What a crash leaves behind the last synced frame is
 * harmless: nothing refers to it, and the next frame goes behind it. */
#define ARCHIVE_SEGMENT_MAX (256 * 1024 * 1024)
#define ARCHIVE_FRAME_SIZE 48 /* octets before the content */

struct archive;

/* For reading and, from the first archive_append() on, writing, in a segment
 * of its own. dir is made (0700) when missing. CONFIG or STORE error. */
struct archive *archive_open(const char *dir,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL is fine. What was appended and not synced may be lost. */
void archive_close(struct archive *archive);
AUTOPTR_DEFINE(archive, archive_close)

/* Appends; not yet durable. sha256 NULL: computed here. TEMPORARY error when
 * the disk is full (the frame is cut off again), STORE otherwise. */
bool archive_append(struct archive *archive, const void *data, gsize size,
    const uint8_t *sha256, struct blob *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One fdatasync for all appended since the last (and the folder when a segment
 * was made). A failure is a STORE error: the kernel may have thrown the pages
 * away, so the role must end; append and sync refuse from then on. */
bool archive_sync(struct archive *archive,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The whole content, digest checked. PERMANENT error "archive 3+1024: digest
 * differs" and the like when this blob is damaged or its segment is gone, STORE
 * when the disk can not be read. */
GBytes *archive_read(struct archive *archive, const struct blob *blob,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* length octets at offset of the content, for streaming: the frame's header is
 * checked, the content's digest is not. Errors as above, also PERMANENT when
 * they do not lie inside the content. */
GBytes *archive_read_part(struct archive *archive, const struct blob *blob,
    guint64 offset, guint64 length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Tests only: the size at which segments are sealed, 0 for the usual one. */
void archive_set_segment_for_test(guint64 octets);
