/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token names its holder, but may have been forwarded to anybody: here From
 * is held against the bound address, and its proof against what the role
 * needs. A display name, Reply-To or Sender must never count. */
#include "route/holder.h"

#include <stdbool.h>

#include "base/address.h"

gboolean
holder_is_proved(const char *from, const struct verdict *verdict)
{
	return *from && verdict->auth != VERDICT_AUTH_NONE;
}

gboolean
holder_is_proved_agent(const struct verdict *verdict,
    const struct settings *conf)
{
	if (verdict->auth == VERDICT_AUTH_OPERATOR ||
	    verdict->auth == VERDICT_AUTH_CONFIRM)
		return TRUE;
	if (conf->agent_auth & SETTINGS_AGENT_CONFIRM)
		return FALSE;
	if (verdict->auth == VERDICT_AUTH_DMARC)
		return (conf->agent_auth & SETTINGS_AGENT_DMARC) != 0;
	return verdict->auth == VERDICT_AUTH_SUBMISSION &&
	    (conf->agent_auth & SETTINGS_AGENT_SUBMISSION);
}

gboolean
holder_is_agent_token(const struct thread_clue *clue)
{
	return clue->kind == THREAD_TOKEN &&
	    (clue->token.role == TOKEN_AGENT ||
	        clue->token.role == TOKEN_NOTE ||
	        clue->token.role == TOKEN_DESK);
}

/* Also those that act on no ticket. */
static bool
is_held_by_agent(const struct thread_clue *clue)
{
	return holder_is_agent_token(clue) || clue->token.role == TOKEN_CONFIRM;
}

static const struct settings_agent *
find_agent(const struct thread_clue *clue, const struct settings *conf)
{
	return clue->agent ? settings_agent_by_name(conf, clue->agent) : NULL;
}

gboolean
holder_verify(const struct thread_clue *clue, const char *from,
    const struct settings *conf, const struct keyring *ring, gint64 now)
{
	const struct settings_agent *agent = find_agent(clue, conf);
	const char *holder = clue->holder ? clue->holder : from;
	bool good = token_verify(&clue->token, ring, now, holder);

	for (guint i = 0; agent && agent->addresses[i] && !good; i++) {
		g_autofree char *other = address_fold(agent->addresses[i]);

		good = token_verify(&clue->token, ring, now, other);
	}
	return good;
}

/* The ticket as the store has it, else as the token says; or the held mail. */
static guint64
number_of(const struct thread_clue *clue)
{
	return clue->known && clue->token.role != TOKEN_CONFIRM
	    ? clue->ticket
	    : clue->token.number;
}

gboolean
holder_is_same(const struct thread_clue *a, const struct thread_clue *b)
{
	if (number_of(a) != number_of(b))
		return FALSE;
	if (is_held_by_agent(a) || is_held_by_agent(b))
		return a->token.role == b->token.role &&
		    a->token.seat == b->token.seat;
	return a->seat == b->seat;
}

gboolean
holder_is_from(const struct thread_clue *clue, const char *from)
{
	return clue->same_person || address_equal(from, clue->holder);
}

static bool
is_agents_address(const struct thread_clue *clue, const char *from,
    const struct settings *conf)
{
	const struct settings_agent *agent = find_agent(clue, conf);

	/* The bound address is one that he may have given up, and somebody
	 * else have now. */
	if (agent)
		return agent == settings_agent_by_address(conf, from);
	return address_equal(from, clue->holder);
}

enum trust_sender
holder_judge(const struct thread_clue *clue, const char *from,
    const struct verdict *verdict, const struct settings *conf)
{
	bool agent = is_held_by_agent(clue);
	bool holder = agent ? is_agents_address(clue, from, conf)
	                    : holder_is_from(clue, from);
	bool proved = agent ? holder_is_proved_agent(verdict, conf)
	                    : holder_is_proved(from, verdict);

	if (!holder)
		return TRUST_SOMEBODY_ELSE;
	return proved ? TRUST_HOLDER_AUTHENTICATED : TRUST_HOLDER_UNPROVED;
}

enum trust_cell
holder_decide(const struct thread_clue *clue, enum trust_sender sender)
{
	if (clue->token.role == TOKEN_IDENTITY)
		return TRUST_APPEND_THIRD_PARTY;
	return trust_decide(holder_is_agent_token(clue) ? TRUST_TOKEN_AGENT
	                                                : TRUST_TOKEN_CUSTOMER,
	    sender);
}
