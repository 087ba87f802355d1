/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Replaces the string in *field, which it frees, by a copy of value; NULL is
 * stored as "". value may be *field itself. */
void strings_set(char **field, const char *value);

/* How many octets must be put in, taken out or changed to make b of a: of two
 * words, to find what somebody meant. Only the first 32 of each count. */
guint strings_distance(const char *a, const char *b);
