/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When two mails are the same mail. */
#include "intake/digest.h"

#include <string.h>

#include "intake/scan.h"
#include "mime/fields.h"

enum same { SAME_NOTHING, SAME_CANON };

struct row {
	const char *name, *other;
	enum same same;
};

static const char original[] = "Received: from a\n"
                               "From: Ann <a@example.com>\n"
                               "To: d@example.org\n"
                               "Date: Mon, 1 May 2023 12:00:00 +0000\n"
                               "Subject: Hello  there\n"
                               "Message-ID: <1@example.com>\n"
                               "\n"
                               "line one\nline two\n";

#define HEAD                                                            \
	"From: Ann <a@example.com>\nTo: d@example.org\n"                \
	"Date: Mon, 1 May 2023 12:00:00 +0000\nSubject: Hello  there\n" \
	"Message-ID: <1@example.com>\n"

static const struct row rows[] = {
	{ "no-trace", HEAD "\nline one\nline two\n", SAME_CANON },
	{ "other-trace",
	    "Received: from b\nX-Spam: no\n" HEAD "\nline one\nline two\n",
	    SAME_CANON },
	{ "crlf", HEAD "\nline one\r\nline two\r\n", SAME_CANON },
	{ "empty-lines-at-end", HEAD "\nline one\nline two\n\n\r\n",
	    SAME_CANON },
	{ "no-last-line-end", HEAD "\nline one\nline two", SAME_CANON },
	{ "other-order",
	    "Message-ID: <1@example.com>\nSubject: Hello  there\n"
	    "Date: Mon, 1 May 2023 12:00:00 +0000\nTo: d@example.org\n"
	    "From: Ann <a@example.com>\n\nline one\nline two\n",
	    SAME_CANON },
	{ "folded",
	    "From: Ann\n <a@example.com>\nTo: d@example.org\n"
	    "Date: Mon, 1 May 2023 12:00:00 +0000\nSubject: Hello\n there\n"
	    "Message-ID: <1@example.com>\n\nline one\nline two\n",
	    SAME_CANON },
	{ "other-body", HEAD "\nline one\nline 2\n", SAME_NOTHING },
	{ "empty-line-inside", HEAD "\nline one\n\nline two\n", SAME_NOTHING },
	{ "lone-cr", HEAD "\nline one\rline two\n", SAME_NOTHING },
	{ "same-id-other-sender",
	    "From: Eve <e@example.com>\nTo: d@example.org\n"
	    "Date: Mon, 1 May 2023 12:00:00 +0000\nSubject: Hello  there\n"
	    "Message-ID: <1@example.com>\n\nline one\nline two\n",
	    SAME_NOTHING },
	{ "second-from",
	    HEAD "From: Eve <e@example.com>\n"
	         "\nline one\nline two\n",
	    SAME_NOTHING },
	{ "added-cc", HEAD "Cc: e@example.com\n\nline one\nline two\n",
	    SAME_NOTHING },
	{ "other-subject-case",
	    "From: Ann <a@example.com>\nTo: d@example.org\n"
	    "Date: Mon, 1 May 2023 12:00:00 +0000\nSubject: hello  there\n"
	    "Message-ID: <1@example.com>\n\nline one\nline two\n",
	    SAME_NOTHING },
	/* What was in one field must not be the same as in another. */
	{ "moved-between-fields",
	    "From: Ann <a@example.com>\nTo: d@example.org\n"
	    "Date: Mon, 1 May 2023 12:00:00 +0000\n"
	    "Subject: Hello there message-id:<1@example.com>\n"
	    "\nline one\nline two\n",
	    SAME_NOTHING },
	{ "empty", "", SAME_NOTHING },
};

