/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch from octets to entries: what can not or may not be read is kept all
 * the same, and no agent's mail is read where a stranger's has been. The test
 * is its own reader (--role=reader); one that says who it is, or dies, where
 * the test asks for it. */
#include "base/autofd.h"
#include "base/channel.h"
#include "base/clock.h"
#include "base/memfd.h"
#include "intake/readerchild.h"
#include "mime/parse.h"
#include "util-inbox.h"
#include "util-look.h"
#include "util-reader.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ALICE "alice@example.com"
#define CAROL LOOK_CUSTOMER
#define MODE "JOURNAL_STREAM" /* of the variables that a reader may see */

struct bench {
	struct util_desk *desk;
	struct inbox inbox;
};

/* mode "pids": readers answer with their pid as text. */
static void
set_up(struct bench *bench, gconstpointer mode)
{
	bench->desk = util_desk_new(NULL);
	util_inbox_open(&bench->inbox, bench->desk);
	look_first_mail(bench->desk);
	if (mode != NULL)
		setenv(MODE, mode, 1);
	else
		unsetenv(MODE);
}

static void
tear_down(struct bench *bench, gconstpointer data)
{
	(void)data;
	unsetenv(MODE);
	util_inbox_close(&bench->inbox);
	util_desk_free(bench->desk);
}

/* A customer's mail of its own, by its number. */
static char *
plain(guint n, const char *subject)
{
	g_autofree char *header = g_strdup_printf("Subject: %s\n", subject);
	g_autofree char *text = g_strdup_printf("text %u\n", n);

	return util_desk_mail("dave@example.net", "support@example.com",
	    UTIL_NONE, header, text);
}

static const struct accept_mail *
nth(const GPtrArray *mails, guint n)
{
	return g_ptr_array_index(mails, n);
}

