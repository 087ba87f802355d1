/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attachments and machine reports. A part is decoded once, in pieces, to learn
 * its size and digest; only its place in the raw mail is kept. Must never hold
 * a whole attachment in memory twice nor hand on a name that safename has not
 * made.
 */
#include "mime/attach.h"

#include <string.h>

#include "base/mac.h"
#include "mime/charset.h"
#include "mime/fields.h"
#include "mime/safename.h"
#include "mime/text.h"
#include "mime/transfer.h"
#include "mime/uufile.h"
#include "mime/words.h"

#define ATTACH_PIECE 65536
#define ATTACH_REPORT_MAX 65536 /* octets of reports and returned headers */

struct listing {
	const char *raw;
	const struct parse_limits *limits;
	struct message *message;
	gint64 sum; /* decoded octets so far */
};

static gboolean
is_one_of(const char *type, const char *const *types, guint n)
{
	for (guint i = 0; i < n; i++) {
		if (strcmp(types[i], type) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Size and digest of the decoded octets. */
static void
measure(const char *raw, const struct structure *leaf,
    struct message_part *part)
{
	g_autoptr(transfer) transfer = transfer_new(leaf->encoding);
	g_autoptr(mac_digest) digest = mac_digest_new();
	g_autoptr(GByteArray) piece = g_byte_array_sized_new(ATTACH_PIECE);

	for (gsize at = 0; at < leaf->length; at += ATTACH_PIECE) {
		transfer_decode(transfer, raw + leaf->offset + at,
		    MIN(ATTACH_PIECE, leaf->length - at), piece);
		mac_digest_add(digest, piece->data, piece->len);
		part->size += piece->len;
		g_byte_array_set_size(piece, 0);
	}
	transfer_finish(transfer, piece);
	mac_digest_add(digest, piece->data, piece->len);
	part->size += piece->len;
	mac_digest_finish(digest, part->sha256);
}

/* A nested message without a name is called after its subject. Clients encode
 * it, although RFC 2046 section 5.2.1 forbids that. */
static char *
subject_name(const char *raw, const struct structure *leaf)
{
	static const struct fields_limits limits = { ATTACH_REPORT_MAX, 1024,
		1000 };
	g_autoptr(GByteArray) octets = transfer_decode_all(leaf->encoding,
	    raw + leaf->offset, MIN(leaf->length, ATTACH_REPORT_MAX));
	g_autoptr(header) header =
	    fields_cut((const char *)octets->data, octets->len, &limits);
	const char *subject = header_find(header, "Subject", 0);
	g_autofree char *text = NULL;

	if (!subject)
		return NULL;
	text = words_decode(subject, NULL, 20);
	/* What stands before a slash belongs to a subject. */
	g_strdelimit(text, "/\\", '-');
	return *text ? g_strdup_printf("%s.eml", text) : NULL;
}

/* Whether one more attachment may be listed. */
static gboolean
has_room(struct listing *listing)
{
	struct message *message = listing->message;

	if ((gint64)message->parts->len < listing->limits->attachments)
		return TRUE;
	message->flags |= MESSAGE_FLAG_PARTS_CUT;
	return FALSE;
}

/* Takes the part, whose size is known, into the list: under that name, or one
 * made of its type. FALSE when it is too large. */
static gboolean
take_part(struct listing *listing, struct message_part *take_part,
    const char *name, const char *mime)
{
	GPtrArray *parts = listing->message->parts;
	gint64 size = (gint64)take_part->size;

	if (size > listing->limits->attachment_bytes ||
	    size > listing->limits->attachments_bytes - listing->sum) {
		listing->message->flags |= MESSAGE_FLAG_PARTS_CUT;
		message_part_free(take_part);
		return FALSE;
	}
	listing->sum += size;
	g_ptr_array_add(parts, take_part);
	g_free(take_part->name);
	take_part->name = safename_make(name, mime, parts->len);
	g_free(take_part->mime);
	take_part->mime = g_strdup(mime);
	return TRUE;
}

static void
list_leaf(struct listing *listing, const struct structure *leaf)
{
	struct message_part *part;
	g_autofree char *subject = NULL;
	const char *name = structure_name(leaf);

	if (!has_room(listing))
		return;
	part = message_part_new();
	measure(listing->raw, leaf, part);
	if (structure_is(leaf, "message/rfc822") ||
	    structure_is(leaf, "message/global"))
		part->flags |= MESSAGE_PART_MESSAGE;
	if (leaf->use == STRUCTURE_CUT)
		part->flags |= MESSAGE_PART_TEXT;
	if (structure_disposed(leaf, "inline") ||
	    (leaf->id && !structure_disposed(leaf, "attachment")))
		part->flags |= MESSAGE_PART_INLINE;
	if (!name && part->flags & MESSAGE_PART_MESSAGE) {
		subject = subject_name(listing->raw, leaf);
		name = subject;
	}
	part->offset = leaf->offset;
	part->length = leaf->length;
	part->encoding = leaf->encoding;
	take_part(listing, part, name, leaf->type);
}

/* The files in a text that was shown without them. */
static void
list_files(struct listing *listing, const struct structure *leaf)
{
	struct uufile file;
	gsize at = 0;

	while (uufile_next(listing->raw + leaf->offset, leaf->length, &at,
	    &file)) {
		const struct structure place = { .encoding =
			                             MESSAGE_ENCODING_UUENCODE,
			.offset = leaf->offset + file.offset,
			.length = file.length };
		g_autofree char *name = NULL;
		struct message_part *part;

		if (!has_room(listing))
			return;
		part = message_part_new();
		measure(listing->raw, &place, part);
		part->offset = place.offset;
		part->length = place.length;
		part->encoding = place.encoding;
		name = charset_to_utf8(file.name, file.name_length,
		    structure_charset(leaf), NULL);
		take_part(listing, part, name, "application/octet-stream");
	}
}

/* Lists what is in a winmail.dat. Whether it is all that is in it. */
static gboolean
list_tnef(struct listing *listing, const struct structure *leaf)
{
	g_autoptr(GByteArray) octets = NULL;
	g_autoptr(tnef) tnef = text_open_tnef(listing->raw, leaf,
	    (gsize)listing->limits->text_bytes, &octets);

	for (guint i = 0; tnef && i < tnef->files->len; i++) {
		const struct tnef_file *file = tnef->files->pdata[i];
		struct message_part *part;

		if (!has_room(listing))
			return TRUE;
		part = message_part_new();
		part->offset = leaf->offset;
		part->length = leaf->length;
		part->encoding = leaf->encoding;
		part->skip = file->offset;
		part->size = file->size;
		mac_sha256(octets->data + file->offset, file->size,
		    part->sha256);
		take_part(listing, part, file->name,
		    file->mime ? file->mime : "application/octet-stream");
	}
	return tnef && !tnef->rest;
}

/* What a node says of the mail as a whole. */
static void
note_security(const struct structure *node, struct message *message)
{
	const char *smime;

	if (structure_is(node, "multipart/signed"))
		message->flags |= MESSAGE_FLAG_SIGNED;
	if (structure_is(node, "multipart/encrypted"))
		message->flags |= MESSAGE_FLAG_ENCRYPTED;
	if (!structure_is(node, "application/pkcs7-mime") &&
	    !structure_is(node, "application/x-pkcs7-mime"))
		return;
	smime = params_get(node->content, "smime-type");
	if (smime && g_ascii_strcasecmp(smime, "signed-data") == 0)
		message->flags |= MESSAGE_FLAG_SIGNED | MESSAGE_FLAG_OPAQUE;
	else
		message->flags |= MESSAGE_FLAG_ENCRYPTED;
}

static void
list_any(struct listing *listing, const struct structure *node)
{
	note_security(node, listing->message);
	if (node->children) {
		for (guint i = 0; i < node->children->len; i++)
			list_any(listing, node->children->pdata[i]);
		return;
	}
	if (text_is_tnef(node) && list_tnef(listing, node))
		return;
	/* An empty body is no file, unless it has a name. */
	if ((node->use == STRUCTURE_UNUSED || node->use == STRUCTURE_CUT) &&
	    (node->length > 0 || structure_name(node)))
		list_leaf(listing, node);
	else if (text_may_hold_files(node))
		list_files(listing, node);
}

void
attach_parts(const char *raw, const struct structure *root,
    const struct parse_limits *limits, struct message *message)
{
	struct listing listing = { raw, limits, message, 0 };

	list_any(&listing, root);
}

/* --- reports ----------------------------------------------------------- */

static const char *const report_types[] = { "message/delivery-status",
	"message/global-delivery-status", "message/disposition-notification",
	"message/global-disposition-notification", "message/feedback-report",
	"message/tracking-status" };

static const char *const header_types[] = { "text/rfc822-headers",
	"text/rfc822-header", "message/rfc822-headers",
	"message/global-headers" };

static const char *const message_types[] = { "message/rfc822",
	"message/global" };

struct reports {
	const char *raw;
	GString *report;
	char *returned;
};

/* The first header in text, up to its empty line. */
static char *
first_header(char *take_text)
{
	char *end = strstr(take_text, "\n\n");

	if (end)
		end[1] = '\0';
	return take_text;
}

static void
read_leaf(struct reports *reports, struct structure *leaf)
{
	gboolean headers =
	    is_one_of(leaf->type, header_types, G_N_ELEMENTS(header_types));
	g_autofree char *text = NULL;

	if (is_one_of(leaf->type, report_types, G_N_ELEMENTS(report_types))) {
		text =
		    text_of_leaf(reports->raw, leaf, ATTACH_REPORT_MAX, NULL);
		if (reports->report->len < ATTACH_REPORT_MAX)
			g_string_append(reports->report, text);
		leaf->use = STRUCTURE_REPORT;
	} else if (!reports->returned &&
	    (headers ||
	        is_one_of(leaf->type, message_types,
	            G_N_ELEMENTS(message_types)))) {
		reports->returned = first_header(text_of_leaf(reports->raw,
		    leaf, ATTACH_REPORT_MAX, NULL));
	}
	if (headers)
		leaf->use = STRUCTURE_REPORT;
}

static void
read_any(struct reports *reports, struct structure *node)
{
	if (!node->children) {
		read_leaf(reports, node);
		return;
	}
	for (guint i = 0; i < node->children->len; i++)
		read_any(reports, node->children->pdata[i]);
}

void
attach_reports(const char *raw, struct structure *root, struct message *message)
{
	struct reports reports = { .raw = raw, .report = g_string_new(NULL) };
	const char *type = params_get(root->content, "report-type");

	read_any(&reports, root);
	if (structure_is(root, "multipart/report") && type) {
		g_free(message->report_type);
		message->report_type = g_ascii_strdown(type, -1);
	}
	if (reports.returned) {
		g_free(message->returned_header);
		message->returned_header = reports.returned;
	}
	g_free(message->report);
	message->report = g_string_free(reports.report, FALSE);
}
