/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole mails: what the parser's libraries get wrong, limits at their number
 * and one past it, and that the places of attachments are right. What ordinary
 * mails give stands in tests/corpus. */
#include "mime/parse.h"

#include <string.h>

#include "base/mac.h"
#include "mime/transfer.h"

static const struct parse_limits usual = {
	.mime_depth = 50,
	.mime_parts = 1000,
	.attachments = 100,
	.attachment_bytes = 26214400,
	.attachments_bytes = 36700160,
	.addresses = 1000,
	.references = 20,
	.encoded_words = 200,
	.text_bytes = 262144,
};

#define TOP "From: a@example.com\nTo: d@example.org\n"
#define MIXED TOP "Content-Type: multipart/mixed; boundary=b\n\n"
#define TEXT "--b\nContent-Type: text/plain\n\nwords\n"

static struct message *
parse(const char *raw)
{
	gsize size = strlen(raw);
	/* A copy of its exact size, so that reading beyond it is seen. */
	g_autofree char *copy = g_memdup2(raw, size);

	return parse_message(copy, size, &usual);
}

/* --- the faults of GMime 3.2.13 (design, libraries) --------------------- */

struct row {
	const char *name, *raw;
	const char *subject, *text;
	guint parts;
};

static const struct row fault_rows[] = {
	{ "adjacent-base64-words",
	    "Subject: =?utf-8?B?w6Q=?= =?utf-8?B?w7Y=?=\n\nx\n", "äö", "x\n",
	    0 },
	{ "padded-base64-chunks",
	    "Content-Transfer-Encoding: base64\n\nSGVsbG8=\nIHRoZXJl\nLg==\n",
	    "", "Hello there.\n", 0 },
	{ "unknown-octets-kept",
	    "Subject: a\344b\nContent-Type: text/plain; charset=x-none\n\n"
	    "c\344d\n",
	    "aäb", "cäd\n", 0 },
	{ "doubled-subject", "Subject: one\nSubject: two\n\nx\n", "one", "x\n",
	    0 },
	{ "doubled-type",
	    "Content-Type: text/plain\nContent-Type: text/html\n\n<b>x</b>\n",
	    "", "<b>x</b>\n", 0 },
	{ "doubled-type-first-broken",
	    "Content-Type: html\nContent-Type: text/html\n\n<b>x</b>\n", "",
	    "x\n", 0 },
	{ "parameter-69",
	    MIXED "--b\nContent-Type: text/plain; "
	          "ppppppppppppppppppppppppppppppppppppppppppppp"
	          "pppppppppppppppppppppppp=v\n\nwords\n--b--\n",
	    "", "words\n", 0 },
	{ "boundary-like-a-type",
	    TOP "Content-Type: multipart/mixed; boundary=\"message/rfc822\"\n\n"
	        "--message/rfc822\n\nwords\n--message/rfc822\n"
	        "Content-Type: application/x\n\nfile\n--message/rfc822--\n",
	    "", "words\n", 1 },
	{ "boundary-with-quote",
	    TOP "Content-Type: multipart/mixed; boundary=\"a\\\"b\"\n\n"
	        "--a\"b\n\nwords\n--a\"b--\n",
	    "", "words\n", 0 },
	{ "spaced-message-type",
	    MIXED TEXT "--b\nContent-Type: message / rfc822\n\nTo: g:g:g:\n\n"
	               "x\n--b--\n",
	    "", "words\n", 1 },
	{ "message-with-encoding",
	    MIXED TEXT "--b\nContent-Type: message/rfc822\n"
	               "Content-Transfer-Encoding: base64\n\n"
	               "U3ViamVjdDogeAoKaGkK\n--b--\n",
	    "", "words\n", 1 },
	{ "text-in-type",
	    MIXED "--b\nContent-Type: text/plain; "
	          "name=message/rfc822\n\nwords\n--b--\n",
	    "", "words\n", 0 },
};

static void
test_fault(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(message) message = parse(row->raw);

	g_assert_cmpstr(message->subject, ==, row->subject);
	g_assert_cmpstr(message->text, ==, row->text);
	g_assert_cmpuint(message->parts->len, ==, row->parts);
}

/* 82 KB of "g:" overflow GMime's stack: at the top, in a nested mail, in a
 * digest and in the header of a part. */
static void
test_groups(void)
{
	g_autoptr(GString) groups = g_string_new("To: ");
	static const char *const fronts[] = { "",
		MIXED TEXT "--b\nContent-Type: message/rfc822\n\n",
		MIXED TEXT "--b\nContent-Type: message/global\n\n",
		MIXED TEXT "--b\nContent-Type:\n message/\n rfc822\n\n",
		MIXED TEXT "--b\nContent-Type: message(x)/rfc822\n\n",
		TOP "Content-Type: multipart/digest; boundary=b\n\n--b\n\n",
		TOP "Content-Type: message/rfc822\n\n", MIXED TEXT "--b\n" };

	for (guint i = 0; i < 41000; i++)
		g_string_append(groups, "g:");
	for (gsize i = 0; i < G_N_ELEMENTS(fronts); i++) {
		g_autofree char *raw =
		    g_strconcat(fronts[i], groups->str, "\n\nx\n", NULL);
		g_autoptr(message) message = parse(raw);

		g_assert_nonnull(message);
	}
}

