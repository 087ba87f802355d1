/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict table, a test a cell. */
#include "route/trust.h"

static const struct {
	const char *name;
	enum trust_token token;
	enum trust_sender sender;
	enum trust_cell cell;
	const char *words;
} rows[] = {
	{ "customer, proved", TRUST_TOKEN_CUSTOMER, TRUST_HOLDER_AUTHENTICATED,
	    TRUST_APPEND, "append" },
	{ "customer, not proved", TRUST_TOKEN_CUSTOMER, TRUST_HOLDER_UNPROVED,
	    TRUST_APPEND_UNVERIFIED, "append, unverified" },
	{ "customer's token, another", TRUST_TOKEN_CUSTOMER,
	    TRUST_SOMEBODY_ELSE, TRUST_APPEND_THIRD_PARTY,
	    "append, third party" },
	{ "agent, proved", TRUST_TOKEN_AGENT, TRUST_HOLDER_AUTHENTICATED,
	    TRUST_ACT, "act" },
	{ "agent, not proved", TRUST_TOKEN_AGENT, TRUST_HOLDER_UNPROVED,
	    TRUST_HOLD, "hold" },
	{ "agent's token, another", TRUST_TOKEN_AGENT, TRUST_SOMEBODY_ELSE,
	    TRUST_REFUSE, "refuse" },
	{ "no token, proved", TRUST_TOKEN_NONE, TRUST_HOLDER_AUTHENTICATED,
	    TRUST_MATCH, "match" },
	{ "no token, not proved", TRUST_TOKEN_NONE, TRUST_HOLDER_UNPROVED,
	    TRUST_NEW, "new" },
	{ "no token, another", TRUST_TOKEN_NONE, TRUST_SOMEBODY_ELSE, TRUST_NEW,
	    "new" },
};

static void
test_cells(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		enum trust_cell cell =
		    trust_decide(rows[i].token, rows[i].sender);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(cell, ==, rows[i].cell);
		g_assert_cmpstr(trust_cell_name(cell), ==, rows[i].words);
	}
}

/* Only one of all cells lets anybody act. */
static void
test_one_acts(void)
{
	guint acting = 0;

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		acting +=
		    trust_decide(rows[i].token, rows[i].sender) == TRUST_ACT;
	g_assert_cmpuint(acting, ==, 1);
	g_assert_cmpstr(trust_cell_name((enum trust_cell)(TRUST_NEW + 1)), ==,
	    "unknown");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/trust/cells", test_cells);
	g_test_add_func("/trust/one-acts", test_one_acts);
	return g_test_run();
}
