/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Whether the link leads somewhere a reader may go: web, mail, telephone; not
 * too long to be read. */
gboolean htmllink_is_shown(const char *url);

/* Whether text says the same as url, give or take "http://", "www." and a final
 * slash, so that it need not be shown twice. */
gboolean htmllink_is_same(const char *text, const char *url);
