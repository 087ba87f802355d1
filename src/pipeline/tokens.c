/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reply addresses and signing keys by the operator's hand. Whoever has an
 * address writes in its holder's name as far as the trust table lets him, so
 * each one made here stands in the audit; the address itself and the keys must
 * never get there, nor into the log. */
#include "pipeline/tokens.h"
#include "base/address.h"
#include "base/clock.h"
#include "route/replyaddr.h"
#include "route/token.h"
#include "store/audit.h"
#include "store/people.h"
#include "store/ring.h"
#include "store/tickets.h"

/* One reply address to be made. */
struct tokens_wish {
	struct token what;
	char *holder; /* folded, owned */
};

static bool
tokens_number(const char *text, guint64 least, guint64 most, guint64 *out)
{
	return text != NULL &&
	    g_ascii_string_to_unsigned(text, 10, least, most, out, NULL);
}

/* The role of that name, of those that are given out by hand: confirming and
 * rating belong to one letter each. 0: none. */
static guint8
tokens_role(const char *name)
{
	static const guint8 roles[] = { TOKEN_CUSTOMER, TOKEN_PARTICIPANT,
		TOKEN_AGENT, TOKEN_NOTE, TOKEN_DESK };

	for (guint i = 0; name != NULL && i < G_N_ELEMENTS(roles); i++)
		if (g_str_equal(name, token_role_name(roles[i])))
			return roles[i];
	return 0;
}

/* Somebody who has a seat on the ticket. */
static bool
tokens_seat(const struct ticket *ticket, const char *text,
    struct tokens_wish *wish, GError **error)
{
	guint64 seat = 0;

	if (wish->what.role == TOKEN_CUSTOMER && text != NULL)
		return fail_set(error, FAIL_PERMANENT,
		    "customer: has seat 0 and no other");
	if (wish->what.role == TOKEN_PARTICIPANT &&
	    !tokens_number(text, 1, TOKEN_SEAT_MAX, &seat))
		return fail_set(error, FAIL_PERMANENT,
		    "participant: a seat from 1 on is wanted");
	if (seat >= ticket->seats->len)
		return fail_set(error, FAIL_PERMANENT,
		    "ticket %" G_GUINT64_FORMAT ": nobody has seat %u",
		    ticket->number, (guint)seat);
	const struct ticket_seat *holder =
	    g_ptr_array_index(ticket->seats, seat);
	wish->what.seat = (guint16)seat;
	wish->holder = g_strdup(holder->address);
	return true;
}

static bool
tokens_agent(const struct operate *operate, struct kv_txn *txn,
    const char *name, struct tokens_wish *wish, GError **error)
{
	const struct settings_agent *agent = name != NULL
	    ? settings_agent_by_name(operate->inbox->accept.settings, name)
	    : NULL;

	if (agent == NULL)
		return fail_set(error, FAIL_PERMANENT,
		    "%s: no agent is named %s",
		    token_role_name(wish->what.role),
		    name != NULL ? name : "that");
	if (agent->disabled)
		return fail_set(error, FAIL_PERMANENT,
		    "agent %s is disabled: mail to that address would be held",
		    agent->name);
	wish->holder = address_fold(agent->addresses[0]);
	guint32 seat = people_agent_seat(txn, agent->name, wish->holder, error);
	wish->what.seat = (guint16)seat;
	return seat != 0;
}

/* Whose it will be, and on which ticket. */
static bool
tokens_find(const struct operate *operate, struct kv_txn *txn,
    const char *const *argv, struct tokens_wish *wish, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket =
	    tickets_get(txn, wish->what.number, &problem);
	const char *whose = argv[2] != NULL ? argv[3] : NULL;

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (ticket == NULL)
		return fail_set(error, FAIL_PERMANENT,
		    "ticket %" G_GUINT64_FORMAT ": there is none",
		    wish->what.number);
	if (wish->what.role == TOKEN_AGENT || wish->what.role == TOKEN_NOTE)
		return tokens_agent(operate, txn, whose, wish, error);
	return tokens_seat(ticket, whose, wish, error);
}

