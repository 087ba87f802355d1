/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is in the folder: UIDs by search, then size, date and flags by UID. Both
 * must be safe against mails that come and go while we look: a mail must never
 * be passed over because another one was expunged, and never be known by
 * anything but its UID.
 */
#include "imap/listing.h"

#include <stdlib.h>
#include <string.h>

#include "imap/attributes.h"
#include "imap/grammar.h"
#include "imap/session.h"
#include "imap/uidset.h"

/* An answer holds at most 11 octets a mail: well below GATE_LINE_MAX. */
#define WINDOW 4096
/* A server that claims more is lying, or needs another program. */
#define EXISTS_MAX 20000000

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* "2024-02-29" as IMAP's "29-Feb-2024"; NULL when it is no such day. */
static char *
format_day(const char *since)
{
	g_auto(GStrv) parts = g_strsplit(since, "-", 4);
	guint32 numbers[3];

	if (strlen(since) != 10 || g_strv_length(parts) != 3)
		return NULL;
	for (int i = 0; i < 3; i++) {
		if (!grammar_number(parts[i], &numbers[i]))
			return NULL;
	}
	if (numbers[0] > G_MAXUINT16 || numbers[1] < 1 || numbers[1] > 12 ||
	    numbers[2] < 1 || numbers[2] > 31 ||
	    !g_date_valid_dmy((GDateDay)numbers[2], (GDateMonth)numbers[1],
	        (GDateYear)numbers[0]))
		return NULL;
	return g_strdup_printf("%u-%s-%04u", numbers[2], months[numbers[1] - 1],
	    numbers[0]);
}

/* The keys of SEARCH behind the window; NULL with an error. */
static char *
format_keys(const struct listing_criteria *criteria, GError **error)
{
	g_autoptr(GString) keys = g_string_new(NULL);
	g_autofree char *day = NULL;

	g_string_append_printf(keys, " UID %u:", MAX(criteria->from, 1));
	if (criteria->to != 0)
		g_string_append_printf(keys, "%u", criteria->to);
	else
		g_string_append_c(keys, '*');
	if (criteria->unseen)
		g_string_append(keys, " UNSEEN");
	if (criteria->unmarked != NULL)
		g_string_append_printf(keys, " UNKEYWORD %s",
		    criteria->unmarked);
	if (criteria->since != NULL) {
		day = format_day(criteria->since);
		if (day == NULL) {
			fail_set(error, FAIL_CONFIG,
			    "\"%s\" is not a day like 2024-12-31",
			    criteria->since);
			return NULL;
		}
		g_string_append_printf(keys, " SINCE %s", day);
	}
	return g_string_free(g_steal_pointer(&keys), FALSE);
}

/* "n:*" names the newest mail even when its UID is below n (RFC 3501 6.4.8). */
static void
take_found(const struct session *from, const struct listing_criteria *criteria,
    GArray *uids)
{
	const struct mailimap_response_info *info =
	    session_imap(from)->imap_response_info;

	if (info == NULL || info->rsp_search_result == NULL)
		return;
	for (clistiter *at = clist_begin(info->rsp_search_result); at != NULL;
	     at = clist_next(at)) {
		guint32 uid = *(const uint32_t *)clist_content(at);

		if (uid >= criteria->from &&
		    (criteria->to == 0 || uid <= criteria->to))
			g_array_append_val(uids, uid);
	}
}

/* So few UIDs that the answer is short, wherever in the folder they are. */
static bool
is_narrow(const struct listing_criteria *criteria)
{
	return criteria->to != 0 &&
	    (guint64)criteria->to < (guint64)criteria->from + WINDOW;
}

static bool
search_narrow(struct session *on, const struct listing_criteria *criteria,
    const char *keys, GArray *uids, GError **error)
{
	g_autofree char *command = g_strconcat("UID SEARCH", keys, NULL);

	if (!session_run(on, command, 0, error))
		return false;
	take_found(on, criteria, uids);
	return true;
}

/* One window of sequence numbers. Going down, an EXPUNGE between two windows
 * moves mails into the one that is still to come: seen twice, never missed. */
