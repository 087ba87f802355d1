/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from a mail: entry, status, letters. */
#include "desk/decide.h"

#include <string.h>

#include "model/entry.h"
#include "util-bench.h"
#include "util-rules.h"

#define REF "k7m2q9x4ab"
#define MARK "=== [" REF "] Please write your answer above this line ===\n"
#define HOUR_MS G_GINT64_CONSTANT(3600000)

static void
set(char **place, const char *value)
{
	g_free(*place);
	*place = g_strdup(value);
}

static struct bench
bench_new(enum decide_origin origin, const char *text)
{
	struct bench bench = bench_make(origin);

	set(&bench.message->text, text);
	set(&bench.message->from_name, "Jane Doe");
	if (origin == DECIDE_AGENT || origin == DECIDE_NOTE)
		bench.now.from = "alice@example.com";
	bench.now.agent = "alice";
	bench.now.marker = REF;
	bench.now.mail_age = 60000;
	return bench;
}

static void
add_part(struct message *message, guint32 flags)
{
	struct message_part *part = message_part_new();

	set(&part->name, "a.pdf");
	set(&part->mime,
	    flags & MESSAGE_PART_INLINE ? "image/png" : "application/pdf");
	part->flags = flags;
	g_ptr_array_add(message->parts, part);
}

/* "notice alice@example.com, answer jane@customer.example": all letters. */
static char *
letters_of(const struct decision *decision)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < decision->letters->len; i++) {
		const struct decide_letter *letter =
		    decision->letters->pdata[i];

		g_string_append_printf(out, "%s%s %s", i ? ", " : "",
		    letter_kind_name(letter->kind), letter->to);
	}
	return g_strdup(out->str);
}

static void
assert_letters(const struct decision *decision, const char *wanted)
{
	g_autofree char *letters = letters_of(decision);

	g_assert_cmpstr(letters, ==, wanted);
}

#define ACK "acknowledgement " BENCH_JANE
#define NOTICES "notice alice@example.com, notice bob@example.com"

/* A new matter: when it is acknowledged. */
static const struct ack_row {
	const char *name, *from;
	enum verdict_class class;
	enum verdict_auth auth;
	enum settings_ack queue;
	gboolean no_answer;
	gint64 age;
	guint before, acks;
	gboolean acknowledged, uncapped;
} acks[] = {
	{ "proved", BENCH_JANE, 0, VERDICT_AUTH_DMARC, 0, FALSE, 0, 0, 0, TRUE,
	    FALSE },
	{ "not proved", BENCH_JANE, 0, 0, 0, FALSE, 0, 0, 0, FALSE, FALSE },
	{ "not proved, queue acknowledges all", BENCH_JANE, 0, 0,
	    SETTINGS_ACK_ALL, FALSE, 0, 0, 0, TRUE, FALSE },
	{ "queue never does", BENCH_JANE, 0, VERDICT_AUTH_DMARC,
	    SETTINGS_ACK_NEVER, FALSE, 0, 0, 0, FALSE, FALSE },
	{ "no-reply", BENCH_JANE, 0, VERDICT_AUTH_DMARC, 0, TRUE, 0, 0, 0,
	    FALSE, FALSE },
	{ "a machine", BENCH_JANE, VERDICT_AUTOMATIC, VERDICT_AUTH_DMARC, 0,
	    FALSE, 0, 0, 0, FALSE, FALSE },
	{ "a day old", BENCH_JANE, 0, VERDICT_AUTH_DMARC, 0, FALSE,
	    24 * HOUR_MS, 0, 0, FALSE, FALSE },
	{ "nearly a day old", BENCH_JANE, 0, VERDICT_AUTH_DMARC, 0, FALSE,
	    24 * HOUR_MS - 1, 0, 0, TRUE, FALSE },
	{ "acknowledged within the day", BENCH_JANE, 0, VERDICT_AUTH_DMARC, 0,
	    FALSE, 0, 1, 0, FALSE, FALSE },
	{ "the 60th this minute", BENCH_JANE, 0, VERDICT_AUTH_DMARC, 0, FALSE,
	    0, 0, 59, TRUE, FALSE },
	{ "the 61st this minute", BENCH_JANE, 0, VERDICT_AUTH_DMARC, 0, FALSE,
	    0, 0, 60, FALSE, FALSE },
	{ "no cap for all, the 61st this minute", BENCH_JANE, 0,
	    VERDICT_AUTH_DMARC, 0, FALSE, 0, 0, 60, TRUE, TRUE },
	{ "no address", "", 0, VERDICT_AUTH_DMARC, 0, FALSE, 0, 0, 0, FALSE,
	    FALSE },
	{ "no valid address", "jane@", 0, VERDICT_AUTH_DMARC, 0, FALSE, 0, 0, 0,
	    FALSE, FALSE },
	{ "our own address", "sales@example.com", 0, VERDICT_AUTH_DMARC, 0,
	    FALSE, 0, 0, 0, FALSE, FALSE },
};

