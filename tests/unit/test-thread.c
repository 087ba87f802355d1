/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clues in a header, and what they lead to with the store's facts. */
#include "route/thread.h"

#include <string.h>

#include "model/hold.h"
#include "model/letter.h"
#include "route/clues.h"
#include "route/replyaddr.h"
#include "util-rules.h"

#define JANE "jane@customer.example"
#define ALICE "alice@example.com"
#define NOW RULES_NOW

/* The only ticket, 1042: seat 0 is Jane's, seat 1 Joe's; alice has the agent's
 * seat 7, carol (disabled) 9. Letter 77 went to Jane, 78 is a notice to
 * alice. Held mail 5 waits for alice's word (or carol's, who may not give it),
 * 6 was released. */
static const struct token tokens[] = {
	{ .role = TOKEN_CUSTOMER, .number = 1042 },
	{ .role = TOKEN_PARTICIPANT, .seat = 1, .number = 1042 },
	{ .role = TOKEN_AGENT, .seat = 7, .number = 1042 },
	{ .role = TOKEN_NOTE, .seat = 7, .number = 1042 },
	{ .role = TOKEN_CUSTOMER, .number = 9999 },
	{ .role = TOKEN_AGENT, .seat = 9, .number = 1042 },
	{ .role = TOKEN_RATING, .number = 1042 },
	{ .role = TOKEN_AGENT, .seat = 7, .number = 9999 },
	{ .role = TOKEN_CONFIRM, .seat = 7, .number = 5 },
	{ .role = TOKEN_CONFIRM, .seat = 7, .number = 6 },
	{ .role = TOKEN_CONFIRM, .seat = 7, .number = 9999 },
	{ .role = TOKEN_CONFIRM, .seat = 9, .number = 5 },
};
enum which {
	CUSTOMER,
	PARTICIPANT,
	AGENT,
	NOTE,
	GONE,
	CAROL,
	RATING,
	GONE_AGENT,
	CONFIRM,
	CONFIRM_DONE,
	CONFIRM_GONE,
	CONFIRM_CAROL
};

static bool
is_agents(const struct token *token)
{
	return token->role == TOKEN_AGENT || token->role == TOKEN_NOTE ||
	    token->role == TOKEN_CONFIRM;
}

static const char *
holder_of(const struct token *token)
{
	if (is_agents(token))
		return token->seat == 9 ? "carol@example.com" : ALICE;
	return token->seat == 1 ? "joe@customer.example" : JANE;
}

static char *
reply_address(const struct settings *conf, enum which which)
{
	g_autoptr(keyring) ring = rules_ring();
	g_autofree char *text =
	    token_issue(ring, &tokens[which], holder_of(&tokens[which]));

	return replyaddr_make(&conf->desk, text);
}

/* A text with "{CUSTOMER}", "{ID77}", "{B77}" and so on filled in. */
static char *
fill(const struct settings *conf, const char *text)
{
	static const char *const names[] = { "{CUSTOMER}", "{PARTICIPANT}",
		"{AGENT}", "{NOTE}", "{GONE}", "{CAROL}", "{RATING}",
		"{GONE_AGENT}", "{CONFIRM}", "{CONFIRM_DONE}", "{CONFIRM_GONE}",
		"{CONFIRM_CAROL}" };
	g_autoptr(keyring) ring = rules_ring();
	g_autoptr(GString) out = g_string_new(text);

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *address = reply_address(conf, i);

		g_string_replace(out, names[i], address, 0);
	}
	for (guint n = 77; n < 79; n++) {
		g_autofree char *id = token_short_issue(ring, TOKEN_USE_ID, n);
		g_autofree char *b =
		    token_short_issue(ring, TOKEN_USE_BOUNCE, n);
		g_autofree char *message_id =
		    replyaddr_message_id(&conf->desk, id);
		g_autofree char *bounce = replyaddr_bounce(&conf->desk, b);
		g_autofree char *id_name = g_strdup_printf("{ID%u}", n);
		g_autofree char *bounce_name = g_strdup_printf("{B%u}", n);

		g_string_replace(out, id_name, message_id, 0);
		g_string_replace(out, bounce_name, bounce, 0);
	}
	return g_strdup(out->str);
}

