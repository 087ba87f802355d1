/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "attachment get": one file of a ticket into a new file of mode 0600, after
 * the daemon has noted who got it. EX_CANTCREAT when the file is there. */
int ctlattachment_get(struct ctl *ctl);

/* "raw": a mail of a ticket as it came, secrets and all, to standard output,
 * after the daemon has noted who wanted it and why. */
int ctlattachment_raw(struct ctl *ctl);
