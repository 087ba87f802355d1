/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails at the default limits, one past them, and floods far past them, made
 * here and given to the real scan and a real reader in its sandbox. The reader
 * has the memory that the settings ask for and little CPU time: what uses more
 * comes back as unreadable, however busy the machine is. */
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memfd.h"
#include "intake/reader.h"
#include "intake/readerchild.h"
#include "intake/sandbox.h"
#include "intake/scan.h"

#define CPU_SECONDS 3
#define CPU_SECONDS_SANITIZED 60
#define KIB 1024

#define TOP "From: a@example.com\nSubject: x\n"
#define MULTI TOP "Content-Type: multipart/mixed; boundary=b\n\n"
#define SOFT                                                       \
	(HEADER_FLAG_LONG_LINE | HEADER_FLAG_MANY_ADDRESSES |      \
	    HEADER_FLAG_MANY_WORDS | HEADER_FLAG_MANY_PARAMETERS | \
	    MESSAGE_FLAG_TEXT_CUT | MESSAGE_FLAG_PARTS_CUT)

/* A mail is head, n times unit, tail. */
struct row {
	const char *name, *head, *unit;
	gsize n;
	const char *tail;
	const char *limit; /* that it passes; NULL: it is read */
	guint flag;        /* what is said of it; 0: nothing of SOFT */
};

