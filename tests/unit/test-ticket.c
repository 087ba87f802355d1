/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets: seats, which reply addresses name, and the record on disk. */
#include "model/ticket.h"

#include "base/strings.h"
#include "model/codec.h"
#include "util-golden.h"

static struct ticket *
sample(void)
{
	struct ticket *ticket = ticket_new();
	ticket->number = 1042;
	ticket->status = TICKET_SOLVED;
	g_free(ticket->queue);
	ticket->queue = g_strdup("support");
	g_free(ticket->subject);
	ticket->subject = g_strdup("Bestellung \xc3\xa4ndern");
	g_free(ticket->assignee);
	ticket->assignee = g_strdup("alice");
	g_free(ticket->language);
	ticket->language = g_strdup("de");
	ticket->created = 1700000000123;
	ticket->updated = 1700000000456;
	ticket->entries = 3;
	ticket->priority = 2;
	ticket->closed = 1700000000400;
	ticket->merged_into = 77;
	ticket->linked = 76;
	ticket->answer = (struct ticket_clock){ 1700000009000, 0, 1700000008000,
		1700000010000, TICKET_CLOCK_RUNS, TICKET_TOLD_WARNED };
	ticket->solution =
	    (struct ticket_clock){ 0, 7200000, 0, 0, TICKET_CLOCK_STANDS, 0 };
	ticket->first = (struct ticket_tally){ 1, 2 };
	ticket->next = (struct ticket_tally){ 3, 4 };
	ticket->solutions = (struct ticket_tally){ 5, 6 };
	ticket->answered = 1700000000300;
	ticket->solved = 1700000000350;
	ticket->vip = 2;
	ticket->turn = 1;
	ticket->flags = TICKET_REACHABLE;
	g_free(ticket->zone);
	ticket->zone = g_strdup("Asia/Tokyo");
	g_free(ticket->category);
	ticket->category = g_strdup("withdrawal");
	ticket->asked = 7;
	ticket->missing = 5;
	ticket->since = 1700000000401;
	ticket->reminded = 1700000000402;
	ticket->silence = 1700000000403;
	g_assert_true(ticket_tag(ticket, "refund"));
	g_assert_true(ticket_tag(ticket, "api"));
	ticket->closure = 12;
	g_strfreev(ticket->barred);
	ticket->barred = g_strsplit("bob,eve", ",", -1);
	ticket->identity = TICKET_IDENTITY_PROVED;
	strings_set(&ticket->identity_why, "UID 4711 is another's");
	strings_set(&ticket->identity_uid, "4711");
	strings_set(&ticket->identity_to, "jane@example.net");
	strings_set(&ticket->identity_by, "jane@work.example");
	ticket->identity_at = 1700000000404;
	ticket_add_seat(ticket, "Jane@Example.COM", "Jane", TICKET_VERIFIED);
	ticket_add_seat(ticket, "joe@example.net", NULL, TICKET_UNVERIFIED);
	((struct ticket_seat *)ticket->seats->pdata[1])->left = TRUE;
	return ticket;
}

