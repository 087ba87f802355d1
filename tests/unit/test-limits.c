/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a mail at a default limit and of one past it, from its octets
 * to the letters: past a hard limit it is kept and a short ticket names the
 * limit; everything else is used as far as the limit allows. What the scan and
 * the reader themselves say is in test-hostile.c. */
#include <string.h>

#include "base/mac.h"
#include "mime/parse.h"
#include "store/archive.h"
#include "util-look.h"

#define ALICE "alice@example.com"
#define DESK "support@example.com"
#define HEAD                                                           \
	"Received: from a.example by mx.example.com; Mon, 2 Mar 2026 " \
	"09:59:00 +0000\nFrom: Carol <carol@example.org>\n"            \
	"To: " DESK "\nSubject: A question\n"                          \
	"Date: Mon, 2 Mar 2026 09:58:00 +0000\n"                       \
	"Message-ID: <x@example.org>\n"
#define MULTI HEAD "Content-Type: multipart/mixed; boundary=b\n\n"
#define NESTED "Content-Type: message/rfc822\n\n"

/* The mail is head, n times unit, tail: at the limit; with one unit more past
 * it. */
static const struct row {
	const char *limit, *head, *unit;
	gsize n;
	const char *tail;
} rows[] = {
	/* L01 */
	{ "message_size", HEAD "\n", "x", 36700160 - (sizeof HEAD "\n" - 1),
	    "" },
	/* L02 */
	{ "header_bytes", HEAD "X: ", "x", 262144 - (sizeof HEAD "X: \n" - 1),
	    "\n\nHi\n" },
	{ "header_fields", HEAD, "X: y\n", 1000 - 6, "\nHi\n" },
	/* L04 */
	{ "mime_depth", HEAD, NESTED, 50, "\nHi\n" },
	{ "mime_parts", MULTI, "--b\n\nx\n", 999, "--b--\n" },
	{ "boundary_bytes", HEAD "Content-Type: multipart/mixed; boundary=",
	    "b", 256, "\n\nHi\n" },
};

static GString *
build(const struct row *row, gsize n)
{
	GString *raw = g_string_new(row->head);

	for (gsize i = 0; i < n; i++)
		g_string_append(raw, row->unit);
	return g_string_append(raw, row->tail);
}

/* Octet by octet, in the archive. */
static void
assert_kept(const struct entry *entry, const GString *raw)
{
	guint8 digest[32];

	g_assert_cmpuint(entry->raw.length, ==, raw->len);
	mac_sha256(raw->str, raw->len, digest);
	g_assert_true(memcmp(entry->raw.sha256, digest, sizeof digest) == 0);
}

/* The notice to alice; the newest one. */
static char *
notice_of(struct util_desk *desk)
{
	g_autoptr(letter) notice = util_desk_letter(desk, LETTER_NOTICE, ALICE);

	return look_text(desk, notice);
}

static void
test_hard(gconstpointer data)
{
	const struct row *row = data;

	for (guint past = 0; past <= 1; past++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autoptr(GString) raw = build(row, row->n + past);
		g_autoptr(accept_mail) mail =
		    util_desk_take(desk, raw->str, 900 + past);
		g_autoptr(entry) entry =
		    look_entry(desk, mail->number, mail->seq);
		g_autofree char *text = notice_of(desk);

		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		assert_kept(entry, raw);
		g_assert_cmpuint(entry->kind, ==,
		    past ? ENTRY_UNREADABLE : ENTRY_CUSTOMER);
		g_assert_cmpint(strstr(text, row->limit) != NULL, ==,
		    past == 1);
	}
}

static struct accept_mail *
take(struct util_desk *desk, const char *from, const char *subject,
    const char *more)
{
	g_autofree char *raw =
	    g_strdup_printf("%sFrom: %s\nTo: " DESK "\nSubject: %s\n\nHi\n",
	        more, from, subject);

	return util_desk_take(desk, raw, 0);
}

/* L09: an address is one up to 64 octets before the "@" and 254 in all. Past
 * that nobody is written to. */
static void
test_addresses(void)
{
	static const struct {
		const char *name;
		gsize local, all;
		gboolean good;
	} cases[] = { { "local part at", 64, 80, TRUE },
		{ "local part past", 65, 80, FALSE },
		{ "path at", 20, 254, TRUE }, { "path past", 20, 255, FALSE } };

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(util_desk) desk = util_desk_new(
		    "queues = ( { name = \"support\"; agents = [ \"alice\" ]; "
		    "acknowledge = \"all\"; } );\n");
		g_autoptr(GString) address = g_string_new(NULL);
		g_autoptr(accept_mail) mail = NULL;

		g_test_message("%s", cases[i].name);
		for (gsize n = 0; n < cases[i].local; n++)
			g_string_append_c(address, 'a');
		g_string_append_c(address, '@');
		for (gsize n = 0; address->len < cases[i].all - 8; n++)
			g_string_append_c(address, n % 50 == 49 ? '.' : 'b');
		g_string_append(address, ".example");
		g_assert_cmpuint(address->len, ==, cases[i].all);
		mail = take(desk, address->str, "A question", "");
		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 1);
		g_assert_cmpuint(look_count(desk, LETTER_ACKNOWLEDGEMENT,
		                     cases[i].good ? address->str : NULL),
		    ==, cases[i].good ? 1 : 0);
	}
}

/* L10: what a notice shows of a subject and of a name. */
static void
test_shown(void)
{
	for (gsize past = 0; past <= 1; past++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autofree char *subject = g_strnfill(200 + past, 's');
		g_autofree char *name = g_strnfill(100 + past, 'n');
		g_autofree char *from =
		    g_strconcat(name, " <carol@example.org>", NULL);
		g_autoptr(accept_mail) mail = take(desk, from, subject, "");
		g_autofree char *text = notice_of(desk);

		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		g_assert_cmpint(strstr(text, subject) != NULL, ==, past == 0);
		g_assert_cmpint(strstr(text, name) != NULL, ==, past == 0);
		g_assert_nonnull(strstr(text, subject + past));
		g_assert_nonnull(strstr(text, name + past));
	}
}

/* L13: 50 Received fields are a long way, 51 a loop, which gets no letter. */
static void
test_hops(void)
{
	for (guint hops = 50; hops <= 51; hops++) {
		g_autoptr(util_desk) desk = util_desk_new(
		    "queues = ( { name = \"support\"; agents = [ \"alice\" ]; "
		    "acknowledge = \"all\"; } );\n");
		g_autoptr(GString) more = g_string_new(NULL);
		g_autoptr(accept_mail) mail = NULL;

		for (guint i = 0; i < hops; i++)
			g_string_append_printf(more,
			    "Received: from h%u.example.net by x; "
			    "Mon, 2 Mar 2026 09:59:00 +0000\n",
			    i);
		mail = take(desk, "carol@example.org", "A question", more->str);
		g_assert_cmpuint(mail->verdict->class, ==,
		    hops > 50 ? VERDICT_LOOP : VERDICT_HUMAN);
		g_assert_cmpuint(look_count(desk, LETTER_ACKNOWLEDGEMENT, NULL),
		    ==, hops > 50 ? 0 : 1);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/limits/hard/", rows[i].limit, NULL);

		g_test_add_data_func(path, &rows[i], test_hard);
	}
	g_test_add_func("/limits/addresses", test_addresses);
	g_test_add_func("/limits/shown", test_shown);
	g_test_add_func("/limits/hops", test_hops);
	return g_test_run();
}
