/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* What waits: "queue list" (letters that are not final), "hold list" (held
 * mails; --all: those released or dropped as well) and "hold show N". */
int ctlqueue_list_letters(struct ctl *ctl);
int ctlqueue_list_holds(struct ctl *ctl);
int ctlqueue_show_hold(struct ctl *ctl);
