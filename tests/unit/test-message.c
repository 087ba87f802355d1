/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record a reader hands over: kept for ever, and believed in nothing. */
#include "model/message.h"

#include <string.h>

#include "model/header.h"
#include "util-golden.h"

#define RAW_SIZE 4096

static char **
strings(const char *first, const char *second)
{
	char **list = g_new0(char *, 3);
	list[0] = g_strdup(first);
	list[1] = g_strdup(second);
	return list;
}

static void
set(char **field, const char *text)
{
	g_free(*field);
	*field = g_strdup(text);
}

static void
set_list(char ***field, const char *first, const char *second)
{
	g_strfreev(*field);
	*field = strings(first, second);
}

static struct message_part *
add_part(struct message *message)
{
	struct message_part *part = message_part_new();
	set(&part->name, "bild.png");
	set(&part->mime, "image/png");
	part->size = 300;
	memset(part->sha256, 0xab, sizeof part->sha256);
	part->offset = 1000;
	part->length = 410;
	part->encoding = MESSAGE_ENCODING_BASE64;
	part->skip = 8;
	part->flags = MESSAGE_PART_INLINE;
	g_ptr_array_add(message->parts, part);
	return part;
}

static void
add_range(struct message *message, guint32 offset, guint32 length)
{
	struct message_range range = { offset, length };
	g_array_append_val(message->kept, range);
}

static struct message *
sample(void)
{
	struct message *message = message_new();
	set(&message->from_addr, "jane@example.com");
	set(&message->from_name, "Jane D\xc3\xb6");
	set_list(&message->to, "support@example.org", "b@example.net");
	set_list(&message->cc, "c@example.net", NULL);
	set(&message->reply_to, "reply@example.com");
	set(&message->subject, "Order 17 \xe2\x80\x93 help");
	set(&message->message_id, "id1@example.com");
	set_list(&message->in_reply_to, "id0@example.org", NULL);
	set_list(&message->references, "root@example.org", "id0@example.org");
	message->date = 1700000000;
	set(&message->text, "Hello,\n\nit does not work.\n");
	message->text_is_from_html = TRUE;
	add_range(message, 0, 7);
	add_range(message, 8, 18);
	set(&message->report, "Action: failed\n");
	set(&message->report_type, "delivery-status");
	set(&message->returned_header, "Subject: old\n");
	set(&message->content_type, "multipart/mixed");
	set(&message->language, "zh-Hant");
	message->flags = MESSAGE_FLAG_SIGNED | HEADER_FLAG_NUL;
	add_part(message);
	return message;
}

