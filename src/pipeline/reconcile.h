/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include "store/store.h"
#include <glib.h>
#include <stdbool.h>

/* After a backup was put back: every letter that waits may have been sent since
 * the backup was made, so each is held for the operator, with an audit record
 * in actor's name. *held_out: how many. */
bool reconcile_letters(struct store *store, const char *actor, guint *held_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
