/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "desk/macro.h"
#include "desk/template.h"
#include "model/keyring.h"
#include "pipeline/accept_mail.h"
#include "settings/settings.h"
#include "store/store.h"
#include <glib.h>
#include <stdbool.h>

/* What a process that takes mail in has; all borrowed. */
struct accept {
	struct store *store;
	const struct settings *settings;
	const struct keyring *ring;
	GBytes *secret; /* what the key file holds, to know a check's own mail
	                   by; NULL: there are none */
	const struct template *templates;
	const struct macro *macros; /* NULL: there are none */
	struct library *library;    /* NULL: no help articles */
	struct reader *reader; /* kept at its work for a later batch; or NULL */
	GTimeZone *zone;
	const char *actor; /* for the audit: "docketd", "uid 0" */
};

/* Takes one prepared mail in, within a transaction; its result in mail. Errors
 * as accept_batch(), which is what calls it, but for a held mail that another
 * mail releases. */
bool accept_one(struct accept *accept, struct kv_txn *txn,
    struct accept_mail *mail, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Carried out in the same transaction, after all mails: cursors and the like.
 * May be NULL. */
typedef bool (*accept_finish)(struct kv_txn *txn, void *context,
    GError **error);

/* Takes prepared mails (struct accept_mail) in, in one transaction with one
 * sync of the archive. A mail that fails by itself is taken out and held
 * ("could not be taken in") and the batch run again. TEMPORARY error: nothing
 * was written (disk full); STORE: the role must end. */
bool accept_batch(struct accept *accept, GPtrArray *mails, accept_finish finish,
    void *context, GError **error) G_GNUC_WARN_UNUSED_RESULT;
