/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reply addresses and the keys that sign them, for the operator who wonders why
 * a reply did not find its ticket. What a text names is said even when it is
 * not believed, and why not; the octets of a key must never be printed. */
#include "ctl/ctltoken.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/escape.h"
#include "ctl/ctljson.h"
#include "ctl/ctlsecrets.h"
#include "ctl/ctlwrite.h"
#include "pipeline/facts.h"
#include "pipeline/tokens.h"
#include "route/holder.h"
#include "route/replyaddr.h"
#include "store/ring.h"

/* A text, and what was found out about it. */
struct look {
	struct ctl *ctl;
	struct keyring *ring;
	gint64 now;
	const char *token; /* its characters within the text */
	gsize length;
	struct thread_clue clue;
	json_t *row;
	const char *reason; /* static */
	int status;
};

/* The key ring; a status after a complaint. */
static int
open_ring(struct ctl *ctl, struct keyring **out)
{
	const char *dir = ctl->settings->state_dir;
	g_autoptr(GHashTable) secrets = ctlsecrets_new();
	g_autoptr(GError) error = NULL;
	const struct ring_stamp none = { 0 };

	if (!ctlsecrets_read_key(secrets, ctl->settings, &error) ||
	    !ctl_become_owner(dir, &error))
		return ctl_fail(error);
	struct ring_stamp stamp = ring_stamp(dir);
	if (ring_is_same(&stamp, &none))
		return ctl_complain(EX_NOINPUT,
		    "%s/keys/ring: there are no keys yet", dir);
	*out = ring_read(dir, g_hash_table_lookup(secrets, "key"), &error);
	return *out ? EX_OK : ctl_fail(error);
}

/* The token's characters: those before the '@', or at the end, that base32
 * knows. What stands before them (a desk's name, "docket.") is not needed. */
static bool
cut_token(const char *text, struct look *look)
{
	const char *at = strrchr(text, '@');
	const char *end = at ? at : text + strlen(text);
	const char *start = end;

	while (start > text &&
	    (g_ascii_isalpha(start[-1]) ||
	        (start[-1] >= '2' && start[-1] <= '7')))
		start--;
	look->token = start;
	look->length = (gsize)(end - start);
	return look->length == TOKEN_LENGTH ||
	    look->length == TOKEN_SHORT_LENGTH;
}

static void
set(struct look *look, const char *key, json_t *take_value)
{
	json_object_set_new(look->row, key, take_value);
}

static json_t *
key_object(const struct keyring_key *key, gint64 now, GTimeZone *zone)
{
	json_t *row = json_object();

	json_object_set_new(row, "key", json_integer(key->id));
	json_object_set_new(row, "key_state",
	    ctljson_text(keyring_state_name(keyring_state_of(key, now))));
	json_object_set_new(row, "key_created",
	    ctljson_time(key->created, zone));
	json_object_set_new(row, "key_retired",
	    ctljson_time(key->retired, zone));
	json_object_set_new(row, "key_until", ctljson_time(key->until, zone));
	return row;
}

/* Of that id, ended ones too; NULL when the ring has none. */
static const struct keyring_key *
find_key(const struct keyring *ring, guint8 id)
{
	for (guint i = 0; i < ring->keys->len; i++) {
		const struct keyring_key *key = ring->keys->pdata[i];
		if (key->id == id)
			return key;
	}
	return NULL;
}

/* Tells of the key; whether it is believed. */
static bool
add_key(struct look *look, guint8 id)
{
	const struct keyring_key *key = find_key(look->ring, id);

	if (!key) {
		set(look, "key", json_integer(id));
		set(look, "key_state", ctljson_text("unknown"));
		look->reason = "signed by a key that is not in the ring: of "
		               "another desk, long ended, or made up";
		return false;
	}
	json_t *row = key_object(key, look->now, look->ctl->zone);
	json_object_update(look->row, row);
	json_decref(row);
	if (keyring_state_of(key, look->now) == KEYRING_ENDED)
		look->reason = "its key is not believed any more";
	return keyring_state_of(key, look->now) != KEYRING_ENDED;
}

/* What the store knows of it: whose it is and where it leads. */
static void
add_facts(struct look *look)
{
	const struct thread_clue *clue = &look->clue;

	if (!clue->known)
		return;
	set(look, "holder", ctljson_text(clue->holder));
	if (clue->agent)
		set(look, "agent", ctljson_text(clue->agent));
	if (clue->letter != 0)
		set(look, "letter_kind",
		    ctljson_text(letter_kind_name(clue->letter_kind)));
	if (clue->ticket != 0)
		set(look, "leads_to", ctljson_number(clue->ticket));
}

