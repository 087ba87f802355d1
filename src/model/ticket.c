/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ticket and who takes part in it.
 *
 * The seats are part of the reply addresses: their order is never changed and
 * none is ever taken out, or an address given to one would reach another. */
#include "model/ticket.h"

#include <string.h>

#include "base/address.h"
#include "model/codec.h"

#define SEATS_TYPE "a(ssbb)"
#define CLOCK_TYPE "(xxxxuu)"
#define TALLY_TYPE "(uu)"
#define NUMBERS_TYPE                                                 \
	"(ttttxxxxxxxxx" CLOCK_TYPE CLOCK_TYPE TALLY_TYPE TALLY_TYPE \
	    TALLY_TYPE "uuuuuuuuuu)"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	"(" NUMBERS_TYPE "ssssssssss" SEATS_TYPE "asas)",
};

/* As NUMBERS_TYPE. */
struct numbers {
	guint64 number, merged_into, linked, closure;
	gint64 created, updated, closed, answered, solved, since, reminded,
	    silence, identity_at;
	struct ticket_clock answer, solution;
	struct ticket_tally first, next, solutions;
	guint32 status, entries, priority, asked, missing, vip, turn, flags,
	    identity, none;
};
G_STATIC_ASSERT(sizeof(struct ticket_clock) == 4 * 8 + 2 * 4);
G_STATIC_ASSERT(sizeof(struct numbers) == 13 * 8 + 2 * 40 + 3 * 8 + 10 * 4);

static void
seat_free(gpointer data)
{
	struct ticket_seat *seat = data;
	g_free(seat->address);
	g_free(seat->name);
	g_free(seat);
}

/* All strings NULL, for the decoder to fill. */
static struct ticket *
ticket_blank(void)
{
	struct ticket *ticket = g_new0(struct ticket, 1);
	ticket->seats = g_ptr_array_new_with_free_func(seat_free);
	return ticket;
}

struct ticket *
ticket_new(void)
{
	struct ticket *ticket = ticket_blank();
	ticket->queue = g_strdup("");
	ticket->subject = g_strdup("");
	ticket->assignee = g_strdup("");
	ticket->language = g_strdup("");
	ticket->zone = g_strdup("");
	ticket->category = g_strdup("");
	ticket->priority = TICKET_PRIORITY_NORMAL;
	ticket->tags = g_new0(char *, 1);
	ticket->barred = g_new0(char *, 1);
	ticket->identity_why = g_strdup("");
	ticket->identity_uid = g_strdup("");
	ticket->identity_to = g_strdup("");
	ticket->identity_by = g_strdup("");
	return ticket;
}

void
ticket_free(struct ticket *ticket)
{
	if (!ticket)
		return;
	g_free(ticket->queue);
	g_free(ticket->subject);
	g_free(ticket->assignee);
	g_free(ticket->language);
	g_free(ticket->zone);
	g_free(ticket->category);
	g_strfreev(ticket->tags);
	g_strfreev(ticket->barred);
	g_free(ticket->identity_why);
	g_free(ticket->identity_uid);
	g_free(ticket->identity_to);
	g_free(ticket->identity_by);
	g_ptr_array_unref(ticket->seats);
	g_free(ticket);
}

/* No look whether the address has one: a person may get a second seat by a
 * merge, and a seat is never given to somebody else. */
guint
ticket_add_seat(struct ticket *ticket, const char *address, const char *name,
    enum ticket_proof proof)
{
	struct ticket_seat *seat = g_new0(struct ticket_seat, 1);
	seat->address = address_fold(address);
	seat->name = g_strdup(name ? name : "");
	seat->verified = proof == TICKET_VERIFIED;
	g_ptr_array_add(ticket->seats, seat);
	return ticket->seats->len - 1;
}

enum find { FIND_ANY, FIND_PRESENT };

/* The first one, which is the requester's where an address has two. */
static int
find_seat(const struct ticket *ticket, const char *address, enum find which)
{
	g_autofree char *folded = address_fold(address);
	for (guint i = 0; i < ticket->seats->len; i++) {
		const struct ticket_seat *seat = ticket->seats->pdata[i];
		if (g_str_equal(seat->address, folded) &&
		    (which == FIND_ANY || !seat->left))
			return (int)i;
	}
	return -1;
}

int
ticket_find_seat(const struct ticket *ticket, const char *address)
{
	return find_seat(ticket, address, FIND_ANY);
}

int
ticket_find_present(const struct ticket *ticket, const char *address)
{
	return find_seat(ticket, address, FIND_PRESENT);
}

static bool
is_done(guint32 status)
{
	return status == TICKET_SOLVED || status == TICKET_CLOSED;
}

/* A clock that stands was stopped in time when something is left of it. */
static bool
is_missed(const struct ticket_clock *clock, gint64 now)
{
	return clock->state == TICKET_CLOCK_STANDS ? clock->left == 0
	                                           : now > clock->due;
}

