/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises and the order of work, as a ticket keeps them. Whoever only claims
 * to be somebody must not get his promise, zone or priority, nor put that
 * customer's tickets behind others. */
#include "pipeline/clocks.h"
#include "base/address.h"
#include "base/strings.h"
#include "mime/maildate.h"
#include "pipeline/acquaint.h"
#include "store/rates.h"

#define HOUR_MS G_GINT64_CONSTANT(3600000)
#define CLOCKS_A_TURN 20                 /* tickets of one sender in an hour */
#define CLOCKS_PLAUSIBLE (7 * 24 * 3600) /* s between Date and now */

const struct settings_queue *
clocks_queue(const struct settings *settings, const struct ticket *ticket)
{
	const struct settings_queue *queue =
	    settings_queue_by_name(settings, ticket->queue);

	return queue != NULL ? queue : settings_catch_all(settings);
}

void
clocks_follow(const struct settings *settings, struct ticket *ticket,
    enum promise_event event, gint64 now)
{
	struct promise_case what = { .event = event,
		.queue = clocks_queue(settings, ticket),
		.vip = ticket->vip,
		.now = now };

	if (what.queue != NULL)
		promise_follow(ticket, &what);
}

/* What the mail's own clock says of where its writer is. */
static char *
clocks_zone(const struct accept_mail *mail, gint64 now)
{
	const char *date =
	    mail->header != NULL ? header_find(mail->header, "Date", 0) : NULL;
	gint64 sent = mail->message->date;
	int offset = date != NULL ? maildate_offset(date) : 0;

	if (offset == 0 || ABS(sent - now / 1000) > CLOCKS_PLAUSIBLE)
		return g_strdup("");
	return g_strdup_printf("%c%02d:%02d", offset < 0 ? '-' : '+',
	    ABS(offset) / 60, ABS(offset) % 60);
}

/* Proved and unproved mails of an address are counted apart. */
static bool
clocks_turn(struct apply *apply, GError **error)
{
	const struct accept_mail *mail = apply->mail;
	g_autofree char *sender =
	    g_strconcat(mail->verdict->auth == VERDICT_AUTH_NONE ? "?" : "",
	        mail->from, NULL);
	struct rates_what what = { RATES_OPENED, sender, HOUR_MS };
	guint before = 0;

	if (!rates_count(apply->txn, &what, apply->now, &before, error))
		return false;
	apply->ticket->turn = before / CLOCKS_A_TURN;
	return rates_add(apply->txn, what.kind, what.name, apply->now, error);
}

bool
clocks_open(struct apply *apply, const struct decision *decision,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(person) person =
	    acquaint_customer(apply->txn, apply->ticket, &problem);
	const struct accept_mail *mail = apply->mail;
	const struct settings *settings = apply->accept->settings;
	const struct verdict *verdict = mail->verdict;
	struct ticket *ticket = apply->ticket;
	const struct settings_queue *queue = clocks_queue(settings, ticket);
	g_autofree char *zone = clocks_zone(mail, apply->now);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	ticket->vip = person != NULL ? person->vip : 0;
	if (ticket->vip > 0 && queue != NULL)
		ticket->priority =
		    MAX(ticket->priority, (guint32)queue->vip_priority);
	strings_set(&ticket->zone,
	    person != NULL && *person->time_zone != '\0' ? person->time_zone
	                                                 : zone);
	if (decision->entry_kind == ENTRY_CUSTOMER && !decision->filed &&
	    verdict->auto_respond && verdict->auth != VERDICT_AUTH_NONE &&
	    address_is_valid(mail->from) &&
	    !settings_is_own_address(settings, mail->from))
		ticket->flags |= TICKET_REACHABLE;
	return clocks_turn(apply, error);
}
