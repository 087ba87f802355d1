/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "settings/options.h"

/* The known name of a section (at the top level also of the sections) that is
 * most like name; NULL when none is near enough to be meant. */
const char *optionnearest_find(const struct options_section *section,
    const char *name);