/* No promise outlives the ticket. */
static void
end_clocks(struct ticket *ticket, gint64 now)
{
	struct ticket_tally *answers =
	    ticket->answered == 0 ? &ticket->first : &ticket->next;

	if (ticket->answer.state != TICKET_CLOCK_NONE &&
	    is_missed(&ticket->answer, now))
		answers->missed++;
	if (ticket->solution.state != TICKET_CLOCK_NONE) {
		bool missed = is_missed(&ticket->solution, now);
		ticket->solutions.missed += missed;
		ticket->solutions.kept += !missed;
	}
	ticket->answer = ticket->solution = (struct ticket_clock){ 0 };
}

void
ticket_set_status(struct ticket *ticket, enum ticket_status status, gint64 now)
{
	if (status != TICKET_CLOSED)
		ticket->closed = 0;
	else if (ticket->status != TICKET_CLOSED)
		ticket->closed = now;
	if (status != ticket->status || ticket->since == 0) {
		ticket->since = now;
		ticket->reminded = 0;
	}
	if (!is_done(status))
		ticket->solved = 0;
	else if (!is_done(ticket->status) || ticket->solved == 0)
		ticket->solved = now;
	if (is_done(status))
		end_clocks(ticket, now);
	ticket->status = status;
}

gint64
ticket_due(const struct ticket *ticket)
{
	if (ticket->answer.state == TICKET_CLOCK_RUNS)
		return ticket->answer.due;
	return ticket->solution.state == TICKET_CLOCK_RUNS
	    ? ticket->solution.due
	    : TICKET_NEVER;
}

static gint64
clock_wake(const struct ticket_clock *clock)
{
	if (clock->state != TICKET_CLOCK_RUNS)
		return TICKET_NEVER;
	if (clock->warn != 0 && !(clock->told & TICKET_TOLD_WARNED))
		return MIN(clock->warn, clock->due);
	return clock->told & TICKET_TOLD_MISSED ? TICKET_NEVER : clock->due;
}

gint64
ticket_wake(const struct ticket *ticket)
{
	gint64 clocks =
	    MIN(clock_wake(&ticket->answer), clock_wake(&ticket->solution));

	return ticket->silence != 0 ? MIN(clocks, ticket->silence) : clocks;
}

static const char *const status_names[] = { "open", "pending", "solved",
	"closed" };

const char *
ticket_status_name(guint32 status)
{
	return status < G_N_ELEMENTS(status_names) ? status_names[status]
	                                           : "unknown";
}

gint32
ticket_status_of(const char *name)
{
	for (gint32 i = 0; i < (gint32)G_N_ELEMENTS(status_names); i++)
		if (strcmp(status_names[i], name) == 0)
			return i;
	return -1;
}

gboolean
ticket_tag_is_valid(const char *tag)
{
	gsize length = strlen(tag);

	if (length == 0 || length > TICKET_TAG_OCTETS ||
	    !g_utf8_validate(tag, (gssize)length, NULL))
		return FALSE;
	for (const char *p = tag; *p; p++)
		if (!(*p & 0x80) && !g_ascii_islower(*p) &&
		    !g_ascii_isdigit(*p) && !strchr("-_.", *p))
			return FALSE;
	return TRUE;
}

gboolean
ticket_has_tag(const struct ticket *ticket, const char *tag)
{
	return g_strv_contains((const char *const *)ticket->tags, tag);
}

gboolean
ticket_tag(struct ticket *ticket, const char *tag)
{
	guint n = g_strv_length(ticket->tags), at = 0;

	if (ticket_has_tag(ticket, tag))
		return TRUE;
	if (n >= TICKET_TAGS_MAX)
		return FALSE;
	while (at < n && strcmp(ticket->tags[at], tag) < 0)
		at++;
	ticket->tags = g_renew(char *, ticket->tags, n + 2);
	memmove(&ticket->tags[at + 1], &ticket->tags[at],
	    (n + 1 - at) * sizeof(char *));
	ticket->tags[at] = g_strdup(tag);
	return TRUE;
}

void
ticket_untag(struct ticket *ticket, const char *tag)
{
	guint kept = 0;

	for (guint i = 0; ticket->tags[i]; i++)
		if (strcmp(ticket->tags[i], tag) == 0)
			g_free(ticket->tags[i]);
		else
			ticket->tags[kept++] = ticket->tags[i];
	ticket->tags[kept] = NULL;
}

static GVariant *
seats_encode(const GPtrArray *seats)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, CODEC_TYPE(SEATS_TYPE));
	for (guint i = 0; i < seats->len; i++) {
		const struct ticket_seat *seat = seats->pdata[i];
		g_variant_builder_add_value(&builder,
		    codec_tuple(codec_string(seat->address),
		        codec_string(seat->name),
		        g_variant_new_boolean(seat->verified),
		        g_variant_new_boolean(seat->left), NULL));
	}
	return g_variant_builder_end(&builder);
}

