/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files in a tar archive and their digests, written as they come: libarchive
 * knows the format. What is in a file never becomes part of a name, so nothing
 * that a customer wrote can lead a program that unpacks it anywhere. */
#include "ctl/ctltar.h"

#include <archive.h>
#include <archive_entry.h>

#include "base/mac.h"

struct ctltar {
	struct archive *out; /* libarchive's, not the store's */
	char *folder;
	gint64 when;
	GString *sums;
};

static bool
complain(struct ctltar *tar, GError **error)
{
	const char *why = archive_error_string(tar->out);

	return fail_set(error, FAIL_TEMPORARY, "the archive: %s",
	    why ? why : "it can not be written");
}

struct ctltar *
ctltar_new(int fd, const char *folder, gint64 when, GError **error)
{
	g_autoptr(ctltar) tar = g_new0(struct ctltar, 1);

	tar->out = archive_write_new();
	tar->folder = g_strdup(folder);
	tar->when = when;
	tar->sums = g_string_new(NULL);
	if (archive_write_set_format_ustar(tar->out) != ARCHIVE_OK ||
	    archive_write_open_fd(tar->out, fd) != ARCHIVE_OK) {
		complain(tar, error);
		return NULL;
	}
	return g_steal_pointer(&tar);
}

void
ctltar_free(struct ctltar *tar)
{
	if (!tar)
		return;
	archive_write_free(tar->out);
	g_free(tar->folder);
	g_string_free(tar->sums, TRUE);
	g_free(tar);
}

static bool
write_file(struct ctltar *tar, const char *name, const void *data, gsize size,
    GError **error)
{
	g_autofree char *path = g_strconcat(tar->folder, "/", name, NULL);
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, path);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0400);
	archive_entry_set_mtime(entry, tar->when / 1000, 0);
	archive_entry_set_size(entry, (la_int64_t)size);
	bool done = archive_write_header(tar->out, entry) == ARCHIVE_OK &&
	    archive_write_data(tar->out, data, size) == (la_ssize_t)size;
	archive_entry_free(entry);
	return done || complain(tar, error);
}

bool
ctltar_add(struct ctltar *tar, const char *name, const void *data, gsize size,
    GError **error)
{
	uint8_t digest[MAC_SHA256_SIZE];

	mac_sha256(data, size, digest);
	for (guint i = 0; i < sizeof digest; i++)
		g_string_append_printf(tar->sums, "%02x", digest[i]);
	g_string_append_printf(tar->sums, "  %s\n", name);
	return write_file(tar, name, data, size, error);
}

bool
ctltar_finish(struct ctltar *tar, GError **error)
{
	return write_file(tar, "SHA256SUMS", tar->sums->str, tar->sums->len,
	           error) &&
	    (archive_write_close(tar->out) == ARCHIVE_OK ||
	        complain(tar, error));
}
