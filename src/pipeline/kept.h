/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/hold.h"
#include "pipeline/apply.h"

/* A mail that belongs to no ticket and with which nothing is left to do: kept
 * among the held ones, as released, so that it is listed, shown and audited
 * like any other. */
struct kept {
	guint32 cause;
	const char *detail;         /* one line, or NULL */
	const char *done_by;        /* whose doing it was; NULL: docket's */
	const char *action, *words; /* of the audit record */
};

/* Its number goes into apply->mail->number. STORE error. */
bool kept_put(struct apply *apply, const struct kept *what,
    enum accept_result result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
