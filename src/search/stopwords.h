/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether a word, in lower case, says nothing of what a question is about: "how
 * do I ...". language: a BCP 47 tag; of languages that the table does not have,
 * every word counts. Chinese words are pairs of characters. */
bool stopwords_has(const char *language, const char *word);

#ifdef __cplusplus
}
#endif