static bool
tokens_issue(struct operate *operate, const char *const *argv, GString *out,
    GError **error)
{
	const struct accept *accept = &operate->inbox->accept;
	struct tokens_wish wish = { .what.role = tokens_role(argv[1]) };
	g_autofree char *holder = NULL;

	if (wish.what.role == 0)
		return fail_set(error, FAIL_PERMANENT,
		    "%s: customer, participant, agent, note or desk is wanted",
		    argv[1] != NULL ? argv[1] : "role");
	bool desk = wish.what.role == TOKEN_DESK;
	if (!desk &&
	    !tokens_number(argv[2], 1, TOKEN_NUMBER_MAX, &wish.what.number))
		return fail_set(error, FAIL_PERMANENT,
		    "token issue: a ticket's number is wanted");
	g_autoptr(kv_txn) txn =
	    kv_begin(operate->inbox->store->kv, KV_WRITE, error);
	if (txn == NULL)
		return false;
	bool found = desk ? tokens_agent(operate, txn, argv[2], &wish, error)
	                  : tokens_find(operate, txn, argv, &wish, error);
	holder = wish.holder;
	if (!found)
		return false;
	g_autofree char *token = token_issue(accept->ring, &wish.what, holder);
	if (token == NULL)
		return fail_set(error, FAIL_PERMANENT,
		    "seat %u does not fit into a reply address",
		    wish.what.seat);
	g_autofree char *object = desk
	    ? g_strdup_printf("agent %s", argv[2])
	    : g_strdup_printf("ticket %" G_GUINT64_FORMAT, wish.what.number);
	g_autofree char *reason =
	    g_strdup_printf("%s, seat %u, key %u, by the operator", argv[1],
	        wish.what.seat, keyring_signing(accept->ring)->id);
	if (!audit_note(txn, operate->actor, "token.issue", object, reason,
	        error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	g_autofree char *address =
	    replyaddr_make(&accept->settings->desk, token);
	g_string_append_printf(out, "%s\n", address);
	return true;
}

/* What the ring is now, for the operator. */
static void
tokens_tell(const struct keyring *ring, GTimeZone *zone, GString *out)
{
	const struct keyring_key *signing = keyring_signing(ring);

	g_string_append_printf(out, "key %u signs from now on\n", signing->id);
	for (guint i = 0; i < ring->keys->len; i++) {
		const struct keyring_key *key = ring->keys->pdata[i];
		if (keyring_state_of(key, signing->created) ==
		    KEYRING_RETIRED) {
			g_autofree char *until =
			    clock_format_iso(key->until, zone);
			g_string_append_printf(out,
			    "key %u is believed until %s\n", key->id, until);
		}
	}
}

/* The ring is replaced before the audit is committed: a rotation that cannot be
 * recorded is reported as an error and is in force all the same, while the
 * other order could record one that never came about. */
static bool
tokens_rotate(struct operate *operate, const char *const *argv, GString *out,
    GError **error)
{
	struct inbox *inbox = operate->inbox;
	guint64 seconds = TOKENS_KEEP_SECONDS;

	if (argv[1] != NULL &&
	    !tokens_number(argv[1], 0, KEYRING_KEEP_MAX / 1000, &seconds))
		return fail_set(error, FAIL_PERMANENT,
		    "token rotate: %s is not a number of seconds", argv[1]);
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_WRITE, error);
	if (txn == NULL)
		return false;
	g_autoptr(keyring) ring = ring_rotate(inbox->accept.settings->state_dir,
	    inbox->secret, clock_now(), (gint64)seconds * 1000, error);
	if (ring == NULL)
		return false;
	g_autofree char *object =
	    g_strdup_printf("key %u", keyring_signing(ring)->id);
	g_autofree char *reason =
	    g_strdup_printf("signs now; others at most %" G_GUINT64_FORMAT
	                    " seconds more; by the operator",
	        seconds);
	if (!audit_note(txn, operate->actor, "token.rotate", object, reason,
	        error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	tokens_tell(ring, inbox->accept.zone, out);
	inbox_refresh(inbox);
	return true;
}

bool
tokens_run(struct operate *operate, const char *const *argv, GString *out,
    GError **error)
{
	inbox_refresh(operate->inbox);
	if (argv[0] != NULL && g_str_equal(argv[0], "issue"))
		return tokens_issue(operate, argv, out, error);
	if (argv[0] != NULL && g_str_equal(argv[0], "rotate"))
		return tokens_rotate(operate, argv, out, error);
	return fail_set(error, FAIL_PERMANENT,
	    "token: issue or rotate is wanted");
}
