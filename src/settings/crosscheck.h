/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "settings/confplace.h"
#include "settings/settings.h"

/* Octets of a reply token and of a bounce token in a local part (token.h). */
#define CROSSCHECK_TOKEN_OCTETS 39
#define CROSSCHECK_BOUNCE_OCTETS 28

/* What a reader needs: octets to start, copies of the mail, octets a part. */
#define CROSSCHECK_READER_START (G_GINT64_CONSTANT(96) << 20)
#define CROSSCHECK_READER_COPIES 3
#define CROSSCHECK_READER_PART 8192

/* Whether options that are right each for itself also go together: room for the
 * token in the local part, TLS or a loopback host, names and addresses that are
 * used once, agents that exist, memory for the
 * largest mail allowed. Settings must be derived. CONFIG error that
 * names the option to change. */
bool crosscheck_settings(const struct settings *settings,
    const struct confplace *place, GError **error) G_GNUC_WARN_UNUSED_RESULT;
