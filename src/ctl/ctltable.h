/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"

/* Tables and small words for people. */

struct ctltable;

/* titles: NULL-terminated, static; n columns. */
struct ctltable *ctltable_new(const char *const *titles);
void ctltable_free(struct ctltable *table);
AUTOPTR_DEFINE(ctltable, ctltable_free)

/* Adds a row of as many cells as there are titles; the strings are taken, the
 * array is not. Foreign text is made safe when it is printed. */
void ctltable_add(struct ctltable *table, char *const *take_cells);

/* The table as text, every column as wide as its widest cell; the last one is
 * cut so that a line has at most width columns of a terminal (0: uncut). The
 * caller frees. */
char *ctltable_format(const struct ctltable *table, guint width);

/* Prints it, cut for the terminal when stdout is one. */
void ctltable_print(const struct ctltable *table);

/* Columns of a terminal that a text takes: two for wide characters, none for
 * marks. */
guint ctltable_width(const char *text);

/* "45 s", "7 min", "3 h", "12 d" between two times in ms; "" for none. */
char *ctltable_age(gint64 then, gint64 now);

/* "512 B", "1.5 KiB", "3.2 GiB". */
char *ctltable_size(guint64 octets);
