/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"
#include <glib.h>

/* "show N --audit": what was done to that ticket, by whom, when and why, oldest
 * first. The whole audit is read for it. Returns the exit status. */
int ctlaudit_run(struct ctl *ctl, guint64 ticket);
