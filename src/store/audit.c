/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit chain.
 *
 * The link is a digest over the stored octets of the record before, so records
 * must never be rewritten, not even by an upgrade: an old version stays as it
 * was written. The index of a ticket's records is beside the chain, and proves
 * nothing. */
#include "store/audit.h"

#include <string.h>

#include "base/clock.h"
#include "base/mac.h"
#include "model/codec.h"
#include "store/key.h"
#include "store/numbers.h"

#define COUNTER "audit"
#define TICKET "ticket "

/* The digest of the one before, when, actor, action, object, reason. */
static const char *const types[] = {
	"(ayxssss)",
};

static void
digest_of(GBytes *record, uint8_t out[MAC_SHA256_SIZE])
{
	gsize size = 0;
	const void *octets = g_bytes_get_data(record, &size);
	mac_sha256(octets, size, out);
}

/* The link to the record before number; the first one's is all zero. */
static bool
link_to_before(struct kv_txn *txn, guint64 number,
    uint8_t link[MAC_SHA256_SIZE], GError **error)
{
	struct key key = key_of(KEY_AUDIT, number - 1);
	g_autoptr(GBytes) before = NULL;
	memset(link, 0, MAC_SHA256_SIZE);
	if (number == 1)
		return true;
	if (!key_get(txn, &key, &before, error))
		return false;
	if (!before)
		return fail_set(error, FAIL_STORE,
		    "audit record %" G_GUINT64_FORMAT " is missing",
		    number - 1);
	digest_of(before, link);
	return true;
}

/* "ticket 12"; 0 for any other object. */
static guint64
ticket_of(const char *object)
{
	guint64 number = 0;

	if (!g_str_has_prefix(object, TICKET) ||
	    !g_ascii_string_to_unsigned(object + strlen(TICKET), 10, 1,
	        G_MAXUINT64, &number, NULL))
		return 0;
	return number;
}

static bool
put_index(struct kv_txn *txn, guint64 ticket, guint64 number, GError **error)
{
	struct key key = key_of(KEY_AUDIT_TICKET, ticket);

	key_add64(&key, number);
	return ticket == 0 || key_put(txn, &key, NULL, error);
}

/* The last record has none behind it that would show a change. */
static bool
put_head(struct kv_txn *txn, GBytes *record, GError **error)
{
	struct key key = key_new(KEY_AUDIT_HEAD);
	uint8_t digest[MAC_SHA256_SIZE];

	digest_of(record, digest);
	g_autoptr(GBytes) value = g_bytes_new(digest, sizeof digest);
	return key_put(txn, &key, value, error);
}

/* The event and what it tells of are in one transaction: neither is there
 * without the other. */
bool
audit_add(struct kv_txn *txn, const struct audit_event *event, GError **error)
{
	uint8_t link[MAC_SHA256_SIZE];
	guint64 number = numbers_take(txn, COUNTER, error);
	if (number == 0 || !link_to_before(txn, number, link, error))
		return false;
	struct key key = key_of(KEY_AUDIT, number);
	GVariant *octets = g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, link,
	    sizeof link, 1);
	g_autoptr(GBytes) value = codec_encode(G_N_ELEMENTS(types),
	    codec_tuple(octets, g_variant_new_int64(event->when),
	        codec_string(event->actor), codec_string(event->action),
	        codec_string(event->object), codec_string(event->reason),
	        NULL));
	return key_put(txn, &key, value, error) &&
	    put_index(txn, ticket_of(event->object), number, error) &&
	    put_head(txn, value, error);
}

bool
audit_note(struct kv_txn *txn, const char *actor, const char *action,
    const char *object, const char *reason, GError **error)
{
	struct audit_event event = { .when = clock_now(),
		.actor = actor,
		.action = action,
		.object = object,
		.reason = reason };

	return audit_add(txn, &event, error);
}

