/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/inbox.h"
#include <glib.h>
#include <stdbool.h>

/* What falls due without a mail: alarms about accounts and relays that fail,
 * word of letters that could not be delivered, and of held mails. *letters_out:
 * whether a sender has work. TEMPORARY error: later; STORE: the role must end.
 */
bool upkeep_run(struct inbox *inbox, bool *letters_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
