/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frozen letter becomes the same octets each time, attachments in their
 * places, without ever being in memory whole. */
#include "base/fail.h"
#include "mime/transfer.h"
#include "pipeline/letterstream.h"
#include "util-store.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_MAX (64 * 1024 + 4096) /* base64 of 48 KiB, with line ends */

struct bench {
	char *folder;
	struct store *store;
};

static void
set_up(struct bench *bench, gconstpointer data)
{
	(void)data;
	bench->folder = scratch_new();
	bench->store = scratch_store(bench->folder);
}

static void
tear_down(struct bench *bench, gconstpointer data)
{
	(void)data;
	store_close(bench->store);
	scratch_remove(bench->folder);
}

static struct blob
append(struct bench *bench, const char *data, gsize size)
{
	g_autoptr(GError) error = NULL;
	struct blob blob = { 0 };

	g_assert_true(archive_append(bench->store->archive, data, size, NULL,
	    &blob, &error));
	g_assert_true(archive_sync(bench->store->archive, &error));
	g_assert_no_error(error);
	return blob;
}

static struct letter *
letter_with(struct bench *bench, const char *text)
{
	struct letter *letter = letter_new();

	letter->text = append(bench, text, strlen(text));
	return letter;
}

/* The encoded octets stand amid other octets of the stored mail. */
static void
attach(struct bench *bench, struct letter *letter, guint64 cut,
    enum message_encoding encoding, const char *encoded, gsize size)
{
	g_autoptr(GString) raw = g_string_new("before\r\n");
	struct letter_attachment *part = g_new0(struct letter_attachment, 1);

	part->offset = raw->len;
	part->length = size;
	part->encoding = encoding;
	g_string_append_len(raw, encoded, (gssize)size);
	g_string_append(raw, "after\r\n");
	part->raw = append(bench, raw->str, raw->len);
	g_ptr_array_add(letter->attachments, part);
	g_array_append_val(letter->cuts, cut);
}

/* All octets; no chunk is large, and the bound for SIZE holds. */
static GString *
read_stream(struct letterstream *stream, const struct letter *letter)
{
	g_autoptr(GError) error = NULL;
	GString *octets = g_string_new(NULL);
	const void *data = NULL;
	gsize size = 0;

	do {
		g_assert_true(letterstream_next(stream, &data, &size, &error));
		g_assert_cmpuint(size, <=, CHUNK_MAX);
		g_string_append_len(octets, data, (gssize)size);
	} while (size > 0);
	g_assert_cmpuint(letterstream_size(letter), >=, octets->len);
	return octets;
}

/* The same whether or not the first chunk is read ahead. */
static GString *
read_all(struct bench *bench, const struct letter *letter)
{
	g_autoptr(letterstream) stream =
	    letterstream_new(bench->store->archive, letter);
	g_autoptr(letterstream) ahead =
	    letterstream_new(bench->store->archive, letter);
	GString *octets = read_stream(stream, letter);

	letterstream_prepare(ahead);
	g_autoptr(GString) again = read_stream(ahead, letter);
	g_assert_true(g_string_equal(octets, again));
	return octets;
}

/* RFC 2045 section 6.8, by another way than the product's. */
static char *
in_base64(const char *data, gsize size)
{
	g_autofree char *whole = g_base64_encode((const guchar *)data, size);
	GString *lines = g_string_new(NULL);

	for (gsize at = 0; at < strlen(whole); at += 76)
		g_string_append_printf(lines, "%.76s\r\n", whole + at);
	return g_string_free(lines, FALSE);
}

static void
test_text(struct bench *bench, gconstpointer data)
{
	static const gsize sizes[] = { 0, 1, 48 * 1024 - 1, 48 * 1024,
		48 * 1024 + 1, 200000 };

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree char *text = g_strnfill(sizes[i], 'x');
		g_autoptr(letter) letter = letter_with(bench, text);
		g_autoptr(GString) octets = read_all(bench, letter);
		g_assert_cmpstr(octets->str, ==, text);
	}
}

