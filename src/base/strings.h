/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Replaces the string in *field, which it frees, by a copy of value; NULL is
 * stored as "". value may be *field itself. */
void strings_set(char **field, const char *value);

/* Words are compared up to that many octets: a longer one is no slip. */
#define STRINGS_WORD_MAX 64

/* How many octets must be put in, taken out, changed or swapped with the next
 * one to make b of a: of two words, to find what somebody meant. */
guint strings_distance(const char *a, const char *b);
