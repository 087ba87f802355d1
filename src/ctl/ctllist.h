/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "list": tickets, the last changed first; --status, --queue, -n. */
int ctllist_run(struct ctl *ctl);