static void
test_golden(void)
{
	g_autoptr(message) written = sample();
	g_autoptr(GBytes) record = message_encode(written);
	golden_check("message-v1", record);
	g_autoptr(GBytes) golden = golden_load("message-v1");
	GError *error = NULL;
	g_autoptr(message) message = message_decode(golden, RAW_SIZE, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(message->from_addr, ==, "jane@example.com");
	g_assert_cmpstr(message->from_name, ==, "Jane D\xc3\xb6");
	g_assert_cmpuint(g_strv_length(message->to), ==, 2);
	g_assert_cmpstr(message->to[1], ==, "b@example.net");
	g_assert_cmpstr(message->cc[0], ==, "c@example.net");
	g_assert_cmpstr(message->reply_to, ==, "reply@example.com");
	g_assert_cmpstr(message->subject, ==, "Order 17 \xe2\x80\x93 help");
	g_assert_cmpstr(message->message_id, ==, "id1@example.com");
	g_assert_cmpstr(message->in_reply_to[0], ==, "id0@example.org");
	g_assert_cmpstr(message->references[0], ==, "root@example.org");
	g_assert_cmpint(message->date, ==, 1700000000);
	g_assert_cmpstr(message->text, ==, "Hello,\n\nit does not work.\n");
	g_assert_true(message->text_is_from_html);
	g_assert_cmpuint(message->kept->len, ==, 2);
	const struct message_range *kept =
	    &g_array_index(message->kept, struct message_range, 1);
	g_assert_cmpuint(kept->offset, ==, 8);
	g_assert_cmpuint(kept->length, ==, 18);
	g_assert_cmpstr(message->report, ==, "Action: failed\n");
	g_assert_cmpstr(message->report_type, ==, "delivery-status");
	g_assert_cmpstr(message->returned_header, ==, "Subject: old\n");
	g_assert_cmpstr(message->content_type, ==, "multipart/mixed");
	g_assert_cmpstr(message->language, ==, "zh-Hant");
	g_assert_cmpuint(message->flags, ==, 0x40010);
	g_assert_cmpuint(message->parts->len, ==, 1);
	const struct message_part *part = message->parts->pdata[0];
	g_assert_cmpstr(part->name, ==, "bild.png");
	g_assert_cmpstr(part->mime, ==, "image/png");
	g_assert_cmpuint(part->size, ==, 300);
	g_assert_cmpuint(part->sha256[31], ==, 0xab);
	g_assert_cmpuint(part->offset, ==, 1000);
	g_assert_cmpuint(part->length, ==, 410);
	g_assert_cmpuint(part->encoding, ==, MESSAGE_ENCODING_BASE64);
	g_assert_cmpuint(part->skip, ==, 8);
	g_assert_cmpuint(part->flags, ==, MESSAGE_PART_INLINE);
}

static void
test_empty(void)
{
	g_autoptr(message) empty = message_new();
	g_autoptr(GBytes) record = message_encode(empty);
	GError *error = NULL;
	g_autoptr(message) message = message_decode(record, 0, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(message->subject, ==, "");
	g_assert_cmpuint(g_strv_length(message->to), ==, 0);
	g_assert_cmpuint(message->parts->len, ==, 0);
	g_assert_cmpint(message->date, ==, 0);
}

/* What one part of a hostile record may not say. */
static const struct {
	const char *name;
	const char *part_name; /* NULL: the sample's */
	guint64 size, offset, length;
	guint32 encoding;
	guint64 skip;
	const char *problem; /* NULL: it is fine */
} parts[] = {
	{ "whole mail", NULL, 1, 0, RAW_SIZE, 0, 0, NULL },
	{ "empty at the end", NULL, 0, RAW_SIZE, 0, 0, 0, NULL },
	{ "as long as it decodes", NULL, 9, 0, 9, 0, 0, NULL },
	{ "one octet too long", NULL, 1, 0, RAW_SIZE + 1, 0, 0, "outside" },
	{ "begins behind", NULL, 0, RAW_SIZE + 1, 0, 0, 0, "outside" },
	{ "ends behind", NULL, 1, RAW_SIZE - 1, 2, 0, 0, "outside" },
	{ "sum overflows", NULL, 1, 16, G_MAXUINT64 - 8, 0, 0, "outside" },
	{ "offset overflows", NULL, 1, G_MAXUINT64, 2, 0, 0, "outside" },
	{ "grows when decoded", NULL, 11, 0, 10, 0, 0, "decodes to more" },
	{ "unknown encoding", NULL, 1, 0, 10, 4, 0, "encoding" },
	{ "a file at the end of one", NULL, 4, 0, 10, 0, 6, NULL },
	{ "a file behind one", NULL, 4, 0, 10, 0, 7, "decodes to more" },
	{ "skip overflows", NULL, 4, 0, 10, 0, G_MAXUINT64, "decodes to more" },
	{ "no name", "", 1, 0, 10, 0, 0, "unsafe" },
	{ "slash", "../../etc/passwd", 1, 0, 10, 0, 0, "unsafe" },
	{ "inner slash", "a/b", 1, 0, 10, 0, 0, "unsafe" },
	{ "backslash", "a\\b", 1, 0, 10, 0, 0, "unsafe" },
	{ "hidden", ".htaccess", 1, 0, 10, 0, 0, "unsafe" },
	{ "dots", "..", 1, 0, 10, 0, 0, "unsafe" },
};

static void
test_parts(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_test_message("%s", parts[i].name);
		g_autoptr(message) written = message_new();
		struct message_part *part = add_part(written);
		if (parts[i].part_name)
			set(&part->name, parts[i].part_name);
		part->size = parts[i].size;
		part->offset = parts[i].offset;
		part->length = parts[i].length;
		part->encoding = parts[i].encoding;
		part->skip = parts[i].skip;
		g_autoptr(GBytes) record = message_encode(written);
		GError *error = NULL;
		g_autoptr(message) message =
		    message_decode(record, RAW_SIZE, &error);
		g_assert_true((message != NULL) == (parts[i].problem == NULL));
		if (message)
			continue;
		g_assert_true(fail_is(error, FAIL_STORE));
		g_assert_nonnull(strstr(error->message, parts[i].problem));
		g_clear_error(&error);
	}
}

/* The text is "a\xc3\xb6z", four octets; two ranges, the second one may be
 * left out (0, 0). */
static const struct {
	const char *name;
	struct message_range first, second;
	const char *problem; /* NULL: it is fine */
} ranges[] = {
	{ "all", { 0, 4 }, { 0, 0 }, NULL },
	{ "two", { 0, 1 }, { 3, 1 }, NULL },
	{ "adjacent", { 0, 1 }, { 1, 3 }, NULL },
	{ "empty", { 1, 0 }, { 0, 0 }, "disorder" },
	{ "overlap", { 0, 3 }, { 1, 2 }, "disorder" },
	{ "descending", { 3, 1 }, { 0, 1 }, "disorder" },
	{ "twice", { 0, 1 }, { 0, 1 }, "disorder" },
	{ "past the end", { 0, 5 }, { 0, 0 }, "outside" },
	{ "begins past the end", { 9, 1 }, { 0, 0 }, "outside" },
	{ "overflows", { 1, G_MAXUINT32 }, { 0, 0 }, "outside" },
	{ "begins in a character", { 2, 2 }, { 0, 0 }, "tears" },
	{ "ends in a character", { 0, 2 }, { 0, 0 }, "tears" },
};

static void
test_ranges(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(ranges); i++) {
		g_test_message("%s", ranges[i].name);
		g_autoptr(message) written = message_new();
		set(&written->text, "a\xc3\xb6z");
		g_array_append_val(written->kept, ranges[i].first);
		if (ranges[i].second.length > 0)
			g_array_append_val(written->kept, ranges[i].second);
		g_autoptr(GBytes) record = message_encode(written);
		GError *error = NULL;
		g_autoptr(message) message =
		    message_decode(record, RAW_SIZE, &error);
		g_assert_true((message != NULL) == (ranges[i].problem == NULL));
		if (message)
			continue;
		g_assert_true(fail_is(error, FAIL_STORE));
		g_assert_nonnull(strstr(error->message, ranges[i].problem));
		g_clear_error(&error);
	}
}

