/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "verify": every problem of the store, a line each, then what was looked at.
 * EX_DATAERR when there is one. */
int ctlverify_run(struct ctl *ctl);