static GPtrArray *
clues_of(const struct settings *conf, const char *text)
{
	g_autoptr(keyring) ring = rules_ring();
	g_autofree char *filled = fill(conf, text);
	g_autoptr(header) header = rules_header(filled);

	return clues_gather(header, conf, ring, NOW);
}

/* Kind and place of each clue: "T To|B Cc|O In-Reply-To|F References". */
static const struct {
	const char *name, *header, *clues;
} gathered[] = {
	{ "none", "To: support@example.com\n", "" },
	{ "To", "To: {CUSTOMER}\n", "T To" },
	{ "all fields, in order",
	    "X-Forwarded-To: {NOTE}\nX-Envelope-To: {GONE}\n"
	    "Envelope-To: {AGENT}\nDelivered-To: {PARTICIPANT}\n"
	    "X-Original-To: {CAROL}\nCc: <{RATING}>\nTo: {CUSTOMER}\n",
	    "T To|T Cc|T Delivered-To|T X-Original-To|T Envelope-To|T "
	    "X-Envelope-To|T X-Forwarded-To" },
	{ "same token twice", "To: {CUSTOMER}\nDelivered-To: {CUSTOMER}\n",
	    "T To" },
	{ "in a list, with names",
	    "To: \"Support, Example\" <{CUSTOMER}>, joe@example.org\n",
	    "T To" },
	{ "second field of the name", "To: x@example.org\nTo: {CUSTOMER}\n",
	    "T To" },
	{ "only a display name", "To: \"{CUSTOMER}\" <x@example.org>\n", "" },
	{ "in a field that does not count",
	    "Reply-To: {CUSTOMER}\nFrom: {CUSTOMER}\nSubject: {CUSTOMER}\n"
	    "Bcc: {CUSTOMER}\nX-To: {CUSTOMER}\n",
	    "" },
	{ "bounce", "To: {B77}\n", "B To" },
	{ "an id's token is no bounce", "To: support+{ID77}\n", "" },
	{ "own ids", "In-Reply-To: <{ID77}>\nReferences: <{ID78}>\n",
	    "O In-Reply-To|O References" },
	{ "own id twice", "In-Reply-To: <{ID77}>\nReferences: <{ID77}>\n",
	    "O In-Reply-To" },
	{ "newest first", "References: <a@x.example> <{ID77}>\n",
	    "O References|F References" },
	{ "joined by commas",
	    "In-Reply-To: <a@x.example>,<b@x.example>,<{ID77}>\n",
	    "O In-Reply-To|F In-Reply-To|F In-Reply-To" },
	{ "the root is no clue",
	    "References: <docket.ticket.1042@example.com> <a@x.example>\n",
	    "F References" },
	{ "a forged id of ours is a foreign one",
	    "In-Reply-To: <docket.aaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com>\n",
	    "F In-Reply-To" },
};

static void
test_gathered(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(gathered); i++) {
		g_autoptr(GPtrArray) clues = clues_of(conf, gathered[i].header);
		g_autoptr(GString) told = g_string_new(NULL);

		for (guint k = 0; k < clues->len; k++) {
			const struct thread_clue *clue = clues->pdata[k];

			g_string_append_printf(told, "%s%c %s", k ? "|" : "",
			    "TBOF"[clue->kind], clue -> where);
		}
		g_test_message("%s", gathered[i].name);
		g_assert_cmpstr(told->str, ==, gathered[i].clues);
	}
}

static void
test_limits(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(GString) text = g_string_new("To: ");
	g_autoptr(GPtrArray) all = NULL, few = NULL;

	for (guint i = 0; i < 50; i++)
		g_string_append_printf(text, "x%u@example.org, ", i);
	g_string_append(text, "{CUSTOMER}\nReferences:");
	for (guint i = 0; i < 50; i++)
		g_string_append_printf(text, " <%u@example.org>", i);
	all = clues_of(conf, text->str);
	g_assert_cmpuint(all->len, ==, 1 + 20);
	g_assert_cmpstr(((struct thread_clue *)all->pdata[1])->text, ==,
	    "49@example.org");
	conf->limits.addresses = 50;
	conf->limits.references = 3;
	few = clues_of(conf, text->str);
	g_assert_cmpuint(few->len, ==, 3);
}

