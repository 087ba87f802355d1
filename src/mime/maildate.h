/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* The date-time of a Date field (RFC 5322 section 3.3, obsolete forms of 4.3
 * and what real mailers write) as Unix seconds; 0 when it makes no sense. A
 * missing or unknown zone is UTC. */
gint64 maildate_parse(const char *value);
