/* SPDX-License-Identifier: GPL-3.0-or-later */
/* winmail.dat: streams put together here, attribute by attribute. */
#include "mime/tnef.h"

#include <string.h>

#define MESSAGE 1
#define FILE_LEVEL 2

/* What attributes and properties are called is explained in the source. */
#define BODY 0x0002800c
#define CODEPAGE 0x00069007
#define PROPERTIES 0x00069003
#define FILE_BEGINS 0x00069002
#define FILE_TITLE 0x00018010
#define FILE_DATA 0x0006800f
#define FILE_PROPERTIES 0x00069005

static void
put(GByteArray *out, guint64 value, guint octets)
{
	for (guint i = 0; i < octets; i++) {
		guint8 octet = (guint8)(value >> (8 * i));

		g_byte_array_append(out, &octet, 1);
	}
}

static GByteArray *
stream_new(void)
{
	GByteArray *stream = g_byte_array_new();

	put(stream, 0x223e9f78, 4);
	put(stream, 1, 2);
	return stream;
}

static void
attribute(GByteArray *stream, guint8 level, guint32 id, const void *data,
    gsize size)
{
	put(stream, level, 1);
	put(stream, id, 4);
	put(stream, size, 4);
	if (size > 0)
		g_byte_array_append(stream, data, (guint)size);
	put(stream, 0, 2);
}

static void
attribute_from(GByteArray *stream, guint8 level, guint32 id,
    GByteArray *take_data)
{
	attribute(stream, level, id, take_data->data, take_data->len);
	g_byte_array_unref(take_data);
}

/* A block of properties: how many, then each. */
static GByteArray *
block(guint32 count)
{
	GByteArray *properties = g_byte_array_new();

	put(properties, count, 4);
	return properties;
}

static void
property(GByteArray *properties, guint type, guint id, const void *data,
    gsize size)
{
	put(properties, type, 2);
	put(properties, id, 2);
	put(properties, 1, 4);
	put(properties, size, 4);
	g_byte_array_append(properties, data, (guint)size);
	put(properties, 0, (guint)((4 - size % 4) % 4));
}

static void
add_file(GByteArray *stream, const char *name, const char *data)
{
	attribute(stream, FILE_LEVEL, FILE_BEGINS, "12345678901234", 14);
	attribute(stream, FILE_LEVEL, FILE_TITLE, name, strlen(name) + 1);
	attribute(stream, FILE_LEVEL, FILE_DATA, data, strlen(data));
}

static struct tnef *
read_stream(const GByteArray *stream)
{
	return tnef_read(stream->data, stream->len, 65536);
}

/* The mail's own message. */
static const struct tnef_message *
own(const struct tnef *tnef)
{
	return tnef->messages->pdata[0];
}

static void
check_file(const GByteArray *stream, const struct tnef *tnef, guint n,
    const char *name, const char *data)
{
	const struct tnef_file *file = tnef->files->pdata[n];

	g_assert_cmpstr(file->name, ==, name);
	g_assert_cmpuint(file->size, ==, strlen(data));
	g_assert_true(memcmp(stream->data + file->offset, data, file->size) ==
	    0);
}

static void
test_files(void)
{
	g_autoptr(GByteArray) stream = stream_new();
	g_autoptr(tnef) tnef = NULL;

	add_file(stream, "a.txt", "Hello");
	add_file(stream, "empty.txt", "");
	tnef = read_stream(stream);
	g_assert_cmpuint(tnef->files->len, ==, 2);
	check_file(stream, tnef, 0, "a.txt", "Hello");
	check_file(stream, tnef, 1, "empty.txt", "");
	g_assert_null(own(tnef)->text);
	g_assert_false(tnef->rest);
}

