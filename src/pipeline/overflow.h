/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include "pipeline/inbox.h"
#include <glib.h>
#include <stdbool.h>

/* Notices past the caps of design: DECIDE_NOTICES_AN_HOUR to an agent, and
 * DECIDE_NOTICES_OF_SENDER because of one sender. They are folded: the agent
 * gets a digest of them OVERFLOW_WAIT_MS after the first. Nothing of the mail
 * itself is ever left out. */
#define OVERFLOW_WAIT_MS (15 * G_GINT64_CONSTANT(60000))

/* What becomes of a notice. */
enum overflow_sign {
	OVERFLOW_UNKNOWN, /* not asked yet */
	OVERFLOW_WRITE,
	OVERFLOW_FOLD,
	OVERFLOW_ERROR,
};

/* By the sender: OVERFLOW_FOLD when mails of this one's sender have made too
 * many notices of late; else this one is counted. Once a mail that makes
 * notices. */
enum overflow_sign overflow_sender(const struct apply *apply, GError **error);

/* By the agent, with what overflow_sender() said: counts what is to be written,
 * and folds what is not. */
enum overflow_sign overflow_notice(const struct apply *apply,
    enum overflow_sign sender, const struct decide_letter *want,
    GError **error);

/* The keeper's: writes the digests that are due, each in a transaction of its
 * own; whether there were any in *letters_out. */
bool overflow_send(struct inbox *inbox, bool *letters_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
