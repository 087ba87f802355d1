/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What fetcher and mailbox may say to each other, as one table of types. The
 * fetcher talks to the network and the mailbox must not believe it more than
 * it has to: a message of any other type is refused by channel_receive(). */
#include "daemon/link.h"
#include "model/claim.h"

const char *
link_type_of(guint8 type)
{
	static const char *const types[] = {
		[LINK_SELECTED] = "(uuu)",
		[LINK_BATCH] = (LINK_BATCH_TYPE),
		[LINK_MARKED] = "au",
		[LINK_STATE] = "s",
		[LINK_ATTEMPT] = "u",
		[LINK_LEFT] = "(bu)",
		[LINK_REFUSED] = "u",
		[LINK_CLAIMED] = CLAIM_TYPE,
		[LINK_CLAIM] = ("(y" CLAIM_TYPE "s)"),
		[LINK_PLAN] = LINK_PLAN_TYPE,
		[LINK_COMMITTED] = "a(uu)",
		[LINK_PAUSE] = "(us)",
		[LINK_VERDICT] = "b",
	};

	return type < G_N_ELEMENTS(types) ? types[type] : NULL;
}