/* The long name and the type come as properties behind the data. */
static void
test_properties(void)
{
	g_autoptr(GByteArray) stream = stream_new();
	g_autoptr(tnef) tnef = NULL;
	GByteArray *properties = block(5);

	add_file(stream, "LONGNA~1.PDF", "%PDF");
	put(properties, 0x000b, 2); /* a boolean: four octets */
	put(properties, 0x7ffe, 2);
	put(properties, 1, 4);
	put(properties, 0x0003, 2); /* a named number */
	put(properties, 0x8001, 2);
	put(properties, 0, 8);
	put(properties, 0, 8);
	put(properties, 1, 4);
	put(properties, 6, 4);
	g_byte_array_append(properties, (const guint8 *)"n\0a\0m\0\0\0", 8);
	put(properties, 7, 4);
	put(properties, 0x101e, 2); /* two texts */
	put(properties, 0x3a50, 2);
	put(properties, 2, 4);
	put(properties, 1, 4);
	put(properties, 'a', 4);
	put(properties, 1, 4);
	put(properties, 'b', 4);
	property(properties, 0x1f, 0x3707, "\344\0.\0p\0d\0f\0\0\0", 12);
	property(properties, 0x1e, 0x370e, "Application/PDF", 16);
	attribute_from(stream, FILE_LEVEL, FILE_PROPERTIES, properties);
	tnef = read_stream(stream);
	g_assert_cmpuint(tnef->files->len, ==, 1);
	check_file(stream, tnef, 0, "\303\244.pdf", "%PDF");
	g_assert_cmpstr(((struct tnef_file *)tnef->files->pdata[0])->mime, ==,
	    "application/pdf");
	g_assert_false(tnef->rest);
}

static void
test_body(void)
{
	g_autoptr(GByteArray) stream = stream_new();
	g_autoptr(tnef) tnef = NULL;
	GByteArray *properties = block(2);

	attribute(stream, MESSAGE, CODEPAGE, "\343\004\0\0\0\0\0\0", 8);
	attribute(stream, MESSAGE, BODY, "\317\360\350\0", 4);
	property(properties, 0x102, 0x1013, "<p>page</p>", 11);
	property(properties, 0x102, 0x1009, "rtf", 3);
	attribute_from(stream, MESSAGE, PROPERTIES, properties);
	tnef = read_stream(stream);
	g_assert_cmpstr(own(tnef)->text, ==, "При");
	g_assert_false(own(tnef)->is_html);
	g_assert_false(tnef->rest);
}

static void
test_page(void)
{
	g_autoptr(GByteArray) stream = stream_new();
	g_autoptr(tnef) tnef = NULL;
	GByteArray *properties = block(1);

	property(properties, 0x102, 0x1013, "<p>page</p>", 11);
	attribute_from(stream, MESSAGE, PROPERTIES, properties);
	tnef = read_stream(stream);
	g_assert_cmpstr(own(tnef)->text, ==, "<p>page</p>");
	g_assert_true(own(tnef)->is_html);
}

#define INSIDE "\7\3\2\0\0\0\0\0\300\0\0\0\0\0\0F"

/* A body that is there in RTF only; a packed one of text.rtf's form. */
static void
test_rtf(void)
{
	static const char packed[] =
	    "\0\0\0\0\16\0\0\0MELA\0\0\0\0{\\rtf1 caf\\'e9";
	static const char page[] =
	    "\0\0\0\0\25\0\0\0MELA\0\0\0\0{\\rtf1\\fromhtml1 <p>}";
	static const struct {
		const char *name, *rtf;
		gsize size;
		const char *text;
		gboolean is_html, rest;
	} cases[] = {
		{ "words", packed, sizeof packed - 1, "café", FALSE, FALSE },
		{ "page", page, sizeof page - 1, "<p>", TRUE, FALSE },
		{ "cut", packed, sizeof packed - 4, "caf", FALSE, TRUE },
		{ "none", "12345678", 8, NULL, FALSE, TRUE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GByteArray) stream = stream_new();
		g_autoptr(tnef) tnef = NULL;
		GByteArray *properties = block(1);

		g_test_message("%s", cases[i].name);
		property(properties, 0x102, 0x1009, cases[i].rtf,
		    cases[i].size);
		attribute_from(stream, MESSAGE, PROPERTIES, properties);
		tnef = read_stream(stream);
		g_assert_cmpstr(own(tnef)->text, ==, cases[i].text);
		g_assert_cmpint(own(tnef)->is_html, ==, cases[i].is_html);
		g_assert_cmpint(tnef->rest, ==, cases[i].rest);
	}
}

