/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail that is kept back until somebody decides.
 *
 * The record says why and for whom; the mail itself stays in the archive. A
 * cause's number is promised in the manual: never give one a new meaning. */
#include "model/hold.h"

#include "model/codec.h"

#define SOURCE_TYPE "(ssuu)"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	"(tuuusssxxst" BLOB_TYPE BLOB_TYPE SOURCE_TYPE ")",
};

const char *
hold_cause_text(guint32 cause)
{
	static const char *const texts[] = {
		[HOLD_AGENT_UNVERIFIED] =
		    "an agent's address, but the sender is not proved",
		[HOLD_AGENT_NO_TOKEN] =
		    "an agent wrote without a ticket's reply address",
		[HOLD_AGENT_STRANGER] =
		    "an agent's reply address, used by somebody else",
		[HOLD_AGENT_NO_MARKER] =
		    "the marker line is gone and quoted lines are left",
		[HOLD_AGENT_DISABLED] =
		    "the agent is disabled or not on the ticket's queue",
		[HOLD_TWO_TOKENS] = "two different reply addresses in one mail",
		[HOLD_AGENT_AUTOMATIC] =
		    "an automatic mail on an agent's reply address",
		[HOLD_AGENT_DOUBLE] = "the same answer twice within 10 minutes",
		[HOLD_AGENT_EMPTY] = "no text above the marker line",
		[HOLD_TICKET_GONE] =
		    "the reply address of a ticket that is not here",
		[HOLD_NOT_TAKEN_IN] = "it could not be taken in",
	};
	if (cause >= G_N_ELEMENTS(texts) || !texts[cause])
		return "unknown cause";
	return texts[cause];
}

guint32
hold_bit(guint32 cause)
{
	return cause > 0 && cause < 32 ? 1U << cause : 0;
}

const char *
hold_state_name(guint32 state)
{
	static const char *const names[] = { "held", "released", "dropped" };
	return state < G_N_ELEMENTS(names) ? names[state] : "unknown";
}

struct hold *
hold_new(void)
{
	struct hold *hold = g_new0(struct hold, 1);
	hold->detail = g_strdup("");
	hold->from_addr = g_strdup("");
	hold->subject = g_strdup("");
	hold->done_by = g_strdup("");
	hold->source.account = g_strdup("");
	hold->source.folder = g_strdup("");
	return hold;
}

void
hold_free(struct hold *hold)
{
	if (!hold)
		return;
	g_free(hold->detail);
	g_free(hold->from_addr);
	g_free(hold->subject);
	g_free(hold->done_by);
	g_free(hold->source.account);
	g_free(hold->source.folder);
	g_free(hold);
}

GBytes *
hold_encode(const struct hold *hold)
{
	GVariant *body = g_variant_new("(tuuu@s@s@sxx@st@" BLOB_TYPE
	                               "@" BLOB_TYPE "(@s@suu))",
	    hold->number, hold->cause, hold->state, hold->lifted,
	    codec_string(hold->detail), codec_string(hold->from_addr),
	    codec_string(hold->subject), hold->received, hold->done,
	    codec_string(hold->done_by), hold->ticket, blob_encode(&hold->raw),
	    blob_encode(&hold->record), codec_string(hold->source.account),
	    codec_string(hold->source.folder), hold->source.uidvalidity,
	    hold->source.uid);
	return codec_encode(G_N_ELEMENTS(types), body);
}

struct hold *
hold_decode(GBytes *record, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "hold", types,
	    G_N_ELEMENTS(types), NULL, error);
	g_autoptr(GVariant) raw = NULL, message = NULL;
	if (!body)
		return NULL;
	g_autoptr(hold) hold = g_new0(struct hold, 1);
	g_variant_get(body,
	    "(tuuusssxxst@" BLOB_TYPE "@" BLOB_TYPE SOURCE_TYPE ")",
	    &hold->number, &hold->cause, &hold->state, &hold->lifted,
	    &hold->detail, &hold->from_addr, &hold->subject, &hold->received,
	    &hold->done, &hold->done_by, &hold->ticket, &raw, &message,
	    &hold->source.account, &hold->source.folder,
	    &hold->source.uidvalidity, &hold->source.uid);
	if (!blob_decode(raw, &hold->raw) ||
	    !blob_decode(message, &hold->record))
		return codec_refuse(error, "hold", "a digest is too short");
	if (hold->state > HOLD_DROPPED)
		return codec_refuse(error, "hold", "unknown state");
	return g_steal_pointer(&hold);
}
