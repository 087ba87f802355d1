/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered of people across tickets.
 *
 * An agent's seat stands in the reply addresses of every notice that agent
 * ever got. It must never be given to somebody else, even when the agent is
 * gone from the settings. */
#include "store/people.h"

#include <string.h>

#include "model/codec.h"
#include "store/key.h"
#include "store/numbers.h"

/* Of a seat's agent; one row a version, old rows stay for ever. */
static const char *const types[] = {
	"(ss)",
};

static struct key
agent_key(const char *agent)
{
	struct key key = key_new(KEY_AGENT_SEAT);
	key_add_octets(&key, agent, strlen(agent));
	return key;
}

static struct key
seat_key(guint32 seat)
{
	struct key key = key_new(KEY_SEAT_AGENT);
	key_add32(&key, seat);
	return key;
}

bool
people_agent_of_seat(struct kv_txn *txn, guint32 seat, char **agent_out,
    char **address_out, GError **error)
{
	struct key key = seat_key(seat);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error) || !value)
		return false;
	g_autoptr(GVariant) body = codec_decode(value, "agent", types,
	    G_N_ELEMENTS(types), NULL, error);
	if (!body)
		return false;
	g_variant_get(body, "(ss)", agent_out, address_out);
	return true;
}

/* Writes who has the seat, unless that is what stands there. */
static bool
bind_seat(struct kv_txn *txn, guint32 seat, const char *agent,
    const char *address, GError **error)
{
	struct key key = seat_key(seat);
	g_autoptr(GBytes) old = NULL;
	g_autoptr(GBytes) value = codec_encode(G_N_ELEMENTS(types),
	    g_variant_new("(@s@s)", codec_string(agent),
	        codec_string(address)));
	if (!key_get(txn, &key, &old, error))
		return false;
	return (old && g_bytes_equal(old, value)) ||
	    key_put(txn, &key, value, error);
}

/* By name and not by address: an agent who gets another address keeps the seat,
 * and the tokens that were sent to the old one end with it, since the address
 * is in their MAC. */
guint32
people_agent_seat(struct kv_txn *txn, const char *agent, const char *address,
    GError **error)
{
	struct key key = agent_key(agent);
	guint64 seat = 0;
	bool found = false;
	if (strlen(agent) > PEOPLE_NAME_MAX) {
		fail_set(error, FAIL_CONFIG,
		    "agent %.60s: the name is too long", agent);
		return 0;
	}
	if (!numbers_get(txn, &key, &seat, &found, error))
		return 0;
	if (!found) {
		seat = numbers_take(txn, "agent", error);
		if (seat == 0 || !numbers_put(txn, &key, seat, error))
			return 0;
	}
	if (!bind_seat(txn, (guint32)seat, agent, address, error))
		return 0;
	return (guint32)seat;
}

/* The language of an address; one row a version. */
static const char *const language_types[] = {
	"(s)",
};

/* As above: at worst somebody is answered in a namesake's language. */
static struct key
language_key(const char *address)
{
	struct key key = key_new(KEY_LANGUAGE);
	key_add_octets(&key, address, strlen(address));
	return key;
}

bool
people_get_language(struct kv_txn *txn, const char *address,
    char **language_out, GError **error)
{
	struct key key = language_key(address);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error))
		return false;
	if (!value) {
		*language_out = g_strdup("");
		return true;
	}
	g_autoptr(GVariant) body = codec_decode(value, "language",
	    language_types, G_N_ELEMENTS(language_types), NULL, error);
	if (!body)
		return false;
	g_variant_get(body, "(s)", language_out);
	return true;
}

bool
people_put_language(struct kv_txn *txn, const char *address,
    const char *language, GError **error)
{
	struct key key = language_key(address);
	g_autoptr(GBytes) value = codec_encode(G_N_ELEMENTS(language_types),
	    g_variant_new("(@s)", codec_string(language)));
	return key_put(txn, &key, value, error);
}
