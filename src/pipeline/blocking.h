/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/operate.h"
#include <glib.h>
#include <stdbool.h>

/* Ends the block of an address or domain, or takes the flag of spam from an
 * address; PERMANENT error when there is none. */
bool blocking_remove(struct operate *operate, const char *text, GString *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