static struct dedupe_copy
digest_with(guint8 secret, const char *mail)
{
	static const struct fields_limits wide = { 100000, 100000, 1000 };
	const uint8_t key[32] = { secret };
	g_autoptr(header) header = fields_cut(mail, strlen(mail), &wide);
	struct dedupe_copy copy = { 0 };

	digest_mail(mail, strlen(mail), header, key, &copy);
	return copy;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	struct dedupe_copy one = digest_with(1, original);
	struct dedupe_copy other = digest_with(1, row->other);

	g_assert_cmpint(memcmp(one.canon, other.canon, 32) == 0, ==,
	    row->same == SAME_CANON);
	if (row->same == SAME_CANON)
		g_assert_cmpuint(one.date, ==, other.date);
}

/* The layout is stored in dedupe keys: it must never change. */
static void
test_golden(void)
{
	struct dedupe_copy copy = digest_with(1, "From: a\n\nx\n");
	g_autoptr(GString) hex = g_string_new(NULL);

	for (guint i = 0; i < 32; i++)
		g_string_append_printf(hex, "%02x", copy.canon[i]);
	g_assert_cmpstr(hex->str, ==,
	    "598b0534849186e3f85f68792b001f95af7c606546e995c01b18b81079745f47");
}

/* Part of the keys too: what a Date means must never change. */
static void
test_date(void)
{
	static const struct {
		const char *mail;
		guint32 date;
	} dates[] = {
		{ "Date: Mon, 1 May 2023 12:00:00 +0000\n\n", 1682942400 },
		{ "Date:  Mon,  1 May\n 2023 14:00:00 +0200\n\n", 1682942400 },
		{ "Date: Thu, 1 Jan 1970 00:00:01 +0000\n"
		  "Date: Mon, 1 May 2023 12:00:00 +0000\n\n",
		    1 },
		{ "Date: Sun, 7 Feb 2106 06:28:15 +0000\n\n", G_MAXUINT32 },
		{ "Date: Sun, 7 Feb 2106 06:28:16 +0000\n\n", 0 },
		{ "Date: Wed, 31 Dec 1969 23:59:59 +0000\n\n", 0 },
		{ "Date: soon\n\n", 0 },
		{ "Date:\n\n", 0 },
		{ "\n", 0 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(dates); i++) {
		g_test_message("%s", dates[i].mail);
		g_assert_cmpuint(digest_with(1, dates[i].mail).date, ==,
		    dates[i].date);
	}
}

/* Whoever does not know the key can not tell what will be a copy. */
static void
test_key(void)
{
	struct dedupe_copy one = digest_with(1, original);
	struct dedupe_copy other = digest_with(2, original);

	g_assert_cmpint(memcmp(one.canon, other.canon, 32), !=, 0);
}

/* What the scan saw of line ends saves time and changes nothing. */
static void
test_scanned(void)
{
	static const struct scan_limits wide = { 1000000, 100000, 100000, 1000,
		100000, 50, 1000, 200, 1000, 1000, 1000, 1000 };
	static const char octets[] = { 'a', '-', '\r', '\n', '\r', '\n' };
	const uint8_t key[32] = { 1 };
	guint seen = 0;

	for (guint i = 0; i < 5000; i++) {
		g_autoptr(GString) mail =
		    g_string_new("From: Ann <a@example.com>\r\n\r\n");
		struct dedupe_copy scanned = { 0 }, cut;

		for (gint32 n = g_test_rand_int_range(0, 24); n > 0; n--)
			g_string_append_c(mail,
			    octets[(gsize)g_test_rand_int_range(0, 64) %
			        G_N_ELEMENTS(octets)]);
		g_autoptr(header) header =
		    scan_header(mail->str, mail->len, &wide);
		seen += header->crlf ? 1 : 0;
		digest_mail(mail->str, mail->len, header, key, &scanned);
		cut = digest_with(1, mail->str);
		g_assert_cmpint(memcmp(scanned.canon, cut.canon, 32), ==, 0);
	}
	g_assert_cmpuint(seen, >, 500);
	g_assert_cmpuint(seen, <, 4500);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/digest/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/digest/golden", test_golden);
	g_test_add_func("/digest/date", test_date);
	g_test_add_func("/digest/key", test_key);
	g_test_add_func("/digest/scanned", test_scanned);
	return g_test_run();
}
