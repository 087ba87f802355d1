/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/claim.h"
#include "pipeline/inbox.h"
#include "pipeline/operate.h"
#include <glib.h>
#include <stdbool.h>

/* Whether this store may work an account's folder, by what its fetcher has
 * found there. */
struct ownership {
	struct inbox *inbox;
	const struct settings_account *account;
	const struct claim *holder; /* NULL: nobody claims it */
	/* found out: */
	enum claim_verdict verdict;
	struct claim next; /* CLAIM_WRITE: to be written there, on disk here */
	char *text;        /* CLAIM_FOREIGN: who has it, and what to do */
};

/* Finds it out; where another holds, the owner is told as well. STORE error. */
bool ownership_judge(struct ownership *ownership,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ownership_clear(struct ownership *ownership);

/* The operator's "takeover ACCOUNT": at its next look docket dismisses whoever
 * holds the account's folder. PERMANENT error for one that docketd has never
 * looked at. */
bool ownership_take(struct operate *operate, const char *account, GString *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