/* GMime hangs when it re-encodes a parameter whose name has 70 to 72
 * characters; we never let it. */
static void
test_parameter_names(void)
{
	for (gsize n = 60; n < 90; n++) {
		g_autofree char *name = g_strnfill(n, 'p');
		g_autofree char *raw = g_strdup_printf(MIXED
		    "--b\nContent-Type: text/plain; %s=v; %s*=utf-8''v\n"
		    "Content-Disposition: inline; %s=v\n\nwords\n--b--\n",
		    name, name, name);
		g_autoptr(message) message = parse(raw);

		g_assert_cmpstr(message->text, ==, "words\n");
	}
}

/* --- places and digests ------------------------------------------------ */

/* Each attachment's octets, cut from the raw mail at its place, have the size
 * and digest that were given. */
static void
test_places(void)
{
	static const char *const ends[] = { "\n", "\r\n" };

	for (gsize e = 0; e < 2; e++) {
		g_auto(GStrv) lines = g_strsplit(MIXED TEXT
		    "--b\nContent-Type: application/a\n"
		    "Content-Transfer-Encoding: base64\n\nSGVs\nbG8=\n"
		    "--b\nContent-Type: application/b\n"
		    "Content-Transfer-Encoding: quoted-printable\n\na=3Db=\nc\n"
		    "--b\nContent-Type: application/c\n\nplain\noctets\n"
		    "--b\nContent-Type: application/d; name=empty\n\n"
		    "--b\nContent-Type: message/rfc822\n\nSubject: n\n\nx\n"
		    "--b--\n",
		    "\n", -1);
		static const char *const types[] = { "application/a",
			"application/b", "application/c", "application/d",
			"message/rfc822" };
		static const char *const octets[] = { "Hello", "a=bc", NULL, "",
			NULL };
		g_autofree char *raw = g_strjoinv(ends[e], lines);
		g_autoptr(message) message = parse(raw);

		g_assert_cmpuint(message->parts->len, ==, 5);
		for (guint i = 0; i < 5; i++) {
			const struct message_part *part =
			    message->parts->pdata[i];
			g_autoptr(GByteArray) plain =
			    transfer_decode_all(part->encoding,
			        raw + part->offset, part->length);
			uint8_t digest[32];

			g_assert_cmpstr(part->mime, ==, types[i]);
			g_assert_cmpuint(plain->len, ==, part->size);
			mac_sha256(plain->data, plain->len, digest);
			g_assert_true(memcmp(digest, part->sha256, 32) == 0);
			if (octets[i])
				g_assert_cmpuint(plain->len, ==,
				    strlen(octets[i]));
			if (octets[i] && plain->len > 0)
				g_assert_true(memcmp(plain->data, octets[i],
				                  plain->len) == 0);
		}
	}
}

/* What the reader sends is what its client takes: whatever the mail was. */
static void
test_record(void)
{
	static const char *const mails[] = { "", "\n", "x", TOP "\nx\n",
		MIXED TEXT "--b\nContent-Type: \033/x; name=\"../\n\nq\n--b--",
		MIXED "--b\nContent-Type: a b/c d\n"
		      "Content-Disposition: attachment\n\nx\n--b--\n",
		("Date: 1 Jan 9999 00:00:00 +0000\nMessage-ID: <\177\n \001@x>"
		 "\nReferences: <\377@y>\n\nx\n") };

	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(message) message = parse(mails[i]);
		g_autoptr(GBytes) record = message_encode(message);
		g_autoptr(GError) error = NULL;
		g_autoptr(message) back =
		    message_decode(record, strlen(mails[i]), &error);

		g_assert_no_error(error);
		g_assert_cmpstr(back->text, ==, message->text);
	}
}

/* --- limits ------------------------------------------------------------ */

static struct message *
parse_with(const char *raw, const struct parse_limits *limits)
{
	return parse_message(raw, strlen(raw), limits);
}

#define FILE5 "--b\nContent-Type: application/x\n\n12345\n"