static bool
search_window(struct session *on, guint32 top,
    const struct listing_criteria *criteria, const char *keys, GArray *uids,
    GError **error)
{
	guint32 bottom = top > WINDOW ? top - WINDOW + 1 : 1;
	g_autofree char *command =
	    g_strdup_printf("UID SEARCH %u:%u%s", bottom, top, keys);

	if (!session_run(on, command, 0, error))
		return false;
	take_found(on, criteria, uids);
	return true;
}

/* Whether all mails from one UID on are asked for: once a window has others,
 * those below have no more. */
static bool
is_tail(const struct listing_criteria *criteria)
{
	return criteria->to == 0 && !criteria->unseen &&
	    criteria->since == NULL && criteria->unmarked == NULL;
}

GArray *
listing_search(struct account *self, const struct listing_criteria *criteria,
    GError **error)
{
	struct session *on = account_session(self);
	g_autofree char *keys = format_keys(criteria, error);
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));

	if (keys == NULL)
		return NULL;
	gate_clear_news(session_gate(on));
	guint32 top = gate_folder(session_gate(on))->exists;
	if (top > EXISTS_MAX) {
		session_break(on, "the folder is too large", error);
		return NULL;
	}
	if (top > 0 && is_narrow(criteria)) {
		if (!search_narrow(on, criteria, keys, uids, error))
			return NULL;
		top = 0;
	}
	while (top > 0) {
		guint before = uids->len;

		if (!search_window(on, top, criteria, keys, uids, error))
			return NULL;
		if (is_tail(criteria) && uids->len - before < MIN(top, WINDOW))
			break;
		top -= MIN(top, WINDOW);
		/* What went away above the window is above no more. */
		top = MIN(top, gate_folder(session_gate(on))->exists);
	}
	uidset_sort(uids);
	return g_steal_pointer(&uids);
}

static gint
compare_mails(gconstpointer a, gconstpointer b)
{
	guint32 left = ((const struct account_mail *)a)->uid;
	guint32 right = ((const struct account_mail *)b)->uid;

	return (left > right) - (left < right);
}

static gint
compare_uids(const void *a, const void *b)
{
	guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;

	return (left > right) - (left < right);
}

/* Servers send FETCH data about other mails whenever they like, and about the
 * same mail more than once: only what was asked for counts, and only whole. */
static void
take_mails(struct account *self, const GArray *uids, GArray *mails)
{
	const struct mailimap_response_info *info =
	    session_imap(account_session(self))->imap_response_info;

	if (info == NULL)
		return;
	for (clistiter *at = clist_begin(info->rsp_fetch_list); at != NULL;
	     at = clist_next(at)) {
		struct attributes found;

		attributes_read(clist_content(at),
		    account_settings(self)->keyword, &found);
		if (found.uid == 0 || !found.has_size ||
		    bsearch(&found.uid, uids->data, uids->len, sizeof(guint32),
		        compare_uids) == NULL)
			continue;
		struct account_mail mail = {
			.uid = found.uid,
			.flags = found.flags,
			.internaldate = found.internaldate,
			.size = found.size,
		};
		g_array_append_val(mails, mail);
	}
}

/* A server may tell of one mail twice, when its flags change while it answers.
 */
static void
drop_doubles(GArray *mails)
{
	guint kept = 0;

	g_array_sort(mails, compare_mails);
	for (guint i = 0; i < mails->len; i++) {
		struct account_mail mail =
		    g_array_index(mails, struct account_mail, i);

		if (kept > 0 &&
		    g_array_index(mails, struct account_mail, kept - 1).uid ==
		        mail.uid)
			continue;
		g_array_index(mails, struct account_mail, kept++) = mail;
	}
	g_array_set_size(mails, kept);
}

GArray *
listing_mails(struct account *self, const GArray *uids, GError **error)
{
	g_autoptr(GPtrArray) sets = uidset_format(uids);
	g_autoptr(GArray) mails =
	    g_array_new(FALSE, FALSE, sizeof(struct account_mail));

	for (guint i = 0; i < sets->len; i++) {
		g_autofree char *command = g_strdup_printf(
		    "UID FETCH %s (UID RFC822.SIZE INTERNALDATE FLAGS)",
		    (const char *)g_ptr_array_index(sets, i));

		if (!session_run(account_session(self), command, 0, error))
			return NULL;
		take_mails(self, uids, mails);
	}
	drop_doubles(mails);
	return g_steal_pointer(&mails);
}
