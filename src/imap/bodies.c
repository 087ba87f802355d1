/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mails from the server into a memfd, without a copy in memory. libetpan hands
 * a body over in pieces that carry no UID, but with the address of the item
 * that it builds for it; when the command is done the item stands beside its
 * UID in the parsed response. That identity is the only thing that gives octets
 * to a mail: must never be the order of the answers or the command under way.
 */
#include "imap/bodies.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mac.h"
#include "base/memfd.h"
#include "imap/attributes.h"
#include "imap/session.h"
#include "imap/uidset.h"

#define HEADER_EXPECTED (1024 * 1024)
#define HELD_MAX 262144

/* Octets that belong to one item. */
struct piece {
	const struct mailimap_msg_att_body_section *item;
	guint64 offset, length;
	uint8_t sha256[MAC_SHA256_SIZE];
};

struct sink {
	int memfd;
	guint64 size;     /* of the memfd, with what is still held */
	GByteArray *held; /* octets on their way into it: libetpan's pieces of
	                     4 KiB are a system call each */
	GArray *pieces;   /* of the command under way */
	struct mac_digest *digest; /* of the last of them, as it comes; NULL */
	GHashTable *found;         /* UID to struct piece, of all commands */
	GError *failure;
	bool mixed;   /* an item came back after another: not to be trusted */
	bool broken;  /* the memfd could not be written */
	bool refused; /* the server said no to a command */
};

static const struct piece *
find_piece(const GArray *pieces,
    const struct mailimap_msg_att_body_section *item)
{
	for (guint i = 0; i < pieces->len; i++) {
		const struct piece *piece =
		    &g_array_index(pieces, struct piece, i);

		if (piece->item == item)
			return piece;
	}
	return NULL;
}

static bool
write_held(struct sink *sink)
{
	bool written = sink->held->len == 0 ||
	    memfd_append(sink->memfd, sink->held->data, sink->held->len,
	        &sink->failure);

	g_byte_array_set_size(sink->held, 0);
	return written;
}

/* The last piece has all its octets. */
static void
end_piece(struct sink *sink)
{
	if (sink->digest == NULL)
		return;
	mac_digest_finish(sink->digest,
	    g_array_index(sink->pieces, struct piece, sink->pieces->len - 1)
	        .sha256);
	g_clear_pointer(&sink->digest, mac_digest_free);
}

static struct piece *
begin_piece(struct sink *sink, struct mailimap_msg_att_body_section *item)
{
	struct piece piece = { .item = item, .offset = sink->size };

	end_piece(sink);
	sink->mixed |= find_piece(sink->pieces, item) != NULL;
	g_array_append_val(sink->pieces, piece);
	sink->digest = mac_digest_new();
	return &g_array_index(sink->pieces, struct piece,
	    sink->pieces->len - 1);
}

/* Hashed here, while the processor has them at hand. */
static bool
on_octets(int type, struct mailimap_msg_att_body_section *item,
    const char *octets, size_t size, void *context)
{
	struct sink *sink = context;
	GArray *pieces = sink->pieces;
	struct piece *last = pieces->len > 0
	    ? &g_array_index(pieces, struct piece, pieces->len - 1)
	    : NULL;

	if (type != MAILIMAP_MSG_ATT_BODY_SECTION)
		return true;
	if (last == NULL || last->item != item)
		last = begin_piece(sink, item);
	mac_digest_add(sink->digest, octets, size);
	last->length += size;
	sink->size += size;
	g_byte_array_append(sink->held, (const guint8 *)octets, (guint)size);
	return sink->held->len < HELD_MAX || write_held(sink);
}