static void
test_acknowledgement(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(acks); i++) {
		const struct ack_row *row = &acks[i];
		struct bench bench = bench_new(DECIDE_NEW, "Help");
		struct settings_queue *queue = bench.conf->queues->pdata[0];
		g_autoptr(decision) decision = NULL;

		bench.now.from = row->from;
		bench.verdict->class = row->class;
		bench.verdict->auth = row->auth;
		bench.verdict->auto_respond = !row->no_answer;
		if (row->queue)
			queue->acknowledge = row->queue;
		bench.now.mail_age = row->age;
		bench.now.acks_to_sender = row->before;
		bench.now.acks_this_minute = row->acks;
		bench.conf->sending.acknowledgements_per_minute =
		    row->uncapped ? 0 : 60;
		decision = decide_mail(&bench.now);
		g_test_message("%s: %s", row->name, decision->why);
		g_assert_cmpint(decision->acknowledged, ==, row->acknowledged);
		assert_letters(decision,
		    row->acknowledged ? ACK ", " NOTICES : NOTICES);
		bench_clear(&bench);
	}
}

/* Nothing that a stranger wrote is repeated to whom he names. */
static void
test_neutral(void)
{
	struct bench bench = bench_new(DECIDE_NEW, "Help");
	struct settings_queue *queue = bench.conf->queues->pdata[0];
	g_autoptr(decision) proved = decide_mail(&bench.now);
	g_autoptr(decision) neutral = NULL;
	const struct decide_letter *letter = proved->letters->pdata[0];

	g_assert_cmpstr(letter->template, ==, "acknowledgement");
	g_assert_cmpstr(letter->to_name, ==, "Jane Doe");
	bench.verdict->auth = VERDICT_AUTH_NONE;
	queue->acknowledge = SETTINGS_ACK_ALL;
	neutral = decide_mail(&bench.now);
	letter = neutral->letters->pdata[0];
	g_assert_cmpstr(letter->template, ==, "acknowledgement-neutral");
	g_assert_cmpstr(letter->to_name, ==, "");
	bench_clear(&bench);
}

static void
test_new(void)
{
	struct bench bench = bench_new(DECIDE_NEW, "Help");
	char address[] = "sales+x@example.com";
	char *to[] = { address, NULL };
	char **before = bench.message->to;
	g_autoptr(decision) first = decide_mail(&bench.now);
	g_autoptr(decision) sales = NULL, delivered = NULL;

	g_assert_true(first->opens);
	g_assert_cmpstr(first->queue, ==, "support");
	g_assert_cmpuint(first->entry_kind, ==, ENTRY_CUSTOMER);
	g_assert_cmpint(first->status, ==, -1);
	bench.message->to = to;
	sales = decide_mail(&bench.now);
	g_assert_cmpstr(sales->queue, ==, "sales");
	assert_letters(sales, ACK ", notice bob@example.com");
	bench.message->to = before;
	header_add(bench.header, "Delivered-To", "sales@example.com");
	delivered = decide_mail(&bench.now);
	g_assert_cmpstr(delivered->queue, ==, "sales");
	bench_clear(&bench);
}

