/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail says, as the reader hands it over and the archive keeps it.
 *
 * The reader takes hostile bytes apart and may have been taken over by them, so
 * the decoder here is a border: nothing may pass it that a later stage could
 * not stand, above all line ends in what becomes a header field, names that
 * are paths, and parts that lie outside of their mail. */
#include "model/message.h"

#include <string.h>

#include "model/codec.h"

#define RANGES_TYPE "a(uu)"
#define PARTS_TYPE "a(sstayttutu)"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	"(ssasassssasasxsba(uu)sssssu" PARTS_TYPE ")",
};

/* Seconds of 0001-01-01 and of the end of 9999: what GDateTime can show. */
#define DATE_MIN G_GINT64_CONSTANT(-62135596800)
#define DATE_MAX G_GINT64_CONSTANT(253402300799)

void
message_part_free(struct message_part *part)
{
	if (!part)
		return;
	g_free(part->name);
	g_free(part->mime);
	g_free(part);
}

/* All strings and lists NULL, for the decoder to fill. */
static struct message *
message_blank(void)
{
	struct message *message = g_new0(struct message, 1);
	message->parts =
	    g_ptr_array_new_with_free_func((GDestroyNotify)message_part_free);
	message->kept = g_array_new(FALSE, FALSE, sizeof(struct message_range));
	return message;
}

struct message *
message_new(void)
{
	struct message *message = message_blank();
	message->from_addr = g_strdup("");
	message->from_name = g_strdup("");
	message->to = g_new0(char *, 1);
	message->cc = g_new0(char *, 1);
	message->reply_to = g_strdup("");
	message->subject = g_strdup("");
	message->message_id = g_strdup("");
	message->in_reply_to = g_new0(char *, 1);
	message->references = g_new0(char *, 1);
	message->text = g_strdup("");
	message->report = g_strdup("");
	message->report_type = g_strdup("");
	message->returned_header = g_strdup("");
	message->content_type = g_strdup("");
	message->language = g_strdup("");
	return message;
}

struct message_part *
message_part_new(void)
{
	struct message_part *part = g_new0(struct message_part, 1);
	part->name = g_strdup("");
	part->mime = g_strdup("");
	return part;
}

void
message_free(struct message *message)
{
	if (!message)
		return;
	g_free(message->from_addr);
	g_free(message->from_name);
	g_strfreev(message->to);
	g_strfreev(message->cc);
	g_free(message->reply_to);
	g_free(message->subject);
	g_free(message->message_id);
	g_strfreev(message->in_reply_to);
	g_strfreev(message->references);
	g_free(message->text);
	g_free(message->report);
	g_free(message->report_type);
	g_free(message->returned_header);
	g_free(message->content_type);
	g_free(message->language);
	g_ptr_array_unref(message->parts);
	g_array_unref(message->kept);
	g_free(message);
}

static GVariant *
parts_encode(const GPtrArray *parts)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, CODEC_TYPE(PARTS_TYPE));
	for (guint i = 0; i < parts->len; i++) {
		const struct message_part *part = parts->pdata[i];
		GVariant *digest =
		    g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, part->sha256,
		        sizeof part->sha256, 1);
		g_variant_builder_add(&builder, "(@s@st@ayttutu)",
		    codec_string(part->name), codec_string(part->mime),
		    part->size, digest, part->offset, part->length,
		    part->encoding, part->skip, part->flags);
	}
	return g_variant_builder_end(&builder);
}

static GVariant *
ranges_encode(const GArray *ranges)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, CODEC_TYPE(RANGES_TYPE));
	for (guint i = 0; i < ranges->len; i++) {
		const struct message_range *range =
		    &g_array_index(ranges, struct message_range, i);
		g_variant_builder_add(&builder, "(uu)", range->offset,
		    range->length);
	}
	return g_variant_builder_end(&builder);
}

