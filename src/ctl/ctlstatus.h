/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "status": the daemon, tickets and letters by state, held mails, how accounts
 * and relays fare, space. */
int ctlstatus_run(struct ctl *ctl);