static void
test_encodings(struct bench *bench, gconstpointer data)
{
	static const char text[] = "Subject: x\r\n\r\n--b\r\n\r\n--b--\r\n";
	static const struct {
		const char *name;
		enum message_encoding encoding;
		const char *encoded, *decoded;
		guint64 cut;
	} rows[] = {
		{ "base64", MESSAGE_ENCODING_BASE64, "SGVsbG8sIHdvcmxk\r\n",
		    "Hello, world", 19 },
		{ "base64 without padding", MESSAGE_ENCODING_BASE64, "SGVsbG8",
		    "Hello", 19 },
		{ "quoted-printable", MESSAGE_ENCODING_QUOTED_PRINTABLE,
		    "caf=C3=A9 =\r\nau lait\r\n", "caf\xc3\xa9 au lait\r\n",
		    19 },
		{ "identity", MESSAGE_ENCODING_IDENTITY, ".\r\nFrom x\r\n",
		    ".\r\nFrom x\r\n", 19 },
		{ "uuencode", MESSAGE_ENCODING_UUENCODE,
		    "begin 644 a\r\n#0V%T\r\n`\r\nend\r\n", "Cat", 19 },
		{ "empty", MESSAGE_ENCODING_BASE64, "", "", 19 },
		{ "decodes to nothing", MESSAGE_ENCODING_BASE64, "\r\n\r\n", "",
		    19 },
		{ "at the beginning", MESSAGE_ENCODING_IDENTITY, "a", "a", 0 },
		{ "at the end", MESSAGE_ENCODING_IDENTITY, "a", "a",
		    sizeof text - 1 },
	};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(letter) letter = letter_with(bench, text);
		g_autofree char *encoded =
		    in_base64(rows[i].decoded, strlen(rows[i].decoded));
		g_autofree char *wanted = g_strdup_printf("%.*s%s%s",
		    (int)rows[i].cut, text, encoded, text + rows[i].cut);
		g_test_message("%s", rows[i].name);
		attach(bench, letter, rows[i].cut, rows[i].encoding,
		    rows[i].encoded, strlen(rows[i].encoded));
		g_autoptr(GString) octets = read_all(bench, letter);
		g_assert_cmpstr(octets->str, ==, wanted);
		g_autoptr(GString) again = read_all(bench, letter);
		g_assert_true(g_string_equal(octets, again));
	}
}

/* A file inside an attachment: only its octets, also when they begin behind the
 * first piece that is read. */
static void
test_inside(struct bench *bench, gconstpointer data)
{
	static const gsize skips[] = { 1, 3, 49152, 60000, 99990 };

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(skips); i++) {
		g_autofree char *plain = g_malloc(100000);
		for (gsize n = 0; n < 100000; n++)
			plain[n] = (char)(n * 7 + n / 251);
		g_autofree char *outer = in_base64(plain, 100000);
		g_autofree char *wanted = in_base64(plain + skips[i], 10);
		g_autoptr(letter) letter = letter_with(bench, "");
		attach(bench, letter, 0, MESSAGE_ENCODING_BASE64, outer,
		    strlen(outer));
		struct letter_attachment *part =
		    g_ptr_array_index(letter->attachments, 0);
		part->skip = skips[i];
		part->size = 10;
		g_autoptr(GString) octets = read_all(bench, letter);
		g_assert_cmpstr(octets->str, ==, wanted);
		g_assert_cmpuint(letterstream_size(letter), <, 100);
	}
}

static void
test_several(struct bench *bench, gconstpointer data)
{
	static const char text[] = "one|two|three";

	(void)data;
	g_autoptr(letter) letter = letter_with(bench, text);
	attach(bench, letter, 3, MESSAGE_ENCODING_IDENTITY, "A", 1);
	attach(bench, letter, 3, MESSAGE_ENCODING_BASE64, "", 0);
	attach(bench, letter, 7, MESSAGE_ENCODING_BASE64, "Qg==", 4);
	g_autoptr(GString) octets = read_all(bench, letter);
	g_assert_cmpstr(octets->str, ==, "oneQQ==\r\n|twoQg==\r\n|three");
}

/* Cuts of the stored octets fall anywhere: within a quantum, an escape, a
 * line. */
