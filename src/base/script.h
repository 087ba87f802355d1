/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Whether the character is of a script that is written without blanks between
 * words: Han, kana, Thai, Lao, Khmer, Myanmar (UAX 29, section 4). Hangul is
 * not, though its particles stand at the word. */
bool script_is_unspaced(gunichar c);
