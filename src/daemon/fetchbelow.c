/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies below the watermarks and should not be there. A mailbox may have
 * been put back from a backup while nobody looked: then new mails bear UIDs
 * that were read long ago, and UIDNEXT has passed the watermark again, so that
 * neither of them tells. No such mail may be passed over, and none may be
 * marked as done because its UID stands among those still to be marked: the
 * content decides, like for any other mail. */
#include "daemon/fetchbelow.h"
#include "daemon/fetchbatch.h"
#include "daemon/fetchlink.h"
#include "imap/listing.h"
#include <stdlib.h>

static gint
fetchbelow_compare(gconstpointer a, gconstpointer b)
{
	guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;

	return (left > right) - (left < right);
}

static bool
fetchbelow_has(const GArray *uids, guint32 uid)
{
	return uids->len > 0 &&
	    bsearch(&uid, uids->data, uids->len, sizeof uid,
	        fetchbelow_compare) != NULL;
}

/* The unmarked in [floor, fresh), but for what the backlog will bring. */
static GArray *
fetchbelow_search(struct fetcher *fetcher, GError **error)
{
	struct listing_criteria criteria = { .from = fetcher->floor,
		.to = fetcher->fresh - 1 };

	if (fetcher->fresh <= fetcher->floor || fetcher->fresh < 2)
		return g_array_new(FALSE, FALSE, sizeof(guint32));
	if (account_marking(fetcher->account) == ACCOUNT_MARKING_KEYWORD)
		criteria.unmarked = fetcher->settings->keyword;
	GArray *uids = listing_search(fetcher->account, &criteria, error);
	for (guint i = uids != NULL ? uids->len : 0; i-- > 0;) {
		guint32 uid = g_array_index(uids, guint32, i);
		if (uid >= fetcher->backlog && uid < fetcher->backlog_end)
			g_array_remove_index(uids, i);
	}
	return uids;
}

/* Adds to uids what of more is not among them; both are in order. */
static void
fetchbelow_add(GArray *uids, const GArray *more)
{
	g_autoptr(GArray) new = g_array_new(FALSE, FALSE, sizeof(guint32));

	for (guint i = 0; i < more->len; i++) {
		guint32 uid = g_array_index(more, guint32, i);
		if (!fetchbelow_has(uids, uid))
			g_array_append_val(new, uid);
	}
	g_array_append_vals(uids, new->data, new->len);
	g_array_sort(uids, fetchbelow_compare);
}

/* Of the doubtful those that the server marked before we could note it, or that
 * are gone; and out of mails what bears a mark already. */
static GArray *
fetchbelow_settled(const GArray *doubtful, GArray *mails)
{
	GArray *told = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GArray) there = g_array_new(FALSE, FALSE, sizeof(guint32));

	for (guint i = mails->len; i-- > 0;) {
		const struct account_mail *mail =
		    &g_array_index(mails, struct account_mail, i);
		if (mail->flags & ACCOUNT_MAIL_DONE)
			g_array_remove_index(mails, i);
		else
			g_array_append_val(there, mail->uid);
	}
	g_array_sort(there, fetchbelow_compare);
	for (guint i = 0; i < doubtful->len; i++) {
		guint32 uid = g_array_index(doubtful, guint32, i);
		if (!fetchbelow_has(there, uid))
			g_array_append_val(told, uid);
	}
	return told;
}

bool
fetchbelow_look(struct fetcher *fetcher, GError **error)
{
	g_autoptr(GArray) doubtful = g_steal_pointer(&fetcher->doubtful);

	fetchlink_step(0);
	g_autoptr(GArray) uids = fetchbelow_search(fetcher, error);
	if (uids == NULL)
		return false;
	fetchbelow_add(uids, doubtful);
	if (uids->len == 0)
		return true;
	g_autoptr(GArray) mails = listing_mails(fetcher->account, uids, error);
	if (mails == NULL)
		return false;
	g_autoptr(GArray) told = fetchbelow_settled(doubtful, mails);
	return fetchlink_told(told, error) &&
	    fetchbatch_load(fetcher, mails, FETCHBATCH_BELOW, error);
}
