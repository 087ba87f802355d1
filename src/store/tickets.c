/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets, entries and what leads to them.
 *
 * Each function keeps a record and its indexes in step within one transaction.
 * It must never commit, and never delete a ticket or a redirect: reply
 * addresses that name them are out in the world for ever. */
#include "store/tickets.h"

#include <string.h>

#include "base/mac.h"
#include "model/codec.h"
#include "store/key.h"
#include "store/matters.h"
#include "store/numbers.h"
#include "store/order.h"
#include "store/workload.h"

/* Of a redirect's value; one row a version. */
static const char *const redirect_types[] = {
	"(tu)",
};

guint64
tickets_take_number(struct kv_txn *txn, GError **error)
{
	return numbers_take(txn, "ticket", error);
}

struct ticket *
tickets_get(struct kv_txn *txn, guint64 number, GError **error)
{
	struct key key = key_of(KEY_TICKET, number);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error) || !value)
		return NULL;
	return ticket_decode(value, error);
}

/* The record that is replaced says where its index rows are. */
bool
tickets_put(struct kv_txn *txn, const struct ticket *ticket, GError **error)
{
	struct key key = key_of(KEY_TICKET, ticket->number);
	g_autoptr(GBytes) before = NULL;
	g_autoptr(GBytes) value = ticket_encode(ticket);
	g_autoptr(ticket) old = NULL;
	if (!key_get(txn, &key, &before, error))
		return false;
	if (before && g_bytes_equal(before, value))
		return true;
	if (before && !(old = ticket_decode(before, error)))
		return false;
	return order_put(txn, old, ticket, error) &&
	    workload_put(txn, old, ticket, error) &&
	    matters_put(txn, old, ticket, error) &&
	    key_put(txn, &key, value, error);
}

struct walk {
	tickets_visit visit;
	void *context;
	GError *problem;
};

static bool
visit_ticket(GBytes *key, GBytes *value, void *context)
{
	struct walk *walk = context;
	g_autoptr(ticket) ticket = ticket_decode(value, &walk->problem);
	(void)key;
	return ticket && walk->visit(ticket, walk->context);
}

bool
tickets_each(struct kv_txn *txn, guint64 after, tickets_visit visit,
    void *context, GError **error)
{
	struct walk walk = { .visit = visit, .context = context };
	struct key from = key_of(KEY_TICKET, after + 1);
	struct key to = key_new(KEY_TICKET);
	key_after(&to);
	struct kv_range range = key_range(&from, &to);
	if (!kv_range(txn, &range, visit_ticket, &walk, error))
		return false;
	if (!walk.problem)
		return true;
	g_propagate_error(error, walk.problem);
	return false;
}

struct entry *
tickets_get_entry(struct kv_txn *txn, guint64 ticket, guint32 seq,
    GError **error)
{
	struct key key = key_of_part(KEY_ENTRY, ticket, seq);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error) || !value)
		return NULL;
	return entry_decode(value, error);
}

bool
tickets_put_entry(struct kv_txn *txn, const struct entry *entry, GError **error)
{
	struct key key = key_of_part(KEY_ENTRY, entry->ticket, entry->seq);
	g_autoptr(GBytes) value = entry_encode(entry);
	return key_put(txn, &key, value, error);
}

/* Hashed, because ids may be longer than a key and are anybody's octets. */
static struct key
message_id_key(const char *message_id)
{
	struct key key = key_new(KEY_FOREIGN_ID);
	uint8_t digest[MAC_SHA256_SIZE];
	mac_sha256(message_id, strlen(message_id), digest);
	key_add_octets(&key, digest, sizeof digest);
	return key;
}

bool
tickets_add_message_id(struct kv_txn *txn, const char *message_id,
    guint64 ticket, guint32 seq, GError **error)
{
	if (*message_id == '\0')
		return true;
	struct key key = message_id_key(message_id);
	key_add64(&key, ticket);
	key_add32(&key, seq);
	return key_put(txn, &key, NULL, error);
}

static bool
visit_message_id(GBytes *key, GBytes *value, void *context)
{
	guint64 *ticket = context;
	(void)value;
	*ticket = key_read(key, 1 + MAC_SHA256_SIZE, 8);
	return false;
}

