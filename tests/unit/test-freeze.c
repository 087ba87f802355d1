/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the header of each letter, by kind, recipient and settings:
 * mail clients thread by it, mail servers return by it, and only the holder of
 * an address may be able to use what it carries. */
#include "base/clock.h"
#include "mime/parse.h"
#include "pipeline/freeze.h"
#include "route/replyaddr.h"
#include "route/token.h"
#include "store/letters.h"
#include "util-look.h"
#include <string.h>

#define CAROL "carol@example.org"
#define ALICE "alice@example.com"

static struct ticket *
make_ticket(guint64 number)
{
	struct ticket *ticket = ticket_new();

	ticket->number = number;
	ticket_add_seat(ticket, CAROL, "Carol", TICKET_VERIFIED);
	return ticket;
}

static struct freeze_what
answer_to(const struct ticket *ticket)
{
	return (struct freeze_what){ .kind = LETTER_ANSWER,
		.ticket = ticket,
		.to = CAROL,
		.to_name = "Carol",
		.from_name = "Alice via Example Support",
		.reply = { .role = TOKEN_CUSTOMER, .number = 5 },
		.subject = "Re: x",
		.text = "words\n",
		.now = UTIL_DESK_NOW };
}

static struct letter *
freeze(struct util_desk *desk, const struct freeze_what *what)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	guint64 number = 0;

	g_assert_true(freeze_letter(&desk->accept, txn, what, &number, &error));
	g_assert_no_error(error);
	g_assert_true(archive_sync(desk->store->archive, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
	return look_letter(desk, number);
}

static void
test_record(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autoptr(ticket) ticket = make_ticket(5);
	struct freeze_what what = answer_to(ticket);

	what.to = "Carol@EXAMPLE.org";
	g_autoptr(letter) letter = freeze(desk, &what);
	g_assert_cmpuint(letter->state, ==, LETTER_READY);
	g_assert_cmpuint(letter->ticket, ==, 5);
	g_assert_cmpstr(letter->to, ==, "carol@example.org");
	g_assert_cmpint(letter->due, ==, UTIL_DESK_NOW);
	g_assert_cmpint(letter->created, ==, UTIL_DESK_NOW);
	g_assert_cmpuint(letter->share, ==, letter_share(5, CAROL));
	g_assert_cmpuint(letter->attempt, ==, 0);
	g_assert_false(letter->utf8);
	/* frozen: the same octets later, whatever has changed since */
	g_autofree char *first = util_desk_octets(desk, letter);
	clock_set_for_test(UTIL_DESK_NOW + 86400000, 90000000);
	g_autofree char *later = util_desk_octets(desk, letter);
	g_assert_cmpstr(first, ==, later);
	g_assert_nonnull(strstr(first, "Date: Mon, 2 Mar 2026 10:00:00"));
}

/* A text that was cut goes along as a file to agents only. */
static void
test_cut_text(void)
{
	static const guint32 kinds[] = { LETTER_ANSWER, LETTER_NOTICE };
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autoptr(ticket) ticket = make_ticket(5);
	g_autoptr(message) message = message_new();
	struct message_part *part = message_part_new();
	struct blob raw = { .segment = 1 };

	part->flags = MESSAGE_PART_TEXT;
	g_free(part->name);
	part->name = g_strdup("attachment-1.txt");
	g_free(part->mime);
	part->mime = g_strdup("text/plain");
	g_ptr_array_add(message->parts, part);
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		struct freeze_what what = answer_to(ticket);

		what.kind = kinds[i];
		what.message = message;
		what.raw = &raw;
		g_autoptr(letter) letter = freeze(desk, &what);
		g_assert_cmpuint(letter->attachments->len, ==, i);
	}
}

