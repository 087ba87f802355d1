/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "template render NAME LANGUAGE": prints the letter of that name with the
 * desk's name and address and made-up values in its other places. EX_NOINPUT
 * for a name or a language that there are no texts of, EX_CONFIG for a mistake
 * in a template. */
int ctltemplate_render(struct ctl *ctl);
