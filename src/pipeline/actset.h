/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/acts.h"
#include <glib.h>
#include <stdbool.h>

/* Commands that change the ticket at hand, or whom the desk listens to. Each
 * takes the command's argument, one line; what is wrong with it becomes
 * acts->problem. False with an error of the store only. */
#define ACTSET_COMMAND(name)                                               \
	bool name(struct acts *acts, const char *argument, GError **error) \
	    G_GNUC_WARN_UNUSED_RESULT

ACTSET_COMMAND(actset_status);
ACTSET_COMMAND(actset_priority);
ACTSET_COMMAND(actset_tag);
ACTSET_COMMAND(actset_cc);
ACTSET_COMMAND(actset_lang);
ACTSET_COMMAND(actset_proved);
ACTSET_COMMAND(actset_macro);
ACTSET_COMMAND(actset_spam);
ACTSET_COMMAND(actset_block);

/* The audit record of a change that a command makes, when it is done for good:
 * action "ticket.tag", words "+urgent". */
bool actset_note(struct acts *acts, const char *action, const char *words,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