/* The reply address is good for its holder and for nobody else. */
static void
test_reply_to(void)
{
	static const struct {
		guint8 role;
		guint16 seat;
		const char *to;
	} rows[] = {
		{ TOKEN_CUSTOMER, 0, CAROL },
		{ TOKEN_PARTICIPANT, 3, "dave@example.net" },
		{ TOKEN_AGENT, 2, ALICE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autoptr(ticket) ticket = make_ticket(5);
		struct freeze_what what = answer_to(ticket);
		struct token token;
		gsize length = 0;
		what.to = rows[i].to;
		what.reply.role = rows[i].role;
		what.reply.seat = rows[i].seat;
		g_autoptr(letter) letter = freeze(desk, &what);
		g_autofree char *reply = look_field(desk, letter, "Reply-To");
		const char *text =
		    replyaddr_find(desk->settings, reply, &length);
		g_assert_cmpuint(length, ==, TOKEN_LENGTH);
		g_assert_true(token_parse(text, length, &token));
		g_assert_cmpuint(token.role, ==, rows[i].role);
		g_assert_cmpuint(token.seat, ==, rows[i].seat);
		g_assert_cmpuint(token.number, ==, 5);
		g_assert_true(token_verify(&token, desk->ring, UTIL_DESK_NOW,
		    rows[i].to));
		g_assert_false(token_verify(&token, desk->ring, UTIL_DESK_NOW,
		    "mallory@example.net"));
	}
}

static void
test_no_reply_to(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	struct freeze_what what = answer_to(NULL);

	what.kind = LETTER_ALARM;
	what.reply.role = 0;
	g_autoptr(letter) letter = freeze(desk, &what);
	g_autofree char *reply = look_field(desk, letter, "Reply-To");
	g_autofree char *references = look_field(desk, letter, "References");
	g_autofree char *answers = look_field(desk, letter, "In-Reply-To");
	g_assert_null(reply);
	g_assert_null(references);
	g_assert_null(answers);
	g_assert_cmpuint(letter->ticket, ==, 0);
}

/* Envelope senders and automatic-mail fields by kind and setting. */
static void
test_senders(void)
{
	static const struct {
		const char *conf;
		guint32 kind;
		bool null;
		const char *automatic, *suppress;
	} rows[] = {
		{ NULL, LETTER_ANSWER, false, NULL, NULL },
		{ NULL, LETTER_ACKNOWLEDGEMENT, true, "auto-replied", "All" },
		{ NULL, LETTER_NOTICE, false, "auto-generated",
		    "AutoReply, RN, NRN" },
		{ NULL, LETTER_ALARM, true, "auto-generated", "All" },
		{ "sending = { auto_sender = \"bounce\"; };\n",
		    LETTER_ACKNOWLEDGEMENT, false, "auto-replied", "All" },
		{ "sending = { auto_sender = \"bounce\"; };\n", LETTER_ALARM,
		    false, "auto-generated", "All" },
		{ "sending = { auto_sender = \"bounce\"; };\n", LETTER_ANSWER,
		    false, NULL, NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(rows[i].conf);
		g_autoptr(ticket) ticket = make_ticket(5);
		struct freeze_what what = answer_to(ticket);
		what.kind = rows[i].kind;
		g_autoptr(letter) letter = freeze(desk, &what);
		g_autofree char *automatic =
		    look_field(desk, letter, "Auto-Submitted");
		g_autofree char *suppress =
		    look_field(desk, letter, "X-Auto-Response-Suppress");
		g_autofree char *loop =
		    look_field(desk, letter, "X-Docket-Loop");
		g_assert_cmpstr(automatic, ==, rows[i].automatic);
		g_assert_cmpstr(suppress, ==, rows[i].suppress);
		g_assert_cmpint(loop != NULL, ==, rows[i].automatic != NULL);
		if (rows[i].null) {
			g_assert_cmpstr(letter->sender, ==, "");
			continue;
		}
		gsize length = 0;
		const char *token =
		    replyaddr_find(desk->settings, letter->sender, &length);
		g_assert_cmpuint(token_short_read(token, length, desk->ring,
		                     UTIL_DESK_NOW, TOKEN_USE_BOUNCE),
		    ==, letter->number);
	}
}

/* The Message-ID names the letter, and nobody else can make one. */
static void
test_message_id(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autoptr(ticket) ticket = make_ticket(5);
	struct freeze_what what = answer_to(ticket);
	g_autoptr(letter) letter = freeze(desk, &what);
	g_autofree char *id = look_field(desk, letter, "Message-ID");
	gsize length = 0;

	g_assert_true(g_str_has_prefix(id, "<docket."));
	g_assert_true(g_str_has_suffix(id, "@example.com>"));
	id[strlen(id) - 1] = '\0';
	const char *token =
	    replyaddr_in_message_id(&desk->settings->desk, id + 1, &length);
	g_assert_cmpuint(token_short_read(token, length, desk->ring,
	                     UTIL_DESK_NOW, TOKEN_USE_ID),
	    ==, letter->number);
}

/* References: the root, our letters to this recipient, their own mail last. */
static void
test_references(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autoptr(ticket) ticket = make_ticket(5);
	g_autoptr(ticket) other = make_ticket(6);
	struct freeze_what what = answer_to(ticket);
	struct freeze_what elsewhere = answer_to(other);
	struct freeze_what notice = answer_to(ticket);
	g_autofree char *root = replyaddr_root(&desk->settings->desk, 5);

	notice.to = ALICE;
	notice.reply.role = TOKEN_AGENT;
	g_autoptr(letter) first = freeze(desk, &what);
	g_autoptr(letter) not_this_ticket = freeze(desk, &elsewhere);
	g_autoptr(letter) not_to_carol = freeze(desk, &notice);
	g_assert_cmpuint(not_this_ticket->ticket, ==, 6);
	what.answers = "hers@example.org";
	g_autoptr(letter) second = freeze(desk, &what);
	g_autofree char *id = look_field(desk, first, "Message-ID");
	g_autofree char *references = look_field(desk, second, "References");
	g_autofree char *answers = look_field(desk, second, "In-Reply-To");
	g_autofree char *wanted =
	    g_strdup_printf("<%s> %s <hers@example.org>", root, id);
	g_assert_cmpstr(references, ==, wanted);
	g_assert_cmpstr(answers, ==, "<hers@example.org>");
	/* an agent's thread is his own: the root, then notices to him */
	g_autofree char *first_root =
	    look_field(desk, not_to_carol, "In-Reply-To");
	g_autofree char *only_root = g_strdup_printf("<%s>", root);
	g_assert_cmpstr(first_root, ==, only_root);
	g_autoptr(letter) next = freeze(desk, &notice);
	g_autofree char *his = look_field(desk, not_to_carol, "Message-ID");
	g_autofree char *follows = look_field(desk, next, "In-Reply-To");
	g_assert_cmpstr(follows, ==, his);
}

static guint
count_ids(const char *field)
{
	guint n = 0;

	for (; (field = strchr(field, '<')) != NULL; field++)
		n++;
	return n;
}

/* A long conversation: the root and the newest stay. */
static void
test_references_cut(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autoptr(ticket) ticket = make_ticket(5);
	struct freeze_what what = answer_to(ticket);
	g_autofree char *root = replyaddr_root(&desk->settings->desk, 5);
	g_autofree char *first = NULL, *newest = NULL;

	what.answers = "hers@example.org";
	for (guint i = 0; i < 20; i++) {
		g_autoptr(letter) letter = freeze(desk, &what);
		g_free(newest);
		newest = look_field(desk, letter, "Message-ID");
		if (i == 0)
			first = g_strdup(newest);
	}
	g_autoptr(letter) last = freeze(desk, &what);
	g_autofree char *references = look_field(desk, last, "References");
	g_assert_cmpuint(count_ids(references), ==, 14);
	g_assert_true(g_str_has_prefix(references + 1, root));
	g_assert_true(g_str_has_suffix(references, " <hers@example.org>"));
	g_assert_nonnull(strstr(references, newest));
	g_assert_null(strstr(references, first));
}

/* Whose marker it is shows in nothing but itself, and fits nothing else. */
static void
test_marker(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	guint8 key = keyring_signing(desk->ring)->id;
	g_autofree char *one =
	    freeze_marker(desk->ring, key, 5, 1, UTIL_DESK_NOW);
	g_autofree char *same =
	    freeze_marker(desk->ring, key, 5, 1, UTIL_DESK_NOW + 1000);
	g_autofree char *other_agent =
	    freeze_marker(desk->ring, key, 5, 2, UTIL_DESK_NOW);
	g_autofree char *other_ticket =
	    freeze_marker(desk->ring, key, 51, 1, UTIL_DESK_NOW);
	g_autofree char *joined =
	    freeze_marker(desk->ring, key, 15, 1, UTIL_DESK_NOW);
	g_autofree char *no_key = freeze_marker(desk->ring,
	    (guint8)((key + 1) % 64), 5, 1, UTIL_DESK_NOW);

	g_assert_nonnull(one);
	g_assert_cmpstr(one, ==, same);
	g_assert_cmpstr(one, !=, other_agent);
	g_assert_cmpstr(one, !=, other_ticket);
	g_assert_cmpstr(other_ticket, !=, joined);
	g_assert_null(no_key);
	g_autoptr(util_desk) elsewhere = util_desk_new(NULL);
	g_autofree char *other_key = freeze_marker(elsewhere->ring,
	    keyring_signing(elsewhere->ring)->id, 5, 1, UTIL_DESK_NOW);
	g_assert_cmpstr(one, !=, other_key);
}

/* Desks whose server has no subaddresses: the token is the local part. */
static void
test_catchall(void)
{
	static const char conf[] =
	    "desk = { name = \"Example Support\"; address = "
	    "\"support@example.com\"; token_form = \"catchall\"; token_domain "
	    "= \"in.example.com\"; };\n"
	    "border_hosts = [ \"mx.example.com\" ];\n";
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *path =
	    g_build_filename(desk->dir, "catchall.conf", NULL);
	g_autoptr(GError) error = NULL;
	g_assert_true(g_file_set_contents(path, conf, -1, NULL));
	g_autoptr(settings) settings = settings_read(path, &error);
	g_assert_no_error(error);
	desk->accept.settings = settings;
	g_autoptr(ticket) ticket = make_ticket(5);
	struct freeze_what what = answer_to(ticket);
	g_autoptr(letter) letter = freeze(desk, &what);
	g_autofree char *reply = look_field(desk, letter, "Reply-To");
	gsize length = 0;
	g_assert_true(g_str_has_suffix(reply, "@in.example.com"));
	g_assert_cmpuint(strcspn(reply, "@"), ==, TOKEN_LENGTH);
	g_assert_nonnull(replyaddr_find(settings, reply, &length));
	g_assert_cmpuint(length, ==, TOKEN_LENGTH);
}

/* An error of ours is told, and writes no letter. */
static void
test_impossible(void)
{
	static const struct {
		const char *name, *to;
		guint64 number;
	} rows[] = {
		{ "no such address", "not an address", 5 },
		{ "no such ticket number", CAROL, TOKEN_NUMBER_MAX + 1 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autoptr(ticket) ticket = make_ticket(5);
		struct freeze_what what = answer_to(ticket);
		g_autoptr(GError) error = NULL;
		g_autoptr(kv_txn) txn =
		    kv_begin(desk->store->kv, KV_WRITE, &error);
		guint64 number = 0;
		g_test_message("%s", rows[i].name);
		what.to = rows[i].to;
		what.reply.number = rows[i].number;
		g_assert_false(freeze_letter(&desk->accept, txn, &what, &number,
		    &error));
		g_assert_true(fail_is(error, FAIL_PERMANENT));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/freeze/record", test_record);
	g_test_add_func("/freeze/cut-text", test_cut_text);
	g_test_add_func("/freeze/reply-to", test_reply_to);
	g_test_add_func("/freeze/no-reply-to", test_no_reply_to);
	g_test_add_func("/freeze/senders", test_senders);
	g_test_add_func("/freeze/message-id", test_message_id);
	g_test_add_func("/freeze/references", test_references);
	g_test_add_func("/freeze/references-cut", test_references_cut);
	g_test_add_func("/freeze/marker", test_marker);
	g_test_add_func("/freeze/catchall", test_catchall);
	g_test_add_func("/freeze/impossible", test_impossible);
	return g_test_run();
}
