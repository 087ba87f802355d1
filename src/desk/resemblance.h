/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* How alike two texts are, whatever their language: Broder's resemblance ("On
 * the resemblance and containment of documents", 1997). A text is the set of
 * all its runs of RESEMBLANCE_RUN words that follow each other; the
 * resemblance is the part of both sets together that is in both. Case, white
 * space and punctuation do not count. In scripts that leave no blank between
 * words every character is a word. */
#define RESEMBLANCE_RUN 3

/* Words of a text that are looked at, and fewer of them than which say too
 * little: a mere greeting is like any other. */
#define RESEMBLANCE_WORDS_MAX 2000
#define RESEMBLANCE_WORDS_LEAST 7

/* From 0, nothing in common, to 1; 0 as well when one says too little. texts:
 * valid UTF-8. n log n in their length. */
double resemblance_of(const char *one, const char *other);
