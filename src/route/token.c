/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one proof in a mail that the other side cannot make up. Everything that
 * a token says (role, seat, number, whose it is) is under its MAC, so that no
 * part can be swapped for another. Must never answer faster for one kind of
 * forgery than for another, and never accept two texts for one value. */
#include "route/token.h"

#include <string.h>

#include "base/base32.h"
#include "base/mac.h"

#define TOKEN_VERSION 1U
#define VERSION_SHIFT 6
#define KEY_MASK 0x3fU
#define ROLE_SHIFT 4
#define SEAT_HIGH_MASK 0x0fU
#define NUMBER_OCTETS 5U
#define LETTER_OCTETS 6U
#define HEAD_SIZE 8U
#define SHORT_HEAD_SIZE 7U
#define SHORT_MAC_SIZE 10U
#define SIZE (HEAD_SIZE + TOKEN_MAC_SIZE)
#define SHORT_SIZE (SHORT_HEAD_SIZE + SHORT_MAC_SIZE)

static const char *const role_names[] = {
	[TOKEN_CUSTOMER] = "customer",
	[TOKEN_PARTICIPANT] = "participant",
	[TOKEN_AGENT] = "agent",
	[TOKEN_NOTE] = "note",
	[TOKEN_CONFIRM] = "confirm",
	[TOKEN_RATING] = "rating",
	[TOKEN_DESK] = "desk",
	[TOKEN_IDENTITY] = "identity",
};

/* The labels keep the three kinds of signature apart; their NUL is signed. */
static const char token_label[] = "docket token 1";
static const struct {
	const char *text;
	gsize size;
} use_labels[] = {
	[TOKEN_USE_ID] = { "docket id 1", sizeof("docket id 1") },
	[TOKEN_USE_BOUNCE] = { "docket bounce 1", sizeof("docket bounce 1") },
};

const char *
token_role_name(guint8 role)
{
	if (role < TOKEN_CUSTOMER || role >= G_N_ELEMENTS(role_names))
		return "unknown";
	return role_names[role];
}

static void
put_number(uint8_t *out, guint octets, guint64 number)
{
	for (guint i = octets; i > 0; i--) {
		out[i - 1] = (uint8_t)(number & 0xff);
		number >>= 8;
	}
}

static guint64
get_number(const uint8_t *in, guint octets)
{
	guint64 number = 0;

	for (guint i = 0; i < octets; i++)
		number = number << 8 | in[i];
	return number;
}

static uint8_t
version_octet(guint8 key_id)
{
	return (uint8_t)(TOKEN_VERSION << VERSION_SHIFT | (key_id & KEY_MASK));
}

static bool
fits(const struct token *what)
{
	return what->role >= TOKEN_CUSTOMER &&
	    what->role < G_N_ELEMENTS(role_names) &&
	    what->seat <= TOKEN_SEAT_MAX && what->number <= TOKEN_NUMBER_MAX;
}

static void
write_head(const struct token *what, guint8 key_id, uint8_t head[HEAD_SIZE])
{
	head[0] = version_octet(key_id);
	head[1] = (uint8_t)(what->role << ROLE_SHIFT | what->seat >> 8);
	head[2] = (uint8_t)(what->seat & 0xff);
	put_number(head + 3, NUMBER_OCTETS, what->number);
}

/* The whole HMAC; its users cut it. */
static void
sign(const uint8_t key[MAC_KEY_SIZE], const uint8_t head[HEAD_SIZE],
    const char *holder, uint8_t out[MAC_SHA256_SIZE])
{
	g_autoptr(GString) data =
	    g_string_new_len(token_label, sizeof(token_label));

	g_string_append_len(data, (const char *)head, HEAD_SIZE);
	g_string_append(data, holder);
	mac_hmac(key, data->str, data->len, out);
}

static void
sign_short(const uint8_t key[MAC_KEY_SIZE], enum token_use use,
    const uint8_t head[SHORT_HEAD_SIZE], uint8_t out[MAC_SHA256_SIZE])
{
	uint8_t data[sizeof("docket bounce 1") + SHORT_HEAD_SIZE];
	gsize label = use_labels[use].size;

	memcpy(data, use_labels[use].text, label);
	memcpy(data + label, head, SHORT_HEAD_SIZE);
	mac_hmac(key, data, label + SHORT_HEAD_SIZE, out);
}

/* What does not fit its bits is refused here, so no token names another seat.
 */