/* What the pipeline finds in its store. */
static void
add_facts(struct thread_clue *clue, const char *from)
{
	bool bounce = clue->kind == THREAD_BOUNCE;

	if (clue->kind == THREAD_TOKEN) {
		bool agent = is_agents(&clue->token);

		clue->known = clue->token.number != 9999;
		clue->held = clue->token.number == 5;
		if (clue->known || agent)
			clue->holder = g_strdup(holder_of(&clue->token));
		if (agent)
			clue->agent =
			    g_strdup(clue->token.seat == 9 ? "carol" : "alice");
		clue->ticket = clue->known ? 1042 : 0;
		clue->seat = agent ? 0 : clue->token.seat;
	} else if (bounce || clue->kind == THREAD_OWN_ID) {
		clue->known = TRUE;
		clue->ticket = 1042;
		clue->holder = g_strdup(clue->letter == 77 ? JANE : ALICE);
		clue->letter_kind =
		    clue->letter == 77 ? LETTER_ANSWER : LETTER_NOTICE;
	} else if (strcmp(clue->text, "known@customer.example") == 0) {
		clue->known = TRUE;
		clue->ticket = 1042;
		clue->on_ticket = strcmp(from, JANE) == 0;
	}
}

struct finding {
	const char *name, *header, *from;
	enum verdict_auth auth;
	enum verdict_class class;
	enum thread_outcome outcome;
	enum trust_cell cell;
	guint32 cause;
};

#define YES VERDICT_AUTH_DMARC
#define NO VERDICT_AUTH_NONE
#define HUMAN VERDICT_HUMAN