static const struct row rows[] = {
	/* L01: 35 MiB; the header here has 32 octets */
	{ "size-at", TOP "\n", "x", 36700160 - 32, "", NULL,
	    HEADER_FLAG_LONG_LINE },
	{ "size-past", TOP "\n", "x", 36700160 - 31, "", "message_size", 0 },
	/* L02: 256 KiB, 1,000 fields, 32 KiB a field */
	{ "header-at", TOP, "X-A: 0123456789\n", 262144 / 16 - 2, "\nHi\n",
	    "header_fields", 0 },
	{ "header-bytes-at", TOP "X-A: a\n", " 0123456789abcd\n",
	    (262144 - 39) / 16, "\nHi\n", NULL, HEADER_FLAG_LONG_LINE },
	{ "header-bytes-past", TOP "X-A: a\n", " 0123456789abcd\n", 262144 / 16,
	    "\nHi\n", "header_bytes", 0 },
	{ "header-fields-at", TOP, "X: y\n", 998, "\nHi\n", NULL, 0 },
	{ "header-fields-past", TOP, "X: y\n", 999, "\nHi\n", "header_fields",
	    0 },
	{ "field-at", TOP "X-A: a\n", " 3456789\n", 3640, "\nHi\n", NULL, 0 },
	{ "field-past", TOP "X-A: a\n", " 3456789\n", 4096, "\nHi\n", NULL,
	    HEADER_FLAG_LONG_LINE },
	/* L03: 64 KiB a line */
	{ "line-at", TOP "\n", "x", 65536, "\n", NULL, 0 },
	{ "line-past", TOP "\n", "x", 65537, "\n", NULL,
	    HEADER_FLAG_LONG_LINE },
	/* L04: 50 deep, 1,000 parts, 256 octets of boundary */
	{ "depth-at", TOP "Content-Type: message/rfc822\n\n",
	    "Content-Type: message/rfc822\n\n", 49, "\nHi\n", NULL, 0 },
	{ "depth-past", TOP "Content-Type: message/rfc822\n\n",
	    "Content-Type: message/rfc822\n\n", 50, "\nHi\n", "mime_depth", 0 },
	{ "parts-at", MULTI, "--b\n\nx\n", 999, "--b--\n", NULL, 0 },
	{ "parts-past", MULTI, "--b\n\nx\n", 1000, "--b--\n", "mime_parts", 0 },
	{ "boundary-at", TOP "Content-Type: multipart/mixed; boundary=", "b",
	    256, "\n\nHi\n", NULL, 0 },
	{ "boundary-past", TOP "Content-Type: multipart/mixed; boundary=", "b",
	    257, "\n\nHi\n", "boundary_bytes", 0 },
	/* L05: 100 attachments of 25 MiB each */
	{ "attachments-at", MULTI, "--b\nContent-Type: a/b\n\nx\n", 100,
	    "--b--\n", NULL, 0 },
	{ "attachments-past", MULTI, "--b\nContent-Type: a/b\n\nx\n", 101,
	    "--b--\n", NULL, MESSAGE_FLAG_PARTS_CUT },
	{ "attachment-at", TOP "Content-Type: a/b\n\n", "123456789abcdef\n",
	    25 * 64 * KIB, "", NULL, 0 },
	{ "attachment-past", TOP "Content-Type: a/b\n\n", "123456789abcdef\n",
	    25 * 64 * KIB, "x", NULL, MESSAGE_FLAG_PARTS_CUT },
	/* L06: 500 addresses in a field, 1,000 in all */
	{ "addresses-at", TOP "To: a@b.example", ",\n c@d.example", 499,
	    "\n\nHi\n", NULL, 0 },
	{ "addresses-past", TOP "To: a@b.example", ",\n c@d.example", 500,
	    "\n\nHi\n", NULL, HEADER_FLAG_MANY_ADDRESSES },
	{ "all-addresses-at", TOP, "Cc: a@b.example, c@d.example\n", 499,
	    "\nHi\n", NULL, 0 },
	{ "all-addresses-past", TOP, "Cc: a@b.example, c@d.example\n", 500,
	    "\nHi\n", NULL, HEADER_FLAG_MANY_ADDRESSES },
	/* L08: 100 parameters, 200 encoded words */
	{ "parameters-at", TOP "Content-Type: text/plain", "; a=b", 100,
	    "\n\nHi\n", NULL, 0 },
	{ "parameters-past", TOP "Content-Type: text/plain", "; a=b", 101,
	    "\n\nHi\n", NULL, HEADER_FLAG_MANY_PARAMETERS },
	{ "words-at", TOP "X:", " =?utf-8?Q?a?=", 200, "\n\nHi\n", NULL, 0 },
	{ "words-past", TOP "X:", " =?utf-8?Q?a?=", 201, "\n\nHi\n", NULL,
	    HEADER_FLAG_MANY_WORDS },
	/* L11: 256 KiB of text */
	{ "text-at", TOP "\n", "1234567\n", 32 * KIB - 1, "", NULL, 0 },
	{ "text-past", TOP "\n", "1234567\n", 32 * KIB + 1, "", NULL,
	    MESSAGE_FLAG_TEXT_CUT },
	/* floods of structure */
	{ "million-parts", MULTI, "--b\n\nx\n", 1000000, "--b--\n",
	    "mime_parts", 0 },
	{ "nested-20000", TOP "Content-Type: message/rfc822\n\n",
	    "Content-Type: message/rfc822\n\n", 20000, "\nHi\n", "mime_depth",
	    0 },
	{ "dashes", MULTI, "--\n", 10000000, "", NULL, 0 },
	{ "boundary-begins", MULTI, "--bb\n", 5000000, "", NULL, 0 },
	{ "line-ends", MULTI, "\n", 30000000, "", NULL, 0 },
	{ "colons", MULTI "--b\nX: y\n", "Y:\n", 150000, "", "header_bytes",
	    0 },
	/* floods of the header */
	{ "two-million-fields", TOP, "X:\n", 2000000, "\nHi\n", "header_fields",
	    0 },
	{ "header-25-mb", TOP "X-A: a\n", " 0123456789abcd\n", 1600000,
	    "\nHi\n", "header_bytes", 0 },
	{ "addresses-a-line", TOP "To: a@b.example", ",c@d.example", 1500000,
	    "\n\nHi\n", "header_bytes", 0 },
	{ "addresses-in-room", TOP "To: a@b.example", ",c@d.example", 20000,
	    "\n\nHi\n", NULL, HEADER_FLAG_MANY_ADDRESSES },
	{ "groups", TOP "To: ", "g:", 120000, "\n\nHi\n", NULL, 0 },
	{ "comments", TOP "To: ", "(", 200000, "\n\nHi\n", NULL, 0 },
	{ "quotes", TOP "To: ", "\"\\", 100000, "\n\nHi\n", NULL, 0 },
	{ "angles", TOP "To: ", "<@", 100000, "\n\nHi\n", NULL, 0 },
	{ "references", TOP "References:", " <a@b>", 40000, "\n\nHi\n", NULL,
	    0 },
	{ "references-1500k", TOP "References:", " <a@b>", 1500000, "\n\nHi\n",
	    "header_bytes", 0 },
	{ "segments-200k", TOP "Content-Disposition: inline",
	    ";\n filename*1*=a", 200000, "\n\nHi\n", "header_bytes", 0 },
	{ "words-1500k", TOP "Subject: ", "=?utf-8?Q?\?=", 1500000, "\n\nHi\n",
	    "header_bytes", 0 },
	{ "parameters-300k", TOP "Content-Type: text/plain", ";a=b", 300000,
	    "\n\nHi\n", "header_bytes", 0 },
	{ "parameters-50k", TOP "Content-Type: text/plain", ";a=b", 50000,
	    "\n\nHi\n", NULL, HEADER_FLAG_MANY_PARAMETERS },
	{ "segments", TOP "Content-Disposition: inline", ";\n filename*1*=a",
	    15000, "\n\nHi\n", NULL, HEADER_FLAG_MANY_PARAMETERS },
	{ "words-in-room", TOP "X-Y: ", "=?utf-8?Q?\?=", 20000, "\n\nHi\n",
	    NULL, HEADER_FLAG_MANY_WORDS },
	{ "word-begins", TOP "Subject: ", "=?", 120000, "\n\nHi\n", NULL,
	    HEADER_FLAG_MANY_WORDS },
	/* what hung or crashed other parsers, in a part's header */
	{ "groups-in-part", MULTI "--b\nContent-Type: message/rfc822\n\nTo: ",
	    "g:", 41000, "\n\nHi\n--b--\n", NULL, 0 },
	{ "name-70", MULTI "--b\nContent-Type: a/b; ", "n", 70,
	    "=\"\303\244\"\n\nx\n--b--\n", NULL, 0 },
	{ "name-71", MULTI "--b\nContent-Type: a/b; ", "n", 71,
	    "=\"\303\244\"\n\nx\n--b--\n", NULL, 0 },
	{ "name-72", MULTI "--b\nContent-Type: a/b; ", "n", 72,
	    "=\"\303\244\"\n\nx\n--b--\n", NULL, 0 },
	/* texts on which strippers of quotes choke */
	{ "quote-marks", TOP "\n", ">", 60000, "\n", NULL, 0 },
	{ "quote-lines", TOP "\n", "> \n", 80000, "\n", NULL, 0 },
	{ "wrote", TOP "\n", "On 1 May, Ann wrote:\n", 12000, "\n", NULL, 0 },
	{ "on", TOP "\n", "On ", 20000, "\n", NULL, 0 },
	{ "re", "From: a@example.com\nSubject: ", "Re: ", 60000, "\n\nHi\n",
	    NULL, HEADER_FLAG_LONG_LINE },
	{ "uu-begins", TOP "\n", "begin 644 a\n#0V%T\n", 1500000, "", NULL,
	    MESSAGE_FLAG_TEXT_CUT },
	{ "armour", TOP "\n", "-----BEGIN PGP SIGNED MESSAGE-----\n", 7000, "",
	    NULL, 0 },
	{ "calendar", TOP "Content-Type: text/calendar\n\nBEGIN:VEVENT\n",
	    "SUMMARY:a\n b;\n", 500000, "", NULL, 0 },
	/* pages */
	{ "tags", TOP "Content-Type: text/html\n\n", "<div>", 1000000, "x",
	    NULL, 0 },
	{ "tags-unclosed", TOP "Content-Type: text/html\n\n", "<a ", 2000000,
	    "x", NULL, 0 },
	{ "entities", TOP "Content-Type: text/html\n\n", "&amp", 2000000, "x",
	    NULL, 0 },
	{ "comments-in-page", TOP "Content-Type: text/html\n\n", "<!--",
	    2000000, "x", NULL, 0 },
	{ "cids", TOP "Content-Type: text/html\n\n", "<img src='cid:a'>", 20000,
	    "x", NULL, 0 },
	/* RTF */
	{ "rtf-fonts",
	    TOP "Content-Type: text/rtf\n\n{\\rtf1{\\fonttbl"
	        "{\\f1\\fcharset204 a;}}",
	    "\\f0\\'e4\\f1\\'e4", 500000, "}", NULL, MESSAGE_FLAG_TEXT_CUT },
	{ "rtf-links", TOP "Content-Type: text/rtf\n\n{\\rtf1",
	    "{\\field{\\*\\fldinst HYPERLINK a:b}{\\fldrslt c}}", 200000, "}",
	    NULL, MESSAGE_FLAG_TEXT_CUT },
	{ "rtf-groups", TOP "Content-Type: text/rtf\n\n{\\rtf1", "{", 20000000,
	    "}", NULL, 0 },
	/* carriers that are never opened */
	{ "partial",
	    TOP "Content-Type: message/partial; id=1; number=1; total=2\n\n",
	    "From: b@example.com\n", 10, "\nHi\n", NULL, 0 },
	{ "external",
	    TOP "Content-Type: message/external-body; access-type=URL; "
	        "URL=\"http://127.0.0.1/\"\n\n",
	    "Content-Type: text/plain\n", 1, "\n\n", NULL, 0 },
	{ "yenc", TOP "\n=ybegin line=128 size=5 name=a\n", "xxxxx\n", 1,
	    "=yend size=5\n", NULL, 0 },
};

