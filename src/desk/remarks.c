/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What agents are told of a mail besides its words. A limit that was reached
 * must never go without a remark: an agent who does not know that something is
 * missing answers what he sees. */
#include "desk/remarks.h"

#include "desk/lookalike.h"

/* What an agent should know of how the mail was taken in. */
static const struct {
	guint flag;
	const char *words;
} flag_remarks[] = {
	{ MESSAGE_FLAG_TEXT_CUT, "the text was cut at its limit" },
	{ MESSAGE_FLAG_PARTS_CUT, "some attachments were left out" },
	{ MESSAGE_FLAG_BAD_CHARSET, "some characters could not be read" },
	{ MESSAGE_FLAG_ENCRYPTED, "the mail is encrypted" },
	{ MESSAGE_FLAG_OPAQUE, "its words are inside a signed file" },
	{ HEADER_FLAG_MALFORMED, "the header is malformed" },
};

static void
add_flag_remarks(struct decision *decision, const struct decide_case *what)
{
	for (guint i = 0; i < G_N_ELEMENTS(flag_remarks); i++)
		if ((what->message->flags | what->header->flags) &
		    flag_remarks[i].flag)
			decide_add_remark(decision, flag_remarks[i].words);
}

/* Not of a loop: then it is our own name. */
static void
add_lookalike(struct decision *decision, const struct decide_case *what)
{
	g_autofree char *warning = what->verdict->class == VERDICT_LOOP
	    ? NULL
	    : lookalike_find(what->settings, what->from,
	          what->message->from_name);

	if (warning)
		decide_add_remark(decision, warning);
}

void
remarks_add(struct decision *decision, const struct decide_case *what)
{
	add_flag_remarks(decision, what);
	add_lookalike(decision, what);
	if (what->flagged)
		decide_add_remark(decision,
		    "an agent has called its sender one of spam");
}