GBytes *
message_encode(const struct message *message)
{
	GVariant *body = codec_tuple(codec_string(message->from_addr),
	    codec_string(message->from_name), codec_strings(message->to),
	    codec_strings(message->cc), codec_string(message->reply_to),
	    codec_string(message->subject), codec_string(message->message_id),
	    codec_strings(message->in_reply_to),
	    codec_strings(message->references),
	    g_variant_new_int64(message->date), codec_string(message->text),
	    g_variant_new_boolean(message->text_is_from_html),
	    ranges_encode(message->kept), codec_string(message->report),
	    codec_string(message->report_type),
	    codec_string(message->returned_header),
	    codec_string(message->content_type),
	    codec_string(message->language),
	    g_variant_new_uint32(message->flags), parts_encode(message->parts),
	    NULL);
	return codec_encode(G_N_ELEMENTS(types), body);
}

/* Makes text one line without controls, in place: in UTF-8 an octet below 32
 * and 127 are never part of another character. */
static void
one_line(char *text)
{
	for (char *p = text; *p; p++) {
		if (g_ascii_iscntrl(*p))
			*p = ' ';
	}
}

static void
one_line_each(char **list)
{
	for (; *list; list++)
		one_line(*list);
}

/* Whether text is type "/" subtype of token characters (RFC 6838 4.2). */
static bool
is_mime_type(const char *text)
{
	guint slashes = 0;
	for (const char *p = text; *p; p++) {
		if (*p == '/')
			slashes++;
		else if (!g_ascii_isalnum(*p) && !strchr("!#$&-^_.+", *p))
			return false;
	}
	return slashes == 1 && text[0] != '/' && !g_str_has_suffix(text, "/");
}

static void
part_mend(struct message_part *part)
{
	one_line(part->name);
	if (is_mime_type(part->mime))
		return;
	g_free(part->mime);
	part->mime = g_strdup("application/octet-stream");
}

/* What makes the part one that must not pass; NULL when nothing does. */
static const char *
part_problem(const struct message_part *part, guint64 raw_size)
{
	if (part->offset > raw_size || part->length > raw_size - part->offset)
		return "a part lies outside the mail";
	if (part->size > part->length || part->skip > part->length - part->size)
		return "a part decodes to more than it has";
	if (part->encoding > MESSAGE_ENCODING_UUENCODE)
		return "unknown encoding of a part";
	if (part->name[0] == '\0' || part->name[0] == '.' ||
	    strpbrk(part->name, "/\\") || strlen(part->name) > MESSAGE_NAME_MAX)
		return "unsafe name of a part";
	return NULL;
}

/* Takes the nth part of the record; what is wrong with it, or NULL. */
static const char *
part_decode(GVariant *encoded, gsize n, guint64 raw_size, GPtrArray *parts)
{
	struct message_part *part = g_new0(struct message_part, 1);
	g_autoptr(GVariant) digest = NULL;
	gsize size = 0;

	g_ptr_array_add(parts, part);
	g_variant_get_child(encoded, n, "(sst@ayttutu)", &part->name,
	    &part->mime, &part->size, &digest, &part->offset, &part->length,
	    &part->encoding, &part->skip, &part->flags);
	const void *octets = g_variant_get_fixed_array(digest, &size, 1);
	if (size != sizeof part->sha256)
		return "a digest is too short";
	memcpy(part->sha256, octets, size);
	part_mend(part);
	return part_problem(part, raw_size);
}

static const char *
parts_decode(GVariant *encoded, guint64 raw_size, GPtrArray *parts)
{
	gsize count = g_variant_n_children(encoded);
	guint64 total = 0; /* at most MESSAGE_LIST_MAX times raw_size */
	if (count > MESSAGE_LIST_MAX || raw_size > G_MAXUINT32)
		return "too much of it";
	for (gsize i = 0; i < count; i++) {
		const char *problem = part_decode(encoded, i, raw_size, parts);
		if (problem)
			return problem;
		const struct message_part *part = parts->pdata[i];
		total += part->length;
	}
	/* A mail within a mail counts at each depth; beyond any depth that
	 * intake lets pass, one short mail would become gigabytes of letter. */
	if (total > raw_size * MESSAGE_OVERLAP_MAX)
		return "its parts overlap";
	return NULL;
}

