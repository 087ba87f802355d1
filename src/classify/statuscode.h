/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#define STATUSCODE_OCTETS 16384 /* octets of a text that are read */

/* The enhanced status (RFC 3463) of a bounce by its words: the first written
 * in it, else what a known reason means, else "5.0.0" or "4.0.0" by the first
 * SMTP answer (RFC 5321 4.2); "" when nothing tells. The caller frees. */
char *statuscode_find(const char *text);
