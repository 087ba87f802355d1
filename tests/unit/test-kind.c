/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each kind of letter says of itself: the design's table, row by row. */
#include "outbox/kind.h"

static const struct {
	const char *name;
	guint32 kind;
	enum kind_sender sender;
	const char *auto_submitted, *suppress;
} rows[] = {
	{ "answer: a human's words", LETTER_ANSWER, KIND_SENDER_BOUNCE, NULL,
	    NULL },
	{ "acknowledgement", LETTER_ACKNOWLEDGEMENT, KIND_SENDER_NULL,
	    "auto-replied", "All" },
	{ "desk letter", LETTER_DESK, KIND_SENDER_BOUNCE, "auto-generated",
	    "AutoReply, RN, NRN" },
	{ "confirm", LETTER_CONFIRM, KIND_SENDER_BOUNCE, "auto-replied",
	    "AutoReply, RN, NRN" },
	{ "notice: bounces and out-of-office are wanted", LETTER_NOTICE,
	    KIND_SENDER_BOUNCE, "auto-generated", "AutoReply, RN, NRN" },
	{ "alarm", LETTER_ALARM, KIND_SENDER_NULL, "auto-generated", "All" },
	{ "unknown: the most silent", LETTER_ALARM + 1, KIND_SENDER_NULL,
	    "auto-generated", "All" },
	{ "far off", G_MAXUINT32, KIND_SENDER_NULL, "auto-generated", "All" },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct kind *kind = kind_of(rows[i].kind);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(kind->sender, ==, rows[i].sender);
		g_assert_cmpstr(kind->auto_submitted, ==,
		    rows[i].auto_submitted);
		g_assert_cmpstr(kind->suppress, ==, rows[i].suppress);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kind/rows", test_rows);
	return g_test_run();
}
