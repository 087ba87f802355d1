/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When two mails are the same mail. */
#include "intake/digest.h"

#include <string.h>

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

static void
digest_with(guint8 secret, const char *mail, uint8_t raw[32], uint8_t canon[32])
{
	static const struct fields_limits wide = { 100000, 100000, 1000 };
	const uint8_t key[32] = { secret };
	g_autoptr(header) header = fields_cut(mail, strlen(mail), &wide);

	digest_mail(mail, strlen(mail), header, key, raw, canon);
}

static void
digest(const char *mail, uint8_t raw[32], uint8_t canon[32])
{
	digest_with(1, mail, raw, canon);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	uint8_t raw[2][32], canon[2][32];

	digest(original, raw[0], canon[0]);
	digest(row->other, raw[1], canon[1]);
	g_assert_cmpint(memcmp(raw[0], raw[1], 32), !=, 0);
	g_assert_cmpint(memcmp(canon[0], canon[1], 32) == 0, ==,
	    row->same == SAME_CANON);
}

/* The layout is stored in dedupe keys: it must never change. */
static void
test_golden(void)
{
	uint8_t raw[32], canon[32];
	g_autoptr(GString) hex = g_string_new(NULL);

	digest("From: a\n\nx\n", raw, canon);
	for (guint i = 0; i < 32; i++)
		g_string_append_printf(hex, "%02x", canon[i]);
	g_assert_cmpstr(hex->str, ==,
	    "598b0534849186e3f85f68792b001f95af7c606546e995c01b18b81079745f47");
}

/* Whoever does not know the key can not tell what will be a copy. */
static void
test_key(void)
{
	uint8_t raw[2][32], canon[2][32];

	digest_with(1, original, raw[0], canon[0]);
	digest_with(2, original, raw[1], canon[1]);
	g_assert_cmpint(memcmp(raw[0], raw[1], 32), ==, 0);
	g_assert_cmpint(memcmp(canon[0], canon[1], 32), !=, 0);
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
	g_test_add_func("/digest/key", test_key);
	return g_test_run();
}
