/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include "settings/settings.h"
#include <glib.h>

/* Reads every secret that the settings name: "key", "log-key" (derived),
 * "account:<name>", "relay:<name>" -> GBytes. CONFIG error naming option, file
 * and cure. */
GHashTable *secrets_read(const struct settings *settings,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