static const struct finding findings[] = {
	/* Customers. */
	{ "token, proved", "To: {CUSTOMER}\n", JANE, YES, HUMAN,
	    THREAD_CUSTOMER, TRUST_APPEND, 0 },
	{ "token, not proved", "To: {CUSTOMER}\n", JANE, NO, HUMAN,
	    THREAD_CUSTOMER, TRUST_APPEND_UNVERIFIED, 0 },
	{ "token, another", "To: {CUSTOMER}\n", "eve@evil.example", YES, HUMAN,
	    THREAD_CUSTOMER, TRUST_APPEND_THIRD_PARTY, 0 },
	{ "token, nobody", "To: {CUSTOMER}\n", "", NO, HUMAN, THREAD_CUSTOMER,
	    TRUST_APPEND_THIRD_PARTY, 0 },
	{ "token, an agent is another", "To: {CUSTOMER}\n", ALICE, YES, HUMAN,
	    THREAD_CUSTOMER, TRUST_APPEND_THIRD_PARTY, 0 },
	{ "participant", "To: {PARTICIPANT}\n", "joe@customer.example", YES,
	    HUMAN, THREAD_CUSTOMER, TRUST_APPEND, 0 },
	{ "participant's token, the customer", "To: {PARTICIPANT}\n", JANE, YES,
	    HUMAN, THREAD_CUSTOMER, TRUST_APPEND_THIRD_PARTY, 0 },

	/* Agents. */
	{ "agent, proved", "To: {AGENT}\n", ALICE, YES, HUMAN, THREAD_AGENT,
	    TRUST_ACT, 0 },
	{ "agent, by login", "To: {AGENT}\n", ALICE, VERDICT_AUTH_SUBMISSION,
	    HUMAN, THREAD_AGENT, TRUST_ACT, 0 },
	{ "agent, his other address", "To: {AGENT}\n", "alice@home.example",
	    YES, HUMAN, THREAD_AGENT, TRUST_ACT, 0 },
	{ "agent, not proved", "To: {AGENT}\n", ALICE, NO, HUMAN, THREAD_HELD,
	    TRUST_HOLD, HOLD_AGENT_UNVERIFIED },
	{ "agent's token, a stranger", "To: {AGENT}\n", "eve@evil.example", YES,
	    HUMAN, THREAD_HELD, TRUST_REFUSE, HOLD_AGENT_STRANGER },
	{ "agent's token, another agent", "To: {AGENT}\n", "bob@example.com",
	    YES, HUMAN, THREAD_HELD, TRUST_REFUSE, HOLD_AGENT_STRANGER },
	{ "agent's token, the customer", "To: {AGENT}\n", JANE, YES, HUMAN,
	    THREAD_HELD, TRUST_REFUSE, HOLD_AGENT_STRANGER },
	{ "note", "To: {NOTE}\n", ALICE, YES, HUMAN, THREAD_AGENT, TRUST_ACT,
	    0 },
	{ "a disabled agent is the desk's matter", "To: {CAROL}\n",
	    "carol@example.com", YES, HUMAN, THREAD_AGENT, TRUST_ACT, 0 },
	{ "agent without a token", "To: support@example.com\n", ALICE, YES,
	    HUMAN, THREAD_HELD, TRUST_HOLD, HOLD_AGENT_NO_TOKEN },
	{ "says it is an agent", "To: support@example.com\n", ALICE, NO, HUMAN,
	    THREAD_HELD, TRUST_HOLD, HOLD_AGENT_NO_TOKEN },
	{ "agent, found by the notice's id only", "In-Reply-To: <{ID78}>\n",
	    ALICE, YES, HUMAN, THREAD_HELD, TRUST_HOLD, HOLD_AGENT_NO_TOKEN },

	/* Answers to confirm letters. */
	{ "confirm", "To: {CONFIRM}\n", ALICE, YES, HUMAN, THREAD_CONFIRM,
	    TRUST_ACT, 0 },
	{ "confirm, not proved", "To: {CONFIRM}\n", ALICE, NO, HUMAN,
	    THREAD_CONFIRM, TRUST_ACT, 0 },
	{ "confirm, his other address", "To: {CONFIRM}\n", "alice@home.example",
	    NO, HUMAN, THREAD_CONFIRM, TRUST_ACT, 0 },
	{ "confirm, a stranger", "To: {CONFIRM}\n", "eve@evil.example", YES,
	    HUMAN, THREAD_HELD, 0, HOLD_CONFIRM_VOID },
	{ "confirm, another agent", "To: {CONFIRM}\n", "bob@example.com", YES,
	    HUMAN, THREAD_HELD, 0, HOLD_CONFIRM_VOID },
	{ "confirm, out of office", "To: {CONFIRM}\n", ALICE, YES,
	    VERDICT_AUTOMATIC, THREAD_HELD, 0, HOLD_CONFIRM_VOID },
	{ "confirm, out of office that names the letter",
	    "To: {CONFIRM}\nIn-Reply-To: <{ID78}>\n", ALICE, YES,
	    VERDICT_AUTOMATIC, THREAD_RETURNED, TRUST_APPEND_THIRD_PARTY, 0 },
	{ "confirm, by a list", "To: {CONFIRM}\n", ALICE, YES, VERDICT_LIST,
	    THREAD_HELD, 0, HOLD_CONFIRM_VOID },
	{ "confirm, released before", "To: {CONFIRM_DONE}\n", ALICE, YES, HUMAN,
	    THREAD_HELD, 0, HOLD_CONFIRM_VOID },
	{ "confirm, no such hold", "To: {CONFIRM_GONE}\n", ALICE, YES, HUMAN,
	    THREAD_HELD, 0, HOLD_CONFIRM_VOID },
	{ "confirm, a disabled agent", "To: {CONFIRM_CAROL}\n",
	    "carol@example.com", YES, HUMAN, THREAD_HELD, 0,
	    HOLD_CONFIRM_VOID },
	{ "confirm, of two holds", "To: {CONFIRM}, {CONFIRM_DONE}\n", ALICE,
	    YES, HUMAN, THREAD_HELD, 0, HOLD_TWO_TOKENS },
	{ "confirm and answer", "To: {AGENT}, {CONFIRM}\n", ALICE, YES, HUMAN,
	    THREAD_HELD, 0, HOLD_TWO_TOKENS },

	/* More than one token. */
	{ "customer's and agent's", "To: {CUSTOMER}\nCc: {AGENT}\n", ALICE, YES,
	    HUMAN, THREAD_HELD, 0, HOLD_TWO_TOKENS },
	{ "agent's and note's", "To: {AGENT}, {NOTE}\n", ALICE, YES, HUMAN,
	    THREAD_HELD, 0, HOLD_TWO_TOKENS },
	{ "two seats", "To: {CUSTOMER}, {PARTICIPANT}\n", JANE, YES, HUMAN,
	    THREAD_HELD, 0, HOLD_TWO_TOKENS },
	{ "the same twice", "To: {CUSTOMER}\nCc: {CUSTOMER}\n", JANE, YES,
	    HUMAN, THREAD_CUSTOMER, TRUST_APPEND, 0 },
	{ "a token of no use here beside it", "To: {RATING}, {CUSTOMER}\n",
	    JANE, YES, HUMAN, THREAD_CUSTOMER, TRUST_APPEND, 0 },
	{ "a ticket that is gone", "To: {GONE}\n", JANE, YES, HUMAN,
	    THREAD_HELD, 0, HOLD_TICKET_GONE },
	{ "a ticket that is gone, another's token", "To: {GONE}\n",
	    "eve@evil.example", YES, HUMAN, THREAD_NEW, TRUST_NEW, 0 },
	{ "an agent's, gone", "To: {GONE_AGENT}\n", ALICE, YES, HUMAN,
	    THREAD_HELD, 0, HOLD_TICKET_GONE },

	/* Ids. */
	{ "own id, proved", "In-Reply-To: <{ID77}>\n", JANE, YES, HUMAN,
	    THREAD_CUSTOMER, TRUST_APPEND, 0 },
	{ "own id, not proved", "In-Reply-To: <{ID77}>\n", JANE, NO, HUMAN,
	    THREAD_NEW, TRUST_NEW, 0 },
	{ "own id, another", "In-Reply-To: <{ID77}>\n", "joe@customer.example",
	    YES, HUMAN, THREAD_NEW, TRUST_NEW, 0 },
	{ "a notice's id, the customer", "In-Reply-To: <{ID78}>\n", JANE, YES,
	    HUMAN, THREAD_NEW, TRUST_NEW, 0 },
	{ "foreign id, on the ticket", "References: <known@customer.example>\n",
	    JANE, YES, HUMAN, THREAD_CUSTOMER, TRUST_APPEND, 0 },
	{ "foreign id, not proved", "References: <known@customer.example>\n",
	    JANE, NO, HUMAN, THREAD_NEW, TRUST_NEW, 0 },
	{ "foreign id, not on the ticket",
	    "References: <known@customer.example>\n", "eve@evil.example", YES,
	    HUMAN, THREAD_NEW, TRUST_NEW, 0 },
	{ "foreign id, unknown", "References: <x@customer.example>\n", JANE,
	    YES, HUMAN, THREAD_NEW, TRUST_NEW, 0 },
	{ "a token beats an id", "To: {PARTICIPANT}\nIn-Reply-To: <{ID77}>\n",
	    JANE, YES, HUMAN, THREAD_CUSTOMER, TRUST_APPEND_THIRD_PARTY, 0 },
	{ "a number in the subject is nothing",
	    "Subject: [Example Support #1042]\n", JANE, YES, HUMAN, THREAD_NEW,
	    TRUST_NEW, 0 },
	{ "nothing", "To: support@example.com\n", JANE, YES, HUMAN, THREAD_NEW,
	    TRUST_NEW, 0 },

	/* Machines. */
	{ "bounce", "To: {B77}\n", "mailer-daemon@x.example", NO,
	    VERDICT_BOUNCE, THREAD_RETURNED, TRUST_APPEND_THIRD_PARTY, 0 },
	{ "out of office to the envelope", "To: {B77}\n", JANE, YES,
	    VERDICT_AUTOMATIC, THREAD_RETURNED, TRUST_APPEND_THIRD_PARTY, 0 },
	{ "an agent's out of office", "To: {B78}\n", ALICE, YES,
	    VERDICT_AUTOMATIC, THREAD_RETURNED, TRUST_APPEND_THIRD_PARTY, 0 },
	{ "bounce without a token", "To: support@example.com\n",
	    "mailer-daemon@x.example", NO, VERDICT_BOUNCE, THREAD_NEW,
	    TRUST_NEW, 0 },
	{ "bounce that names our id", "References: <{ID77}>\n",
	    "mailer-daemon@x.example", NO, VERDICT_BOUNCE, THREAD_RETURNED,
	    TRUST_APPEND_THIRD_PARTY, 0 },
	{ "a human at the bounce address", "To: {B77}\n", JANE, YES, HUMAN,
	    THREAD_CUSTOMER, TRUST_APPEND, 0 },
	{ "a stranger at the bounce address", "To: {B77}\n", "eve@evil.example",
	    YES, HUMAN, THREAD_NEW, TRUST_NEW, 0 },
};