static void
test_long(struct bench *bench, gconstpointer data)
{
	static const gsize sizes[] = { 36863, 36864, 36865, 49151, 49152, 49153,
		300001 };

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree char *plain = g_malloc(sizes[i]);
		for (gsize n = 0; n < sizes[i]; n++)
			plain[n] = (char)(n * 7 + n / 251);
		g_autofree char *wanted = in_base64(plain, sizes[i]);
		g_autoptr(letter) letter = letter_with(bench, "");
		attach(bench, letter, 0, MESSAGE_ENCODING_BASE64, wanted,
		    strlen(wanted));
		g_autoptr(GString) octets = read_all(bench, letter);
		g_assert_cmpstr(octets->str, ==, wanted);
		g_autoptr(letter) other = letter_with(bench, "");
		attach(bench, other, 0, MESSAGE_ENCODING_IDENTITY, plain,
		    sizes[i]);
		g_autoptr(GString) same = read_all(bench, other);
		g_assert_cmpstr(same->str, ==, wanted);
	}
}

/* SIZE (RFC 1870) announces no less than will come: small parts, and base64
 * that came in long lines or in one. */
static void
test_size(struct bench *bench, gconstpointer data)
{
	(void)data;
	for (gsize size = 0; size < 200; size++) {
		g_autofree char *plain = g_strnfill(size, 'x');
		g_autofree char *one_line =
		    g_base64_encode((const guchar *)plain, size);
		g_autoptr(letter) letter = letter_with(bench, "");
		attach(bench, letter, 0, MESSAGE_ENCODING_IDENTITY, plain,
		    size);
		attach(bench, letter, 0, MESSAGE_ENCODING_BASE64, one_line,
		    strlen(one_line));
		g_string_free(read_all(bench, letter), TRUE);
	}
	g_autofree char *large = g_strnfill(100000, 'x');
	g_autofree char *one_line =
	    g_base64_encode((const guchar *)large, 100000);
	g_autoptr(letter) letter = letter_with(bench, "text");
	attach(bench, letter, 4, MESSAGE_ENCODING_BASE64, one_line,
	    strlen(one_line));
	g_autoptr(GString) octets = read_all(bench, letter);
	/* a bound that is far off would be refused for nothing */
	g_assert_cmpuint(letterstream_size(letter), <, octets->len * 11 / 10);
}

/* A letter is never sent half: what can not be read is an error at once. */
static void
test_damaged(struct bench *bench, gconstpointer data)
{
	static const struct {
		const char *name;
		guint32 segment;
		guint64 offset, length;
	} rows[] = {
		{ "no such segment", 99, 0, 4 },
		{ "behind the end", 1, 1 << 20, 4 },
		{ "longer than its frame", 1, 0, 1 << 20 },
	};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		for (guint way = 0; way < 4; way++) {
			bool where = way & 1, ahead = way & 2;
			g_autoptr(letter) letter = letter_with(bench, "text");
			struct blob bad = { .segment = rows[i].segment,
				.offset = rows[i].offset,
				.length = rows[i].length };
			g_autoptr(GError) error = NULL;
			const void *chunk = NULL;
			gsize size = 0;
			g_test_message("%s", rows[i].name);
			attach(bench, letter, 0, MESSAGE_ENCODING_IDENTITY, "a",
			    1);
			struct letter_attachment *part =
			    g_ptr_array_index(letter->attachments, 0);
			if (!where)
				letter->text = bad;
			else
				part->raw = bad;
			part->length = where ? rows[i].length : 1;
			g_autoptr(letterstream) stream =
			    letterstream_new(bench->store->archive, letter);
			bool good = true;
			if (ahead)
				letterstream_prepare(stream);
			do
				good = letterstream_next(stream, &chunk, &size,
				    &error);
			while (good && size > 0);
			g_assert_false(good);
			g_assert_true(fail_is(error, FAIL_PERMANENT));
		}
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(struct bench *bench, gconstpointer data);
	} tests[] = {
		{ "/letterstream/text", test_text },
		{ "/letterstream/encodings", test_encodings },
		{ "/letterstream/several", test_several },
		{ "/letterstream/inside", test_inside },
		{ "/letterstream/long", test_long },
		{ "/letterstream/size", test_size },
		{ "/letterstream/damaged", test_damaged },
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct bench, NULL, set_up,
		    tests[i].test, tear_down);
	return g_test_run();
}
