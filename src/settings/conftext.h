/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "settings/confplace.h"

#define CONFTEXT_MAX (1024 * 1024) /* octets of docket.conf */
#define CONFTEXT_DEPTH_MAX 8       /* brackets within brackets */

/* The text of the file of place, fit for libconfig: looked through for what
 * libconfig would obey (@include), take silently (numbers beyond 32 bits, which
 * get their L; NUL octets) or report where nobody finds it (a quote that is not
 * closed, brackets without end). CONFIG error. The caller frees. */
char *conftext_load(const struct confplace *place,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for text at hand, of size octets. */
char *conftext_prepare(const struct confplace *place, const char *text,
    size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
