/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

enum flowed_delsp { FLOWED_KEEP_SPACE, FLOWED_DELETE_SPACE };

/* text/plain; format=flowed (RFC 3676) made long lines again: lines that end in
 * a space are joined with the next one of the same quote depth, stuffed spaces
 * removed, "> " marks kept, the signature separator "-- " never joined. text is
 * UTF-8 with "\n" line ends. The caller frees. */
char *flowed_unwrap(const char *text, enum flowed_delsp delsp);