/* What each class of mail does, by origin. status -1: unchanged. */
static const struct class_row {
	const char *name;
	enum decide_origin origin;
	enum verdict_class class;
	enum ticket_status before;
	guint32 kind;
	gint32 status;
	const char *letters;
} classes[] = {
	{ "customer, open", DECIDE_CUSTOMER, VERDICT_HUMAN, TICKET_OPEN,
	    ENTRY_CUSTOMER, -1, NOTICES },
	{ "customer, pending", DECIDE_CUSTOMER, VERDICT_HUMAN, TICKET_PENDING,
	    ENTRY_CUSTOMER, TICKET_OPEN, NOTICES },
	{ "customer, solved", DECIDE_CUSTOMER, VERDICT_HUMAN, TICKET_SOLVED,
	    ENTRY_CUSTOMER, TICKET_OPEN, NOTICES },
	{ "not proved", DECIDE_UNPROVED, VERDICT_HUMAN, TICKET_PENDING,
	    ENTRY_CUSTOMER, TICKET_OPEN, NOTICES },
	{ "customer over a list", DECIDE_CUSTOMER, VERDICT_LIST, TICKET_PENDING,
	    ENTRY_CUSTOMER, TICKET_OPEN, NOTICES },
	{ "third party", DECIDE_THIRD_PARTY, VERDICT_HUMAN, TICKET_SOLVED,
	    ENTRY_THIRD_PARTY, -1, NOTICES },
	{ "customer's out of office", DECIDE_CUSTOMER, VERDICT_AUTOMATIC,
	    TICKET_PENDING, ENTRY_AUTOMATIC, -1, NOTICES },
	{ "third party's machine", DECIDE_THIRD_PARTY, VERDICT_AUTOMATIC,
	    TICKET_SOLVED, ENTRY_AUTOMATIC, -1, NOTICES },
	{ "bounce at the reply address", DECIDE_THIRD_PARTY, VERDICT_BOUNCE,
	    TICKET_PENDING, ENTRY_BOUNCE, -1, NOTICES },
	{ "read receipt", DECIDE_CUSTOMER, VERDICT_RECEIPT, TICKET_PENDING,
	    ENTRY_AUTOMATIC, -1, "" },
	{ "delay", DECIDE_THIRD_PARTY, VERDICT_DELAY, TICKET_PENDING,
	    ENTRY_AUTOMATIC, -1, "" },
	{ "loop on a ticket", DECIDE_CUSTOMER, VERDICT_LOOP, TICKET_PENDING,
	    ENTRY_AUTOMATIC, -1, "" },
	{ "loop, new", DECIDE_NEW, VERDICT_LOOP, 0, ENTRY_AUTOMATIC,
	    TICKET_SOLVED, "" },
	{ "new, a machine", DECIDE_NEW, VERDICT_AUTOMATIC, 0, ENTRY_AUTOMATIC,
	    -1, NOTICES },
	{ "new, a list", DECIDE_NEW, VERDICT_LIST, 0, ENTRY_CUSTOMER, -1,
	    NOTICES },
	{ "new, backscatter", DECIDE_NEW, VERDICT_BOUNCE, 0, ENTRY_AUTOMATIC,
	    TICKET_SOLVED, "" },
	{ "new, a complaint", DECIDE_NEW, VERDICT_COMPLAINT, 0, ENTRY_AUTOMATIC,
	    -1, NOTICES },
	{ "returned, bounce", DECIDE_RETURNED, VERDICT_BOUNCE, TICKET_PENDING,
	    ENTRY_BOUNCE, -1, NOTICES },
	{ "returned, delay of an answer", DECIDE_RETURNED, VERDICT_DELAY,
	    TICKET_PENDING, ENTRY_AUTOMATIC, -1, NOTICES },
	{ "returned, out of office", DECIDE_RETURNED, VERDICT_AUTOMATIC,
	    TICKET_SOLVED, ENTRY_AUTOMATIC, -1, "" },
	{ "returned, complaint", DECIDE_RETURNED, VERDICT_COMPLAINT,
	    TICKET_PENDING, ENTRY_AUTOMATIC, -1, NOTICES },
	{ "returned, loop", DECIDE_RETURNED, VERDICT_LOOP, TICKET_PENDING,
	    ENTRY_AUTOMATIC, -1, "" },
};

