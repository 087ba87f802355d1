/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Words by which it is seen that somebody's account is the matter, and by which
 * its owner denies to have written, in the languages that docket has letters
 * in. text: UTF-8. Linear in its length for each word of the table. */

/* The word of an account matter that a text has ("2fa"), where a word begins
 * so; NULL for none. The caller frees. */
char *identitywords_account(const char *text);

/* Whether a text, the new words of an answer, says "it was not me": by such a
 * phrase anywhere, or by a first line that is "no" alone. */
bool identitywords_denies(const char *text);
