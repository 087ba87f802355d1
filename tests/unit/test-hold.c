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

static char account[] = "account1", folder[] = "INBOX";

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
	set(&hold->agent, "alice");
	hold->letter = 31;
	hold->answer = (struct blob){ .segment = 7, .offset = 8, .length = 9 };
	memset(hold->answer.sha256, 0x77, 32);
	entry_sources_add(hold->sources, &hold->more_sources,
	    &(struct entry_source){ account, folder, 7, 8 });
	entry_sources_add(hold->sources, &hold->more_sources,
	    &(struct entry_source){ account, folder, 7, 9 });
	hold->more_sources = 3;
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
	g_assert_cmpstr(hold->agent, ==, "alice");
	g_assert_cmpuint(hold->letter, ==, 31);
	g_assert_cmpuint(hold->answer.segment, ==, 7);
	g_assert_cmpuint(hold->answer.sha256[31], ==, 0x77);
	g_assert_cmpuint(hold->more_sources, ==, 3);
	g_assert_cmpuint(hold->sources->len, ==, 2);
	const struct entry_source *last = g_ptr_array_index(hold->sources, 1);
	g_assert_cmpstr(last->account, ==, "account1");
	g_assert_cmpstr(last->folder, ==, "INBOX");
	g_assert_cmpuint(last->uidvalidity, ==, 7);
	g_assert_cmpuint(last->uid, ==, 9);
}

static void
test_causes(void)
{
	/* Each has words of its own; the numbers stand in the manual. */
	for (guint32 cause = 1; cause <= HOLD_MENU; cause++) {
		const char *text = hold_cause_text(cause);
		g_assert_cmpstr(text, !=, "unknown cause");
		g_assert_cmpstr(hold_cause_advice(cause), !=, "");
		for (guint32 other = 1; other < cause; other++)
			g_assert_cmpstr(text, !=, hold_cause_text(other));
	}
	g_assert_cmpint(HOLD_NOT_TAKEN_IN, ==, 11);
	g_assert_cmpstr(hold_cause_text(0), ==, "unknown cause");
	g_assert_cmpint(HOLD_CONFIRM_VOID, ==, 13);
	g_assert_cmpstr(hold_cause_text(19), ==, "unknown cause");
	g_assert_cmpstr(hold_cause_advice(19), ==, "");
	g_assert_cmpstr(hold_cause_text(G_MAXUINT32), ==, "unknown cause");
}

static void
test_states(void)
{
	g_autoptr(hold) written = sample();
	GError *error = NULL;
	g_assert_cmpstr(hold_state_name(HOLD_HELD), ==, "held");
	g_assert_cmpstr(hold_state_name(HOLD_DROPPED), ==, "dropped");
	g_assert_cmpstr(hold_state_name(HOLD_SUPERSEDED), ==, "superseded");
	g_assert_cmpstr(hold_state_name(4), ==, "unknown");
	written->cause = 99; /* a later version's: no reason to refuse */
	g_autoptr(GBytes) newer = hold_encode(written);
	g_autoptr(hold) hold = hold_decode(newer, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(hold->cause, ==, 99);
	written->state = HOLD_SUPERSEDED + 1;
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
