/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* A line of a letter's text that ends in a space goes on in the next, as RFC
 * 3676 has it: templates are wrapped for the plain form, and a browser wraps
 * for itself. */

/* The plain form of such a text, without those spaces. The caller frees. */
char *composehtml_plain(const char *text);

/* The HTML form of a letter's text (valid UTF-8, "\n" line ends): paragraphs
 * that choose their direction themselves, every character escaped, http and
 * https addresses in the text made links to just what they show. A line "-
 * label <mailto:ADDRESS?...>" is the label alone, as a link that writes to
 * ADDRESS, where that is of the domain offers (NULL: nowhere) and the label is
 * none. Nothing remote, no style, no script. The caller frees with its GString.
 */
GString *composehtml_make(const char *text, const char *offers);
