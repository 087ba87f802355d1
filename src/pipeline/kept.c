/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where mails without a ticket end that were answered at once: commands to the
 * desk, questions whether something is really ours, mails to a menu. None may
 * be lost for that, and none may look as if somebody still had to decide. */
#include "pipeline/kept.h"
#include "base/strings.h"
#include "pipeline/known.h"
#include "pipeline/tellowner.h"
#include "store/audit.h"
#include "store/holds.h"

bool
kept_put(struct apply *apply, const struct kept *what,
    enum accept_result result, GError **error)
{
	g_autoptr(hold) hold =
	    apply_make_hold(apply, what->cause, what->detail);
	struct dedupe_place place = { .kind = DEDUPE_HOLD };

	hold->number = place.number = holds_take_number(apply->txn, error);
	if (hold->number == 0)
		return false;
	hold->state = HOLD_RELEASED;
	hold->done = apply->now;
	strings_set(&hold->done_by,
	    what->done_by != NULL ? what->done_by : apply->accept->actor);
	g_autofree char *object =
	    g_strdup_printf("hold %" G_GUINT64_FORMAT, hold->number);
	apply->mail->result = result;
	apply->mail->number = hold->number;
	return holds_put(apply->txn, hold, error) &&
	    tellowner_hold(apply->accept, apply->txn, hold, error) &&
	    known_put(apply->txn, apply->mail, &place, error) &&
	    audit_note(apply->txn, hold->done_by, what->action, object,
	        what->words, error);
}
