/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include <glib.h>

/* Resolves host (a name or an address) and connects by TCP, each address in
 * turn; while others are left an address gets only its share of the time. The
 * descriptor is non-blocking, close-on-exec and has TCP_NODELAY. -1 and a
 * TEMPORARY error that names host, port and the last reason. The resolver
 * itself obeys no deadline: it stands under the role's step timer. */
int dial_connect(const char *host, guint16 port, gint64 deadline,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