/* A file that is a message. */
static void
add_message(GByteArray *stream, const GByteArray *inside)
{
	g_autoptr(GByteArray) object = g_byte_array_new();
	GByteArray *properties = block(1);

	g_byte_array_append(object, (const guint8 *)INSIDE, 16);
	g_byte_array_append(object, inside->data, inside->len);
	attribute(stream, FILE_LEVEL, FILE_BEGINS, "", 0);
	property(properties, 0x0d, 0x3701, object->data, object->len);
	attribute_from(stream, FILE_LEVEL, FILE_PROPERTIES, properties);
}

static void
test_message_inside(void)
{
	g_autoptr(GByteArray) stream = stream_new(), inside = stream_new();
	g_autoptr(tnef) tnef = NULL;
	const struct tnef_message *message;
	GByteArray *properties = block(7);

	attribute(inside, MESSAGE, CODEPAGE, "\343\004\0\0\0\0\0\0", 8);
	property(properties, 0x1e, 0x0037, "\317\n\360", 3);
	property(properties, 0x1e, 0x0c1a, "Ann", 3);
	property(properties, 0x1e, 0x0042, "Bob", 3);
	property(properties, 0x1e, 0x0065, "/O=EXAMPLE", 10);
	property(properties, 0x1e, 0x5d02, "bob@example.com", 15);
	property(properties, 0x1e, 0x1000, "Hi", 2);
	put(properties, 0x40, 2);
	put(properties, 0x0039, 2);
	put(properties, 116444736010000000, 8);
	attribute_from(inside, MESSAGE, PROPERTIES, properties);
	add_file(inside, "b.txt", "inside");
	add_file(stream, "a.txt", "Hello");
	add_message(stream, inside);
	tnef = read_stream(stream);
	g_assert_cmpuint(tnef->files->len, ==, 2);
	check_file(stream, tnef, 0, "a.txt", "Hello");
	check_file(stream, tnef, 1, "b.txt", "inside");
	g_assert_cmpuint(tnef->messages->len, ==, 2);
	message = tnef->messages->pdata[1];
	g_assert_cmpstr(message->subject, ==, "П р");
	g_assert_cmpstr(message->from_name, ==, "Bob");
	g_assert_cmpstr(message->from_address, ==, "bob@example.com");
	g_assert_cmpint(message->date, ==, 1);
	g_assert_cmpstr(message->text, ==, "Hi");
	g_assert_false(tnef->rest);
}

/* One in the other, as deep as is followed and one deeper. */
static void
test_messages_nested(void)
{
	for (guint depth = TNEF_DEPTH; depth <= TNEF_DEPTH + 1; depth++) {
		g_autoptr(GByteArray) stream = stream_new();
		g_autoptr(tnef) tnef = NULL;

		for (guint i = 0; i < depth; i++) {
			g_autoptr(GByteArray) inside = stream;

			stream = stream_new();
			add_message(stream, inside);
		}
		tnef = read_stream(stream);
		g_assert_cmpuint(tnef->messages->len, ==, TNEF_DEPTH + 1);
		g_assert_cmpint(tnef->rest, ==, depth > TNEF_DEPTH);
	}
}

static void
test_too_many_messages(void)
{
	for (guint n = TNEF_MESSAGES; n <= TNEF_MESSAGES + 1; n++) {
		g_autoptr(GByteArray) stream = stream_new();
		g_autoptr(GByteArray) inside = stream_new();
		g_autoptr(tnef) tnef = NULL;

		for (guint i = 1; i < n; i++)
			add_message(stream, inside);
		tnef = read_stream(stream);
		g_assert_cmpuint(tnef->messages->len, ==, TNEF_MESSAGES);
		g_assert_cmpint(tnef->rest, ==, n > TNEF_MESSAGES);
	}
}