/* Several mails in a batch: each its own entry, in their order. */
static void
test_order(struct bench *bench, gconstpointer data)
{
	(void)data;
	g_autofree char *a = plain(1, "a");
	g_autofree char *b =
	    look_answer(bench->desk, ALICE, "Subject: b\n", "My words.");
	g_autofree char *c = plain(3, "c");
	g_autofree char *d = plain(4, "d");
	const char *raws[] = { a, b, c, a, d };
	g_autoptr(GPtrArray) mails =
	    util_inbox_take(&bench->inbox, raws, 5, 10);
	static const struct {
		const char *subject;
		enum accept_result result;
		guint64 ticket;
	} wanted[] = {
		{ "a", ACCEPT_ENTRY, 2 },
		{ "b", ACCEPT_ENTRY, 1 },
		{ "c", ACCEPT_ENTRY, 3 },
		{ "a", ACCEPT_DUPLICATE, 2 },
		{ "d", ACCEPT_ENTRY, 4 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
		const struct accept_mail *mail = nth(mails, i);
		g_test_message("%s", wanted[i].subject);
		g_assert_cmpstr(mail->message->subject, ==, wanted[i].subject);
		g_assert_cmpint(mail->result, ==, wanted[i].result);
		g_assert_cmpuint(mail->number, ==, wanted[i].ticket);
	}
	g_assert_cmpuint(look_count(bench->desk, LETTER_ANSWER, CAROL), ==, 1);
	/* to carol, and to bob, who was told of the matter */
	g_assert_cmpuint(nth(mails, 1)->letters, ==, 2);
}

/* A batch is read while the one before it is committed, and neither has to do
 * with the other; one that is dropped has nothing to do with what follows. */
static void
test_overlap(struct bench *bench, gconstpointer data)
{
	g_autofree char *a = plain(1, "a");
	g_autofree char *b = plain(2, "b");
	g_autofree char *c = plain(3, "c");
	g_autofree char *answer =
	    look_answer(bench->desk, ALICE, "Subject: answer\n", "My words.");
	g_autofree char *d = plain(4, "d");
	const char *raws[] = { a, b, a, c, answer, a, d };
	static const char *const subjects[] = { "a", "b", "a", "c", "answer",
		"a", "d" };
	static const guint sizes[] = { 3, 3, 1 };
	struct inbox *inbox = &bench->inbox;
	g_autoptr(GError) error = NULL;
	struct inbox_batch batches[3];
	guint from = 0;

	for (guint i = 0; i < 3; i++) {
		util_inbox_fill(&batches[i], raws + from, sizes[i], 10 + from);
		from += sizes[i];
	}
	g_assert_true(inbox_begin(inbox, &batches[0], &error));
	g_assert_true(inbox_read(inbox, &batches[0], &error));
	g_assert_true(inbox_begin(inbox, &batches[1], &error));
	if (data == NULL) {
		g_assert_true(inbox_accept(inbox, &batches[0], NULL, NULL,
		    &error));
		g_assert_true(inbox_read(inbox, &batches[1], &error));
	}
	g_assert_true(inbox_begin(inbox, &batches[2], &error));
	if (data == NULL)
		g_assert_true(inbox_accept(inbox, &batches[1], NULL, NULL,
		    &error));
	g_assert_true(inbox_read(inbox, &batches[2], &error));
	g_assert_true(inbox_accept(inbox, &batches[2], NULL, NULL, &error));
	from = 0;
	for (guint i = 0; i < 3; i++) {
		for (guint n = 0; n < sizes[i]; n++, from++) {
			const struct accept_mail *mail =
			    nth(batches[i].mails, n);
			if (data != NULL && i < 2)
				continue;
			g_assert_cmpstr(mail->message->subject, ==,
			    subjects[from]);
			g_assert_cmpint(mail->result, ==,
			    g_str_equal(subjects[from], "a") && from > 0
			        ? ACCEPT_DUPLICATE
			        : ACCEPT_ENTRY);
		}
		util_inbox_empty(&batches[i]);
	}
	g_assert_cmpuint(look_count(bench->desk, LETTER_ANSWER, CAROL), ==,
	    data == NULL);
}

/* A mail of a multipart in a multipart, depth times. */
static char *
nested(guint depth)
{
	g_autoptr(GString) body = g_string_new(NULL);

	for (guint i = 1; i < depth; i++)
		g_string_append_printf(body,
		    "--b%u\r\nContent-Type: multipart/mixed; "
		    "boundary=\"b%u\"\r\n\r\n",
		    i - 1, i);
	return g_strdup_printf(
	    "From: dave@example.net\r\nTo: support@example.com\r\n"
	    "Subject: deep\r\nMessage-ID: <deep@example.net>\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
	    "boundary=\"b0\"\r\n\r\n%s--b%u\r\n\r\nhello\r\n",
	    body->str, depth - 1);
}

/* Fields of 30,000 octets each. */
static char *
long_header(guint fields)
{
	g_autofree char *value = g_strnfill(30000, 'x');
	g_autoptr(GString) raw =
	    g_string_new("From: dave@example.net\r\nTo: support@example.com\r\n"
	                 "Subject: deep\r\nMessage-ID: <deep@example.net>\r\n");

	for (guint i = 0; i < fields; i++)
		g_string_append_printf(raw, "X-Long-%u: %s\r\n", i, value);
	return g_strconcat(raw->str, "\r\nhello\r\n", NULL);
}

static void
assert_kept(struct bench *bench, const struct accept_mail *mail,
    const char *raw)
{
	g_autoptr(entry) entry =
	    look_entry(bench->desk, mail->number, mail->seq);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) kept =
	    archive_read(bench->desk->store->archive, &entry->raw, &error);
	g_autoptr(GBytes) wanted = g_bytes_new_static(raw, strlen(raw));

	g_assert_no_error(error);
	g_assert_true(g_bytes_equal(kept, wanted));
	g_assert_cmpuint(entry->kind, ==, ENTRY_UNREADABLE);
	g_assert_cmpstr(entry->message_id, ==, "deep@example.net");
}

