/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "settings/settings.h"

/* The secrets that docket.conf names, as roles are handed them: "key", and
 * "log-key" (derived from it), "account:<name>", "relay:<name>". */

/* A table of names (owned) to GBytes, wiped when it goes. */
GHashTable *ctlsecrets_new(void);

/* Reads key_file (store/ring.h says how long it must be) into "key" and
 * "log-key". CONFIG error. */
bool ctlsecrets_read_key(GHashTable *secrets, const struct settings *settings,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads a password_file under that name. CONFIG error. */
bool ctlsecrets_read(GHashTable *secrets, const char *name, const char *path,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