/* Released by the operator: what held it then, and nothing else. */
static const struct {
	struct finding finding;
	guint32 lifted; /* hold_cause */
} releases[] = {
	{ { "released, unverified", "To: {AGENT}\n", ALICE,
	      VERDICT_AUTH_OPERATOR, HUMAN, THREAD_AGENT, TRUST_ACT, 0 },
	    HOLD_AGENT_UNVERIFIED },
	{ { "released, a stranger never acts", "To: {AGENT}\n",
	      "eve@evil.example", YES, HUMAN, THREAD_CUSTOMER,
	      TRUST_APPEND_THIRD_PARTY, 0 },
	    HOLD_AGENT_STRANGER },
	{ { "released, no token", "To: support@example.com\n", ALICE,
	      VERDICT_AUTH_OPERATOR, HUMAN, THREAD_NEW, TRUST_NEW, 0 },
	    HOLD_AGENT_NO_TOKEN },
	{ { "released, two tokens: the first", "To: {AGENT}, {CUSTOMER}\n",
	      ALICE, YES, HUMAN, THREAD_AGENT, TRUST_ACT, 0 },
	    HOLD_TWO_TOKENS },
	{ { "released, ticket gone", "To: {GONE}\n", JANE, YES, HUMAN,
	      THREAD_NEW, TRUST_NEW, 0 },
	    HOLD_TICKET_GONE },
	{ { "released for its marker, not proved", "To: {AGENT}\n", ALICE, NO,
	      HUMAN, THREAD_HELD, 0, HOLD_AGENT_UNVERIFIED },
	    HOLD_AGENT_NO_MARKER },
	{ { "released, did not confirm: a mail without a token",
	      "To: {CONFIRM_DONE}\n", ALICE, YES, HUMAN, THREAD_HELD, 0,
	      HOLD_AGENT_NO_TOKEN },
	    HOLD_CONFIRM_VOID },
	{ { "released as unverified, two tokens", "To: {AGENT}, {CUSTOMER}\n",
	      ALICE, VERDICT_AUTH_OPERATOR, HUMAN, THREAD_HELD, 0,
	      HOLD_TWO_TOKENS },
	    HOLD_AGENT_UNVERIFIED },
	{ { "released for its marker, a stranger", "To: {AGENT}\n",
	      "eve@evil.example", YES, HUMAN, THREAD_HELD, 0,
	      HOLD_AGENT_STRANGER },
	    HOLD_AGENT_NO_MARKER },
};

