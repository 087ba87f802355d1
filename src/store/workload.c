/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The agents' work, kept while tickets are written, so that giving one to the
 * agent with the least costs no look at the tickets. A count says no more than
 * the rows it counts: verify holds one against the other. */
#include "store/workload.h"

#include <string.h>

#include "base/mac.h"
#include "model/codec.h"
#include "store/numbers.h"

/* Of a turn's value; one row a version. */
static const char *const turn_types[] = {
	"(s)",
};

/* Whose work the ticket is now. A pending one waits for the customer. */
static const char *
holder(const struct ticket *ticket)
{
	return ticket && ticket->status == TICKET_OPEN ? ticket->assignee : "";
}

/* A name may be longer than fits beside the number. */
static struct key
tickets_key(const char *agent)
{
	struct key key = key_new(KEY_WORK);
	uint8_t digest[MAC_SHA256_SIZE];
	mac_sha256(agent, strlen(agent), digest);
	key_add_octets(&key, digest, sizeof digest);
	return key;
}

static struct key
name_key(enum key_kind kind, const char *name)
{
	struct key key = key_new(kind);
	key_add_octets(&key, name, strlen(name));
	return key;
}

struct key
workload_key(const struct ticket *ticket)
{
	struct key key = { .size = 0 };
	if (*holder(ticket) == '\0')
		return key;
	key = tickets_key(holder(ticket));
	key_add64(&key, ticket->number);
	return key;
}

bool
workload_count(struct kv_txn *txn, const char *agent, guint64 *out,
    GError **error)
{
	struct key key = name_key(KEY_WORK_COUNT, agent);
	bool found = false;
	return numbers_get(txn, &key, out, &found, error);
}

enum change { ONE_LESS, ONE_MORE };

static bool
count(struct kv_txn *txn, const char *agent, enum change change, GError **error)
{
	struct key key = name_key(KEY_WORK_COUNT, agent);
	guint64 now = 0;
	if (!workload_count(txn, agent, &now, error))
		return false;
	if (change == ONE_MORE)
		return numbers_put(txn, &key, now + 1, error);
	return now > 1 ? numbers_put(txn, &key, now - 1, error)
	               : key_del(txn, &key, error);
}

bool
workload_put(struct kv_txn *txn, const struct ticket *old,
    const struct ticket *ticket, GError **error)
{
	struct key before = { .size = 0 }, after = workload_key(ticket);
	if (old)
		before = workload_key(old);
	if (g_str_equal(holder(old), holder(ticket)))
		return true;
	if (before.size > 0 &&
	    (!key_del(txn, &before, error) ||
	        !count(txn, holder(old), ONE_LESS, error)))
		return false;
	return after.size == 0 ||
	    (key_put(txn, &after, NULL, error) &&
	        count(txn, holder(ticket), ONE_MORE, error));
}

static bool
visit_ticket(GBytes *key, GBytes *value, void *context)
{
	guint64 number = key_read(key, WORKLOAD_NUMBER, 8);
	(void)value;
	g_array_append_val((GArray *)context, number);
	return true;
}

bool
workload_tickets(struct kv_txn *txn, const char *agent, GArray *out,
    GError **error)
{
	struct key key = tickets_key(agent);
	return key_each(txn, &key, KV_UP, visit_ticket, out, error);
}

bool
workload_put_turn(struct kv_txn *txn, const char *queue, const char *agent,
    GError **error)
{
	struct key key = name_key(KEY_TURN, queue);
	g_autoptr(GBytes) value = codec_encode(G_N_ELEMENTS(turn_types),
	    g_variant_new("(@s)", codec_string(agent)));
	return key_put(txn, &key, value, error);
}

bool
workload_put_absence(struct kv_txn *txn, const struct absence *absence,
    GError **error)
{
	struct key key = name_key(KEY_ABSENCE, absence->agent);
	g_autoptr(GBytes) value = absence_encode(absence);
	return key_put(txn, &key, value, error);
}

bool
workload_end_absence(struct kv_txn *txn, const char *agent, bool *was_out,
    GError **error)
{
	struct key key = name_key(KEY_ABSENCE, agent);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error))
		return false;
	if (was_out)
		*was_out = value != NULL;
	return !value || key_del(txn, &key, error);
}

/* What load collects into, and what went wrong. */
struct loading {
	struct staffing *staffing;
	GError *problem;
};

/* The name at the end of a key. */
static char *
name_of(GBytes *key)
{
	gsize size = 0;
	const char *octets = g_bytes_get_data(key, &size);
	return g_strndup(octets + 1, size - 1);
}

static bool
visit_count(GBytes *key, GBytes *value, void *context)
{
	struct loading *loading = context;
	g_autofree char *agent = name_of(key);
	guint64 open = 0;
	if (!numbers_decode(value, &open, &loading->problem))
		return false;
	staffing_set_open(loading->staffing, agent, (guint)open);
	return true;
}

static bool
visit_turn(GBytes *key, GBytes *value, void *context)
{
	struct loading *loading = context;
	g_autofree char *queue = name_of(key);
	const char *agent = NULL;
	g_autoptr(GVariant) body = codec_decode(value, "turn", turn_types,
	    G_N_ELEMENTS(turn_types), NULL, &loading->problem);
	if (!body)
		return false;
	g_variant_get(body, "(&s)", &agent);
	staffing_set_turn(loading->staffing, queue, agent);
	return true;
}

static bool
visit_absence(GBytes *key, GBytes *value, void *context)
{
	struct loading *loading = context;
	struct absence *absence = absence_decode(value, &loading->problem);
	(void)key;
	if (absence)
		g_ptr_array_add(loading->staffing->absences, absence);
	return absence != NULL;
}

struct staffing *
workload_load(struct kv_txn *txn, GError **error)
{
	static const struct {
		enum key_kind kind;
		kv_visit visit;
	} parts[] = { { KEY_WORK_COUNT, visit_count }, { KEY_TURN, visit_turn },
		{ KEY_ABSENCE, visit_absence } };
	g_autoptr(staffing) staffing = staffing_new();
	struct loading loading = { .staffing = staffing };
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
		struct key key = key_new(parts[i].kind);
		if (!key_each(txn, &key, KV_UP, parts[i].visit, &loading,
		        error))
			return NULL;
		if (!loading.problem)
			continue;
		g_propagate_error(error, loading.problem);
		return NULL;
	}
	return g_steal_pointer(&staffing);
}