/* Past a limit: no reader sees it, an agent hears of it, all of it is kept. */
static void
test_limits(struct bench *bench, gconstpointer data)
{
	static const struct {
		const char *name, *limit;
	} rows[] = { { "too deep", "mime_depth" },
		{ "long header", "header_bytes" } };

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *raw = i == 0 ? nested(60) : long_header(10);
		g_autofree char *other = plain(i, "other");
		const char *raws[] = { raw, other };
		g_test_message("%s", rows[i].name);
		g_autoptr(GPtrArray) mails =
		    util_inbox_take(&bench->inbox, raws, 2, 10 + 10 * i);
		const struct accept_mail *mail = nth(mails, 0);
		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		assert_kept(bench, mail, raw);
		g_autoptr(entry) entry =
		    look_entry(bench->desk, mail->number, 0);
		g_assert_nonnull(strstr(entry->remark, rows[i].limit));
		g_autoptr(ticket) ticket =
		    look_ticket(bench->desk, mail->number);
		g_assert_cmpstr(ticket->subject, ==, "deep");
		g_autoptr(letter) notice =
		    util_desk_letter(bench->desk, LETTER_NOTICE, ALICE);
		g_assert_cmpuint(notice->ticket, >=, mail->number);
		g_autoptr(entry) after =
		    look_entry(bench->desk, nth(mails, 1)->number, 0);
		g_assert_cmpuint(after->kind, ==, ENTRY_CUSTOMER);
	}
}

/* Within the limits, so that the row above fails for the right reason. */
static void
test_not_too_deep(struct bench *bench, gconstpointer data)
{
	(void)data;
	g_autofree char *raw = nested(20);
	const char *raws[] = { raw };
	g_autoptr(GPtrArray) mails =
	    util_inbox_take(&bench->inbox, raws, 1, 10);
	g_autoptr(entry) entry =
	    look_entry(bench->desk, nth(mails, 0)->number, 0);

	g_assert_cmpuint(entry->kind, ==, ENTRY_CUSTOMER);
}

/* One mail ends its reader, again and again; the others do not notice. */
static void
test_reader_dies(struct bench *bench, gconstpointer data)
{
	(void)data;
	g_autofree char *a = plain(1, "a");
	g_autofree char *bad = plain(2, "crash");
	g_autofree char *c = plain(3, "c");
	const char *raws[] = { a, bad, c };
	static const guint32 kinds[] = { ENTRY_CUSTOMER, ENTRY_UNREADABLE,
		ENTRY_CUSTOMER };
	static const char *const subjects[] = { "a", "crash", "c" };
	g_autoptr(GPtrArray) mails =
	    util_inbox_take(&bench->inbox, raws, 3, 10);

	for (guint i = 0; i < 3; i++) {
		g_autoptr(entry) entry =
		    look_entry(bench->desk, nth(mails, i)->number, 0);
		g_autoptr(ticket) ticket =
		    look_ticket(bench->desk, nth(mails, i)->number);
		g_assert_cmpuint(entry->kind, ==, kinds[i]);
		g_assert_cmpstr(ticket->subject, ==, subjects[i]);
	}
}

/* Which mails get a reader that has read nothing before. */
static void
test_fresh_reader(void)
{
	static const struct {
		const char *name, *to, *header; /* %s: the reply address */
		guint32 whose;                  /* letter_kind that had it */
		bool fresh;
	} rows[] = {
		{ "To", "%s", "", LETTER_NOTICE, true },
		{ "second address in To", "support@example.com, %s", "",
		    LETTER_NOTICE, true },
		{ "behind a customer's", "support+x@example.com, <%s>", "",
		    LETTER_NOTICE, true },
		{ "Cc", "support@example.com", "Cc: Desk <%s>\n", LETTER_NOTICE,
		    true },
		{ "second To field", "support@example.com", "To: %s\n",
		    LETTER_NOTICE, true },
		{ "Delivered-To", "support@example.com", "Delivered-To: %s\n",
		    LETTER_NOTICE, true },
		{ "second Delivered-To", "support@example.com",
		    "Delivered-To: a@example.com\nDelivered-To: %s\n",
		    LETTER_NOTICE, true },
		{ "Envelope-To", "support@example.com", "Envelope-To: %s\n",
		    LETTER_NOTICE, true },
		{ "a customer's", "%s", "", LETTER_ACKNOWLEDGEMENT, false },
		{ "in the subject only", "support@example.com", "Subject: %s\n",
		    LETTER_NOTICE, false },
		{ "none", "support@example.com", "", LETTER_NOTICE, false },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench;
		set_up(&bench, "pids");
		g_autofree char *reply =
		    look_reply_to(bench.desk, rows[i].whose,
		        rows[i].whose == LETTER_NOTICE ? ALICE : CAROL);
		g_auto(GStrv) to_parts = g_strsplit(rows[i].to, "%s", -1);
		g_auto(GStrv) header_parts =
		    g_strsplit(rows[i].header, "%s", -1);
		g_autofree char *to = g_strjoinv(reply, to_parts);
		g_autofree char *header = g_strjoinv(reply, header_parts);
		g_autofree char *first = plain(1, "a");
		g_autofree char *second = util_desk_mail(ALICE, to,
		    UTIL_SUBMISSION, header, "words\n");
		const char *raws[] = { first, second };
		g_test_message("%s", rows[i].name);
		g_autoptr(GPtrArray) mails =
		    util_inbox_take(&bench.inbox, raws, 2, 10);
		const char *one = nth(mails, 0)->message->text;
		const char *two = nth(mails, 1)->message->text;
		g_assert_true(g_str_has_prefix(one, "pid "));
		g_assert_true(g_str_has_prefix(two, "pid "));
		g_assert_cmpint(!g_str_equal(one, two), ==, rows[i].fresh);
		tear_down(&bench, NULL);
	}
}

