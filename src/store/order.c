/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The indexes behind lists and promises.
 *
 * A key says all that its ticket's place depends on, so that the old row can be
 * found from the old record; its value is the queue, so that a queue's tickets
 * are counted without reading them. Nothing here may change a ticket. */
#include "store/order.h"

#include <string.h>

#include "store/tickets.h"

/* Merged tickets are closed, and have their place there. */
static bool
is_worked(const struct ticket *ticket)
{
	return ticket->status == TICKET_OPEN ||
	    ticket->status == TICKET_PENDING;
}

static guint8
level(const struct ticket *ticket)
{
	return (guint8)(TICKET_PRIORITY_MOST -
	    MIN(ticket->priority, TICKET_PRIORITY_MOST));
}

struct key
order_key(const struct ticket *ticket)
{
	struct key key = key_new(KEY_ORDER);
	bool worked = is_worked(ticket);
	key_add8(&key, (guint8)ticket->status);
	key_add8(&key, worked ? level(ticket) : 0);
	key_add8(&key, worked ? (guint8)MIN(ticket->turn, 255) : 0);
	key_add_time(&key,
	    worked ? ticket_due(ticket) : G_MAXINT64 - ticket->updated);
	key_add_time(&key, worked ? ticket->created : 0);
	key_add64(&key, ticket->number);
	return key;
}

struct key
order_wake_key(const struct ticket *ticket)
{
	gint64 wake = ticket_wake(ticket);
	struct key key = { .size = 0 };
	if (wake == TICKET_NEVER)
		return key;
	key = key_new(KEY_WAKE);
	key_add_time(&key, wake);
	key_add64(&key, ticket->number);
	return key;
}

static bool
is_same(const struct key *one, const struct key *other)
{
	return one->size == other->size &&
	    memcmp(one->octets, other->octets, one->size) == 0;
}

/* Old and new key of one index; most changes of a ticket move neither. */
static bool
move(struct kv_txn *txn, const struct key *old, const struct key *new,
    GBytes *value, GError **error)
{
	if (old->size > 0 && !is_same(old, new) && !key_del(txn, old, error))
		return false;
	return new->size == 0 || key_put(txn, new, value, error);
}

bool
order_put(struct kv_txn *txn, const struct ticket *old,
    const struct ticket *ticket, GError **error)
{
	struct key none = { .size = 0 };
	struct key order = order_key(ticket), wake = order_wake_key(ticket);
	struct key old_order = old ? order_key(old) : none;
	struct key old_wake = old ? order_wake_key(old) : none;
	g_autoptr(GBytes) queue =
	    g_bytes_new(ticket->queue, strlen(ticket->queue));
	return move(txn, &old_order, &order, queue, error) &&
	    move(txn, &old_wake, &wake, NULL, error);
}

static bool
is_queue(GBytes *value, const char *queue)
{
	gsize size = 0;
	const char *octets = g_bytes_get_data(value, &size);
	return size == strlen(queue) &&
	    (size == 0 || memcmp(octets, queue, size) == 0);
}

struct walk {
	struct kv_txn *txn;
	const struct order_scope *scope;
	order_visit visit;
	void *context;
	GError *problem;
};

static bool
visit_place(GBytes *key, GBytes *value, void *context)
{
	struct walk *walk = context;
	const char *queue = walk->scope->queue;
	if (queue && !is_queue(value, queue))
		return true;
	g_autoptr(ticket) ticket = tickets_get(walk->txn,
	    key_read(key, ORDER_NUMBER, 8), &walk->problem);
	if (walk->problem)
		return false;
	/* An index row without its ticket is for verify to tell. */
	return !ticket || walk->visit(ticket, key, walk->context);
}

/* Where the scope's keys begin: right behind the place, if there is one. */
static struct key
first_key(const struct order_scope *scope)
{
	struct key from = key_new(KEY_ORDER);
	gsize size = 0;
	if (scope->after) {
		const void *octets = g_bytes_get_data(scope->after, &size);
		from.size = 0;
		key_add_octets(&from, octets, size);
		key_after(&from);
	} else if (scope->status >= 0) {
		key_add8(&from, (guint8)scope->status);
	}
	return from;
}

bool
order_each(struct kv_txn *txn, const struct order_scope *scope,
    order_visit visit, void *context, GError **error)
{
	struct walk walk = {
		.txn = txn, .scope = scope, .visit = visit, .context = context
	};
	struct key from = first_key(scope), to = key_new(KEY_ORDER);
	if (scope->status >= 0)
		key_add8(&to, (guint8)scope->status);
	key_after(&to);
	struct kv_range range = key_range(&from, &to);
	if (!kv_range(txn, &range, visit_place, &walk, error))
		return false;
	if (!walk.problem)
		return true;
	g_propagate_error(error, walk.problem);
	return false;
}

static bool
visit_counted(GBytes *key, GBytes *value, void *context)
{
	guint64 *count = context;

	(void)key;
	(void)value;
	(*count)++;
	return true;
}

bool
order_count(struct kv_txn *txn, enum ticket_status status, guint64 *out,
    GError **error)
{
	struct key from = key_new(KEY_ORDER);

	key_add8(&from, (guint8)status);
	struct key to = from;
	key_after(&to);
	struct kv_range range = key_range(&from, &to);
	*out = 0;
	return kv_range(txn, &range, visit_counted, out, error);
}

struct count {
	const struct ticket *ticket;
	guint most, ahead;
};

static bool
visit_ahead(GBytes *key, GBytes *value, void *context)
{
	struct count *count = context;
	(void)key;
	count->ahead += is_queue(value, count->ticket->queue);
	return count->ahead < count->most;
}

bool
order_ahead(struct kv_txn *txn, const struct ticket *ticket, guint most,
    guint *out, GError **error)
{
	struct count count = { .ticket = ticket, .most = most };
	struct key from = key_new(KEY_ORDER), to = order_key(ticket);
	key_add8(&from, TICKET_OPEN);
	struct kv_range range = key_range(&from, &to);
	*out = 0;
	if (most == 0 || ticket->status != TICKET_OPEN)
		return true;
	if (!kv_range(txn, &range, visit_ahead, &count, error))
		return false;
	*out = count.ahead;
	return true;
}

struct due {
	guint most;
	GArray *out;
};

static bool
visit_due(GBytes *key, GBytes *value, void *context)
{
	struct due *due = context;
	guint64 number = key_read(key, ORDER_WAKE_NUMBER, 8);
	(void)value;
	g_array_append_val(due->out, number);
	return due->out->len < due->most;
}

bool
order_due(struct kv_txn *txn, gint64 now, guint most, GArray *out,
    GError **error)
{
	struct due due = { .most = most, .out = out };
	struct key from = key_new(KEY_WAKE), to = key_new(KEY_WAKE);
	key_add_time(&to, now + 1);
	struct kv_range range = key_range(&from, &to);
	return most == 0 || kv_range(txn, &range, visit_due, &due, error);
}
