/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder in which dockets tell each other who works a mailbox. Claims are
 * only ever added, and judged by the order that the server gave them; nothing
 * here is moved, marked or deleted, and nothing that stands in a claim is
 * believed beyond who holds the mailbox. */
#include "imap/claimbox.h"

#include "base/autofd.h"
#include "base/memfd.h"
#include "imap/bodies.h"
#include "imap/listing.h"

#define CLAIM_OCTETS 16384 /* a mail larger than that is no claim */

static const char *
claim_folder(const struct account *account)
{
	return account_settings(account)->claim_folder;
}

/* The mails of the selected folder that may be claims. */
static GArray *
list(struct account *account, GError **error)
{
	struct listing_criteria all = { .from = 1 };
	g_autoptr(GArray) uids = listing_search(account, &all, error);

	if (uids == NULL)
		return NULL;
	GArray *mails = listing_mails(account, uids, error);
	for (guint i = mails != NULL ? mails->len : 0; i-- > 0;)
		if (g_array_index(mails, struct account_mail, i).size >
		    CLAIM_OCTETS)
			g_array_remove_index(mails, i);
	return mails;
}

static bool
load(struct account *account, const GArray *mails, GPtrArray *claims,
    GError **error)
{
	g_autoptr(GArray) loaded =
	    g_array_new(FALSE, TRUE, sizeof(struct account_mail));
	autofd int memfd = memfd_new("docket-claims", error);

	if (memfd < 0 || !bodies_fetch(account, mails, memfd, loaded, error) ||
	    !memfd_seal(memfd, error))
		return false;
	g_autoptr(GBytes) octets =
	    memfd_map(memfd, (gsize)CLAIMBOX_MAX * 4 * CLAIM_OCTETS, error);
	if (octets == NULL)
		return false;
	for (guint i = 0; i < loaded->len; i++) {
		const struct account_mail *mail =
		    &g_array_index(loaded, struct account_mail, i);
		const char *data = g_bytes_get_data(octets, NULL);
		struct claim *claim = mail->length > 0
		    ? claim_parse(data + mail->offset, mail->length,
		          account_settings(account)->folder)
		    : NULL;
		if (claim != NULL)
			g_ptr_array_add(claims, claim);
	}
	return true;
}

GPtrArray *
claimbox_read(struct account *account, struct account_folder *seen_out,
    GError **error)
{
	const char *folder = claim_folder(account);
	g_autoptr(GPtrArray) claims =
	    g_ptr_array_new_with_free_func((GDestroyNotify)claim_free);

	if (!account_ensure_folder(account, folder, error) ||
	    !account_examine(account, folder, seen_out, error))
		return NULL;
	if (seen_out->exists == 0)
		return g_steal_pointer(&claims);
	if (seen_out->exists > CLAIMBOX_MAX) {
		fail_set(error, FAIL_CONFIG,
		    "the folder \"%s\" holds %u mails: it is not for mails",
		    folder, seen_out->exists);
		return NULL;
	}
	g_autoptr(GArray) mails = list(account, error);
	if (mails == NULL ||
	    (mails->len > 0 && !load(account, mails, claims, error)))
		return NULL;
	return g_steal_pointer(&claims);
}

bool
claimbox_add(struct account *account, const struct claim *claim, GError **error)
{
	g_autoptr(GBytes) mail =
	    claim_mail(claim, account_settings(account)->folder);

	return account_append(account, claim_folder(account), mail, error);
}

bool
claimbox_is_unchanged(struct account *account,
    const struct account_folder *seen, bool *unchanged_out, GError **error)
{
	struct account_folder now;

	if (!account_status(account, claim_folder(account), &now, error))
		return false;
	*unchanged_out = now.uidvalidity == seen->uidvalidity &&
	    now.exists == seen->exists &&
	    (now.uidnext == seen->uidnext || seen->uidnext == 0);
	return true;
}