static void
test_classes(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(classes); i++) {
		const struct class_row *row = &classes[i];
		struct bench bench = bench_new(row->origin, "Help");
		g_autoptr(decision) decision = NULL;

		bench.verdict->class = row->class;
		bench.verdict->auto_respond = FALSE;
		bench.ticket->status = row->before;
		decision = decide_mail(&bench.now);
		g_test_message("%s", row->name);
		g_assert_cmpint(decision->action, ==, DECIDE_ENTRY);
		g_assert_cmpuint(decision->entry_kind, ==, row->kind);
		g_assert_cmpint(decision->status, ==, row->status);
		g_assert_cmpint(decision->opens, ==, row->origin == DECIDE_NEW);
		assert_letters(decision, row->letters);
		g_assert_nonnull(decision->why);
		bench_clear(&bench);
	}
}

/* A notice that bounced must not make a notice: it would bounce as well. */
static void
test_bounced_notice(void)
{
	struct bench bench = bench_new(DECIDE_RETURNED, "failed");
	g_autoptr(decision) answer = NULL, notice = NULL;

	bench.verdict->class = VERDICT_BOUNCE;
	bench.verdict->permanent = TRUE;
	g_strfreev(bench.verdict->failed);
	bench.verdict->failed = g_strsplit("a@x.example b@x.example", " ", -1);
	bench.now.letter_kind = LETTER_ANSWER;
	answer = decide_mail(&bench.now);
	assert_letters(answer, NOTICES);
	g_assert_cmpstr(answer->detail, ==,
	    "delivery failed for good to a@x.example, b@x.example");
	bench.now.letter_kind = LETTER_NOTICE;
	notice = decide_mail(&bench.now);
	assert_letters(notice, "");
	g_assert_cmpuint(notice->entry_kind, ==, ENTRY_BOUNCE);
	bench_clear(&bench);
}