guint64
tickets_find_message_id(struct kv_txn *txn, const char *message_id,
    GError **error)
{
	guint64 ticket = 0;
	if (*message_id == '\0')
		return 0;
	struct key key = message_id_key(message_id);
	/* Tickets ascend in the key, so the last one is the newest. */
	if (!key_each(txn, &key, KV_DOWN, visit_message_id, &ticket, error))
		return 0;
	return ticket;
}

static bool
redirect_decode(GBytes *value, guint64 *ticket, guint32 *seat, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(value, "redirect",
	    redirect_types, G_N_ELEMENTS(redirect_types), NULL, error);
	if (!body)
		return false;
	g_variant_get(body, "(tu)", ticket, seat);
	return true;
}

/* The value names a seat beside the ticket because seats are counted anew on
 * each ticket. */
static bool
redirect_put(struct kv_txn *txn, const struct key *key, guint64 ticket,
    guint32 seat, GError **error)
{
	g_autoptr(GBytes) value = codec_encode(G_N_ELEMENTS(redirect_types),
	    g_variant_new("(tu)", ticket, seat));
	return key_put(txn, key, value, error);
}

/* Chains are one hop long as tickets_redirect() writes them; the bound is for a
 * store that something else has written. */
bool
tickets_follow(struct kv_txn *txn, guint64 *ticket, guint32 *seat,
    GError **error)
{
	for (guint hops = 0; hops <= TICKETS_HOPS_MAX; hops++) {
		struct key key = key_of_part(KEY_REDIRECT, *ticket, *seat);
		g_autoptr(GBytes) value = NULL;
		if (!key_get(txn, &key, &value, error))
			return false;
		if (!value)
			return true;
		if (!redirect_decode(value, ticket, seat, error))
			return false;
	}
	return fail_set(error, FAIL_STORE,
	    "ticket %" G_GUINT64_FORMAT ": redirected too often", *ticket);
}

/* Collects the keys of all redirects that lead to one place. */
struct incoming {
	guint64 ticket;
	guint32 seat;
	GPtrArray *keys; /* GBytes */
	GError *problem;
};

static bool
visit_redirect(GBytes *key, GBytes *value, void *context)
{
	struct incoming *incoming = context;
	guint64 ticket = 0;
	guint32 seat = 0;
	if (!redirect_decode(value, &ticket, &seat, &incoming->problem))
		return false;
	if (ticket == incoming->ticket && seat == incoming->seat)
		g_ptr_array_add(incoming->keys, g_bytes_ref(key));
	return true;
}

static bool
find_incoming(struct kv_txn *txn, struct incoming *incoming, GError **error)
{
	struct key all = key_new(KEY_REDIRECT);
	if (!key_each(txn, &all, KV_UP, visit_redirect, incoming, error))
		return false;
	if (!incoming->problem)
		return true;
	g_propagate_error(error, incoming->problem);
	return false;
}

bool
tickets_redirect(struct kv_txn *txn, guint64 from, guint32 from_seat,
    guint64 to, guint32 to_seat, GError **error)
{
	struct key key = key_of_part(KEY_REDIRECT, from, from_seat);
	g_autoptr(GPtrArray) keys =
	    g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	struct incoming incoming = {
		.ticket = from, .seat = from_seat, .keys = keys
	};
	if (!tickets_follow(txn, &to, &to_seat, error))
		return false;
	if (from == to && from_seat == to_seat)
		return fail_set(error, FAIL_PERMANENT,
		    "ticket %" G_GUINT64_FORMAT
		    " can not be merged into itself",
		    from);
	/* What led to the merged ticket leads past it from now on, so that a
	 * reply address of three merges ago costs one look. */
	if (!find_incoming(txn, &incoming, error))
		return false;
	for (guint i = 0; i < keys->len; i++) {
		struct key other = { .size = 0 };
		gsize size = 0;
		const void *octets = g_bytes_get_data(keys->pdata[i], &size);
		key_add_octets(&other, octets, size);
		if (!redirect_put(txn, &other, to, to_seat, error))
			return false;
	}
	return redirect_put(txn, &key, to, to_seat, error);
}