static void
test_golden(void)
{
	g_autoptr(ticket) written = sample();
	g_autoptr(GBytes) record = ticket_encode(written);
	golden_check("ticket-v1", record);
	g_autoptr(GBytes) golden = golden_load("ticket-v1");
	GError *error = NULL;
	g_autoptr(ticket) ticket = ticket_decode(golden, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(ticket->number, ==, 1042);
	g_assert_cmpuint(ticket->status, ==, TICKET_SOLVED);
	g_assert_cmpstr(ticket->queue, ==, "support");
	g_assert_cmpstr(ticket->subject, ==, "Bestellung \xc3\xa4ndern");
	g_assert_cmpstr(ticket->assignee, ==, "alice");
	g_assert_cmpstr(ticket->language, ==, "de");
	g_assert_cmpint(ticket->created, ==, 1700000000123);
	g_assert_cmpint(ticket->updated, ==, 1700000000456);
	g_assert_cmpuint(ticket->entries, ==, 3);
	g_assert_cmpuint(ticket->priority, ==, 2);
	g_assert_cmpint(ticket->closed, ==, 1700000000400);
	g_assert_cmpuint(ticket->merged_into, ==, 77);
	g_assert_cmpuint(ticket->linked, ==, 76);
	g_assert_cmpuint(ticket->answer.state, ==, TICKET_CLOCK_RUNS);
	g_assert_cmpint(ticket->answer.due, ==, 1700000009000);
	g_assert_cmpuint(ticket->solution.state, ==, TICKET_CLOCK_STANDS);
	g_assert_cmpint(ticket->solution.left, ==, 7200000);
	g_assert_cmpint(ticket->answer.warn, ==, 1700000008000);
	g_assert_cmpint(ticket->answer.again, ==, 1700000010000);
	g_assert_cmpuint(ticket->answer.told, ==, TICKET_TOLD_WARNED);
	g_assert_cmpuint(ticket->first.missed, ==, 2);
	g_assert_cmpuint(ticket->next.kept, ==, 3);
	g_assert_cmpuint(ticket->solutions.missed, ==, 6);
	g_assert_cmpint(ticket->answered, ==, 1700000000300);
	g_assert_cmpint(ticket->solved, ==, 1700000000350);
	g_assert_cmpuint(ticket->vip, ==, 2);
	g_assert_cmpuint(ticket->turn, ==, 1);
	g_assert_cmpuint(ticket->flags, ==, TICKET_REACHABLE);
	g_assert_cmpstr(ticket->zone, ==, "Asia/Tokyo");
	g_assert_cmpstr(ticket->category, ==, "withdrawal");
	g_assert_cmpuint(ticket->asked, ==, 7);
	g_assert_cmpuint(ticket->missing, ==, 5);
	g_assert_cmpint(ticket->since, ==, 1700000000401);
	g_assert_cmpint(ticket->reminded, ==, 1700000000402);
	g_assert_cmpint(ticket->silence, ==, 1700000000403);
	g_assert_cmpuint(g_strv_length(ticket->tags), ==, 2);
	g_assert_cmpstr(ticket->tags[0], ==, "api");
	g_assert_cmpstr(ticket->tags[1], ==, "refund");
	g_assert_cmpuint(ticket->closure, ==, 12);
	g_assert_cmpuint(g_strv_length(ticket->barred), ==, 2);
	g_assert_cmpstr(ticket->barred[1], ==, "eve");
	g_assert_cmpuint(ticket->identity, ==, TICKET_IDENTITY_PROVED);
	g_assert_cmpstr(ticket->identity_why, ==, "UID 4711 is another's");
	g_assert_cmpstr(ticket->identity_uid, ==, "4711");
	g_assert_cmpstr(ticket->identity_to, ==, "jane@example.net");
	g_assert_cmpstr(ticket->identity_by, ==, "jane@work.example");
	g_assert_cmpint(ticket->identity_at, ==, 1700000000404);
	g_assert_cmpuint(ticket->seats->len, ==, 2);
	const struct ticket_seat *customer = ticket->seats->pdata[0];
	const struct ticket_seat *other = ticket->seats->pdata[1];
	g_assert_cmpstr(customer->address, ==, "jane@example.com");
	g_assert_cmpstr(customer->name, ==, "Jane");
	g_assert_true(customer->verified);
	g_assert_cmpstr(other->address, ==, "joe@example.net");
	g_assert_cmpstr(other->name, ==, "");
	g_assert_false(other->verified);
	g_assert_true(other->left);
	g_assert_false(customer->left);
}

/* Sorted, each once, and no more than fit. */
static void
test_tags(void)
{
	g_autoptr(ticket) ticket = ticket_new();
	static const struct {
		const char *tag;
		gboolean good;
	} rows[] = { { "refund", TRUE }, { "vip-2.a_b", TRUE }, { "", FALSE },
		{ "Refund", FALSE }, { "a b", FALSE }, { "a,b", FALSE },
		{ "+x", FALSE }, { "\xc3\xa4", TRUE }, { "\xff", FALSE },
		{ "0123456789012345678901234567890123456789", TRUE },
		{ "01234567890123456789012345678901234567890", FALSE } };

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpint(ticket_tag_is_valid(rows[i].tag), ==,
		    rows[i].good);
	g_assert_true(ticket_tag(ticket, "b"));
	g_assert_true(ticket_tag(ticket, "c"));
	g_assert_true(ticket_tag(ticket, "a"));
	g_assert_true(ticket_tag(ticket, "b"));
	g_autofree char *all = g_strjoinv(" ", ticket->tags);
	g_assert_cmpstr(all, ==, "a b c");
	ticket_untag(ticket, "b");
	ticket_untag(ticket, "none");
	g_assert_true(ticket_has_tag(ticket, "a"));
	g_assert_false(ticket_has_tag(ticket, "b"));
	for (guint i = 2; i < TICKET_TAGS_MAX; i++) {
		g_autofree char *tag = g_strdup_printf("t%u", i);

		g_assert_true(ticket_tag(ticket, tag));
	}
	g_assert_false(ticket_tag(ticket, "x"));
	g_assert_true(ticket_tag(ticket, "a"));
}

static void
test_seats(void)
{
	g_autoptr(ticket) ticket = ticket_new();
	static const struct {
		const char *address;
		int seat;
	} rows[] = {
		{ "a@example.com", 0 },
		{ "A@EXAMPLE.com", 0 },
		{ "b@example.com", 1 },
		{ "c@example.com", -1 },
		{ "", -1 },
	};
	g_assert_cmpint(ticket_find_seat(ticket, "a@example.com"), ==, -1);
	g_assert_cmpuint(ticket_add_seat(ticket, "a@example.com", "A",
	                     TICKET_VERIFIED),
	    ==, 0);
	g_assert_cmpuint(ticket_add_seat(ticket, "B@example.com", "B",
	                     TICKET_UNVERIFIED),
	    ==, 1);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].address);
		g_assert_cmpint(ticket_find_seat(ticket, rows[i].address), ==,
		    rows[i].seat);
	}
}

