/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* The one place where foreign text is made safe to print. Control characters,
 * line ends, bidirectional and invisible format characters and bytes that are
 * not UTF-8 become \xHH or \u{HHHH}; quote and backslash are escaped too; the
 * result has at most limit characters, the last "..." when it was cut (0: 256).
 * The work is bounded by limit, not by the text. The caller frees. */
char *escape_text(const char *text, size_t limit);

/* The same for a terminal: uncut, quote and backslash as they are, joiners and
 * variation selectors kept since some scripts need them. No escape sequence
 * survives; line ends and tabs are kept when lines is ESCAPE_KEEP_LINES. */
enum escape_lines { ESCAPE_ONE_LINE, ESCAPE_KEEP_LINES };
char *escape_terminal(const char *text, enum escape_lines lines);
