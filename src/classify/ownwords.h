/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#define OWNWORDS_LINES 400 /* lines of a bounce that are read at most */
#define OWNWORDS_OCTETS 65536

/* The lines that a server wrote itself in the text of a bounce: up to the mark
 * behind which it returns the mail that failed. NULL-terminated, without line
 * ends; the caller frees with g_strfreev. copy_out, unless NULL, points into
 * text at the returned mail, or at its end when there is none. */
char **ownwords_lines(const char *text, const char **copy_out);