/* The account's word about a mail that was too large to be loaded. */
static void
test_too_large(struct bench *bench, gconstpointer data)
{
	static char account[] = "support", folder[] = "INBOX";
	static const char raw[] =
	    "From: dave@example.net\r\nTo: support@example.com\r\n"
	    "Subject: deep\r\nMessage-ID: <deep@example.net>\r\n\r\n";
	g_autoptr(GPtrArray) mails =
	    g_ptr_array_new_with_free_func((GDestroyNotify)accept_mail_free);
	g_autoptr(GArray) places =
	    g_array_new(FALSE, TRUE, sizeof(struct reader_mail));
	struct reader_mail place = { 0, strlen(raw) };
	struct accept_mail *mail = g_new0(struct accept_mail, 1);
	autofd int fd = util_inbox_memfd(raw);
	struct inbox_batch batch = {
		.memfd = fd, .mails = mails, .places = places
	};
	g_autoptr(GError) error = NULL;

	(void)data;
	mail->source =
	    (struct entry_source){ .account = account, .folder = folder };
	mail->too_large = TRUE;
	g_ptr_array_add(mails, mail);
	g_array_append_val(places, place);
	g_assert_true(inbox_take(&bench->inbox, &batch, NULL, NULL, &error));
	assert_kept(bench, mail, raw);
	g_autoptr(entry) entry = look_entry(bench->desk, mail->number, 0);
	g_assert_nonnull(strstr(entry->remark, "message_size"));
}

/* A fetcher that lies about where a mail lies is not believed. */
static void
test_outside(struct bench *bench, gconstpointer data)
{
	static const struct reader_mail rows[] = { { 5, 6 }, { 11, 1 },
		{ 0, 11 }, { G_MAXUINT64, 2 }, { 2, G_MAXUINT64 } };
	static char none[] = "";

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		autofd int fd = util_inbox_memfd("From: a\r\n\r");
		g_autoptr(GPtrArray) mails =
		    g_ptr_array_new_with_free_func((GDestroyNotify)
		            accept_mail_free);
		g_autoptr(GArray) places =
		    g_array_new(FALSE, TRUE, sizeof(struct reader_mail));
		struct accept_mail *mail = g_new0(struct accept_mail, 1);
		struct inbox_batch batch = {
			.memfd = fd, .mails = mails, .places = places
		};
		g_autoptr(GError) error = NULL;
		mail->source =
		    (struct entry_source){ .account = none, .folder = none };
		g_ptr_array_add(mails, mail);
		g_array_append_val(places, rows[i]);
		g_assert_false(inbox_take(&bench->inbox, &batch, NULL, NULL,
		    &error));
		g_assert_true(fail_is(error, FAIL_PERMANENT));
	}
}

