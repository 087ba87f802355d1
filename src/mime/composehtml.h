/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* The HTML form of a letter's text (valid UTF-8, "\n" line ends): paragraphs
 * that choose their direction themselves, every character escaped, http and
 * https addresses in the text made links to just what they show. Nothing
 * remote, no style, no script. The caller frees with its GString. */
GString *composehtml_make(const char *text);