static struct thread_match *
find_in(const struct finding *row, guint32 lifted, const struct settings *conf,
    gint64 date, gint64 came)
{
	g_autoptr(GPtrArray) clues = clues_of(conf, row->header);
	g_autoptr(keyring) ring = rules_ring();
	g_autoptr(verdict) verdict = verdict_new();
	struct thread_mail mail = { row->from, verdict, date, came };

	for (guint i = 0; i < clues->len; i++)
		add_facts(clues->pdata[i], row->from);
	verdict->auth = row->auth;
	verdict->lifted = hold_bit(lifted);
	verdict->class = row->class;
	return thread_find(clues, &mail, conf, ring, NOW);
}

static struct thread_match *
find(const struct finding *row, guint32 lifted, const struct settings *conf)
{
	return find_in(row, lifted, conf, NOW - 1000, 0);
}

static void
check_finding(const struct finding *row, guint32 lifted)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(thread_match) match = find(row, lifted, conf);

	g_test_message("%s", row->name);
	g_assert_cmpint(match->outcome, ==, row->outcome);
	g_assert_cmpuint(match->cause, ==, row->cause);
	if (row->cell || row->outcome != THREAD_HELD)
		g_assert_cmpint(match->cell, ==, row->cell);
	if (match->outcome != THREAD_NEW && row->cause != HOLD_TICKET_GONE &&
	    lifted != HOLD_CONFIRM_VOID && !strstr(row->header, "GONE") &&
	    strstr(row->header, "{"))
		g_assert_cmpuint(match->ticket, ==, 1042);
	g_assert_cmpuint(match->steps->len, >, 0);
}