/* Asks the store; false when there is none, or after an error. */
static bool
ask_store(struct look *look, GError **error)
{
	struct ctl *ctl = look->ctl;
	g_autoptr(kv_txn) txn = NULL;

	ctl->store = store_open(ctl->settings->state_dir, KV_READ_ONLY, error);
	if (ctl->store)
		txn = kv_begin(ctl->store->kv, KV_READ, error);
	if (!txn || !facts_of(txn, &look->clue, "", error))
		return false;
	add_facts(look);
	return true;
}

/* The verdict on a long token, whose MAC covers its holder: without the store
 * nobody knows who that is. */
static void
judge_long(struct look *look, bool good_key, bool have_store)
{
	bool good = have_store && look->clue.known &&
	    holder_verify(&look->clue, "", look->ctl->settings, look->ring,
	        look->now);

	look->status = good ? EX_OK : EX_DATAERR;
	if (good) {
		look->reason = "issued by us for its holder";
	} else if (good_key && !have_store) {
		look->reason = "there is no store to say whose it is";
		look->status = EX_NOINPUT;
	} else if (good_key) {
		look->reason = look->clue.known
		    ? "forged or changed: not issued by us for that holder"
		    : "the store has nobody whom it could have been issued "
		      "for";
	}
}

static void
look_long(struct look *look, GError **error)
{
	const struct token *token = &look->clue.token;

	look->clue.kind = THREAD_TOKEN;
	if (!token_parse(look->token, look->length, &look->clue.token))
		return;
	set(look, "kind", ctljson_text("reply address"));
	set(look, "role", ctljson_text(token_role_name(token->role)));
	set(look, "number", ctljson_number(token->number));
	set(look, "seat", json_integer(token->seat));
	bool good_key = add_key(look, token->key_id);
	judge_long(look, good_key, ask_store(look, error));
}

/* A short one proves itself; the store only says more about it. */
static void
look_short(struct look *look, GError **error)
{
	guint64 letter = 0;
	guint8 key_id = 0;

	if (!token_short_parse(look->token, look->length, &key_id, &letter))
		return;
	guint64 as_id = token_short_read(look->token, look->length, look->ring,
	    look->now, TOKEN_USE_ID);
	guint64 as_bounce = token_short_read(look->token, look->length,
	    look->ring, look->now, TOKEN_USE_BOUNCE);
	look->clue.kind = as_id != 0 ? THREAD_OWN_ID : THREAD_BOUNCE;
	look->clue.letter = as_id + as_bounce; /* at most one is not 0 */
	set(look, "kind",
	    ctljson_text(as_id != 0  ? "Message-ID"
	            : as_bounce != 0 ? "bounce address"
	                             : "Message-ID or bounce address"));
	set(look, "letter", ctljson_number(letter));
	bool good_key = add_key(look, key_id);
	if (look->clue.letter == 0) {
		if (good_key)
			look->reason = "forged or changed: not issued by us";
		return;
	}
	look->status = EX_OK;
	look->reason = ask_store(look, error) && !look->clue.known
	    ? "issued by us, for a letter that the store does not have"
	    : "issued by us";
}

/* Whether mail to it comes to this desk, or the id is one of this desk's; null
 * for a token alone. */
static json_t *
is_ours(const struct look *look, const char *text)
{
	const struct settings *conf = look->ctl->settings;
	gsize length = 0;

	if (!strchr(text, '@'))
		return json_null();
	return json_boolean(replyaddr_find(conf, text, &length) != NULL ||
	    replyaddr_in_message_id(&conf->desk, text, &length) != NULL);
}

static void
print_look(const json_t *row)
{
	static const char *const fields[][3] = { { "Kind", "kind", "role" },
		{ "Number", "number", NULL }, { "Seat", "seat", NULL },
		{ "Letter", "letter", "letter_kind" },
		{ "Holder", "holder", "agent" },
		{ "Ticket now", "leads_to", NULL },
		{ "Key", "key", "key_state" },
		{ "Created", "key_created", NULL },
		{ "Retired", "key_retired", NULL },
		{ "Until", "key_until", NULL }, { "Problem", "problem", NULL },
		{ "Verdict", "reason", NULL } };
	const json_t *valid = json_object_get(row, "valid");

	for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autofree char *value = ctljson_get(row, fields[i][1]);
		g_autofree char *more = fields[i][2]
		    ? ctljson_get(row, fields[i][2])
		    : g_strdup("");
		g_autofree char *line = g_strdup_printf("%s%s%s%s", value,
		    *more ? " (" : "", more, *more ? ")" : "");
		g_autofree char *safe = escape_terminal(line, ESCAPE_ONE_LINE);
		if (*value)
			printf("%-10s %s\n", fields[i][0], safe);
	}
	printf("%-10s %s\n", "Valid",
	    json_is_null(valid)       ? "cannot be told"
	        : json_is_true(valid) ? "yes"
	                              : "no");
	if (json_is_false(json_object_get(row, "ours")))
		printf("%-10s %s\n", "Address",
		    "not one of this desk: mail to it does not come here");
}

