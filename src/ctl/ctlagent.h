/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "agent list": who is there, who is away until when, and how much each has to
 * answer. */
int ctlagent_list(struct ctl *ctl);
