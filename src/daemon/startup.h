/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include "settings/settings.h"
#include <glib.h>
#include <stdbool.h>

/* All that roles are started with. */
struct startup {
	struct settings *settings;
	GHashTable *secrets; /* name -> GBytes */
	int wording;         /* sealed memfd: desk/wording's; -1 none */
};

#define STARTUP_NONE ((struct startup){ .wording = -1 })

/* Reads docket.conf, checks what only the daemon needs (an account, a relay),
 * and reads every template, macro and secret. out is the caller's to clear.
 * CONFIG error; then out is as it was. */
bool startup_load(const char *conf, struct startup *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void startup_clear(struct startup *startup);