static void
test_findings(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(findings); i++)
		check_finding(&findings[i], 0);
	for (guint i = 0; i < G_N_ELEMENTS(releases); i++)
		check_finding(&releases[i].finding, releases[i].lifted);
}

static void
test_what_a_match_says(void)
{
	static const struct finding agent = { "", "To: {AGENT}\n", ALICE, YES,
		HUMAN, 0, 0, 0 };
	static const struct finding returned = { "", "To: {B78}\n",
		"x@y.example", NO, VERDICT_BOUNCE, 0, 0, 0 };
	static const struct finding participant = { "", "To: {PARTICIPANT}\n",
		"joe@customer.example", YES, HUMAN, 0, 0, 0 };
	static const struct finding confirm = { "", "To: {CONFIRM}\n", ALICE,
		NO, HUMAN, 0, 0, 0 };
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(thread_match) four = find(&confirm, 0, conf);
	g_autoptr(thread_match) one = find(&agent, 0, conf);
	g_autoptr(thread_match) two = find(&returned, 0, conf);
	g_autoptr(thread_match) three = find(&participant, 0, conf);

	g_assert_cmpstr(one->agent, ==, "alice");
	g_assert_cmpuint(one->role, ==, TOKEN_AGENT);
	g_assert_cmpuint(one->seat, ==, 7);
	g_assert_cmpuint(one->key_id, ==, 5);
	g_assert_cmpuint(one->token_ticket, ==, 1042);
	g_assert_cmpuint(one->token_seat, ==, 7);
	g_assert_cmpuint(two->letter, ==, 78);
	g_assert_cmpuint(two->letter_kind, ==, LETTER_NOTICE);
	g_assert_cmpuint(three->seat, ==, 1);
	g_assert_cmpuint(four->hold, ==, 5);
	g_assert_cmpuint(four->token_seat, ==, 7);
	g_assert_cmpstr(four->agent, ==, "alice");
}

/* Which proofs count for agents is the operator's word. */
static void
test_agent_auth(void)
{
	static const struct {
		const char *option;
		enum verdict_auth auth;
		enum thread_outcome outcome;
	} rows[] = {
		{ "agent_auth = [ \"dmarc\" ];", VERDICT_AUTH_DMARC,
		    THREAD_AGENT },
		{ "agent_auth = [ \"dmarc\" ];", VERDICT_AUTH_SUBMISSION,
		    THREAD_HELD },
		{ "agent_auth = [ \"submission\" ];", VERDICT_AUTH_DMARC,
		    THREAD_HELD },
		{ "agent_auth = [ \"submission\" ];", VERDICT_AUTH_SUBMISSION,
		    THREAD_AGENT },
		{ "agent_auth = [ \"confirm\" ];", VERDICT_AUTH_SUBMISSION,
		    THREAD_HELD },
		{ "agent_auth = [ \"confirm\" ];", VERDICT_AUTH_DMARC,
		    THREAD_HELD },
		{ "agent_auth = [ \"confirm\" ];", VERDICT_AUTH_OPERATOR,
		    THREAD_AGENT },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(settings) conf = rules_settings(rows[i].option);
		const struct finding row = { "", "To: {AGENT}\n", ALICE,
			rows[i].auth, HUMAN, 0, 0, 0 };
		g_autoptr(thread_match) match = find(&row, 0, conf);

		g_test_message("%s %u", rows[i].option, rows[i].auth);
		g_assert_cmpint(match->outcome, ==, rows[i].outcome);
	}
}

