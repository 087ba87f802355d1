/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "model/header.h"

/* In which language a mail is written, as a BCP 47 tag that conf/templates may
 * have a folder for: "de", "pt", "zh-Hans", "zh-Hant". */

/* From the words: script and letters where they decide, else CLD2. "" when they
 * are too few to tell; static. text: UTF-8 with its NUL. Linear time; of a long
 * text only the beginning is looked at. */
const char *language_of_text(const char *text);

/* From what the client says of itself: the first tag in Content-Language, else
 * in Accept-Language. "" when there is none in the form of a tag. The caller
 * frees. */
char *language_of_header(const struct header *header);