/* A BODY[...] of nothing (an empty literal, "" or NIL) makes no piece. */
static void
collect(struct session *from, const GArray *pieces, GHashTable *found)
{
	const struct mailimap_response_info *info =
	    session_imap(from)->imap_response_info;

	if (info == NULL)
		return;
	for (clistiter *at = clist_begin(info->rsp_fetch_list); at != NULL;
	     at = clist_next(at)) {
		struct attributes one;

		attributes_read(clist_content(at), "", &one);
		if (one.uid == 0 || one.body == NULL ||
		    g_hash_table_contains(found, GUINT_TO_POINTER(one.uid)))
			continue;
		const struct piece *piece = find_piece(pieces, one.body);
		struct piece *kept = g_new0(struct piece, 1);
		if (piece != NULL)
			*kept = *piece;
		else
			mac_sha256("", 0, kept->sha256);
		g_hash_table_insert(found, GUINT_TO_POINTER(one.uid), kept);
	}
}

static bool
fetch_set(struct account *self, const char *command, guint64 expected,
    struct sink *sink, GError **error)
{
	struct session *on = account_session(self);
	struct mailimap *imap = session_imap(on);

	mailimap_set_msg_body_handler(imap, on_octets, sink);
	bool fetched = session_run(on, command, expected, error);
	mailimap_set_msg_body_handler(imap, NULL, NULL);
	end_piece(sink);
	(void)write_held(sink);
	if (sink->failure != NULL) {
		g_clear_error(error);
		g_propagate_error(error, g_steal_pointer(&sink->failure));
		sink->broken = true;
		return false;
	}
	if (fetched && sink->mixed)
		return session_break(on,
		    "the octets of two mails can not be told apart", error);
	return fetched;
}

/* Whether the server has refused these mails, and is not merely busy: a mail
 * that is gone, or broken in its store, comes as NO or BAD with any code. */
static bool
is_refusal(const struct session *on, const struct sink *sink)
{
	const struct gate_reply *reply = session_reply(on);

	return session_is_open(on) && !sink->broken &&
	    (reply->status == GATE_NO || reply->status == GATE_BAD) &&
	    g_ascii_strcasecmp(reply->code, "UNAVAILABLE") != 0 &&
	    g_ascii_strcasecmp(reply->code, "INUSE") != 0;
}

/* One command. A refusal is no failure, but is noted, and nothing is taken from
 * the answer. */
static bool
fetch_command(struct account *self, const char *set, const char *section,
    guint64 expected, struct sink *sink, GError **error)
{
	g_autofree char *command =
	    g_strdup_printf("UID FETCH %s (UID BODY.PEEK[%s])", set, section);
	GError *failure = NULL;

	g_array_set_size(sink->pieces, 0);
	sink->mixed = false;
	if (fetch_set(self, command, expected, sink, &failure)) {
		collect(account_session(self), sink->pieces, sink->found);
		return true;
	}
	if (is_refusal(account_session(self), sink)) {
		g_error_free(failure);
		sink->refused = true;
		return true;
	}
	if (fail_is(failure, FAIL_LIMIT))
		g_prefix_error(&failure, "UID %s: ", set);
	g_propagate_error(error, failure);
	return false;
}

/* Loads all mails of one kind: whole ones, or headers of those too large. What
 * was refused together is asked for one by one. */
static bool
fetch_section(struct account *self, const GArray *uids, const char *section,
    guint64 expected, struct sink *sink, GError **error)
{
	g_autoptr(GPtrArray) sets = uidset_format(uids);

	sink->refused = false;
	for (guint i = 0; i < sets->len; i++)
		if (!fetch_command(self, g_ptr_array_index(sets, i), section,
		        expected, sink, error))
			return false;
	for (guint i = 0; sink->refused && uids->len > 1 && i < uids->len;
	     i++) {
		guint32 uid = g_array_index(uids, guint32, i);
		g_autofree char *one = g_strdup_printf("%u", uid);

		if (!g_hash_table_contains(sink->found,
		        GUINT_TO_POINTER(uid)) &&
		    !fetch_command(self, one, section, expected, sink, error))
			return false;
	}
	return true;
}

/* Whether the octets of a mail are missing that has some. */
static bool
is_missing(const struct account_mail *mail, const struct piece *piece)
{
	return piece == NULL || (piece->length == 0 && mail->size > 0);
}

