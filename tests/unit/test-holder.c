/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who From is to a token's holder. */
#include "route/holder.h"

#include "util-rules.h"

static struct thread_clue
clue_of(guint8 role, guint16 seat, guint64 number)
{
	struct thread_clue clue = { .kind = THREAD_TOKEN,
		.known = TRUE,
		.ticket = number,
		.seat = seat };

	clue.token.role = role;
	clue.token.seat = seat;
	clue.token.number = number;
	return clue;
}

static void
test_proved(void)
{
	g_autoptr(verdict) verdict = verdict_new();

	g_assert_false(holder_is_proved("jane@customer.example", verdict));
	verdict->auth = VERDICT_AUTH_DMARC;
	g_assert_true(holder_is_proved("jane@customer.example", verdict));
	g_assert_false(holder_is_proved("", verdict));
}

/* "confirm" beside other ways takes them away. */
static void
test_proved_agent(void)
{
	static const struct {
		gint64 ways;
		guint32 auth;
		gboolean proved;
	} rows[] = {
		{ SETTINGS_AGENT_DMARC, VERDICT_AUTH_DMARC, TRUE },
		{ SETTINGS_AGENT_DMARC, VERDICT_AUTH_SUBMISSION, FALSE },
		{ SETTINGS_AGENT_SUBMISSION, VERDICT_AUTH_SUBMISSION, TRUE },
		{ SETTINGS_AGENT_SUBMISSION, VERDICT_AUTH_DMARC, FALSE },
		{ SETTINGS_AGENT_DMARC | SETTINGS_AGENT_CONFIRM,
		    VERDICT_AUTH_DMARC, FALSE },
		{ SETTINGS_AGENT_CONFIRM, VERDICT_AUTH_OPERATOR, TRUE },
		{ SETTINGS_AGENT_DMARC, VERDICT_AUTH_NONE, FALSE },
		{ 0, VERDICT_AUTH_DMARC, FALSE },
	};
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(verdict) verdict = verdict_new();

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		conf->agent_auth = rows[i].ways;
		verdict->auth = rows[i].auth;
		g_test_message("%u", i);
		g_assert_cmpint(holder_is_proved_agent(verdict, conf), ==,
		    rows[i].proved);
	}
}

static void
test_judge(void)
{
	static const struct {
		const char *name, *from;
		guint8 role;
		guint32 auth;
		enum trust_sender sender;
	} rows[] = {
		{ "customer", "jane@customer.example", TOKEN_CUSTOMER,
		    VERDICT_AUTH_DMARC, TRUST_HOLDER_AUTHENTICATED },
		{ "customer in capitals", "Jane@CUSTOMER.example",
		    TOKEN_CUSTOMER, VERDICT_AUTH_DMARC,
		    TRUST_HOLDER_AUTHENTICATED },
		{ "customer, not proved", "jane@customer.example",
		    TOKEN_CUSTOMER, VERDICT_AUTH_NONE, TRUST_HOLDER_UNPROVED },
		{ "nobody", "", TOKEN_CUSTOMER, VERDICT_AUTH_NONE,
		    TRUST_SOMEBODY_ELSE },
		{ "customer's subaddress", "jane+x@customer.example",
		    TOKEN_CUSTOMER, VERDICT_AUTH_DMARC, TRUST_SOMEBODY_ELSE },
		{ "agent's first address", "alice@example.com", TOKEN_AGENT,
		    VERDICT_AUTH_DMARC, TRUST_HOLDER_AUTHENTICATED },
		{ "agent's second address", "alice@home.example", TOKEN_NOTE,
		    VERDICT_AUTH_DMARC, TRUST_HOLDER_AUTHENTICATED },
		{ "an agent's address he has no more", "jane@customer.example",
		    TOKEN_AGENT, VERDICT_AUTH_DMARC, TRUST_SOMEBODY_ELSE },
		{ "another agent", "bob@example.com", TOKEN_AGENT,
		    VERDICT_AUTH_DMARC, TRUST_SOMEBODY_ELSE },
		{ "agent, not proved", "alice@example.com", TOKEN_AGENT,
		    VERDICT_AUTH_NONE, TRUST_HOLDER_UNPROVED },
	};
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(verdict) verdict = verdict_new();
	char holder[] = "jane@customer.example", agent[] = "alice";

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct thread_clue clue = clue_of(rows[i].role, 0, 1);

		clue.holder = holder;
		clue.agent = holder_is_agent_token(&clue) ? agent : NULL;
		verdict->auth = rows[i].auth;
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(holder_judge(&clue, rows[i].from, verdict,
		                    conf),
		    ==, rows[i].sender);
	}
}

static void
test_same(void)
{
	static const struct {
		const char *name;
		guint8 role_a, role_b;
		guint16 seat_a, seat_b;
		guint64 number_a, number_b;
		gboolean same;
	} rows[] = {
		{ "all", TOKEN_CUSTOMER, TOKEN_CUSTOMER, 0, 0, 1, 1, TRUE },
		{ "merged: seat and ticket now the same", TOKEN_CUSTOMER,
		    TOKEN_PARTICIPANT, 1, 1, 1, 1, TRUE },
		{ "seat", TOKEN_CUSTOMER, TOKEN_PARTICIPANT, 0, 1, 1, 1,
		    FALSE },
		{ "ticket", TOKEN_CUSTOMER, TOKEN_CUSTOMER, 0, 0, 1, 2, FALSE },
		{ "agent", TOKEN_AGENT, TOKEN_AGENT, 7, 7, 1, 1, TRUE },
		{ "another agent", TOKEN_AGENT, TOKEN_AGENT, 7, 8, 1, 1,
		    FALSE },
		{ "agent and note", TOKEN_AGENT, TOKEN_NOTE, 7, 7, 1, 1,
		    FALSE },
		{ "agent and customer", TOKEN_AGENT, TOKEN_CUSTOMER, 0, 0, 1, 1,
		    FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct thread_clue a =
		    clue_of(rows[i].role_a, rows[i].seat_a, rows[i].number_a);
		struct thread_clue b =
		    clue_of(rows[i].role_b, rows[i].seat_b, rows[i].number_b);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(holder_is_same(&a, &b), ==, rows[i].same);
		g_assert_cmpint(holder_is_same(&b, &a), ==, rows[i].same);
	}
}

/* A token bound to an agent's address of before stays good while the address
 * is still his. */
static void
test_verify(void)
{
	static const struct token what = {
		.role = TOKEN_AGENT, .seat = 7, .number = 1
	};
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(keyring) ring = rules_ring();
	g_autofree char *text = token_issue(ring, &what, "alice@home.example");
	struct thread_clue clue = { .kind = THREAD_TOKEN };
	char holder[] = "alice@example.com", agent[] = "alice", other[] = "bob";

	g_assert_true(token_parse(text, TOKEN_LENGTH, &clue.token));
	clue.holder = holder;
	g_assert_false(holder_verify(&clue, "", conf, ring, RULES_NOW));
	clue.agent = agent;
	g_assert_true(holder_verify(&clue, "", conf, ring, RULES_NOW));
	clue.agent = other;
	g_assert_false(holder_verify(&clue, "", conf, ring, RULES_NOW));
	clue.holder = NULL;
	g_assert_true(holder_verify(&clue, "alice@home.example", conf, ring,
	    RULES_NOW));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/holder/proved", test_proved);
	g_test_add_func("/holder/proved-agent", test_proved_agent);
	g_test_add_func("/holder/judge", test_judge);
	g_test_add_func("/holder/same", test_same);
	g_test_add_func("/holder/verify", test_verify);
	return g_test_run();
}
