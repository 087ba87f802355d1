/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "block list": the senders that are blocked or flagged. The exit status. */
int ctlblock_list(struct ctl *ctl);
