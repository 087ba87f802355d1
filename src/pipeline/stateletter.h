/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include <glib.h>
#include <stdbool.h>

/* Tells the ticket's customer how it stands, where the queue's letters have
 * which (settings_letter, one of them): only who proved his address when he
 * opened it, and can be answered by a machine, and not past the cap of
 * automatic letters. Of apply accept, txn, ticket and now are needed; it is not
 * changed. STORE error. */
bool stateletter_write(const struct apply *apply, enum settings_letter which,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
