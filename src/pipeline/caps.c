/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many automatic letters went out of late, from the store: the caps hold
 * for all mailboxes together, and across restarts. What is too many is desk/'s
 * to say. */
#include "pipeline/caps.h"
#include "pipeline/aside.h"
#include "store/rates.h"

bool
caps_count(const struct apply *apply, struct decide_case *situation,
    GError **error)
{
	const struct settings *settings = apply->accept->settings;
	g_autofree char *number = apply->ticket != NULL
	    ? g_strdup_printf("%" G_GUINT64_FORMAT, apply->ticket->number)
	    : g_strdup("");

	struct rates_what sender = { RATES_ACK, apply->mail->from,
		DECIDE_DAY_MS };
	struct rates_what everybody = { RATES_ACKS, "", 60000 };
	struct rates_what ticket = { RATES_TICKET, number, DECIDE_DAY_MS };
	struct rates_what menus = { RATES_MENU, apply->mail->from,
		DECIDE_DAY_MS };
	struct rates_what warned = { RATES_WARNED, apply->mail->from,
		DECIDE_DAY_MS };

	return rates_count(apply->txn, &sender, apply->now,
	           &situation->acks_to_sender, error) &&
	    (settings->sending.acknowledgements_per_minute == 0 ||
	        rates_count(apply->txn, &everybody, apply->now,
	            &situation->acks_this_minute, error)) &&
	    rates_count(apply->txn, &warned, apply->now,
	        &situation->warned_today, error) &&
	    rates_count(apply->txn, &menus, apply->now, &situation->menus_today,
	        error) &&
	    rates_count(apply->txn, &ticket, apply->now,
	        &situation->automatic_today, error) &&
	    aside_count(apply, situation, error);
}
