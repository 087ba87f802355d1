/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys and values of --json, record by record: what scripts rely on. */
#include "ctl/ctljson.h"

#include <string.h>

#include "model/verdict.h"

#define WHEN G_GINT64_CONSTANT(1795341600000) /* 2026-11-22T10:00:00Z */

/* The object as text, and freed. */
static char *
text_of(json_t *take_value)
{
	char *dumped = json_dumps(take_value, JSON_COMPACT | JSON_ENCODE_ANY);
	char *text = g_strdup(dumped);

	free(dumped);
	json_decref(take_value);
	return text;
}

static void
set(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

static struct ticket *
make_ticket(void)
{
	struct ticket *ticket = ticket_new();

	ticket->number = 12;
	ticket->status = TICKET_SOLVED;
	ticket->created = WHEN;
	ticket->updated = WHEN + 1000;
	ticket->entries = 3;
	set(&ticket->queue, "support");
	set(&ticket->subject,
	    "Gr\xc3\xb6\xc3\x9f"
	    "e \"XL\"");
	ticket_add_seat(ticket, "Carla@Example.org", "Carla", TRUE);
	ticket_add_seat(ticket, "bob@example.org", "", FALSE);
	return ticket;
}

static void
test_ticket(void)
{
	g_autoptr(ticket) ticket = make_ticket();
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(3600);
	g_autofree char *text = text_of(ctljson_ticket(ticket, zone));

	g_assert_cmpstr(text, ==,
	    "{\"number\":12,\"subject\":\"Gr\xc3\xb6\xc3\x9f"
	    "e \\\"XL\\\"\",\"status\":\"solved\",\"queue\":\"support\","
	    "\"category\":\"\","
	    "\"priority\":3,\"requester\":\"carla@example.org\",\"assignee\":\"\","
	    "\"entries\":3,\"created\":\"2026-11-22T11:00:00+01:00\","
	    "\"updated\":\"2026-11-22T11:00:01+01:00\","
	    "\"answer_due\":null,\"solution_due\":null}");
}

static void
test_ticket_without_seats(void)
{
	g_autoptr(ticket) ticket = ticket_new();
	json_auto_t *row = ctljson_ticket(ticket, NULL);
	g_autofree char *requester = ctljson_get(row, "requester");

	g_assert_cmpstr(requester, ==, "");
	g_assert_true(json_is_null(json_object_get(row, "created")));
}

static void
test_seats(void)
{
	g_autoptr(ticket) ticket = make_ticket();
	json_t *row = json_object();

	ticket->asked = 3;
	ticket->missing = 2;
	ctljson_add_seats(row, ticket);
	g_autofree char *text = text_of(row);
	g_assert_cmpstr(text, ==,
	    "{\"seats\":[{\"seat\":0,\"address\":\"carla@example.org\","
	    "\"name\":\"Carla\",\"verified\":true,\"left\":false},"
	    "{\"seat\":1,\"address\":"
	    "\"bob@example.org\",\"name\":\"\",\"verified\":false,\"left\":false}],"
	    "\"tags\":[],\"asked\":[\"UID\",\"order\"],"
	    "\"missing\":[\"order\"],"
	    "\"language\":\"\",\"merged_into\":null,\"linked\":null,"
	    "\"identity\":null}");
}

static void
test_entry(void)
{
	g_autoptr(entry) entry = entry_new();
	const struct entry_source source = { (char *)(guintptr) "main",
		(char *)(guintptr) "INBOX", 7, 42 };

	entry->seq = 2;
	entry->kind = ENTRY_AGENT;
	entry->auth = VERDICT_AUTH_SUBMISSION;
	entry->received = WHEN;
	entry->date = 0;
	set(&entry->from_addr, "alice@example.com");
	set(&entry->agent, "alice");
	entry_add_source(entry, &source);
	g_ptr_array_add(entry->mentions,
	    mention_new(MENTION_ADDRESS, MENTION_WRONG, "1A1z", "Bitcoin"));
	g_autofree char *text = text_of(ctljson_entry(entry, NULL));
	g_assert_cmpstr(text, ==,
	    "{\"seq\":2,\"kind\":\"agent\",\"from\":\"alice@example.com\","
	    "\"from_name\":\"\",\"seat\":0,\"agent\":\"alice\",\"verified\":"
	    "true,\"auth\":\"submission\",\"class\":\"human\",\"message_id\":"
	    "\"\",\"received\":\"2026-11-22T10:00:00Z\",\"date\":null,"
	    "\"remark\":\"\",\"named\":[{\"kind\":\"address\",\"value\":"
	    "\"1A1z\",\"detail\":\"Bitcoin\",\"checksum\":\"wrong\"}],"
	    "\"sources\":[{\"account\":\"main\",\"folder\":"
	    "\"INBOX\",\"uidvalidity\":7,\"uid\":42}]}");
}

static const struct {
	const char *name;
	guint32 shown;
	const char *want;
} shown[] = {
	{ "all", ENTRY_SHOWN_ALL, "Yes.\n> \xc3\xa4 no\n" },
	{ "cut", 5, "Yes.\n" },
	{ "nothing", 0, "" },
	{ "more than there is", 4000, "Yes.\n> \xc3\xa4 no\n" },
	/* A record that was written by hand: still valid UTF-8. */
	{ "inside a character", 8, "Yes.\n> \xef\xbf\xbd" },
};

static void
test_shown(void)
{
	g_autoptr(message) message = message_new();
	g_autoptr(entry) entry = entry_new();

	set(&message->text, "Yes.\n> \xc3\xa4 no\n");
	for (guint i = 0; i < G_N_ELEMENTS(shown); i++) {
		json_auto_t *row = json_object();
		g_test_message("%s", shown[i].name);
		entry->shown = shown[i].shown;
		ctljson_add_message(row, entry, message);
		g_autofree char *words = ctljson_get(row, "shown");
		g_autofree char *text = ctljson_get(row, "text");
		g_assert_cmpstr(words, ==, shown[i].want);
		g_assert_cmpstr(text, ==, message->text);
	}
}

static void
test_parts(void)
{
	g_autoptr(message) message = message_new();
	struct message_part *part = message_part_new();

	set(&part->name, "a b.png");
	set(&part->mime, "image/png");
	part->size = 70000;
	memset(part->sha256, 0xab, sizeof part->sha256);
	g_ptr_array_add(message->parts, part);
	g_autofree char *text = text_of(ctljson_parts(message));
	g_assert_true(g_str_has_prefix(text,
	    "[{\"name\":\"a b.png\",\"size\":70000,\"mime\":\"image/png\","
	    "\"sha256\":\"abababab"));
}

/* due is when the next attempt is: there is none for what does not wait. */
static const struct {
	guint32 state;
	bool due;
} dues[] = {
	{ LETTER_READY, true },
	{ LETTER_DOT, true },
	{ LETTER_SENT, false },
	{ LETTER_FAILED, false },
	{ LETTER_HELD, false },
	{ LETTER_DROPPED, false },
};

static void
test_letter(void)
{
	g_autoptr(letter) letter = letter_new();

	letter->number = 5;
	letter->due = WHEN;
	letter->attempt = 2;
	letter->ambiguous = 1;
	letter->code = 451;
	letter->kind = LETTER_NOTICE;
	set(&letter->to, "alice@example.com");
	set(&letter->response, "4.3.2 come back later");
	for (guint i = 0; i < G_N_ELEMENTS(dues); i++) {
		letter->state = dues[i].state;
		json_auto_t *row = ctljson_letter(letter, NULL);
		g_autofree char *state = ctljson_get(row, "state");
		g_assert_cmpstr(state, ==, letter_state_name(dues[i].state));
		g_assert_true(json_is_string(json_object_get(row, "due")) ==
		    dues[i].due);
	}
	json_auto_t *row = ctljson_letter(letter, NULL);
	g_autofree char *attempts = ctljson_get(row, "attempts");
	g_autofree char *response = ctljson_get(row, "response");
	g_assert_cmpstr(attempts, ==, "2");
	g_assert_cmpstr(response, ==, "4.3.2 come back later");
	g_assert_true(json_is_null(json_object_get(row, "ticket")));
	g_assert_cmpint(json_integer_value(json_object_get(row, "code")), ==,
	    451);
}

static void
test_hold(void)
{
	g_autoptr(hold) hold = hold_new();

	hold->number = 4;
	hold->cause = HOLD_TWO_TOKENS;
	set(&hold->from_addr, "a@example.org");
	json_auto_t *row = ctljson_hold(hold, NULL);
	g_autofree char *cause = ctljson_get(row, "cause_text");
	g_autofree char *state = ctljson_get(row, "state");
	g_autofree char *from = ctljson_get(row, "from");
	g_assert_cmpstr(cause, ==, hold_cause_text(HOLD_TWO_TOKENS));
	g_assert_cmpstr(state, ==, "held");
	g_assert_cmpstr(from, ==, "a@example.org");
	g_assert_cmpint(json_integer_value(json_object_get(row, "cause")), ==,
	    6);
}

static void
test_text(void)
{
	g_autofree char *bad = text_of(ctljson_text("a\xff"
	                                            "b"));
	g_autofree char *none = text_of(ctljson_text(NULL));
	g_autofree char *control = text_of(ctljson_text("\x1b[2J"));

	g_assert_cmpstr(bad, ==,
	    "\"a\xef\xbf\xbd"
	    "b\"");
	g_assert_cmpstr(none, ==, "null");
	g_assert_cmpstr(control, ==, "\"\\u001B[2J\"");
}

static void
test_get(void)
{
	json_auto_t *row =
	    json_pack("{s:s, s:i, s:n, s:b}", "s", "x", "i", 7, "n", "b", 1);
	static const char *const wants[][2] = { { "s", "x" }, { "i", "7" },
		{ "n", "" }, { "b", "" }, { "absent", "" } };

	for (guint i = 0; i < G_N_ELEMENTS(wants); i++) {
		g_autofree char *have = ctljson_get(row, wants[i][0]);
		g_assert_cmpstr(have, ==, wants[i][1]);
	}
}

static void
test_list(void)
{
	if (g_test_subprocess()) {
		struct ctljson_list none = { 0 }, two = { 0 };
		ctljson_list_end(&none);
		ctljson_list_add(&two, json_pack("{s:i}", "a", 1));
		ctljson_list_add(&two, json_array());
		ctljson_list_end(&two);
		return;
	}
	g_test_trap_subprocess(NULL, 0, 0);
	g_test_trap_assert_passed();
	g_test_trap_assert_stdout("*[]\n[\n{\"a\": 1},\n[]\n]\n*");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ctljson/ticket", test_ticket);
	g_test_add_func("/ctljson/ticket-without-seats",
	    test_ticket_without_seats);
	g_test_add_func("/ctljson/seats", test_seats);
	g_test_add_func("/ctljson/entry", test_entry);
	g_test_add_func("/ctljson/shown", test_shown);
	g_test_add_func("/ctljson/parts", test_parts);
	g_test_add_func("/ctljson/letter", test_letter);
	g_test_add_func("/ctljson/hold", test_hold);
	g_test_add_func("/ctljson/text", test_text);
	g_test_add_func("/ctljson/get", test_get);
	g_test_add_func("/ctljson/list", test_list);
	return g_test_run();
}
