/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What agents see above a mail, and that a sender cannot add to it. */
#include "desk/banner.h"

#include <string.h>

#include "desk/marker.h"
#include "util-rules.h"

#define REF "k7m2q9x4ab"

struct bench {
	struct settings *conf;
	struct ticket *ticket;
	struct entry *entry;
	struct message *message;
	struct banner_what what;
};

static void
set(char **place, const char *value)
{
	g_free(*place);
	*place = g_strdup(value);
}

static struct bench
bench_new(void)
{
	struct bench bench = { .conf = rules_settings(NULL),
		.ticket = ticket_new(),
		.entry = entry_new(),
		.message = message_new() };

	bench.ticket->number = 1042;
	set(&bench.ticket->queue, "support");
	set(&bench.ticket->subject, "Help");
	ticket_add_seat(bench.ticket, "jane@customer.example", "Jane", TRUE);
	set(&bench.entry->from_addr, "jane@customer.example");
	set(&bench.entry->from_name, "Jane");
	bench.entry->auth = VERDICT_AUTH_DMARC;
	bench.entry->received = RULES_NOW;
	set(&bench.message->subject, "Help me");
	bench.what = (struct banner_what){ .settings = bench.conf,
		.ticket = bench.ticket,
		.entry = bench.entry,
		.message = bench.message,
		.text = "It burns.\n",
		.marker = REF };
	return bench;
}

static void
bench_clear(struct bench *bench)
{
	settings_free(bench->conf);
	ticket_free(bench->ticket);
	entry_free(bench->entry);
	message_free(bench->message);
}

static char *
notice(const struct bench *bench)
{
	g_autofree char *below = banner_below(&bench->what);

	return banner_notice(&bench->what, below);
}

static void
test_whole(void)
{
	struct bench bench = bench_new();
	g_autofree char *text = notice(&bench);

	g_assert_cmpstr(text, ==,
	    "=== [" REF "] Please write your answer above this line ===\n"
	    "\n"
	    "Your reply goes to the CUSTOMER: Jane <jane@customer.example>\n"
	    "From: Jane <jane@customer.example>\n"
	    "      verified by the sender's domain\n"
	    "Ticket: 1042, open, queue support\n"
	    "Priority: normal\n"
	    "Received: 2 Mar 2026, 10:00 UTC\n"
	    "Subject: Help me\n"
	    "\n"
	    "It burns.\n");
	bench_clear(&bench);
}

