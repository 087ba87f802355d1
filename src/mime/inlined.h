/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "mime/structure.h"
#include <glib.h>

/* Puts the names of files for their Content-IDs in "[cid:ID]" and "[cid:ID what
 * is said of it]": "[shot.png]", "[shot.png: what is said of it]". An id that
 * no part has stays as it is. Linear in text for each of the first few hundred
 * parts. */
void inlined_name(const struct structure *root, GString *text);