/* What is left inside is said: the winmail.dat is kept then. */
static void
test_rest(void)
{
	static const struct {
		const char *name, *data;
		gsize size;
	} cases[] = {
		{ "a drawing", "12345678901234567890", 20 },
		{ "too short for an object", "12345678", 8 },
		{ "a message of nothing", INSIDE, 16 },
		{ "a message that is none", INSIDE "12345678", 24 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GByteArray) stream = stream_new();
		g_autoptr(tnef) tnef = NULL;
		GByteArray *properties = block(1);

		g_test_message("%s", cases[i].name);
		attribute(stream, FILE_LEVEL, FILE_BEGINS, "", 0);
		property(properties, 0x0d, 0x3701, cases[i].data,
		    cases[i].size);
		attribute_from(stream, FILE_LEVEL, FILE_PROPERTIES, properties);
		tnef = read_stream(stream);
		g_assert_cmpuint(tnef->files->len, ==, 0);
		g_assert_cmpuint(tnef->messages->len, ==, 1);
		g_assert_true(tnef->rest);
	}
}

static void
test_too_many(void)
{
	g_autoptr(GByteArray) stream = stream_new();
	g_autoptr(tnef) tnef = NULL;

	for (guint i = 0; i < TNEF_FILES + 1; i++)
		add_file(stream, "a", "x");
	tnef = read_stream(stream);
	g_assert_cmpuint(tnef->files->len, ==, TNEF_FILES);
	g_assert_true(tnef->rest);
}

/* Cut off anywhere, and with any octet changed, nothing is read outside. */
static void
test_damaged(void)
{
	g_autoptr(GByteArray) stream = stream_new();
	GByteArray *properties = block(3);

	add_file(stream, "a.txt", "Hello");
	property(properties, 0x1f, 0x3707, "a\0b\0\0\0", 6);
	property(properties, 0x0d, 0x3701, "12345678", 8);
	property(properties, 0x101e, 0x370e, "x", 1);
	attribute_from(stream, FILE_LEVEL, FILE_PROPERTIES, properties);
	for (guint cut = 0; cut < stream->len; cut++) {
		g_autofree guint8 *copy = g_memdup2(stream->data, cut);
		g_autoptr(tnef) tnef = tnef_read(copy, cut, 100);

		g_assert_true((tnef == NULL) == (cut < 6));
	}
	for (guint i = 6; i < stream->len; i++) {
		g_autofree guint8 *copy = g_memdup2(stream->data, stream->len);
		g_autoptr(tnef) tnef = NULL;

		copy[i] ^= 0xff;
		tnef = tnef_read(copy, stream->len, 100);
		for (guint n = 0; n < tnef->files->len; n++) {
			const struct tnef_file *file = tnef->files->pdata[n];

			g_assert_cmpuint(file->offset, <=, stream->len);
			g_assert_cmpuint(file->size, <=,
			    stream->len - file->offset);
		}
	}
}

static void
test_none(void)
{
	g_assert_null(tnef_read("", 0, 100));
	g_assert_null(tnef_read("PK\003\004 not one", 12, 100));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tnef/files", test_files);
	g_test_add_func("/tnef/properties", test_properties);
	g_test_add_func("/tnef/body", test_body);
	g_test_add_func("/tnef/page", test_page);
	g_test_add_func("/tnef/rtf", test_rtf);
	g_test_add_func("/tnef/message-inside", test_message_inside);
	g_test_add_func("/tnef/messages-nested", test_messages_nested);
	g_test_add_func("/tnef/too-many-messages", test_too_many_messages);
	g_test_add_func("/tnef/rest", test_rest);
	g_test_add_func("/tnef/too-many", test_too_many);
	g_test_add_func("/tnef/damaged", test_damaged);
	g_test_add_func("/tnef/none", test_none);
	return g_test_run();
}
