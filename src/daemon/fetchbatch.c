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

#define FETCHBATCH_AHEAD 3   /* batches on their way to the mailbox */
#define FETCHBATCH_FIRST 10  /* mails in the first batch; then twice as many */
#define FETCHBATCH_STRIKES 3 /* times that a server may not give a mail */

void
fetchbatch_covered(struct fetcher *fetcher, enum fetchbatch_track track,
    guint32 covered)
{
	if (track == FETCHBATCH_FRESH)
		fetcher->fresh = MAX(fetcher->fresh, covered);
	else if (track == FETCHBATCH_BACKLOG)
		fetcher->backlog = MAX(fetcher->backlog, covered);
}

/* In a message to the mailbox: fresh?, covered to. */
static GVariant *
fetchbatch_fresh(enum fetchbatch_track track)
{
	return g_variant_new_boolean(track == FETCHBATCH_FRESH);
}

static guint32
fetchbatch_upto(enum fetchbatch_track track, guint32 covered)
{
	return track == FETCHBATCH_BELOW ? 0 : covered;
}

/* What was loaded, in the order of UIDs, and where. */
struct fetchbatch {
	GArray *loaded; /* struct account_mail */
	int memfd;
	enum fetchbatch_track track;
};

/* Hands over the first n of what was loaded; all UIDs below covered are then
 * done. */
static bool
fetchbatch_send(struct fetcher *fetcher, const struct fetchbatch *batch,
    guint n, guint32 covered, GError **error)
{
	g_auto(GVariantBuilder) list =
	    G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a" LINK_MAIL_TYPE));

	for (guint i = 0; i < n; i++) {
		const struct account_mail *mail =
		    &g_array_index(batch->loaded, struct account_mail, i);
		guint32 flags =
		    mail->flags & ACCOUNT_MAIL_TOO_LARGE ? LINK_TOO_LARGE : 0;
		g_variant_builder_add(&list, "(uxutt@ay)", mail->uid,
		    mail->internaldate, flags, mail->offset, mail->length,
		    g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, mail->sha256,
		        sizeof mail->sha256, 1));
	}
	if (!fetchlink_send(LINK_BATCH,
	        g_variant_new("(@bua" LINK_MAIL_TYPE ")",
	            fetchbatch_fresh(batch->track),
	            fetchbatch_upto(batch->track, covered), &list),
	        batch->memfd, error))
		return false;
	fetcher->outstanding++;
	fetchbatch_covered(fetcher, batch->track, covered);
	return true;
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
	        g_variant_new("(@bu)", fetchbatch_fresh(track),
	            fetchbatch_upto(track, uid + 1)),
	        -1, error);
}

/* The server does not give this mail. Twice that may pass; the third time the
 * mailbox notes it as held, the mail stays on the server, and the next is read.
 */
static bool
fetchbatch_refused(struct fetcher *fetcher, guint32 uid,
    enum fetchbatch_track track, GError **error)
{
	if (fetcher->refused != uid)
		fetcher->refused_times = 0;
	fetcher->refused = uid;
	if (++fetcher->refused_times < FETCHBATCH_STRIKES)
		return fail_set(error, FAIL_TEMPORARY,
		    "the server does not give the mail with UID %u", uid);
	return fetchlink_send(LINK_REFUSED, g_variant_new_uint32(uid), -1,
	           error) &&
	    fetchbatch_leave(fetcher, uid, track, error);
}

static bool
fetchbatch_fetch(struct fetcher *fetcher, const GArray *mails, int memfd,
    GArray *loaded, GError **error)
{
	g_autoptr(GError) problem = NULL;
	guint64 octets = 0;

	for (guint i = 0; i < mails->len; i++)
		octets += g_array_index(mails, struct account_mail, i).size;
	fetchlink_step(octets);
	if (bodies_fetch(fetcher->account, mails, memfd, loaded, &problem))
		return memfd_seal(memfd, error);
	/* one of them is longer than the server said: which, one by one tells
	 */
	if (fail_is(problem, FAIL_LIMIT))
		fetcher->careful = (guint)fetcher->settings->batch_mails;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

/* Loads mails and hands them over. *upto_out: all listed mails up to that UID
 * are dealt with; a mail that the server did not give ends the batch. */
static bool
fetchbatch_batch(struct fetcher *fetcher, const GArray *mails,
    enum fetchbatch_track track, guint32 *upto_out, GError **error)
{
	g_autoptr(GArray) loaded =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	g_autoptr(GError) problem = NULL;
	autofd int memfd = memfd_new("docket-batch", error);
	guint n = 0;

	if (memfd < 0)
		return false;
	*upto_out =
	    g_array_index(mails, struct account_mail, mails->len - 1).uid;
	if (!fetchbatch_fetch(fetcher, mails, memfd, loaded, &problem)) {
		if (mails->len == 1 && fail_is(problem, FAIL_LIMIT))
			(void)fetchbatch_refused(fetcher, *upto_out, track,
			    NULL);
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	while (n < loaded->len &&
	    !(g_array_index(loaded, struct account_mail, n).flags &
	        ACCOUNT_MAIL_UNREADABLE))
		n++;
	bool whole = n == loaded->len;
	if (!whole)
		*upto_out = g_array_index(loaded, struct account_mail, n).uid;
	if (!fetchbatch_send(fetcher,
	        &(struct fetchbatch){ loaded, memfd, track }, n,
	        whole ? *upto_out + 1 : *upto_out, error) ||
	    !fetchlink_settle(fetcher,
	        whole && fetcher->careful == 0 ? FETCHBATCH_AHEAD - 1 : 0,
	        error))
		return false;
	return whole || fetchbatch_refused(fetcher, *upto_out, track, error);
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
 * octets. The first ones are small, so that nobody waits long for his first. */
static guint
fetchbatch_size(struct fetcher *fetcher, const GArray *mails, guint place)
{
	guint most = (guint)fetcher->settings->batch_mails;
	guint64 octets = 0;
	guint n = 0;

	if (fetcher->careful > 0)
		return 1;
	fetcher->batch = MIN(MAX(fetcher->batch * 2, FETCHBATCH_FIRST), most);
	while (place + n < mails->len && n < fetcher->batch) {
		octets +=
		    g_array_index(mails, struct account_mail, place + n).size;
		if (n > 0 && octets > (guint64)fetcher->settings->batch_bytes)
			break;
		n++;
	}
	return n;
}

bool
fetchbatch_load(struct fetcher *fetcher, const GArray *mails,
    enum fetchbatch_track track, GError **error)
{
	guint place = 0;

	while (place < mails->len) {
		guint n = fetchbatch_size(fetcher, mails, place);
		g_autoptr(GArray) batch =
		    g_array_new(FALSE, FALSE, sizeof(struct account_mail));
		bool may = true;

		g_array_append_vals(batch,
		    &g_array_index(mails, struct account_mail, place), n);
		guint32 upto =
		    g_array_index(batch, struct account_mail, n - 1).uid;
		if (!fetchbatch_may(fetcher, upto, &may, error) ||
		    !(may ? fetchbatch_batch(fetcher, batch, track, &upto,
		                error)
		          : fetchbatch_leave(fetcher, upto, track, error)))
			return false;
		while (place < mails->len &&
		    g_array_index(mails, struct account_mail, place).uid <=
		        upto)
			place++;
	}
	return true;
}

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