/* The strings lie in what is returned. NULL with error for what is damaged. */
static GVariant *
decode(GBytes *record, struct audit_event *event, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "audit", types,
	    G_N_ELEMENTS(types), NULL, error);
	g_autoptr(GVariant) link = NULL;
	gsize size = 0;

	if (!body)
		return NULL;
	g_variant_get(body, "(@ayx&s&s&s&s)", &link, &event->when,
	    &event->actor, &event->action, &event->object, &event->reason);
	event->record = record;
	event->before = g_variant_get_fixed_array(link, &size, 1);
	if (size == MAC_SHA256_SIZE)
		return g_steal_pointer(&body);
	fail_set(error, FAIL_STORE, "an audit record is damaged");
	return NULL;
}

guint64
audit_ticket(GBytes *record)
{
	struct audit_event event = { 0 };
	g_autoptr(GVariant) body = decode(record, &event, NULL);

	return body ? ticket_of(event.object) : 0;
}

struct walk {
	struct kv_txn *txn;
	audit_visit visit;
	void *context;
	GError *problem;
};

static bool
visit_record(GBytes *key, GBytes *value, void *context)
{
	struct walk *walk = context;
	struct audit_event event = { 0 };
	g_autoptr(GVariant) body = decode(value, &event, &walk->problem);

	return body && walk->visit(key_read(key, 1, 8), &event, walk->context);
}

static bool
visit_index(GBytes *key, GBytes *value, void *context)
{
	struct walk *walk = context;
	guint64 number = key_read(key, 9, 8);
	struct key where = key_of(KEY_AUDIT, number);
	struct audit_event event = { 0 };
	g_autoptr(GBytes) record = NULL;
	g_autoptr(GVariant) body = NULL;

	(void)value;
	if (!key_get(walk->txn, &where, &record, &walk->problem))
		return false;
	if (!record)
		return fail_set(&walk->problem, FAIL_STORE,
		    "audit record %" G_GUINT64_FORMAT " is missing", number);
	body = decode(record, &event, &walk->problem);
	return body && walk->visit(number, &event, walk->context);
}

static bool
walk_keys(struct walk *walk, const struct key *prefix, kv_visit visit,
    GError **error)
{
	if (!key_each(walk->txn, prefix, KV_UP, visit, walk, error))
		return false;
	if (!walk->problem)
		return true;
	g_propagate_error(error, walk->problem);
	return false;
}

bool
audit_each(struct kv_txn *txn, audit_visit visit, void *context, GError **error)
{
	struct walk walk = { .txn = txn, .visit = visit, .context = context };
	struct key all = key_new(KEY_AUDIT);

	return walk_keys(&walk, &all, visit_record, error);
}

bool
audit_each_of_ticket(struct kv_txn *txn, guint64 ticket, audit_visit visit,
    void *context, GError **error)
{
	struct walk walk = { .txn = txn, .visit = visit, .context = context };
	struct key all = key_of(KEY_AUDIT_TICKET, ticket);

	return walk_keys(&walk, &all, visit_index, error);
}

bool
audit_newest(struct kv_txn *txn, guint64 *out, GError **error)
{
	guint64 next = numbers_next(txn, COUNTER, error);

	*out = next > 0 ? next - 1 : 0;
	return next > 0;
}

bool
audit_digest(struct kv_txn *txn, guint64 number, uint8_t out[MAC_SHA256_SIZE],
    bool *found_out, GError **error)
{
	struct key key = key_of(KEY_AUDIT, number);
	g_autoptr(GBytes) record = NULL;

	memset(out, 0, MAC_SHA256_SIZE);
	*found_out = number == 0;
	if (number == 0)
		return true;
	if (!key_get(txn, &key, &record, error))
		return false;
	*found_out = record != NULL;
	if (record)
		digest_of(record, out);
	return true;
}

struct behind {
	guint left;
	GArray *tickets;
	guint64 last;
};

