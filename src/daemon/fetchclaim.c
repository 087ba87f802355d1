/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fetcher's part in keeping two dockets from one mailbox: it reads the
 * claims, asks its mailbox, which has the store, and writes what that says. No
 * mail may be loaded before the claim that holds was seen to be our own, nor
 * after somebody has written another one. */
#include "daemon/fetchclaim.h"
#include "base/channel.h"
#include "base/log.h"
#include "base/steptimer.h"
#include "daemon/fetchlink.h"
#include "daemon/link.h"
#include "imap/claimbox.h"
#include "model/claim.h"
#include <stdlib.h>
#include <sysexits.h>

#define FETCHCLAIM_ROUNDS 4 /* written, seen; a lost race; and one to spare */
#define FETCHCLAIM_PATIENCE 600 /* seconds for one transaction */

/* The mailbox's word on the claim that holds. */
static bool
fetchclaim_ask(const struct claim *holder, enum claim_verdict *verdict_out,
    struct claim *next_out, GError **error)
{
	g_auto(channel_message) message = { 0 };
	struct claim nobody = { 0 };
	g_autoptr(GVariant) next = NULL;
	const char *text = NULL;
	guint8 verdict = 0;

	if (!fetchlink_send(LINK_CLAIMED,
	        claim_to_variant(holder != NULL ? holder : &nobody), -1, error))
		return false;
	role_alive(FETCHCLAIM_PATIENCE);
	steptimer_stop();
	if (channel_receive(ROLE_FD_LINK, -1, link_type_of, &message, error) !=
	        CHANNEL_MESSAGE ||
	    (message.type != LINK_CLAIM && message.type != LINK_PAUSE))
		exit(EX_UNAVAILABLE); /* both are started again */
	if (message.type == LINK_PAUSE) {
		g_variant_get(message.body, "(u&s)", NULL, &text);
		return fail_set(error, FAIL_TEMPORARY,
		    "nothing can be stored: %s", text);
	}
	g_variant_get(message.body, "(y@" CLAIM_TYPE "&s)", &verdict, &next,
	    &text);
	*verdict_out = (enum claim_verdict)verdict;
	if (verdict == CLAIM_FOREIGN)
		return fail_set(error, FAIL_CONFIG, "%s", text);
	claim_of_variant(next, next_out);
	return true;
}

/* One look, and what follows; *done_out: the claim that holds is ours. */
static bool
fetchclaim_round(struct fetcher *fetcher, bool *done_out, GError **error)
{
	enum claim_verdict verdict = CLAIM_FOREIGN;
	struct claim next = { 0 };

	fetchlink_step(0);
	g_autoptr(GPtrArray) claims =
	    claimbox_read(fetcher->account, &fetcher->claims, error);
	if (claims == NULL)
		return false;
	fetcher->claimed = true;
	if (!fetchclaim_ask(claim_holder(claims), &verdict, &next, error))
		return false;
	fetchlink_step(0);
	*done_out = verdict == CLAIM_MINE;
	bool written =
	    *done_out || claimbox_add(fetcher->account, &next, error);
	if (!*done_out && written)
		log_event(LOG_INFO, "imap.claimed", "host",
		    fetcher->settings->host, "folder",
		    fetcher->settings->folder, NULL);
	claim_clear(&next);
	/* A full mailbox takes no claim, and has to be read all the same. */
	fetcher->claimed = written;
	return written;
}

bool
fetchclaim_settle(struct fetcher *fetcher, GError **error)
{
	g_autoptr(GError) problem = NULL;
	bool done = false, fine = true;

	fetcher->claimed = false;
	if (*fetcher->settings->claim_folder == '\0')
		return true;
	for (guint i = 0; fine && !done && i < FETCHCLAIM_ROUNDS; i++)
		fine = fetchclaim_round(fetcher, &done, &problem);
	if (fine && done)
		return true;
	if (fine)
		return fail_set(error, FAIL_TEMPORARY,
		    "%s: the claim on folder %s is not seen after it was "
		    "written",
		    fetcher->settings->host, fetcher->settings->folder);
	/* The mailbox's verdict, or no server: no way around. */
	if (fetcher->claimed || !account_is_open(fetcher->account)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	log_error(LOG_WARNING, "imap.unclaimed", problem, "host",
	    fetcher->settings->host, NULL);
	return true;
}

bool
fetchclaim_check(struct fetcher *fetcher, GError **error)
{
	bool unchanged = true;

	if (!fetcher->claimed)
		return true;
	if (!claimbox_is_unchanged(fetcher->account, &fetcher->claims,
	        &unchanged, error))
		return false;
	return unchanged ||
	    fail_set(error, FAIL_TEMPORARY,
	        "%s: the claim on folder %s may have changed",
	        fetcher->settings->host, fetcher->settings->folder);
}