static void
test_open(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autoptr(GHashTable) secrets = g_hash_table_new_full(g_str_hash,
	    g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
	g_autoptr(GError) error = NULL;
	struct settings *settings = desk->settings;
	struct wording wording = { .templates = desk->templates };
	struct inbox inbox;

	g_assert_false(inbox_open(&inbox, settings, secrets, &wording, &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	inbox_close(&inbox);
	g_clear_error(&error);
	g_free(settings->state_dir);
	settings->state_dir = g_build_filename(desk->dir, "second", NULL);
	g_hash_table_insert(secrets, g_strdup("key"),
	    g_bytes_new("0123456789abcdef0123456789abcdef", 32));
	g_assert_true(inbox_open(&inbox, settings, secrets, &wording, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(inbox.accept.actor, ==, "docketd");
	g_assert_true(inbox.accept.settings == settings);
	g_assert_true(inbox.accept.templates == desk->templates);
	inbox_close(&inbox);
	/* the key ring is sealed by the key that it was made with */
	g_hash_table_insert(secrets, g_strdup("key"),
	    g_bytes_new("another key of 32 octets, or more", 33));
	g_assert_false(inbox_open(&inbox, settings, secrets, &wording, &error));
	g_assert_null(inbox.store);
	inbox_close(&inbox);
}

/* --- a reader that says who it is --------------------------------------- */

static void
answer(int fd, const char *mail)
{
	g_autoptr(message) message = message_new();
	g_autoptr(GBytes) record = NULL;
	const char *subject = strstr(mail, "Subject: ");

	if (strstr(mail, "Subject: crash"))
		_exit(1);
	if (subject != NULL) {
		g_free(message->subject);
		message->subject =
		    g_strndup(subject + 9, strcspn(subject + 9, "\r\n"));
	}
	g_free(message->text);
	message->text = g_strdup_printf("pid %d\n", (int)getpid());
	record = message_encode(message);
	(void)!channel_send(fd, READERCHILD_RECORD,
	    g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, record, TRUE),
	    NULL, 0, NULL);
}

/* A mail that cannot be had is one hold, also when the process died before its
 * cursor moved on; once that is dropped, the UID may be another mail's. */
static void
test_quarantine(struct bench *bench, gconstpointer data)
{
	static char name[] = "support", folder[] = "INBOX", refused[] = "no";
	const struct settings_account account = {
		.name = name, .folder = folder, .quarantine_folder = refused
	};
	static const struct dedupe_uid rows[] = { { 1, 1, 9 }, { 1, 1, 9 },
		{ 1, 1, 10 }, { 1, 2, 9 }, { 1, 1, 9 } };
	static const guint holds[] = { 1, 1, 2, 3, 3 };

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_true(inbox_quarantine(&bench->inbox, &rows[i],
		    &account, "no", &error));
		g_assert_no_error(error);
		g_autoptr(hold) last = look_hold(bench->desk, holds[i]);
		g_autoptr(hold) none = look_hold(bench->desk, holds[i] + 1);
		g_assert_nonnull(last);
		g_assert_null(none);
		g_assert_cmpuint(last->cause, ==, HOLD_NOT_TAKEN_IN);
	}
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path, *mode;
		void (*test)(struct bench *bench, gconstpointer data);
	} tests[] = {
		{ "/inbox/quarantine", NULL, test_quarantine },
		{ "/inbox/order", NULL, test_order },
		{ "/inbox/overlap", NULL, test_overlap },
		{ "/inbox/overlap-dropped", "dropped", test_overlap },
		{ "/inbox/limits", NULL, test_limits },
		{ "/inbox/not-too-deep", NULL, test_not_too_deep },
		{ "/inbox/reader-dies", "pids", test_reader_dies },
		{ "/inbox/too-large", NULL, test_too_large },
		{ "/inbox/outside", NULL, test_outside },
	};

	if (argc > 1 && g_str_has_prefix(argv[1], "--role=reader"))
		return g_strcmp0(getenv(MODE), "pids") == 0
		    ? util_reader_serve(3, answer)
		    : readerchild_main(3);
	g_test_init(&argc, &argv, NULL);
	parse_init();
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct bench, tests[i].mode, set_up,
		    tests[i].test, tear_down);
	g_test_add_func("/inbox/fresh-reader", test_fresh_reader);
	g_test_add_func("/inbox/open", test_open);
	return g_test_run();
}
