/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name in Cc gives somebody a seat on the ticket and with it all later
 * answers. That is the customer's to say, never anybody's who only looks like
 * him: Cc fields that joined by themselves have handed whole histories to
 * whoever forged one mail (A04). */
#include "desk/participants.h"

#include <stdbool.h>

#include "base/address.h"
#include "desk/staff.h"

/* Whether this mail may bring anybody in. */
static bool
may_invite(const struct decide_case *what)
{
	const struct settings_queue *queue = staff_queue(what);

	if (!queue || queue->cc != SETTINGS_CC_AUTHENTICATED)
		return false;
	if (what->origin != DECIDE_CUSTOMER && what->origin != DECIDE_NEW)
		return false;
	return what->verdict->auth != VERDICT_AUTH_NONE &&
	    what->verdict->class == VERDICT_HUMAN;
}

static bool
is_there(const struct decision *decision, const struct decide_case *what,
    const char *address)
{
	/* A new ticket has nobody but its opener. */
	if (!decision->opens && ticket_find_seat(what->ticket, address) >= 0)
		return true;
	for (guint i = 0; i < decision->participants->len; i++)
		if (address_equal(decision->participants->pdata[i], address))
			return true;
	return address_equal(what->from, address);
}

static bool
may_join(const struct decision *decision, const struct decide_case *what,
    const char *address)
{
	return address_is_valid(address) &&
	    !settings_is_own_address(what->settings, address) &&
	    !settings_agent_by_address(what->settings, address) &&
	    !is_there(decision, what, address);
}

static void
add_each(struct decision *decision, const struct decide_case *what,
    char *const *addresses)
{
	guint seats = decision->opens ? 1 : what->ticket->seats->len;

	for (; addresses && *addresses; addresses++) {
		if (seats + decision->participants->len > PARTICIPANTS_MAX)
			return;
		if (may_join(decision, what, *addresses))
			g_ptr_array_add(decision->participants,
			    address_fold(*addresses));
	}
}

void
participants_add(struct decision *decision, const struct decide_case *what)
{
	g_autoptr(GString) names = g_string_new("now takes part:");

	if (!may_invite(what))
		return;
	add_each(decision, what, what->message->to);
	add_each(decision, what, what->message->cc);
	for (guint i = 0; i < decision->participants->len; i++)
		g_string_append_printf(names, "%s %s", i ? "," : "",
		    (const char *)decision->participants->pdata[i]);
	if (decision->participants->len > 0)
		decide_add_remark(decision, names->str);
}