static struct settings_limits limits;

static void
set_limits(void)
{
	g_autoptr(settings) settings = settings_defaults();

	limits = settings->limits;
	limits.parse_memory = 218955776; /* what the settings ask for */
	limits.parse_cpu_seconds =
	    sandbox_is_built_in() ? CPU_SECONDS : CPU_SECONDS_SANITIZED;
	limits.parse_wall_seconds = 100;
}

static struct header *
scan(const GString *raw)
{
	const struct scan_limits bounds = {
		.message_size = limits.message_size,
		.header_bytes = limits.header_bytes,
		.header_field_bytes = limits.header_field_bytes,
		.header_fields = limits.header_fields,
		.line_bytes = limits.line_bytes,
		.mime_depth = limits.mime_depth,
		.mime_parts = limits.mime_parts,
		.boundary_bytes = limits.boundary_bytes,
		.field_addresses = limits.field_addresses,
		.addresses = limits.addresses,
		.parameters = limits.parameters,
		.encoded_words = limits.encoded_words,
	};

	return scan_header(raw->str, raw->len, &bounds);
}

static struct message *
read_mail(const GString *raw)
{
	g_autoptr(reader) reader =
	    reader_new(&limits, SETTINGS_SANDBOX_REQUIRED);
	const struct reader_mail place = { 0, raw->len };
	g_autoptr(GError) error = NULL;
	int fd = memfd_new("test", NULL);
	struct message *message;

	g_assert_true(memfd_append(fd, raw->str, raw->len, NULL));
	g_assert_true(memfd_seal(fd, NULL));
	g_assert_true(reader_begin(reader, fd, &place, 1, &error));
	message = reader_next(reader, NULL, &error);
	g_assert_no_error(error);
	close(fd);
	return message;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GString) raw = g_string_sized_new(strlen(row->head) +
	    row->n * strlen(row->unit) + 256);
	g_autoptr(header) header = NULL;
	g_autoptr(message) message = NULL;
	guint flags;

	g_string_append(raw, row->head);
	for (gsize i = 0; i < row->n; i++)
		g_string_append(raw, row->unit);
	g_string_append(raw, row->tail);
	header = scan(raw);
	g_assert_cmpstr(header->limit, ==, row->limit);
	if (header->limit)
		return;
	message = read_mail(raw);
	g_assert_false(message->flags & MESSAGE_FLAG_UNREADABLE);
	g_assert_cmpstr(message->from_addr, ==, "a@example.com");
	g_assert_true(g_utf8_validate(message->text, -1, NULL));
	g_assert_cmpuint(strlen(message->text), <=, 262144);
	g_assert_cmpuint(g_strv_length(message->references), <=, 20);
	flags = (header->flags | message->flags) & SOFT;
	if (row->flag)
		g_assert_true(flags & row->flag);
	else if (g_str_has_suffix(row->name, "-at"))
		g_assert_cmpuint(flags, ==, 0);
}