static void
test_unreadable(void)
{
	static const struct {
		const char *name;
		enum decide_origin origin;
		const char *limit, *detail;
	} rows[] = {
		{ "new", DECIDE_NEW, NULL, "could not be read" },
		{ "past a limit", DECIDE_NEW, "mime_depth", "mime_depth" },
		{ "on a ticket", DECIDE_CUSTOMER, NULL, "could not be read" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench = bench_new(rows[i].origin, "");
		g_autoptr(decision) decision = NULL;

		if (rows[i].limit)
			bench.header->limit = g_strdup(rows[i].limit);
		else
			bench.message->flags = MESSAGE_FLAG_UNREADABLE;
		decision = decide_mail(&bench.now);
		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(decision->entry_kind, ==, ENTRY_UNREADABLE);
		g_assert_false(decision->acknowledged);
		assert_letters(decision, NOTICES);
		rules_assert_holds(decision->detail, rows[i].detail);
		bench_clear(&bench);
	}
}

static void
test_remarks(void)
{
	struct bench bench = bench_new(DECIDE_CUSTOMER, "Help");
	g_autoptr(decision) decision = NULL;

	bench.message->flags = MESSAGE_FLAG_TEXT_CUT;
	bench.header->flags = HEADER_FLAG_MALFORMED;
	decision = decide_mail(&bench.now);
	g_assert_cmpstr(decision->detail, ==,
	    "the text was cut at its limit; the header is malformed");
	bench_clear(&bench);
}

/* An agent's mail: held with a cause, or sent. */
static const struct agent_row {
	const char *name, *agent, *queue, *text;
	enum verdict_class class;
	guint32 flags;
	guint parts, inline_parts;
	guint32 cause; /* 0: an answer goes out */
	const char *words;
} agents[] = {
	{ "above the marker", "alice", "support", "Yes.\n" MARK, 0, 0, 0, 0, 0,
	    "Yes." },
	{ "a fresh mail", "alice", "support", "Yes.\n", 0, 0, 0, 0, 0, "Yes." },
	{ "a queue that is gone", "alice", "gone", "Yes.\n" MARK, 0, 0, 0, 0, 0,
	    "Yes." },
	{ "attachment only", "alice", "support", MARK, 0, 0, 1, 0, 0, "" },
	{ "disabled", "carol", "support", "Yes.\n" MARK, 0, 0, 0, 0,
	    HOLD_AGENT_DISABLED, NULL },
	{ "gone from the settings", "dave", "support", "Yes.\n" MARK, 0, 0, 0,
	    0, HOLD_AGENT_DISABLED, NULL },
	{ "not on the queue", "alice", "sales", "Yes.\n" MARK, 0, 0, 0, 0,
	    HOLD_AGENT_DISABLED, NULL },
	{ "over a list", "alice", "support", "Yes.\n" MARK, VERDICT_LIST, 0, 0,
	    0, HOLD_AGENT_AUTOMATIC, NULL },
	{ "bounce", "alice", "support", "Failed.\n", VERDICT_BOUNCE, 0, 0, 0,
	    HOLD_AGENT_AUTOMATIC, NULL },
	{ "loop", "alice", "support", "Yes.\n" MARK, VERDICT_LOOP, 0, 0, 0,
	    HOLD_AGENT_AUTOMATIC, NULL },
	{ "marker gone", "alice", "support", "Yes.\n> quoted\n", 0, 0, 0, 0,
	    HOLD_AGENT_NO_MARKER, NULL },
	{ "text cut, marker not seen", "alice", "support", "Yes.\n", 0,
	    MESSAGE_FLAG_TEXT_CUT, 0, 0, HOLD_AGENT_NO_MARKER, NULL },
	{ "text cut, marker seen", "alice", "support", "Yes.\n" MARK, 0,
	    MESSAGE_FLAG_TEXT_CUT, 0, 0, HOLD_AGENT_NO_MARKER, NULL },
	{ "nothing above", "alice", "support", MARK "below\n", 0, 0, 0, 0,
	    HOLD_AGENT_EMPTY, NULL },
	{ "nothing but a logo", "alice", "support", MARK, 0, 0, 0, 1,
	    HOLD_AGENT_EMPTY, NULL },
	{ "encrypted", "alice", "support", "", 0, MESSAGE_FLAG_ENCRYPTED, 1, 0,
	    HOLD_AGENT_EMPTY, NULL },
	{ "unreadable", "alice", "support", "", 0, MESSAGE_FLAG_UNREADABLE, 1,
	    0, HOLD_AGENT_EMPTY, NULL },
};

static struct bench
agent_bench(const struct agent_row *row, enum decide_origin origin)
{
	struct bench bench = bench_new(origin, row->text);

	bench.now.agent = row->agent;
	bench.verdict->class = row->class;
	bench.message->flags = row->flags;
	set(&bench.ticket->queue, row->queue);
	for (guint i = 0; i < row->parts; i++)
		add_part(bench.message, 0);
	for (guint i = 0; i < row->inline_parts; i++)
		add_part(bench.message, MESSAGE_PART_INLINE);
	return bench;
}

static void
test_agent(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(agents); i++) {
		const struct agent_row *row = &agents[i];
		struct bench bench = agent_bench(row, DECIDE_AGENT);
		g_autoptr(decision) decision = decide_mail(&bench.now);

		g_test_message("%s", row->name);
		g_assert_cmpuint(decision->cause, ==, row->cause);
		if (row->cause) {
			g_assert_cmpint(decision->action, ==, DECIDE_HOLD);
			assert_letters(decision, "");
		} else {
			g_assert_cmpint(decision->action, ==, DECIDE_ENTRY);
			g_assert_cmpuint(decision->entry_kind, ==, ENTRY_AGENT);
			g_assert_cmpstr(decision->words, ==, row->words);
			assert_letters(decision,
			    "answer " BENCH_JANE ", notice bob@example.com");
		}
		bench_clear(&bench);
	}
}