static void
look_at(struct look *look, const char *text)
{
	g_autoptr(GError) error = NULL;

	look->status = EX_DATAERR;
	look->reason = "has not the form of a token";
	set(look, "ours", is_ours(look, text));
	if (cut_token(text, look) && look->length == TOKEN_LENGTH)
		look_long(look, &error);
	else if (look->length == TOKEN_SHORT_LENGTH)
		look_short(look, &error);
	if (error)
		set(look, "problem", ctljson_text(error->message));
	set(look, "valid",
	    look->status == EX_NOINPUT ? json_null()
	                               : json_boolean(look->status == EX_OK));
	set(look, "reason", ctljson_text(look->reason));
}

int
ctltoken_read(struct ctl *ctl)
{
	struct look look = { .ctl = ctl, .now = clock_now() };
	g_autofree char *text = g_strdup(ctl_operand(ctl, 0));
	int status = open_ring(ctl, &look.ring);

	if (status != EX_OK)
		return status;
	look.row = json_object();
	g_strstrip(g_strdelimit(text, "<>", ' '));
	look_at(&look, text);
	if (ctl->format == CTL_JSON)
		ctljson_print(json_incref(look.row));
	else
		print_look(look.row);
	json_decref(look.row);
	g_free(look.clue.holder);
	g_free(look.clue.agent);
	keyring_free(look.ring);
	return look.status;
}

int
ctltoken_keys(struct ctl *ctl)
{
	static const char *const columns[] = { "KEY", "key", "STATE",
		"key_state", "CREATED", "key_created", "RETIRED", "key_retired",
		"UNTIL", "key_until", NULL };
	g_autoptr(keyring) ring = NULL;
	json_auto_t *rows = json_array();
	int status = open_ring(ctl, &ring);

	for (guint i = 0; ring && i < ring->keys->len; i++)
		json_array_append_new(rows,
		    key_object(ring->keys->pdata[i], clock_now(), ctl->zone));
	if (ring && ctl->format == CTL_JSON)
		ctljson_print(json_incref(rows));
	else if (ring)
		ctljson_print_table(rows, columns);
	return status;
}

int
ctltoken_issue(struct ctl *ctl)
{
	guint64 number = 0;

	if (!g_str_equal(ctl_operand(ctl, 0), "desk") &&
	    !ctl_number(ctl_operand(ctl, 1), &number))
		return ctl_complain(EX_USAGE, "token issue: %s is not a number",
		    ctl_operand(ctl, 1));
	return ctlwrite_verb(ctl);
}

bool
ctltoken_seconds(const char *text, guint64 *out)
{
	static const struct {
		char letter;
		guint64 seconds;
	} units[] = { { 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };
	size_t length = strlen(text);
	g_autofree char *digits = g_strdup(text);
	guint64 unit = units[0].seconds;

	for (guint i = 0; length > 0 && i < G_N_ELEMENTS(units); i++) {
		if (text[length - 1] != units[i].letter)
			continue;
		unit = units[i].seconds;
		digits[length - 1] = '\0';
	}
	if (!g_ascii_string_to_unsigned(digits, 10, 0,
	        KEYRING_KEEP_MAX / 1000 / unit, out, NULL))
		return false;
	*out *= unit;
	return true;
}

int
ctltoken_rotate(struct ctl *ctl)
{
	const char *keep = ctl_option(ctl, "--keep");
	guint64 seconds = TOKENS_KEEP_SECONDS;

	if (keep && !ctltoken_seconds(keep, &seconds))
		return ctl_complain(EX_USAGE,
		    "--keep: %s is no time; write 400 (days), 12h, 90m or 30s",
		    keep);
	g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, seconds);
	const char *const words[] = { "token", "rotate", text, NULL };
	return ctlwrite_ask(ctl, g_strdupv((char **)(guintptr)words));
}
