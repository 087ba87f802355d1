/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of envelope senders and automatic-mail fields. A letter that
 * no human wrote must never go out without Auto-Submitted: two desks that
 * answer each other stop by that field alone. */
#include "outbox/kind.h"

/* Bounces and out-of-office answers to agents' notices are wanted; answers by
 * machines to letters of the desk are not. */
#define NO_ANSWERS "AutoReply, RN, NRN"

static const struct kind kinds[] = {
	[LETTER_ANSWER] = { KIND_SENDER_BOUNCE, NULL, NULL },
	[LETTER_ACKNOWLEDGEMENT] = { KIND_SENDER_NULL, "auto-replied", "All" },
	[LETTER_DESK] = { KIND_SENDER_BOUNCE, "auto-generated", NO_ANSWERS },
	[LETTER_CONFIRM] = { KIND_SENDER_BOUNCE, "auto-replied", NO_ANSWERS },
	[LETTER_NOTICE] = { KIND_SENDER_BOUNCE, "auto-generated", NO_ANSWERS },
	[LETTER_ALARM] = { KIND_SENDER_NULL, "auto-generated", "All" },
};

const struct kind *
kind_of(guint32 letter_kind)
{
	if (letter_kind >= G_N_ELEMENTS(kinds))
		return &kinds[LETTER_ALARM];
	return &kinds[letter_kind];
}
