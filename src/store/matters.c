/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kept while tickets are written, so that a mail costs one look, and whoever
 * has a thousand tickets no more than the newest of them. It says nothing of
 * whether the address was proved: the ticket's seat does. */
#include "store/matters.h"

#include <string.h>

#include "base/mac.h"

/* An address may be longer than fits beside the number. */
static struct key
address_key(const char *address)
{
	struct key key = key_new(KEY_MATTER);
	uint8_t digest[MAC_SHA256_SIZE];
	mac_sha256(address, strlen(address), digest);
	key_add_octets(&key, digest, sizeof digest);
	return key;
}

struct key
matters_key(const struct ticket *ticket)
{
	const struct ticket_seat *customer =
	    ticket->seats->len > 0 ? ticket->seats->pdata[0] : NULL;
	struct key key = { .size = 0 };
	if (!customer || *customer->address == '\0' ||
	    (ticket->status != TICKET_OPEN && ticket->status != TICKET_PENDING))
		return key;
	key = address_key(customer->address);
	key_add64(&key, ticket->number);
	return key;
}

bool
matters_put(struct kv_txn *txn, const struct ticket *old,
    const struct ticket *ticket, GError **error)
{
	struct key before = { .size = 0 }, after = matters_key(ticket);
	if (old)
		before = matters_key(old);
	if (before.size == after.size &&
	    memcmp(before.octets, after.octets, after.size) == 0)
		return true;
	if (before.size > 0 && !key_del(txn, &before, error))
		return false;
	return after.size == 0 || key_put(txn, &after, NULL, error);
}

struct find {
	guint most;
	GArray *out;
};

static bool
visit_row(GBytes *key, GBytes *value, void *context)
{
	struct find *find = context;
	guint64 number = key_read(key, MATTERS_NUMBER, 8);
	(void)value;
	if (find->out->len >= find->most)
		return false;
	g_array_append_val(find->out, number);
	return true;
}

bool
matters_find(struct kv_txn *txn, const char *address, guint most, GArray *out,
    GError **error)
{
	struct key key = address_key(address);
	struct find find = { most, out };
	return key_each(txn, &key, KV_DOWN, visit_row, &find, error);
}
