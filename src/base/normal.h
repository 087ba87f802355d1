/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Unicode's normalization forms (UAX #15) of valid UTF-8, as
 * g_utf8_normalize() makes them; the caller frees. Text that stays as it
 * is, which most is, costs next to nothing. */
char *normal_composed(const char *valid); /* NFC: é is one character */
char *normal_compat(const char *valid);   /* NFKC: and fullwidth is not wide */