/* What the operator has released is not held again for the same cause, and
 * never goes out without words. */
static void
test_released(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(agents); i++) {
		const struct agent_row *row = &agents[i];
		struct bench bench = agent_bench(row, DECIDE_AGENT);
		g_autoptr(decision) decision = NULL;

		bench.now.released = hold_bit(row->cause);
		decision = decide_mail(&bench.now);
		g_test_message("%s", row->name);
		g_assert_cmpuint(decision->cause, !=,
		    row->cause ? row->cause : G_MAXUINT32);
		if (decision->action == DECIDE_ENTRY &&
		    decision->entry_kind == ENTRY_NOTE)
			assert_letters(decision, "");
		bench_clear(&bench);
	}
}

/* What is attached is held when it may be the notice. */
static void
test_attached_notice(void)
{
	struct bench bench = bench_new(DECIDE_AGENT, "Yes.\n" MARK);
	struct bench note = bench_new(DECIDE_NOTE, "Yes.\n" MARK);
	g_autoptr(decision) leak = NULL, mail = NULL, noted = NULL;

	bench.now.leak = note.now.leak = "notice.html shows a reply address";
	leak = decide_mail(&bench.now);
	g_assert_cmpuint(leak->cause, ==, HOLD_AGENT_NO_MARKER);
	g_assert_cmpstr(leak->detail, ==, bench.now.leak);
	add_part(bench.message, MESSAGE_PART_MESSAGE | MESSAGE_PART_INLINE);
	mail = decide_mail(&bench.now);
	g_assert_cmpuint(mail->cause, ==, HOLD_AGENT_NO_MARKER);
	rules_assert_holds(mail->detail, "a mail is attached");
	noted = decide_mail(&note.now);
	g_assert_cmpuint(noted->entry_kind, ==, ENTRY_NOTE);
	bench_clear(&bench);
	bench_clear(&note);
}

static void
test_answer(void)
{
	struct bench bench = bench_new(DECIDE_AGENT, "Yes.\n" MARK);
	g_autoptr(decision) first = NULL, second = NULL;
	const struct decide_letter *letter;

	ticket_add_seat(bench.ticket, "joe@customer.example", "Joe", FALSE);
	ticket_add_seat(bench.ticket, "support@example.com", "", TRUE);
	ticket_add_seat(bench.ticket, "", "", TRUE);
	add_part(bench.message, 0);
	first = decide_mail(&bench.now);
	assert_letters(first,
	    "answer " BENCH_JANE ", answer joe@customer.example, "
	    "notice bob@example.com");
	letter = first->letters->pdata[0];
	g_assert_cmpstr(letter->template, ==, "answer");
	g_assert_cmpstr(letter->to_name, ==, "Jane Doe");
	g_assert_cmpstr(letter->agent, ==, "alice");
	g_assert_true(letter->attach);
	letter = first->letters->pdata[1];
	g_assert_cmpuint(letter->seat, ==, 1);
	g_assert_cmpstr(letter->template, ==, "answer-neutral");
	g_assert_cmpstr(letter->to_name, ==, "");
	g_assert_cmpint(first->status, ==, TICKET_PENDING);
	g_assert_cmpstr(first->assignee, ==, "alice");
	set(&bench.ticket->assignee, "bob");
	second = decide_mail(&bench.now);
	g_assert_null(second->assignee);
	bench_clear(&bench);
}

