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

/* Octets at the start of valid UTF-8 among which there is no control character
 * and nothing of U+0080 to U+00BF or U+2000 to U+2FFF, where what is invisible
 * stands: what certainly stays when a text is cleaned. */
gsize strings_ordinary(const char *text);
