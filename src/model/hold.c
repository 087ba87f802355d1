/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail that is kept back until somebody decides.
 *
 * The record says why and for whom; the mail itself stays in the archive. A
 * cause's number is promised in the manual: never give one a new meaning. */
#include "model/hold.h"

#include "model/codec.h"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	"(tuuusssxxstst" BLOB_TYPE BLOB_TYPE BLOB_TYPE ENTRY_SOURCES_TYPE "u)",
};

static const struct {
	const char *text, *advice;
} causes[] = {
	[HOLD_AGENT_UNVERIFIED] = { "an agent's address, but the sender is not proved",
	    "It is released when the agent answers the confirm letter. "
	    "Release it only if you know that he wrote it." },
	[HOLD_AGENT_NO_TOKEN] = { "an agent wrote without a ticket's reply address",
	    "An answer has to go to the address in the notice. Released, "
	    "it opens a ticket in the agent's name." },
	[HOLD_AGENT_STRANGER] = { "an agent's reply address, used by somebody else",
	    "The address has leaked, or is being tried. Released, the "
	    "mail is kept on the ticket as a third party's and reaches no "
	    "customer." },
	[HOLD_AGENT_NO_MARKER] = { "the marker line is gone and quoted lines are left",
	    "Release it if nothing of what is quoted may harm: the words "
	    "above the first quoted line go to the customer." },
	[HOLD_AGENT_DISABLED] = { "the agent is disabled or not on the ticket's queue",
	    "Put the agent on the queue, or release this one mail." },
	[HOLD_TWO_TOKENS] = { "two different reply addresses in one mail",
	    "Released, it goes by the first of them." },
	[HOLD_AGENT_AUTOMATIC] = { "an automatic mail on an agent's reply address",
	    "Drop it, unless a human wrote it." },
	[HOLD_AGENT_DOUBLE] = { "the same answer twice within 10 minutes",
	    "Drop it: the first one went out." },
	[HOLD_AGENT_EMPTY] = { "no text above the marker line",
	    "Drop it; the agent has to write above the marker line. "
	    "Released, it is kept as a note." },
	[HOLD_TICKET_GONE] = { "the reply address of a ticket that is not here",
	    "Released, it opens a new ticket." },
	[HOLD_NOT_TAKEN_IN] = { "it could not be taken in",
	    "See the detail and the log. Once the reason is gone, release it; "
	    "where docket has not got its mail, move that from the quarantine "
	    "folder back into the inbox, and drop this." },
	[HOLD_ANSWERED] = { "another agent has answered meanwhile",
	    "It is released when the agent answers the confirm letter. "
	    "Released, it goes to the customer as a second answer." },
	[HOLD_CONFIRM_VOID] = { "an answer to a confirm letter that does not count",
	    "Drop it. The mail that was to be confirmed is another hold, "
	    "named in the detail." },
	[HOLD_BLOCKED] = { "the sender is blocked",
	    "Drop it. Released, it is taken in; docketctl block remove lets "
	    "the sender's next mails in." },
	[HOLD_COMMANDS] = { "commands of an agent's to the desk",
	    "They were carried out, and the agent was answered." },
	[HOLD_VERIFIED] = { "a question whether something is really ours",
	    "It was answered. docketctl phish list counts what was reported." },
	[HOLD_SECOND] = { "an answer to a complaint, which a second agent reads first",
	    "It is released when the agent whom the detail names answers the "
	    "confirm letter; nobody: release it when you have read it." },
	[HOLD_MENU] = { "a keyword to a queue's menu",
	    "It was answered from the help articles. docketctl stats counts "
	    "such mails." },
};

const char *
hold_cause_text(guint32 cause)
{
	if (cause >= G_N_ELEMENTS(causes) || !causes[cause].text)
		return "unknown cause";
	return causes[cause].text;
}

const char *
hold_cause_advice(guint32 cause)
{
	if (cause >= G_N_ELEMENTS(causes) || !causes[cause].advice)
		return "";
	return causes[cause].advice;
}

guint32
hold_bit(guint32 cause)
{
	return cause > 0 && cause < 32 ? 1U << cause : 0;
}

const char *
hold_state_name(guint32 state)
{
	static const char *const names[] = { "held", "released", "dropped",
		"superseded" };
	return state < G_N_ELEMENTS(names) ? names[state] : "unknown";
}

/* All strings NULL, for the decoder to fill. */
static struct hold *
hold_blank(void)
{
	struct hold *hold = g_new0(struct hold, 1);
	hold->sources = entry_sources_new();
	return hold;
}

struct hold *
hold_new(void)
{
	struct hold *hold = hold_blank();
	hold->detail = g_strdup("");
	hold->from_addr = g_strdup("");
	hold->subject = g_strdup("");
	hold->done_by = g_strdup("");
	hold->agent = g_strdup("");
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
	g_free(hold->agent);
	g_ptr_array_unref(hold->sources);
	g_free(hold);
}

GBytes *
hold_encode(const struct hold *hold)
{
	GVariant *body = g_variant_new("(tuuu@s@s@sxx@st@st@" BLOB_TYPE
	                               "@" BLOB_TYPE "@" BLOB_TYPE
	                               "@" ENTRY_SOURCES_TYPE "u)",
	    hold->number, hold->cause, hold->state, hold->lifted,
	    codec_string(hold->detail), codec_string(hold->from_addr),
	    codec_string(hold->subject), hold->received, hold->done,
	    codec_string(hold->done_by), hold->ticket,
	    codec_string(hold->agent), hold->letter, blob_encode(&hold->raw),
	    blob_encode(&hold->record), blob_encode(&hold->answer),
	    entry_sources_encode(hold->sources), hold->more_sources);
	return codec_encode(G_N_ELEMENTS(types), body);
}

struct hold *
hold_decode(GBytes *record, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "hold", types,
	    G_N_ELEMENTS(types), NULL, error);
	g_autoptr(GVariant) raw = NULL, message = NULL, answer = NULL;
	g_autoptr(GVariant) sources = NULL;
	if (!body)
		return NULL;
	g_autoptr(hold) hold = hold_blank();
	g_variant_get(body,
	    "(tuuusssxxstst@" BLOB_TYPE "@" BLOB_TYPE "@" BLOB_TYPE
	    "@" ENTRY_SOURCES_TYPE "u)",
	    &hold->number, &hold->cause, &hold->state, &hold->lifted,
	    &hold->detail, &hold->from_addr, &hold->subject, &hold->received,
	    &hold->done, &hold->done_by, &hold->ticket, &hold->agent,
	    &hold->letter, &raw, &message, &answer, &sources,
	    &hold->more_sources);
	entry_sources_decode(sources, hold->sources);
	blob_decode(raw, &hold->raw);
	blob_decode(message, &hold->record);
	blob_decode(answer, &hold->answer);
	if (hold->state > HOLD_SUPERSEDED)
		return codec_refuse(error, "hold", "unknown state");
	return g_steal_pointer(&hold);
}
