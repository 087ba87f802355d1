/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "classify/awaytable.h"

/* Rows of AWAYTABLE_TEXT: words in the first lines of the text. */
extern const struct awaytable_row awaywords_rows[];
extern const guint awaywords_count;