GBytes *
ticket_encode(const struct ticket *ticket)
{
	struct numbers numbers = {
		.number = ticket->number,
		.merged_into = ticket->merged_into,
		.linked = ticket->linked,
		.closure = ticket->closure,
		.created = ticket->created,
		.updated = ticket->updated,
		.closed = ticket->closed,
		.answered = ticket->answered,
		.solved = ticket->solved,
		.since = ticket->since,
		.reminded = ticket->reminded,
		.silence = ticket->silence,
		.identity_at = ticket->identity_at,
		.answer = ticket->answer,
		.solution = ticket->solution,
		.first = ticket->first,
		.next = ticket->next,
		.solutions = ticket->solutions,
		.status = ticket->status,
		.entries = ticket->entries,
		.priority = ticket->priority,
		.asked = ticket->asked,
		.missing = ticket->missing,
		.vip = ticket->vip,
		.turn = ticket->turn,
		.flags = ticket->flags,
		.identity = ticket->identity,
	};
	GVariant *body = codec_tuple(codec_numbers(NUMBERS_TYPE, &numbers,
	                                 sizeof(numbers)),
	    codec_string(ticket->queue), codec_string(ticket->subject),
	    codec_string(ticket->assignee), codec_string(ticket->language),
	    codec_string(ticket->category), codec_string(ticket->zone),
	    codec_string(ticket->identity_why),
	    codec_string(ticket->identity_uid),
	    codec_string(ticket->identity_to),
	    codec_string(ticket->identity_by), seats_encode(ticket->seats),
	    codec_strings(ticket->tags), codec_strings(ticket->barred), NULL);
	return codec_encode(G_N_ELEMENTS(types), body);
}

static void
numbers_decode(GVariant *body, struct ticket *ticket)
{
	struct numbers numbers;

	codec_get_first(body, &numbers, sizeof(numbers));
	ticket->number = numbers.number;
	ticket->merged_into = numbers.merged_into;
	ticket->linked = numbers.linked;
	ticket->closure = numbers.closure;
	ticket->created = numbers.created;
	ticket->updated = numbers.updated;
	ticket->closed = numbers.closed;
	ticket->answered = numbers.answered;
	ticket->solved = numbers.solved;
	ticket->since = numbers.since;
	ticket->reminded = numbers.reminded;
	ticket->silence = numbers.silence;
	ticket->identity_at = numbers.identity_at;
	ticket->answer = numbers.answer;
	ticket->solution = numbers.solution;
	ticket->first = numbers.first;
	ticket->next = numbers.next;
	ticket->solutions = numbers.solutions;
	ticket->status = numbers.status;
	ticket->entries = numbers.entries;
	ticket->priority = numbers.priority;
	ticket->asked = numbers.asked;
	ticket->missing = numbers.missing;
	ticket->vip = numbers.vip;
	ticket->turn = numbers.turn;
	ticket->flags = numbers.flags;
	ticket->identity = numbers.identity;
}

/* Order is meaning here: a seat is its place in the array. */
static void
seats_decode(GVariant *encoded, GPtrArray *seats)
{
	gsize count = g_variant_n_children(encoded);
	for (gsize i = 0; i < count; i++) {
		struct ticket_seat *seat = g_new0(struct ticket_seat, 1);
		g_autoptr(GVariant) row = g_variant_get_child_value(encoded, i);
		codec_get_strings(row, 0, &seat->address, &seat->name, NULL);
		g_variant_get_child(row, 2, "b", &seat->verified);
		g_variant_get_child(row, 3, "b", &seat->left);
		g_ptr_array_add(seats, seat);
	}
}

/* What a record may say, wherever it comes from. */
static const char *
problem_of(const struct ticket *ticket)
{
	if (ticket->status > TICKET_CLOSED)
		return "unknown status";
	if (ticket->answer.state > TICKET_CLOCK_STANDS ||
	    ticket->solution.state > TICKET_CLOCK_STANDS)
		return "unknown state of a clock";
	if (ticket->priority < TICKET_PRIORITY_LEAST ||
	    ticket->priority > TICKET_PRIORITY_MOST)
		return "unknown priority";
	if (ticket->identity > TICKET_IDENTITY_SHOWN)
		return "unknown state of the identity";
	return NULL;
}

struct ticket *
ticket_decode(GBytes *record, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "ticket", types,
	    G_N_ELEMENTS(types), NULL, error);
	g_autoptr(GVariant) seats = NULL;
	const char *problem;
	if (!body)
		return NULL;
	g_autoptr(ticket) ticket = ticket_blank();
	numbers_decode(body, ticket);
	codec_get_strings(body, 1, &ticket->queue, &ticket->subject,
	    &ticket->assignee, &ticket->language, &ticket->category,
	    &ticket->zone, &ticket->identity_why, &ticket->identity_uid,
	    &ticket->identity_to, &ticket->identity_by, NULL);
	seats = g_variant_get_child_value(body, 11);
	codec_get_lists(body, 12, &ticket->tags, &ticket->barred, NULL);
	seats_decode(seats, ticket->seats);
	problem = problem_of(ticket);
	if (problem)
		return codec_refuse(error, "ticket", problem);
	return g_steal_pointer(&ticket);
}
