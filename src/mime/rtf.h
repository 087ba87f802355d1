/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

enum rtf_form {
	RTF_TEXT,
	RTF_PAGE, /* it was made of HTML, which is what is returned */
};

/* What an RTF document says, UTF-8 with "\n" line ends: its words, or the page
 * or text that was packed into it (MS-OXRTFEX). At most max octets; groups are
 * followed RTF_DEPTH deep and RTF_FONTS fonts known. Hidden text, pictures and
 * objects are left out; links stand as "text <url>". Linear time, no recursion.
 * The caller frees. */
char *rtf_read(const void *data, gsize size, gsize max,
    enum rtf_form *form_out);

#define RTF_DEPTH 500
#define RTF_FONTS 1000
