/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the index of tickets follows the store, as a line of text in the
 * index itself. The digest of the last audit record ties the two together: an
 * index of another store, or of one that was put back from a backup, must not
 * be taken for this one's. */
#include "pipeline/bookmark.h"
#include "base/mac.h"
#include "store/audit.h"
#include <string.h>

#define BOOKMARK_FOLDER "index"
#define BOOKMARK_NAME "tickets"
#define BOOKMARK_VERSION "1 " /* of the line, and of what is put in */

char *
bookmark_path(const char *state_dir)
{
	return g_build_filename(state_dir, BOOKMARK_FOLDER, BOOKMARK_NAME,
	    NULL);
}

char *
bookmark_write(const struct bookmark *place)
{
	g_autoptr(GString) hex = g_string_new(NULL);

	for (guint i = 0; i < sizeof place->digest; i++)
		g_string_append_printf(hex, "%02x", place->digest[i]);
	return g_strdup_printf(BOOKMARK_VERSION "%" G_GUINT64_FORMAT
	                                        " %" G_GUINT64_FORMAT " %s",
	    place->audit, place->from, hex->str);
}

bool
bookmark_read(const char *text, struct bookmark *out)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);

	memset(out, 0, sizeof *out);
	if (g_strv_length(words) != 4 ||
	    !g_str_has_prefix(text, BOOKMARK_VERSION) ||
	    !g_ascii_string_to_unsigned(words[1], 10, 0, G_MAXUINT64,
	        &out->audit, NULL) ||
	    !g_ascii_string_to_unsigned(words[2], 10, 0, G_MAXUINT64,
	        &out->from, NULL) ||
	    strlen(words[3]) != 2 * sizeof out->digest)
		return false;
	for (guint i = 0; i < sizeof out->digest; i++)
		out->digest[i] =
		    (uint8_t)(g_ascii_xdigit_value(words[3][2 * i]) << 4 |
		        g_ascii_xdigit_value(words[3][2 * i + 1]));
	return true;
}

bool
bookmark_fits(struct kv_txn *txn, const struct bookmark *place, bool *out,
    GError **error)
{
	uint8_t digest[MAC_SHA256_SIZE];

	if (!audit_digest(txn, place->audit, digest, out, error))
		return false;
	*out = *out && memcmp(digest, place->digest, sizeof digest) == 0;
	return true;
}