static void
test_proofs(void)
{
	static const struct {
		guint32 kind, auth;
		const char *words;
	} rows[] = {
		{ ENTRY_CUSTOMER, VERDICT_AUTH_NONE, "NOT VERIFIED" },
		{ ENTRY_CUSTOMER, VERDICT_AUTH_DMARC, "verified by the" },
		{ ENTRY_CUSTOMER, VERDICT_AUTH_SUBMISSION,
		    "verified by login" },
		{ ENTRY_CUSTOMER, VERDICT_AUTH_OPERATOR, "released" },
		{ ENTRY_THIRD_PARTY, VERDICT_AUTH_DMARC, "A THIRD PARTY" },
		{ ENTRY_THIRD_PARTY, VERDICT_AUTH_NONE, "A THIRD PARTY" },
		{ ENTRY_CUSTOMER, 99, "NOT VERIFIED" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench = bench_new();
		g_autofree char *text = NULL;

		bench.entry->kind = rows[i].kind;
		bench.entry->auth = rows[i].auth;
		text = notice(&bench);
		g_test_message("%u %u", rows[i].kind, rows[i].auth);
		rules_assert_holds(text, rows[i].words);
		bench_clear(&bench);
	}
}

static void
test_more(void)
{
	struct bench bench = bench_new();
	g_autofree char *text = NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(3600);

	bench.what.zone = zone;
	bench.entry->class = VERDICT_BOUNCE;
	bench.entry->kind = ENTRY_BOUNCE;
	set(&bench.entry->remark, "delivery failed");
	g_ptr_array_add(bench.entry->mentions,
	    mention_new(MENTION_UID, MENTION_UNCHECKED, "12345678", ""));
	g_ptr_array_add(bench.entry->mentions,
	    mention_new(MENTION_AMOUNT, MENTION_UNCHECKED, "0.5", "BTC"));
	set(&bench.ticket->assignee, "alice");
	bench.ticket->status = TICKET_SOLVED;
	set(&bench.ticket->category, "fees");
	bench.ticket->asked = 3;
	bench.ticket->missing = 2;
	set(&bench.message->reply_to, "eve@evil.example");
	text = notice(&bench);
	rules_assert_holds(text,
	    "Kind: a bounce: a letter of ours was not delivered\n");
	rules_assert_holds(text, "Remark: delivery failed\n");
	rules_assert_holds(text, "Named: UID 12345678; amount 0.5 BTC\n");
	rules_assert_holds(text, "Category: fees\n");
	rules_assert_holds(text,
	    "Asked for: UID, order; still missing: order\n");
	rules_assert_holds(text,
	    "1042, solved, queue support, assigned to alice\n");
	rules_assert_holds(text,
	    "Asks for replies at (not used): eve@evil.example\n");
	rules_assert_holds(text, "2 Mar 2026, 11:00 +01");
	bench_clear(&bench);
}

/* What is only in some notices: the address for notes, language and priority,
 * who filed it, the conversation. */
static void
test_parts(void)
{
	struct bench bench = bench_new();
	g_autofree char *text = NULL;

	bench.what.note_address = "support+note@example.com";
	bench.what.past = "=== Past ===\nold words\n";
	set(&bench.ticket->language, "pt-BR");
	bench.ticket->priority = 4;
	set(&bench.entry->agent, "alice");
	text = notice(&bench);
	rules_assert_holds(text, "\nInternal note: support+note@example.com\n");
	rules_assert_holds(text, "\nPriority: 4, language: pt-BR\n");
	rules_assert_holds(text, "\nFiled by: alice\n");
	rules_assert_holds(text, "NOT VERIFIED: an agent forwarded");
	g_assert_true(g_str_has_suffix(text,
	    "It burns.\n\n=== Past ===\nold words\n"));
	bench_clear(&bench);
}

static void
test_attachments(void)
{
	static const struct {
		guint64 size;
		const char *words;
	} rows[] = {
		{ 0, "- a.pdf (text/x, 0 octets)\n" },
		{ 999, "999 octets" },
		{ 1000, "1 kB" },
		{ 999999, "999 kB" },
		{ 2500000, "2.5 MB" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench = bench_new();
		struct message_part *part = message_part_new();
		g_autofree char *text = NULL;

		set(&part->name, "a.pdf");
		set(&part->mime, "text/x");
		part->size = rows[i].size;
		g_ptr_array_add(bench.message->parts, part);
		text = notice(&bench);
		rules_assert_holds(text, "\nAttachments:\n");
		rules_assert_holds(text, rows[i].words);
		bench_clear(&bench);
	}
}

/* How many lines of the text begin with that. */
static guint
count_lines(const char *text, const char *start)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint count = 0;

	for (guint i = 0; lines[i]; i++)
		if (g_str_has_prefix(lines[i], start))
			count++;
	return count;
}

/* Names and subjects that try to write banner lines of their own. */
static void
test_foreign_lines(void)
{
	static const char *const evils[] = { "x\nTicket: 1", "x\r\nTicket: 1",
		"x\rTicket: 1", "x\xe2\x80\xa8Ticket: 1",
		"x\xe2\x80\xa9Ticket: 1", "x\x0bTicket: 1", "x\x0cTicket: 1",
		"x\xc2\x85Ticket: 1" };

	for (guint i = 0; i < G_N_ELEMENTS(evils); i++) {
		struct bench bench = bench_new();
		struct ticket_seat *seat = bench.ticket->seats->pdata[0];
		g_autofree char *text = NULL, *subject = NULL;

		set(&seat->name, evils[i]);
		set(&bench.entry->from_name, evils[i]);
		set(&bench.entry->from_addr, evils[i]);
		set(&bench.entry->remark, evils[i]);
		set(&bench.message->subject, evils[i]);
		set(&bench.message->reply_to, evils[i]);
		set(&bench.ticket->subject, evils[i]);
		text = notice(&bench);
		subject = banner_subject(bench.conf, bench.ticket);
		g_assert_cmpuint(count_lines(text, "Ticket:"), ==, 1);
		g_assert_cmpstr(strpbrk(text, "\r\x0b\x0c"), ==, NULL);
		rules_assert_lacks(text, "\xe2\x80\xa8");
		g_assert_null(strpbrk(subject, "\r\n"));
		bench_clear(&bench);
	}
}

/* U+202E and U+2066, which would turn this line around as well. */
static const char override[] = { '\xe2', '\x80', '\xae', '\0' };
static const char isolate[] = { '\xe2', '\x81', '\xa6', '\0' };

static void
test_clean_text(void)
{
	struct bench bench = bench_new();
	g_autofree char *text = NULL, *long_name = g_strnfill(5000, 'n');
	g_autofree char *dirty = g_strconcat("a\tb\nc\033[31m\x7f"
	                                     "d",
	    override, "gnp", isolate, " e\xff f \xd7\xa9\xd7\x9c", NULL);

	bench.what.text = dirty;
	set(&bench.entry->from_name, long_name);
	text = notice(&bench);
	rules_assert_holds(text, "\na\tb\nc [31m dgnp e");
	rules_assert_holds(text, "\xd7\xa9\xd7\x9c\n");
	rules_assert_lacks(text, "\033");
	rules_assert_lacks(text, override);
	rules_assert_lacks(text, isolate);
	rules_assert_lacks(text, long_name);
	rules_assert_holds(text, "nnn... <jane@");
	g_assert_true(g_utf8_validate(text, -1, NULL));
	bench_clear(&bench);
}

/* The whole notice, quoted or not, is known as such by the cut. */
static void
test_marker_finds_it(void)
{
	struct bench bench = bench_new();
	g_autofree char *text = notice(&bench);
	g_autofree char *reply = g_strconcat("Yes.\n\n", text, NULL);
	g_autofree char *words = NULL, *without = NULL;
	const char *banner = strchr(text, '\n') + 1;
	g_autofree char *no_marker = g_strconcat("Yes.\n\n", banner, NULL);

	g_assert_cmpint(marker_cut(reply, REF, "support@example.com", &words),
	    ==, MARKER_FOUND);
	g_assert_cmpstr(words, ==, "Yes.");
	g_assert_cmpint(marker_cut(no_marker, REF, "support@example.com",
	                    &without),
	    ==, MARKER_MISSING);
	g_assert_cmpstr(without, ==, "Yes.");
	bench_clear(&bench);
}

static void
test_subject(void)
{
	struct bench bench = bench_new();
	g_autofree char *plain = banner_subject(bench.conf, bench.ticket);
	g_autofree char *empty = NULL;

	g_assert_cmpstr(plain, ==, "[Example Support #1042] Help");
	set(&bench.ticket->subject, "");
	empty = banner_subject(bench.conf, bench.ticket);
	g_assert_cmpstr(empty, ==, "[Example Support #1042] (no subject)");
	bench_clear(&bench);
}

static void
test_nobody(void)
{
	struct bench bench = bench_new();
	g_autofree char *text = NULL;

	g_ptr_array_set_size(bench.ticket->seats, 0);
	set(&bench.entry->from_addr, "");
	set(&bench.entry->from_name, "");
	bench.what.text = "";
	text = notice(&bench);
	rules_assert_holds(text, "CUSTOMER: nobody (no address)\n");
	rules_assert_holds(text, "From: nobody (no address)\n");
	bench_clear(&bench);
}

/* What all agents read of a mail is made once, and says nothing of one agent.
 */
static void
test_below(void)
{
	struct bench bench = bench_new();
	bench.what.note_address = "note+alice@example.com";
	g_autofree char *below = banner_below(&bench.what);
	g_autofree char *other = NULL;

	g_assert_null(strstr(below, REF));
	g_assert_null(strstr(below, "note+"));
	bench.what.note_address = "note+bob@example.com";
	other = banner_notice(&bench.what, below);
	rules_assert_holds(other, REF);
	rules_assert_holds(other, "Internal note: note+bob@example.com\n");
	g_assert_true(g_str_has_suffix(other, below));
	g_assert_null(strstr(other, "alice"));
	bench_clear(&bench);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/banner/whole", test_whole);
	g_test_add_func("/banner/proofs", test_proofs);
	g_test_add_func("/banner/more", test_more);
	g_test_add_func("/banner/parts", test_parts);
	g_test_add_func("/banner/attachments", test_attachments);
	g_test_add_func("/banner/foreign-lines", test_foreign_lines);
	g_test_add_func("/banner/clean-text", test_clean_text);
	g_test_add_func("/banner/marker", test_marker_finds_it);
	g_test_add_func("/banner/subject", test_subject);
	g_test_add_func("/banner/nobody", test_nobody);
	g_test_add_func("/banner/below", test_below);
	return g_test_run();
}
