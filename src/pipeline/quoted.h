/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include <glib.h>

/* What an agent wrote around and between the lines of the notice that he
 * answers. */
typedef struct quoted quoted;
struct quoted {
	char *inlined; /* all of it (desk/interleaved.h); NULL: not asked for,
	                  or it can not be told */
	gboolean between; /* there is something between the lines */
};
void quoted_clear(quoted *found);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(quoted, quoted_clear)

/* Looks up the notice by our Message-ID in the mail and fills in out; nothing
 * is found where the client left the id out. The ticket is loaded. STORE error
 * only. */
bool quoted_find(const struct apply *apply, struct quoted *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
