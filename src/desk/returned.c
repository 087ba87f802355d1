/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine's word about a letter of ours: what the agents hear of it. Must
 * never write a letter because a letter to an agent came back: two broken
 * mailboxes would feed each other for ever. */
#include "desk/returned.h"

#include "desk/staff.h"
#include "model/entry.h"

#define FAILED_SHOWN 5

/* "delivery failed to a, b". */
static void
remark_addresses(struct decision *decision, const char *what,
    char *const *addresses)
{
	g_autoptr(GString) words = g_string_new(what);

	for (guint i = 0; addresses && addresses[i]; i++) {
		if (i == FAILED_SHOWN) {
			g_string_append(words, ", ...");
			break;
		}
		g_string_append_printf(words, "%s %s", i ? "," : " to",
		    addresses[i]);
	}
	decide_add_remark(decision, words->str);
}

void
returned_remark_failed(struct decision *decision, const struct verdict *verdict)
{
	remark_addresses(decision,
	    verdict->permanent ? "delivery failed for good" : "delivery failed",
	    verdict->failed);
}

/* A bounce of a customer's letter is news for the agents, and so is an answer
 * of theirs that is late. A bounce of one of their own notices is not: the news
 * would go the same way. */
void
returned_decide(struct decision *decision, const struct decide_case *what)
{
	bool bounce = what->verdict->class == VERDICT_BOUNCE;
	bool complaint = what->verdict->class == VERDICT_COMPLAINT;
	bool late = what->verdict->class == VERDICT_DELAY &&
	    what->letter_kind == LETTER_ANSWER;
	bool internal = what->letter_kind == LETTER_NOTICE ||
	    what->letter_kind == LETTER_CONFIRM ||
	    what->letter_kind == LETTER_ALARM;

	decision->entry_kind = bounce ? ENTRY_BOUNCE : ENTRY_AUTOMATIC;
	if (bounce)
		returned_remark_failed(decision, what->verdict);
	if (late)
		remark_addresses(decision, "not delivered yet",
		    what->verdict->delayed);
	if ((bounce || complaint || late) && !internal)
		staff_add_notices(decision, what);
	decide_explain(decision,
	    internal ? "a report about a notice: kept, nobody is told"
	             : "a report about a letter of ours");
}

/* A report that names no letter of ours is nobody's work: backscatter. */
bool
returned_is_stray(const struct decide_case *what)
{
	return what->verdict->class == VERDICT_BOUNCE ||
	    what->verdict->class == VERDICT_DELAY ||
	    what->verdict->class == VERDICT_RECEIPT;
}
