/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include "settings/settings.h"
#include <glib.h>
#include <stdbool.h>

/* Reads docket.conf, checks what only the daemon needs (an account, a relay,
 * all templates), and reads every secret. Both results are the caller's. CONFIG
 * error; then nothing is set. */
bool startup_load(const char *conf, struct settings **settings_out,
    GHashTable **secrets_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
