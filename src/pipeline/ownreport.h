/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/letter.h"
#include "pipeline/inbox.h"
#include <glib.h>
#include <stdbool.h>

/* What a report of ours (RFC 3464) says of a letter. */
enum ownreport_action {
	OWNREPORT_FAILED,  /* for good: told once, and noted as told */
	OWNREPORT_DELAYED, /* still tried until its lifetime ends */
};

/* Makes the report that a relay would have sent, and takes it in as a mail: so
 * ticket, entry and notices come about in the one way there is. Errors as
 * inbox_take(). */
bool ownreport_take(struct inbox *inbox, struct letter *letter,
    enum ownreport_action action, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The keeper's look at letters that wait: once each, those whose agents are to
 * hear that they are late (schedule_notice_at()). Costs nothing within a minute
 * of the last look. *letters_out is set when there was one. */
bool ownreport_delays(struct inbox *inbox, bool *letters_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
