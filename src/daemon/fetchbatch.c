/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails on their way from the server into a sealed batch for the mailbox,
 * bounded by number and octets. What is covered by a batch is never asked for
 * again, so nothing may be left out of one in silence. */
#include "daemon/fetchbatch.h"
#include "base/autofd.h"
#include "base/log.h"
#include "base/memfd.h"
#include "daemon/fetchlink.h"
#include "daemon/link.h"
#include "imap/bodies.h"
#include "store/cursors.h"

#define FETCHBATCH_AHEAD 2 /* batches on their way to the mailbox */

void
fetchbatch_covered(struct fetcher *fetcher, enum fetchbatch_track track,
    guint32 covered)
{
	if (track == FETCHBATCH_FRESH)
		fetcher->fresh = MAX(fetcher->fresh, covered);
	else
		fetcher->backlog = MAX(fetcher->backlog, covered);
}

/* Loads mails (struct account_mail) and hands them over; all UIDs below covered
 * are then done. */
static bool
fetchbatch_batch(struct fetcher *fetcher, const GArray *mails,
    enum fetchbatch_track track, guint32 covered, GError **error)
{
	g_autoptr(GArray) loaded =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	g_auto(GVariantBuilder) list =
	    G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a(uxutt)"));
	autofd int memfd = memfd_new("docket-batch", error);
	guint64 octets = 0;

	if (memfd < 0)
		return false;
	for (guint i = 0; i < mails->len; i++)
		octets += g_array_index(mails, struct account_mail, i).size;
	fetchlink_step(octets);
	if (!bodies_fetch(fetcher->account, mails, memfd, loaded, error) ||
	    !memfd_seal(memfd, error))
		return false;
	for (guint i = 0; i < loaded->len; i++) {
		const struct account_mail *mail =
		    &g_array_index(loaded, struct account_mail, i);
		guint32 flags =
		    mail->flags & ACCOUNT_MAIL_TOO_LARGE ? LINK_TOO_LARGE : 0;
		g_variant_builder_add(&list, "(uxutt)", mail->uid,
		    mail->internaldate, flags, mail->offset, mail->length);
	}
	if (!fetchlink_send(LINK_BATCH,
	        g_variant_new("(bua(uxutt))", (gboolean)track, covered, &list),
	        memfd, error))
		return false;
	fetcher->outstanding++;
	fetchbatch_covered(fetcher, track, covered);
	return fetchlink_settle(fetcher,
	    fetcher->careful > 0 ? 0 : FETCHBATCH_AHEAD - 1, error);
}

/* Careful mode: the mailbox notes the attempt first, and may say that three are
 * enough. */
static bool
fetchbatch_may(struct fetcher *fetcher, guint32 uid, bool *may_out,
    GError **error)
{
	*may_out = true;
	if (fetcher->careful == 0)
		return true;
	fetcher->careful--;
	return fetchlink_send(LINK_ATTEMPT, g_variant_new_uint32(uid), -1,
	           error) &&
	    fetchlink_hear(fetcher, may_out, error);
}

/* How many of the listed mails from place on make the next batch, by number and
 * octets. */
static guint
fetchbatch_size(const struct fetcher *fetcher, const GArray *mails, guint place)
{
	guint64 octets = 0;
	guint n = 0;

	if (fetcher->careful > 0)
		return 1;
	while (place + n < mails->len &&
	    n < (guint)fetcher->settings->batch_mails) {
		octets +=
		    g_array_index(mails, struct account_mail, place + n).size;
		if (n > 0 && octets > (guint64)fetcher->settings->batch_bytes)
			break;
		n++;
	}
	return n;
}

/* The mailbox has seen enough of this mail: it is left to the operator. */
static bool
fetchbatch_leave(struct fetcher *fetcher, guint32 uid,
    enum fetchbatch_track track, GError **error)
{
	g_autoptr(GVariant) marks =
	    g_variant_ref_sink(g_variant_new_parsed("[(%u, %u)]", uid,
	        CURSORS_MARK_QUARANTINE));

	fetchbatch_covered(fetcher, track, uid + 1);
	return fetchlink_mark(fetcher, marks, error) &&
	    fetchlink_send(LINK_LEFT,
	        g_variant_new("(bu)", (gboolean)track, uid + 1), -1, error);
}

bool
fetchbatch_load(struct fetcher *fetcher, const GArray *mails,
    enum fetchbatch_track track, GError **error)
{
	for (guint place = 0; place < mails->len;) {
		guint n = fetchbatch_size(fetcher, mails, place);
		g_autoptr(GArray) batch =
		    g_array_new(FALSE, FALSE, sizeof(struct account_mail));
		bool may = true;

		g_array_append_vals(batch,
		    &g_array_index(mails, struct account_mail, place), n);
		guint32 last =
		    g_array_index(batch, struct account_mail, n - 1).uid;
		if (!fetchbatch_may(fetcher, last, &may, error) ||
		    !(may ? fetchbatch_batch(fetcher, batch, track, last + 1,
		                error)
		          : fetchbatch_leave(fetcher, last, track, error)))
			return false;
		place += n;
	}
	return true;
}

/* The server looks by whole days of its own zone; here it is exact. A mail
 * without INTERNALDATE stays: rather one too many than one lost. */
void
fetchbatch_drop_older(GArray *mails, gint64 since)
{
	for (guint i = mails->len; i-- > 0;) {
		gint64 date =
		    g_array_index(mails, struct account_mail, i).internaldate;
		if (date != 0 && date < since)
			g_array_remove_index(mails, i);
	}
}