/* L05: 35 MiB of all attachments. As much as the largest mail has octets: one
 * that passes only this limit needs a larger one allowed. */
static void
test_sum(void)
{
	gint64 size = limits.message_size;

	limits.message_size = 64 * KIB * KIB;
	for (guint past = 0; past <= 1; past++) {
		g_autoptr(GString) raw = g_string_new(MULTI);
		g_autoptr(header) header = NULL;
		g_autoptr(message) message = NULL;

		for (guint i = 0; i < 35; i++) {
			g_string_append(raw, "--b\nContent-Type: a/b\n\n");
			for (guint n = 0; n < KIB * KIB / 16; n++)
				g_string_append(raw, "123456789abcdef\n");
			if (i == 0 && past)
				g_string_append_c(raw, 'x');
			g_string_append_c(raw, '\n');
		}
		g_string_append(raw, "--b--\n");
		header = scan(raw);
		g_assert_null(header->limit);
		message = read_mail(raw);
		g_assert_cmpuint(message->parts->len, ==, past ? 34 : 35);
		g_assert_cmpint((message->flags & MESSAGE_FLAG_PARTS_CUT) != 0,
		    ==, past == 1);
	}
	limits.message_size = size;
}

/* L07: the last 20 ids. */
static void
test_references(void)
{
	for (guint n = 20; n <= 21; n++) {
		g_autoptr(GString) raw =
		    g_string_new("From: a@example.com\nReferences:");
		g_autoptr(header) header = NULL;
		g_autoptr(message) message = NULL;

		for (guint i = 1; i <= n; i++)
			g_string_append_printf(raw, " <%u@b>", i);
		g_string_append(raw, "\n\nHi\n");
		header = scan(raw);
		g_assert_null(header->limit);
		message = read_mail(raw);
		g_assert_cmpuint(g_strv_length(message->references), ==, 20);
		g_assert_cmpstr(message->references[0], ==,
		    n == 20 ? "1@b" : "2@b");
	}
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--role=reader") == 0)
		return readerchild_main(3);
	g_test_init(&argc, &argv, NULL);
	log_open("test", LOG_ERROR);
	set_limits();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/hostile/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/hostile/attachments-sum", test_sum);
	g_test_add_func("/hostile/references-used", test_references);
	return g_test_run();
}
