/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forged reply addresses have no force, and whoever sends one is told nothing.
 * That somebody goes on trying is another matter: the owner hears of it. The
 * count must never change what becomes of a mail. */
#include "pipeline/forgery.h"
#include "base/log.h"
#include "pipeline/alarm.h"
#include "store/rates.h"

#define FORGERY_SPAN_MS (60 * 60 * G_GINT64_CONSTANT(1000))

bool
forgery_note(const struct accept *accept, struct kv_txn *txn, const char *from,
    gint64 now, GError **error)
{
	struct rates_what what = { RATES_FORGED, "", FORGERY_SPAN_MS };
	guint count = 0;

	if (!rates_add(txn, RATES_FORGED, "", now, error) ||
	    !rates_count(txn, &what, now, &count, error))
		return false;
	log_event(LOG_WARNING, "token.forged", "from", log_address(from),
	    "hour", log_number(count), NULL);
	if (count < FORGERY_BURST)
		return true;
	g_autofree char *text = g_strdup_printf(
	    "In the last hour %u mails or more came to reply "
	    "addresses that were never given,\nor are of a key "
	    "that is good no more. They had no effect.\nThe log's "
	    "token.forged lines name the senders.",
	    count);
	return alarm_raise(accept, txn, "forged reply addresses", text, error);
}