static void
test_long_name(void)
{
	g_autoptr(message) written = message_new();
	struct message_part *part = add_part(written);
	g_free(part->name);
	part->name = g_strnfill(MESSAGE_NAME_MAX, 'n');
	g_autoptr(GBytes) fits = message_encode(written);
	g_free(part->name);
	part->name = g_strnfill(MESSAGE_NAME_MAX + 1, 'n');
	g_autoptr(GBytes) too_long = message_encode(written);
	GError *error = NULL;
	g_autoptr(message) message = message_decode(fits, RAW_SIZE, &error);
	g_assert_no_error(error);
	g_assert_nonnull(message);
	g_assert_null(message_decode(too_long, RAW_SIZE, &error));
	g_assert_nonnull(error);
	g_clear_error(&error);
}

/* A mail of 4 KiB must not become a letter of many mebibytes. */
static void
test_overlap(void)
{
	g_autoptr(message) written = message_new();
	for (guint i = 0; i <= MESSAGE_OVERLAP_MAX; i++) {
		struct message_part *part = add_part(written);
		part->offset = 0;
		part->length = RAW_SIZE;
		g_autoptr(GBytes) record = message_encode(written);
		GError *error = NULL;
		g_autoptr(message) message =
		    message_decode(record, RAW_SIZE, &error);
		g_assert_true((message != NULL) == (i < MESSAGE_OVERLAP_MAX));
		g_clear_error(&error);
	}
}

static void
test_lists(void)
{
	static const struct {
		const char *name;
		gsize field; /* of struct message: a char ** */
	} rows[] = {
		{ "to", G_STRUCT_OFFSET(struct message, to) },
		{ "cc", G_STRUCT_OFFSET(struct message, cc) },
		{ "in_reply_to", G_STRUCT_OFFSET(struct message, in_reply_to) },
		{ "references", G_STRUCT_OFFSET(struct message, references) },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_autoptr(message) written = message_new();
		char ***field = G_STRUCT_MEMBER_P(written, rows[i].field);
		g_strfreev(*field);
		*field = g_new0(char *, MESSAGE_LIST_MAX + 2);
		for (guint n = 0; n <= MESSAGE_LIST_MAX; n++)
			(*field)[n] = g_strdup("x");
		g_autoptr(GBytes) too_many = message_encode(written);
		GError *error = NULL;
		g_assert_null(message_decode(too_many, 0, &error));
		g_assert_nonnull(strstr(error->message, "too long"));
		g_clear_error(&error);
		g_clear_pointer(&(*field)[MESSAGE_LIST_MAX], g_free);
		g_autoptr(GBytes) fits = message_encode(written);
		g_autoptr(message) message = message_decode(fits, 0, &error);
		g_assert_no_error(error);
		g_assert_nonnull(message);
	}
}

