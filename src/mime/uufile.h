/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* A file that stands in the lines of a text, as mailers did before MIME. */
struct uufile {
	gsize offset, length; /* its lines, from "begin" to "end" */
	const char *name;     /* as written, not NUL-terminated */
	gsize name_length;
};

/* The next file in text at or behind *at, which moves behind it: from "begin
 * MODE NAME" over lines that are uuencoded, each as long as it says, to "end".
 * FALSE when there is none. Linear over all calls for a text. */
gboolean uufile_next(const char *text, gsize size, gsize *at,
    struct uufile *file_out);

/* Takes the files out of kept, an array of struct message_range in text: what
 * was written, without pages of noise. When nothing would be left, nothing is
 * taken. */
void uufile_exclude(const char *text, GArray *kept);