/* What DMARC proves may be brought again by anybody; a login may not. */
static void
test_replay(void)
{
	static const struct {
		const char *header;
		enum verdict_auth auth;
		gint64 date, came;
		enum thread_outcome outcome;
	} rows[] = {
		{ "To: {AGENT}\n", YES, NOW - THREAD_FRESH_MS, 0,
		    THREAD_AGENT },
		{ "To: {AGENT}\n", YES, NOW - THREAD_FRESH_MS - 1, 0,
		    THREAD_HELD },
		{ "To: {AGENT}\n", YES, NOW + THREAD_FRESH_MS + 1, 0,
		    THREAD_HELD },
		{ "To: {AGENT}\n", YES, 1000, 2000, THREAD_AGENT },
		{ "To: {AGENT}\n", YES, 0, 0, THREAD_HELD },
		{ "To: {AGENT}\n", VERDICT_AUTH_SUBMISSION, 0, 0,
		    THREAD_AGENT },
		{ "To: {AGENT}\n", VERDICT_AUTH_CONFIRM, 1, 0, THREAD_AGENT },
		{ "Cc: {AGENT}\n", YES, NOW, 0, THREAD_AGENT },
		{ "Delivered-To: {AGENT}\n", YES, NOW, 0, THREAD_HELD },
		{ "Delivered-To: {AGENT}\nTo: {AGENT}\n", YES, NOW, 0,
		    THREAD_AGENT },
		{ "Delivered-To: {AGENT}\n", VERDICT_AUTH_SUBMISSION, NOW, 0,
		    THREAD_AGENT },
	};
	g_autoptr(settings) conf = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct finding row = { "", rows[i].header, ALICE,
			rows[i].auth, HUMAN, 0, 0, 0 };
		g_autoptr(thread_match) match =
		    find_in(&row, 0, conf, rows[i].date, rows[i].came);

		g_test_message("%u: %s", i, rows[i].header);
		g_assert_cmpint(match->outcome, ==, rows[i].outcome);
		if (rows[i].outcome == THREAD_HELD)
			g_assert_cmpuint(match->cause, ==,
			    HOLD_AGENT_UNVERIFIED);
	}
}

/* A key past its end, and one octet changed: no token, and explain says so. */
static void
test_forged(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(keyring) ring = rules_ring();
	g_autoptr(verdict) verdict = verdict_new();
	g_autofree char *text = fill(conf, "To: {CUSTOMER}\n");
	g_autoptr(header) header = NULL;
	g_autoptr(GPtrArray) clues = NULL;
	g_autoptr(thread_match) match = NULL;

	/* The last but one character of the token. */
	text[strlen("To: support+") + 37] ^= 1;
	header = rules_header(text);
	clues = clues_gather(header, conf, ring, NOW);
	g_assert_cmpuint(clues->len, ==, 1);
	add_facts(clues->pdata[0], JANE);
	verdict->auth = YES;
	struct thread_mail mail = { JANE, verdict, NOW, 0 };
	match = thread_find(clues, &mail, conf, ring, NOW);
	g_assert_cmpint(match->outcome, ==, THREAD_NEW);
	rules_assert_holds(match->steps->pdata[0], "forged");
}

/* Steps are shown on terminals. */
static void
test_steps_are_clean(void)
{
	static const struct finding row = { "",
		"References: <\033[31m@\xff.example>\n", JANE, YES, HUMAN, 0, 0,
		0 };
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(thread_match) match = find(&row, 0, conf);

	for (guint i = 0; i < match->steps->len; i++) {
		rules_assert_lacks(match->steps->pdata[i], "\033");
		g_assert_true(g_utf8_validate(match->steps->pdata[i], -1,
		    NULL));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/thread/gathered", test_gathered);
	g_test_add_func("/thread/limits", test_limits);
	g_test_add_func("/thread/findings", test_findings);
	g_test_add_func("/thread/match", test_what_a_match_says);
	g_test_add_func("/thread/agent-auth", test_agent_auth);
	g_test_add_func("/thread/replay", test_replay);
	g_test_add_func("/thread/forged", test_forged);
	g_test_add_func("/thread/steps", test_steps_are_clean);
	return g_test_run();
}