char *
token_issue(const struct keyring *ring, const struct token *what,
    const char *holder)
{
	const struct keyring_key *key = keyring_signing(ring);
	uint8_t octets[SIZE], mac[MAC_SHA256_SIZE];

	if (!fits(what) || !holder)
		return NULL;
	write_head(what, key->id, octets);
	sign(key->key, octets, holder, mac);
	memcpy(octets + HEAD_SIZE, mac, TOKEN_MAC_SIZE);
	return base32_encode(octets, sizeof(octets));
}

bool
token_parse(const char *text, gsize length, struct token *out)
{
	uint8_t octets[SIZE];

	if (length != TOKEN_LENGTH ||
	    !base32_decode(text, length, octets, sizeof(octets)) ||
	    octets[0] >> VERSION_SHIFT != TOKEN_VERSION)
		return false;
	out->key_id = octets[0] & KEY_MASK;
	out->role = octets[1] >> ROLE_SHIFT;
	out->seat = (guint16)((octets[1] & SEAT_HIGH_MASK) << 8 | octets[2]);
	out->number = get_number(octets + 3, NUMBER_OCTETS);
	memcpy(out->mac, octets + HEAD_SIZE, TOKEN_MAC_SIZE);
	return fits(out);
}

/* The key of that id, or zeros: an unknown key takes the same way and fails at
 * the end like a wrong MAC. */
static bool
find_key(const struct keyring *ring, guint8 id, gint64 now,
    uint8_t key_out[MAC_KEY_SIZE])
{
	const struct keyring_key *key = keyring_find(ring, id, now);

	memset(key_out, 0, MAC_KEY_SIZE);
	if (key)
		memcpy(key_out, key->key, MAC_KEY_SIZE);
	return key != NULL;
}

bool
token_verify(const struct token *token, const struct keyring *ring, gint64 now,
    const char *holder)
{
	uint8_t key[MAC_KEY_SIZE], head[HEAD_SIZE], mac[MAC_SHA256_SIZE];
	bool known = find_key(ring, token->key_id, now, key);
	bool fit = fits(token) && token->key_id <= KEY_MASK;
	bool equal;

	write_head(token, token->key_id, head);
	sign(key, head, holder ? holder : "", mac);
	explicit_bzero(key, sizeof(key));
	equal = mac_equal(mac, token->mac, TOKEN_MAC_SIZE);
	return equal & known & fit & (holder != NULL);
}

static char *
issue_short(const struct keyring_key *key, enum token_use use, guint64 letter)
{
	uint8_t octets[SHORT_SIZE], mac[MAC_SHA256_SIZE];

	if (letter == 0 || letter > TOKEN_LETTER_MAX)
		return NULL;
	octets[0] = version_octet(key->id);
	put_number(octets + 1, LETTER_OCTETS, letter);
	sign_short(key->key, use, octets, mac);
	memcpy(octets + SHORT_HEAD_SIZE, mac, SHORT_MAC_SIZE);
	return base32_encode(octets, sizeof(octets));
}

char *
token_short_issue(const struct keyring *ring, enum token_use use,
    guint64 letter)
{
	return issue_short(keyring_signing(ring), use, letter);
}

char *
token_short_again(const struct keyring *ring, enum token_use use,
    guint64 letter, gint64 when)
{
	return issue_short(keyring_signing_at(ring, when), use, letter);
}

static bool
decode_short(const char *text, gsize length, uint8_t octets[SHORT_SIZE])
{
	return length == TOKEN_SHORT_LENGTH &&
	    base32_decode(text, length, octets, SHORT_SIZE) &&
	    octets[0] >> VERSION_SHIFT == TOKEN_VERSION;
}

bool
token_short_parse(const char *text, gsize length, guint8 *key_id_out,
    guint64 *letter_out)
{
	uint8_t octets[SHORT_SIZE];

	if (!decode_short(text, length, octets))
		return false;
	*key_id_out = octets[0] & KEY_MASK;
	*letter_out = get_number(octets + 1, LETTER_OCTETS);
	return true;
}

guint64
token_short_read(const char *text, gsize length, const struct keyring *ring,
    gint64 now, enum token_use use)
{
	uint8_t octets[SHORT_SIZE], mac[MAC_SHA256_SIZE];
	uint8_t key[MAC_KEY_SIZE];
	bool known, equal;

	if (!decode_short(text, length, octets))
		return 0;
	known = find_key(ring, octets[0] & KEY_MASK, now, key);
	sign_short(key, use, octets, mac);
	explicit_bzero(key, sizeof(key));
	equal = mac_equal(mac, octets + SHORT_HEAD_SIZE, SHORT_MAC_SIZE);
	/* No branch on what the comparison said; a caller may. */
	return get_number(octets + 1, LETTER_OCTETS) * (equal & known);
}
