/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ticket and who takes part in it.
 *
 * The seats are part of the reply addresses: their order is never changed and
 * none is ever taken out, or an address given to one would reach another. */
#include "model/ticket.h"

#include "base/address.h"
#include "model/codec.h"

#define SEATS_TYPE "a(ssb)"
#define CLOCK_TYPE "(uxx)"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	"(tussssxxxuutt" SEATS_TYPE CLOCK_TYPE CLOCK_TYPE ")",
};

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

/* The first one, which is the requester's where an address has two. */
int
ticket_find_seat(const struct ticket *ticket, const char *address)
{
	g_autofree char *folded = address_fold(address);
	for (guint i = 0; i < ticket->seats->len; i++) {
		const struct ticket_seat *seat = ticket->seats->pdata[i];
		if (g_str_equal(seat->address, folded))
			return (int)i;
	}
	return -1;
}

void
ticket_set_status(struct ticket *ticket, enum ticket_status status, gint64 now)
{
	if (status != TICKET_CLOSED)
		ticket->closed = 0;
	else if (ticket->status != TICKET_CLOSED)
		ticket->closed = now;
	if (status == TICKET_SOLVED || status == TICKET_CLOSED)
		ticket->answer = ticket->solution = (struct ticket_clock){ 0 };
	ticket->status = status;
}

const char *
ticket_status_name(guint32 status)
{
	static const char *const names[] = { "open", "pending", "solved",
		"closed" };
	return status < G_N_ELEMENTS(names) ? names[status] : "unknown";
}

static GVariant *
seats_encode(const GPtrArray *seats)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, G_VARIANT_TYPE(SEATS_TYPE));
	for (guint i = 0; i < seats->len; i++) {
		const struct ticket_seat *seat = seats->pdata[i];
		g_variant_builder_add(&builder, "(@s@sb)",
		    codec_string(seat->address), codec_string(seat->name),
		    seat->verified);
	}
	return g_variant_builder_end(&builder);
}

static GVariant *
clock_encode(const struct ticket_clock *clock)
{
	return g_variant_new(CLOCK_TYPE, clock->state, clock->due, clock->left);
}

GBytes *
ticket_encode(const struct ticket *ticket)
{
	GVariant *body = g_variant_new("(tu@s@s@s@sxxxuutt@" SEATS_TYPE
	                               "@" CLOCK_TYPE "@" CLOCK_TYPE ")",
	    ticket->number, ticket->status, codec_string(ticket->queue),
	    codec_string(ticket->subject), codec_string(ticket->assignee),
	    codec_string(ticket->language), ticket->created, ticket->updated,
	    ticket->closed, ticket->entries, ticket->priority,
	    ticket->merged_into, ticket->linked, seats_encode(ticket->seats),
	    clock_encode(&ticket->answer), clock_encode(&ticket->solution));
	return codec_encode(G_N_ELEMENTS(types), body);
}

/* Order is meaning here: a seat is its place in the array. */
static void
seats_decode(GVariant *encoded, GPtrArray *seats)
{
	gsize count = g_variant_n_children(encoded);
	for (gsize i = 0; i < count; i++) {
		struct ticket_seat *seat = g_new0(struct ticket_seat, 1);
		g_variant_get_child(encoded, i, "(ssb)", &seat->address,
		    &seat->name, &seat->verified);
		g_ptr_array_add(seats, seat);
	}
}

struct ticket *
ticket_decode(GBytes *record, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "ticket", types,
	    G_N_ELEMENTS(types), NULL, error);
	g_autoptr(GVariant) seats = NULL;
	if (!body)
		return NULL;
	g_autoptr(ticket) ticket = ticket_blank();
	g_variant_get(body,
	    "(tussssxxxuutt@" SEATS_TYPE CLOCK_TYPE CLOCK_TYPE ")",
	    &ticket->number, &ticket->status, &ticket->queue, &ticket->subject,
	    &ticket->assignee, &ticket->language, &ticket->created,
	    &ticket->updated, &ticket->closed, &ticket->entries,
	    &ticket->priority, &ticket->merged_into, &ticket->linked, &seats,
	    &ticket->answer.state, &ticket->answer.due, &ticket->answer.left,
	    &ticket->solution.state, &ticket->solution.due,
	    &ticket->solution.left);
	seats_decode(seats, ticket->seats);
	if (ticket->status > TICKET_CLOSED)
		return codec_refuse(error, "ticket", "unknown status");
	if (ticket->answer.state > TICKET_CLOCK_STANDS ||
	    ticket->solution.state > TICKET_CLOCK_STANDS)
		return codec_refuse(error, "ticket",
		    "unknown state of a clock");
	return g_steal_pointer(&ticket);
}
