/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* docketctl stats: one pass over all tickets, some 5 s a million. */
int ctlstats_run(struct ctl *ctl);
