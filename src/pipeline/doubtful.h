/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "settings/settings.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* Letters that a sender finds when it begins. */
struct doubtful {
	guint32 first, last; /* shares, both included */
	const struct settings_sending *sending;
	gint64 now; /* ms UTC */
	const char *state_dir;
};

/* Appends to out (struct letter; it frees them) those of these shares that do
 * not wait for their time, as they are from now on, for the caller to commit:
 * found in their dot, or due by a clock that was wrong. STORE error. */
bool doubtful_settle(const struct doubtful *doubtful, struct kv_txn *txn,
    GPtrArray *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
