/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "settings/confplace.h"
#include "settings/settings.h"

/* Reads the file of place into settings, which hold the defaults, and notes the
 * line of every option. Each value is checked by itself: type, limits, words,
 * form. Paths are made absolute, relative ones as secret_path() says. CONFIG
 * error; settings are then half filled and only good for settings_free(). */
bool confread_fill(struct settings *settings, struct confplace *place,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