/* Nothing that becomes a header field can end its line. */
static void
test_mended(void)
{
	g_autoptr(message) written = sample();
	set(&written->subject, "a\r\nBcc: x@example.com\x7f");
	set(&written->from_addr, "a\n@example.com");
	set(&written->from_name, "J\tD");
	set(&written->reply_to, "r\r@example.com");
	set(&written->message_id, "m\n@example.com");
	set_list(&written->references, "r1", "r\r\n2");
	set_list(&written->to, "t\n", NULL);
	set(&written->content_type, "text/plain\r\n");
	set(&written->language, "../de");
	set(&written->text, "kept\r\nas it is\n");
	g_array_set_size(written->kept, 0);
	written->date = G_MAXINT64;
	struct message_part *part = written->parts->pdata[0];
	set(&part->name, "a\r\nb.png");
	set(&part->mime, "image/png\r\nX-Evil: 1");
	g_autoptr(GBytes) record = message_encode(written);
	GError *error = NULL;
	g_autoptr(message) message = message_decode(record, RAW_SIZE, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(message->subject, ==, "a  Bcc: x@example.com ");
	g_assert_cmpstr(message->from_addr, ==, "a @example.com");
	g_assert_cmpstr(message->from_name, ==, "J D");
	g_assert_cmpstr(message->reply_to, ==, "r @example.com");
	g_assert_cmpstr(message->message_id, ==, "m @example.com");
	g_assert_cmpstr(message->references[1], ==, "r  2");
	g_assert_cmpstr(message->to[0], ==, "t ");
	g_assert_cmpstr(message->content_type, ==, "text/plain  ");
	g_assert_cmpstr(message->language, ==, "");
	g_assert_cmpstr(message->text, ==, "kept\r\nas it is\n");
	g_assert_cmpint(message->date, ==, 0);
	const struct message_part *mended = message->parts->pdata[0];
	g_assert_cmpstr(mended->name, ==, "a  b.png");
	g_assert_cmpstr(mended->mime, ==, "application/octet-stream");
}

static void
test_mime_types(void)
{
	static const struct {
		const char *mime;
		gboolean good;
	} rows[] = {
		{ "image/png", TRUE },
		{ "application/vnd.ms-excel", TRUE },
		{ "image/svg+xml", TRUE },
		{ "", FALSE },
		{ "image", FALSE },
		{ "/png", FALSE },
		{ "image/", FALSE },
		{ "a/b/c", FALSE },
		{ "image/p ng", FALSE },
		{ "image/png;x=1", FALSE },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].mime);
		g_autoptr(message) written = message_new();
		set(&add_part(written)->mime, rows[i].mime);
		g_autoptr(GBytes) record = message_encode(written);
		g_autoptr(message) message =
		    message_decode(record, RAW_SIZE, NULL);
		const struct message_part *part = message->parts->pdata[0];
		g_assert_cmpstr(part->mime, ==,
		    rows[i].good ? rows[i].mime : "application/octet-stream");
	}
}

static gboolean
decode(GBytes *record, GError **error)
{
	g_autoptr(message) message = message_decode(record, RAW_SIZE, error);
	if (!message)
		return FALSE;
	/* Whatever got through keeps the promises. */
	g_assert_null(strpbrk(message->subject, "\r\n"));
	g_assert_true(g_utf8_validate(message->text, -1, NULL));
	for (guint i = 0; i < message->parts->len; i++) {
		const struct message_part *part = message->parts->pdata[i];
		g_assert_cmpuint(part->offset, <=, RAW_SIZE);
		g_assert_cmpuint(part->length, <=, RAW_SIZE - part->offset);
		g_assert_cmpuint(part->encoding, <=, 3);
	}
	return TRUE;
}

static void
test_mutations(void)
{
	g_autoptr(GBytes) golden = golden_load("message-v1");
	golden_mutate(golden, decode);
}

static void
test_too_large(void)
{
	g_autofree guint8 *octets = g_malloc0(MESSAGE_RECORD_MAX + 1);
	octets[0] = 1;
	g_autoptr(GBytes) record =
	    g_bytes_new_static(octets, MESSAGE_RECORD_MAX + 1);
	GError *error = NULL;
	g_assert_null(message_decode(record, RAW_SIZE, &error));
	g_assert_nonnull(strstr(error->message, "too large"));
	g_clear_error(&error);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/message/golden", test_golden);
	g_test_add_func("/message/empty", test_empty);
	g_test_add_func("/message/parts", test_parts);
	g_test_add_func("/message/ranges", test_ranges);
	g_test_add_func("/message/long-name", test_long_name);
	g_test_add_func("/message/overlap", test_overlap);
	g_test_add_func("/message/lists", test_lists);
	g_test_add_func("/message/mended", test_mended);
	g_test_add_func("/message/mime-types", test_mime_types);
	g_test_add_func("/message/mutations", test_mutations);
	g_test_add_func("/message/too-large", test_too_large);
	return g_test_run();
}
