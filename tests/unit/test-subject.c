/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which subjects name a ticket: answers do, forwards and mere numbers do not.
 */
#include "route/subject.h"

static const struct {
	const char *name, *subject;
	guint64 number;
} rows[] = {
	{ "as we write it", "[Desk #12] skates", 12 },
	{ "an answer", "Re: [Desk #12] skates", 12 },
	{ "answers in two languages", "AW: Re:  [Desk #12] skates", 12 },
	{ "the desk's name in capitals", "RE: [DESK #12] skates", 12 },
	{ "the number alone", "Re: [#12] skates", 12 },
	{ "a forward", "Fwd: [Desk #12] skates", 0 },
	{ "a forward of an answer", "WG: Re: [Desk #12] skates", 0 },
	{ "an answer to a forward", "Re: Fwd: [Desk #12] skates", 0 },
	{ "a word that nobody knows", "Xyz: [Desk #12] skates", 0 },
	{ "words before it", "about [Desk #12]", 0 },
	{ "another desk's", "Re: [Other #12] skates", 0 },
	{ "a name that goes on", "Re: [Desktop #12] skates", 0 },
	{ "an order's number", "Re: order #12", 0 },
	{ "no number", "Re: [Desk #] skates", 0 },
	{ "not a number", "Re: [Desk #12a] skates", 0 },
	{ "negative", "Re: [Desk #-12] skates", 0 },
	{ "too long", "Re: [Desk #1234567890123] skates", 0 },
	{ "not closed", "Re: [Desk #12", 0 },
	{ "empty", "", 0 },
	{ "only an answer", "Re:", 0 },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(subject_number(rows[i].subject, "Desk"), ==,
		    rows[i].number);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/subject/rows", test_rows);
	return g_test_run();
}