/* Adds the UIDs of those that the server's last search has found. */
static void
take_existing(const struct session *from, GHashTable *there)
{
	const struct mailimap_response_info *info =
	    session_imap(from)->imap_response_info;

	if (info == NULL || info->rsp_search_result == NULL)
		return;
	for (clistiter *at = clist_begin(info->rsp_search_result); at != NULL;
	     at = clist_next(at))
		g_hash_table_add(there,
		    GUINT_TO_POINTER(*(const uint32_t *)clist_content(at)));
}

/* Which of the mails without octets are still in the folder: a set of UIDs.
 * Only the server's own search tells a mail that is gone from one that it can
 * not give. */
static GHashTable *
find_existing(struct account *self, const GArray *mails, GHashTable *found,
    GError **error)
{
	g_autoptr(GArray) missing = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GHashTable) there = g_hash_table_new(NULL, NULL);
	g_autoptr(GPtrArray) sets = NULL;

	for (guint i = 0; i < mails->len; i++) {
		const struct account_mail *mail =
		    &g_array_index(mails, struct account_mail, i);

		if (is_missing(mail,
		        g_hash_table_lookup(found,
		            GUINT_TO_POINTER(mail->uid))))
			g_array_append_val(missing, mail->uid);
	}
	sets = uidset_format(missing);
	for (guint i = 0; i < sets->len; i++) {
		g_autofree char *command = g_strdup_printf("UID SEARCH UID %s",
		    (const char *)g_ptr_array_index(sets, i));

		if (!session_run(account_session(self), command, 0, error))
			return NULL;
		take_existing(account_session(self), there);
	}
	return g_steal_pointer(&there);
}

static void
append_found(const GArray *mails, guint64 large_from, GHashTable *found,
    GHashTable *there, GArray *mails_out)
{
	for (guint i = 0; i < mails->len; i++) {
		struct account_mail mail =
		    g_array_index(mails, struct account_mail, i);
		const struct piece *piece =
		    g_hash_table_lookup(found, GUINT_TO_POINTER(mail.uid));

		if (!is_missing(&mail, piece)) {
			mail.offset = piece->offset;
			mail.length = piece->length;
			memcpy(mail.sha256, piece->sha256, sizeof mail.sha256);
			if (mail.size > large_from)
				mail.flags |= ACCOUNT_MAIL_TOO_LARGE;
		} else if (g_hash_table_contains(there,
		               GUINT_TO_POINTER(mail.uid))) {
			mail.flags |= ACCOUNT_MAIL_UNREADABLE;
		} else {
			continue;
		}
		g_array_append_val(mails_out, mail);
	}
}

bool
bodies_fetch(struct account *self, const GArray *mails, int memfd,
    GArray *mails_out, GError **error)
{
	guint64 max = account_message_max(self), expected = 0;
	g_autoptr(GArray) whole = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GArray) large = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GArray) pieces =
	    g_array_new(FALSE, FALSE, sizeof(struct piece));
	g_autoptr(GHashTable) found =
	    g_hash_table_new_full(NULL, NULL, NULL, g_free);

	g_autoptr(GByteArray) held = g_byte_array_new();
	off_t size = lseek(memfd, 0, SEEK_END);
	if (size < 0)
		return fail_errno(error, FAIL_TEMPORARY, errno,
		    "seek in memfd");
	struct sink sink = {
		.memfd = memfd,
		.size = (guint64)size,
		.held = held,
		.pieces = pieces,
		.found = found,
	};
	for (guint i = 0; i < mails->len; i++) {
		const struct account_mail *mail =
		    &g_array_index(mails, struct account_mail, i);

		g_array_append_val(mail->size > max ? large : whole, mail->uid);
		expected += mail->size > max ? 0 : mail->size;
	}
	if (!fetch_section(self, whole, "", expected, &sink, error) ||
	    !fetch_section(self, large, "HEADER", large->len * HEADER_EXPECTED,
	        &sink, error))
		return false;
	g_autoptr(GHashTable) there = find_existing(self, mails, found, error);
	if (there == NULL)
		return false;
	append_found(mails, max, found, there, mails_out);
	return true;
}
