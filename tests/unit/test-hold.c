/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Held mails: the record on disk, and causes, whose numbers are promised. */
#include "model/hold.h"

#include <string.h>

#include "util-golden.h"

static void
set(char **field, const char *text)
{
	g_free(*field);
	*field = g_strdup(text);
}

static struct hold *
sample(void)
{
	struct hold *hold = hold_new();
	hold->number = 12;
	hold->cause = HOLD_AGENT_NO_MARKER;
	hold->state = HOLD_RELEASED;
	hold->lifted = hold_bit(HOLD_AGENT_UNVERIFIED);
	set(&hold->detail, "4 quoted lines");
	set(&hold->from_addr, "alice@example.com");
	set(&hold->subject, "Re: Order");
	hold->received = 1700000000000;
	hold->done = 1700000300000;
	set(&hold->done_by, "uid 0");
	hold->ticket = 1042;
	hold->raw = (struct blob){ .segment = 1, .offset = 2, .length = 3 };
	memset(hold->raw.sha256, 0x55, 32);
	hold->record = (struct blob){ .segment = 4, .offset = 5, .length = 6 };
	memset(hold->record.sha256, 0x66, 32);
	set(&hold->source.account, "account1");
	set(&hold->source.folder, "INBOX");
	hold->source.uidvalidity = 7;
	hold->source.uid = 8;
	return hold;
}

static void
test_golden(void)
{
	g_autoptr(hold) written = sample();
	g_autoptr(GBytes) record = hold_encode(written);
	golden_check("hold-v1", record);
	g_autoptr(GBytes) golden = golden_load("hold-v1");
	GError *error = NULL;
	g_autoptr(hold) hold = hold_decode(golden, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(hold->number, ==, 12);
	g_assert_cmpuint(hold->cause, ==, 4);
	g_assert_cmpuint(hold->state, ==, HOLD_RELEASED);
	g_assert_cmpuint(hold->lifted, ==, 2);
	g_assert_cmpstr(hold->detail, ==, "4 quoted lines");
	g_assert_cmpstr(hold->from_addr, ==, "alice@example.com");
	g_assert_cmpstr(hold->subject, ==, "Re: Order");
	g_assert_cmpint(hold->received, ==, 1700000000000);
	g_assert_cmpint(hold->done, ==, 1700000300000);
	g_assert_cmpstr(hold->done_by, ==, "uid 0");
	g_assert_cmpuint(hold->ticket, ==, 1042);
	g_assert_cmpuint(hold->raw.length, ==, 3);
	g_assert_cmpuint(hold->raw.sha256[0], ==, 0x55);
	g_assert_cmpuint(hold->record.offset, ==, 5);
	g_assert_cmpuint(hold->record.sha256[0], ==, 0x66);
	g_assert_cmpstr(hold->source.account, ==, "account1");
	g_assert_cmpstr(hold->source.folder, ==, "INBOX");
	g_assert_cmpuint(hold->source.uidvalidity, ==, 7);
	g_assert_cmpuint(hold->source.uid, ==, 8);
}

static void
test_causes(void)
{
	/* Each has words of its own; the numbers stand in the manual. */
	for (guint32 cause = 1; cause <= HOLD_NOT_TAKEN_IN; cause++) {
		const char *text = hold_cause_text(cause);
		g_assert_cmpstr(text, !=, "unknown cause");
		for (guint32 other = 1; other < cause; other++)
			g_assert_cmpstr(text, !=, hold_cause_text(other));
	}
	g_assert_cmpint(HOLD_NOT_TAKEN_IN, ==, 11);
	g_assert_cmpstr(hold_cause_text(0), ==, "unknown cause");
	g_assert_cmpstr(hold_cause_text(12), ==, "unknown cause");
	g_assert_cmpstr(hold_cause_text(G_MAXUINT32), ==, "unknown cause");
}

static void
test_states(void)
{
	g_autoptr(hold) written = sample();
	GError *error = NULL;
	g_assert_cmpstr(hold_state_name(HOLD_HELD), ==, "held");
	g_assert_cmpstr(hold_state_name(HOLD_DROPPED), ==, "dropped");
	g_assert_cmpstr(hold_state_name(3), ==, "unknown");
	written->cause = 99; /* a later version's: no reason to refuse */
	g_autoptr(GBytes) newer = hold_encode(written);
	g_autoptr(hold) hold = hold_decode(newer, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(hold->cause, ==, 99);
	written->state = HOLD_DROPPED + 1;
	g_autoptr(GBytes) bad = hold_encode(written);
	g_assert_null(hold_decode(bad, &error));
	g_assert_true(fail_is(error, FAIL_STORE));
	g_clear_error(&error);
}

static gboolean
decode(GBytes *record, GError **error)
{
	g_autoptr(hold) hold = hold_decode(record, error);
	return hold != NULL;
}

static void
test_mutations(void)
{
	g_autoptr(GBytes) golden = golden_load("hold-v1");
	golden_mutate(golden, decode);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hold/golden", test_golden);
	g_test_add_func("/hold/causes", test_causes);
	g_test_add_func("/hold/states", test_states);
	g_test_add_func("/hold/mutations", test_mutations);
	return g_test_run();
}