static void
test_nobody_to_answer(void)
{
	struct bench bench = bench_new(DECIDE_AGENT, "Yes.\n" MARK);
	struct ticket_seat *seat = bench.ticket->seats->pdata[0];
	g_autoptr(decision) decision = NULL, gone = NULL;

	set(&seat->address, "");
	decision = decide_mail(&bench.now);
	g_assert_cmpuint(decision->entry_kind, ==, ENTRY_NOTE);
	assert_letters(decision, "");
	bench.now.ticket = NULL;
	gone = decide_mail(&bench.now);
	g_assert_cmpuint(gone->cause, ==, HOLD_TICKET_GONE);
	bench_clear(&bench);
}

static void
test_note(void)
{
	struct bench bench =
	    bench_new(DECIDE_NOTE, "He called.\nTwice.\n" MARK);
	g_autoptr(decision) note = decide_mail(&bench.now);

	g_assert_cmpuint(note->entry_kind, ==, ENTRY_NOTE);
	g_assert_cmpstr(note->words, ==, "He called.\nTwice.");
	g_assert_cmpint(note->status, ==, -1);
	assert_letters(note, "");
	bench_clear(&bench);
}

/* A machine's mail in an agent's name is kept for the colleagues and goes to
 * nobody, unless the operator has looked at it. */
static void
test_machine(void)
{
	static const struct {
		enum decide_origin origin;
		enum verdict_class class;
		guint32 released, kind;
	} rows[] = {
		{ DECIDE_AGENT, VERDICT_AUTOMATIC, 0, ENTRY_NOTE },
		{ DECIDE_NOTE, VERDICT_AUTOMATIC, 0, ENTRY_NOTE },
		{ DECIDE_AGENT, VERDICT_RECEIPT, 0, ENTRY_NOTE },
		{ DECIDE_AGENT, VERDICT_DELAY, 0, ENTRY_NOTE },
		{ DECIDE_AGENT, VERDICT_AUTOMATIC, HOLD_AGENT_AUTOMATIC,
		    ENTRY_AGENT },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench = bench_new(rows[i].origin, "Away.\n");
		g_autoptr(decision) decision = NULL;

		bench.verdict->class = rows[i].class;
		bench.now.released = hold_bit(rows[i].released);
		decision = decide_mail(&bench.now);
		g_test_message("row %u", i);
		g_assert_cmpint(decision->action, ==, DECIDE_ENTRY);
		g_assert_cmpuint(decision->entry_kind, ==, rows[i].kind);
		assert_letters(decision,
		    rows[i].kind == ENTRY_NOTE ? ""
		                               : "answer " BENCH_JANE
		                                 ", notice bob@example.com");
		if (rows[i].kind == ENTRY_NOTE)
			rules_assert_holds(decision->detail, "automatic");
		bench_clear(&bench);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/decide/acknowledgement", test_acknowledgement);
	g_test_add_func("/decide/neutral", test_neutral);
	g_test_add_func("/decide/new", test_new);
	g_test_add_func("/decide/classes", test_classes);
	g_test_add_func("/decide/bounced-notice", test_bounced_notice);
	g_test_add_func("/decide/unreadable", test_unreadable);
	g_test_add_func("/decide/remarks", test_remarks);
	g_test_add_func("/decide/agent", test_agent);
	g_test_add_func("/decide/released", test_released);
	g_test_add_func("/decide/attached-notice", test_attached_notice);
	g_test_add_func("/decide/answer", test_answer);
	g_test_add_func("/decide/nobody", test_nobody_to_answer);
	g_test_add_func("/decide/note", test_note);
	g_test_add_func("/decide/machine", test_machine);
	return g_test_run();
}