/* Whether octet n of text begins a character, or is the end. */
static bool
is_character(const char *text, guint64 n)
{
	return ((guint8)text[n] & 0xc0) != 0x80;
}

static const char *
ranges_decode(GVariant *encoded, const char *text, GArray *ranges)
{
	gsize count = g_variant_n_children(encoded);
	guint64 length = strlen(text), end = 0;
	if (count > MESSAGE_LIST_MAX)
		return "too much of it";
	for (gsize i = 0; i < count; i++) {
		struct message_range range;
		g_variant_get_child(encoded, i, "(uu)", &range.offset,
		    &range.length);
		if (range.length == 0 || range.offset < end)
			return "its kept ranges are in disorder";
		end = (guint64)range.offset + range.length;
		if (end > length)
			return "a kept range lies outside the text";
		if (!is_character(text, range.offset) ||
		    !is_character(text, end))
			return "a kept range tears a character";
		g_array_append_val(ranges, range);
	}
	return NULL;
}

static const char *
lists_problem(const struct message *message)
{
	char **const lists[] = { message->to, message->cc, message->in_reply_to,
		message->references };
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
		if (g_strv_length(lists[i]) > MESSAGE_LIST_MAX)
			return "a list in it is too long";
	}
	return NULL;
}

/* It names a folder of templates and goes into our letters' header. */
static bool
is_language(const char *text)
{
	gsize size = strspn(text,
	    "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

	return size <= MESSAGE_LANGUAGE_MAX && !text[size];
}

static void
message_mend(struct message *message)
{
	one_line(message->from_addr);
	one_line(message->from_name);
	one_line_each(message->to);
	one_line_each(message->cc);
	one_line(message->reply_to);
	one_line(message->subject);
	one_line(message->message_id);
	one_line_each(message->in_reply_to);
	one_line_each(message->references);
	one_line(message->report_type);
	one_line(message->content_type);
	if (!is_language(message->language))
		*message->language = '\0';
	if (message->date < DATE_MIN || message->date > DATE_MAX)
		message->date = 0;
}

struct message *
message_decode(GBytes *record, guint64 raw_size, GError **error)
{
	if (g_bytes_get_size(record) > MESSAGE_RECORD_MAX)
		return codec_refuse(error, "message", "it is too large");
	g_autoptr(GVariant) body = codec_decode(record, "message", types,
	    G_N_ELEMENTS(types), NULL, error);
	if (!body)
		return NULL;
	g_autoptr(message) message = message_blank();
	g_autoptr(GVariant) kept = g_variant_get_child_value(body, 12);
	g_autoptr(GVariant) parts = g_variant_get_child_value(body, 19);
	codec_get_strings(body, 0, &message->from_addr, &message->from_name,
	    NULL);
	codec_get_lists(body, 2, &message->to, &message->cc, NULL);
	codec_get_strings(body, 4, &message->reply_to, &message->subject,
	    &message->message_id, NULL);
	codec_get_lists(body, 7, &message->in_reply_to, &message->references,
	    NULL);
	g_variant_get_child(body, 9, "x", &message->date);
	codec_get_strings(body, 10, &message->text, NULL);
	g_variant_get_child(body, 11, "b", &message->text_is_from_html);
	codec_get_strings(body, 13, &message->report, &message->report_type,
	    &message->returned_header, &message->content_type,
	    &message->language, NULL);
	g_variant_get_child(body, 18, "u", &message->flags);
	message_mend(message);
	const char *problem = lists_problem(message);
	if (!problem)
		problem = parts_decode(parts, raw_size, message->parts);
	if (!problem)
		problem = ranges_decode(kept, message->text, message->kept);
	if (problem)
		return codec_refuse(error, "message", problem);
	return g_steal_pointer(&message);
}