static bool
visit_behind(GBytes *key, GBytes *value, void *context)
{
	struct behind *behind = context;
	guint64 ticket = audit_ticket(value);

	if (behind->left-- == 0)
		return false;
	if (ticket != 0)
		g_array_append_val(behind->tickets, ticket);
	behind->last = key_read(key, 1, 8);
	return true;
}

bool
audit_tickets_after(struct kv_txn *txn, guint64 after, guint most, GArray *out,
    guint64 *last_out, GError **error)
{
	struct behind behind = { most, out, after };
	struct key from = key_of(KEY_AUDIT, after + 1);
	struct key to = key_new(KEY_AUDIT);

	key_after(&to);
	struct kv_range range = key_range(&from, &to);
	if (!kv_range(txn, &range, visit_behind, &behind, error))
		return false;
	*last_out = behind.last;
	return true;
}

/* How far the chain has been found whole. */
struct chain {
	guint64 next; /* number that must come */
	uint8_t link[MAC_SHA256_SIZE];
	GError *problem;
};

/* A damaged record is told as one, and the walk ends: what comes behind it can
 * not be linked to anything. */
static bool
visit_link(GBytes *key, GBytes *value, void *context)
{
	struct chain *chain = context;
	guint64 number = key_read(key, 1, 8);
	gsize size = 0;
	if (number != chain->next)
		return fail_set(&chain->problem, FAIL_PERMANENT,
		    "audit record %" G_GUINT64_FORMAT " is missing",
		    chain->next);
	g_autoptr(GVariant) body = codec_decode(value, "audit", types,
	    G_N_ELEMENTS(types), NULL, NULL);
	g_autoptr(GVariant) link = NULL;
	if (!body)
		return fail_set(&chain->problem, FAIL_PERMANENT,
		    "audit record %" G_GUINT64_FORMAT " is damaged", number);
	g_variant_get_child(body, 0, "@ay", &link);
	const void *octets = g_variant_get_fixed_array(link, &size, 1);
	if (size != sizeof chain->link ||
	    memcmp(octets, chain->link, size) != 0)
		return fail_set(&chain->problem, FAIL_PERMANENT,
		    "audit record %" G_GUINT64_FORMAT
		    " does not fit the one before",
		    number);
	digest_of(value, chain->link);
	chain->next++;
	return true;
}

/* chain->link is the digest of the last record that was seen. */
static bool
check_head(struct kv_txn *txn, struct chain *chain, GError **error)
{
	struct key key = key_new(KEY_AUDIT_HEAD);
	g_autoptr(GBytes) head = NULL;
	gsize size = 0;

	if (!key_get(txn, &key, &head, error))
		return false;
	const void *octets = head ? g_bytes_get_data(head, &size) : NULL;
	if (chain->next > 1 &&
	    (size != sizeof chain->link ||
	        memcmp(octets, chain->link, size) != 0))
		fail_set(&chain->problem, FAIL_PERMANENT,
		    "audit record %" G_GUINT64_FORMAT
		    " is not the one that was written last",
		    chain->next - 1);
	return true;
}

bool
audit_check(struct kv_txn *txn, guint64 *count_out, GError **error)
{
	struct chain chain = { .next = 1 };
	struct key all = key_new(KEY_AUDIT);
	guint64 given = numbers_next(txn, COUNTER, error);
	if (given == 0 ||
	    !key_each(txn, &all, KV_UP, visit_link, &chain, error))
		return false;
	*count_out = chain.next - 1;
	/* The counter shows when records are cut off at the end. */
	if (!chain.problem && chain.next != given)
		fail_set(&chain.problem, FAIL_PERMANENT,
		    "audit record %" G_GUINT64_FORMAT " is missing",
		    chain.next);
	if (!chain.problem && !check_head(txn, &chain, error))
		return false;
	if (!chain.problem)
		return true;
	g_propagate_error(error, chain.problem);
	return false;
}