static void
test_status(void)
{
	g_autoptr(ticket) written = sample();
	GError *error = NULL;
	g_assert_cmpstr(ticket_status_name(TICKET_OPEN), ==, "open");
	g_assert_cmpstr(ticket_status_name(TICKET_CLOSED), ==, "closed");
	g_assert_cmpstr(ticket_status_name(4), ==, "unknown");
	written->status = TICKET_CLOSED + 1;
	g_autoptr(GBytes) record = ticket_encode(written);
	g_assert_null(ticket_decode(record, &error));
	g_assert_true(fail_is(error, FAIL_STORE));
	g_clear_error(&error);
}

/* Since when it is closed decides for how long a reply reopens it. */
static void
test_closed(void)
{
	static const struct {
		const char *name;
		guint32 status;
		gint64 now, closed;
	} steps[] = {
		{ "solved is not closed", TICKET_SOLVED, 10, 0 },
		{ "closed", TICKET_CLOSED, 20, 20 },
		{ "closed again: since then", TICKET_CLOSED, 30, 20 },
		{ "reopened", TICKET_OPEN, 40, 0 },
		{ "closed anew", TICKET_CLOSED, 50, 50 },
		{ "pending", TICKET_PENDING, 60, 0 },
	};
	g_autoptr(ticket) ticket = ticket_new();
	for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
		g_test_message("%s", steps[i].name);
		ticket_set_status(ticket, steps[i].status, steps[i].now);
		g_assert_cmpuint(ticket->status, ==, steps[i].status);
		g_assert_cmpint(ticket->closed, ==, steps[i].closed);
	}
}

static gboolean
decode(GBytes *record, GError **error)
{
	g_autoptr(ticket) ticket = ticket_decode(record, error);
	if (!ticket)
		return FALSE;
	g_autoptr(GBytes) again = ticket_encode(ticket);
	g_assert_nonnull(again);
	return TRUE;
}

static void
test_mutations(void)
{
	g_autoptr(GBytes) golden = golden_load("ticket-v1");
	golden_mutate(golden, decode);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ticket/golden", test_golden);
	g_test_add_func("/ticket/seats", test_seats);
	g_test_add_func("/ticket/status", test_status);
	g_test_add_func("/ticket/tags", test_tags);
	g_test_add_func("/ticket/closed", test_closed);
	g_test_add_func("/ticket/mutations", test_mutations);
	return g_test_run();
}