static void
test_attachments(void)
{
	static const struct {
		gint64 number, each, sum;
		guint listed;
		gboolean cut;
	} cases[] = {
		{ 3, 5, 15, 3, FALSE },
		{ 2, 5, 15, 2, TRUE },
		{ 3, 4, 15, 0, TRUE },
		{ 3, 5, 14, 2, TRUE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct parse_limits limits = usual;
		g_autoptr(message) message = NULL;

		limits.attachments = cases[i].number;
		limits.attachment_bytes = cases[i].each;
		limits.attachments_bytes = cases[i].sum;
		message =
		    parse_with(MIXED TEXT FILE5 FILE5 FILE5 "--b--\n", &limits);
		g_assert_cmpuint(message->parts->len, ==, cases[i].listed);
		g_assert_cmpint((message->flags & MESSAGE_FLAG_PARTS_CUT) != 0,
		    ==, cases[i].cut);
		g_assert_cmpstr(message->text, ==, "words\n");
	}
}

static guint32
part_flags(const struct message *message, guint index)
{
	return ((struct message_part *)message->parts->pdata[index])->flags;
}

/* Text of exactly the limit is shown; one octet more is cut, between
 * characters, and attached whole. */
static void
test_text(void)
{
	for (gsize n = 18; n < 24; n++) {
		struct parse_limits limits = usual;
		g_autofree char *fill = g_strnfill(n - 4, 'x');
		g_autofree char *raw =
		    g_strconcat("Content-Type: text/plain; charset=utf-8\n\n",
		        fill, "日\n", NULL);
		g_autoptr(message) message = NULL;

		limits.text_bytes = 21;
		message = parse_with(raw, &limits);
		g_assert_cmpuint(strlen(message->text), <=, 21);
		g_assert_true(g_utf8_validate(message->text, -1, NULL));
		g_assert_cmpint((message->flags & MESSAGE_FLAG_TEXT_CUT) != 0,
		    ==, n > 20);
		g_assert_cmpuint(message->parts->len, ==, n > 20 ? 1 : 0);
		if (n > 20)
			g_assert_cmpuint(part_flags(message, 0), ==,
			    MESSAGE_PART_TEXT);
	}
}

/* Every form of a text that was cut is told from a file. */
static void
test_cut_forms(void)
{
	struct parse_limits limits = usual;
	g_autoptr(message) message = NULL;

	limits.text_bytes = 21;
	message = parse_with(MIXED
	    "--b\nContent-Type: multipart/alternative; boundary=c\n\n"
	    "--c\nContent-Type: text/plain\n\n"
	    "Words that are too many by far\n"
	    "--c\nContent-Type: text/html\n\n<p>Words that are</p>\n"
	    "--c--\n--b\nContent-Type: text/plain; name=a.txt\n\nfile\n"
	    "--b--\n",
	    &limits);
	g_assert_cmpuint(message->parts->len, ==, 3);
	g_assert_cmpuint(part_flags(message, 0), ==, MESSAGE_PART_TEXT);
	g_assert_cmpuint(part_flags(message, 1), ==, MESSAGE_PART_TEXT);
	g_assert_cmpuint(part_flags(message, 2), ==, 0);
}

static void
test_references(void)
{
	g_autoptr(GString) raw = g_string_new("References:");
	g_autoptr(message) message = NULL;

	for (guint i = 0; i < 25; i++)
		g_string_append_printf(raw, " <%u@x>", i);
	g_string_append(raw, "\n\nx\n");
	message = parse(raw->str);
	g_assert_cmpuint(g_strv_length(message->references), ==, 20);
	g_assert_cmpstr(message->references[0], ==, "5@x");
	g_assert_cmpstr(message->references[19], ==, "24@x");
}

static void
test_addresses(void)
{
	struct parse_limits limits = usual;
	g_autoptr(message) message = NULL;

	limits.addresses = 3;
	message =
	    parse_with("To: a@x, b@x\nTo: c@x, d@x\nCc: e@x, f@x, g@x, h@x\n\n",
	        &limits);
	g_assert_cmpuint(g_strv_length(message->to), ==, 3);
	g_assert_cmpuint(g_strv_length(message->cc), ==, 3);
}

/* --- reports ----------------------------------------------------------- */

static void
test_report(void)
{
	g_autoptr(message) message = parse(TOP
	    "Content-Type: multipart/report; report-type=Delivery-Status; "
	    "boundary=b\n\n" TEXT
	    "--b\nContent-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; g@example.net\n"
	    "--b\nContent-Type: text/rfc822-headers\n\n"
	    "Subject: mine\nMessage-ID: <1@example.org>\n\nnot a header\n"
	    "--b--\n");

	g_assert_cmpstr(message->text, ==, "words\n");
	g_assert_cmpstr(message->report_type, ==, "delivery-status");
	g_assert_cmpstr(message->report, ==,
	    "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; g@example.net");
	g_assert_cmpstr(message->returned_header, ==,
	    "Subject: mine\nMessage-ID: <1@example.org>\n");
	g_assert_cmpuint(message->parts->len, ==, 0);
	g_assert_cmpstr(message->content_type, ==, "multipart/report");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	for (gsize i = 0; i < G_N_ELEMENTS(fault_rows); i++) {
		g_autofree char *path =
		    g_strconcat("/parse/gmime/", fault_rows[i].name, NULL);

		g_test_add_data_func(path, &fault_rows[i], test_fault);
	}
	g_test_add_func("/parse/gmime/groups", test_groups);
	g_test_add_func("/parse/gmime/parameter-names", test_parameter_names);
	g_test_add_func("/parse/places", test_places);
	g_test_add_func("/parse/record", test_record);
	g_test_add_func("/parse/limit/attachments", test_attachments);
	g_test_add_func("/parse/limit/text", test_text);
	g_test_add_func("/parse/limit/cut-forms", test_cut_forms);
	g_test_add_func("/parse/limit/references", test_references);
	g_test_add_func("/parse/limit/addresses", test_addresses);
	g_test_add_func("/parse/report", test_report);
	return g_test_run();
}
