/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "phish list": what customers reported to verify_address, the most reported
 * first, each with how often, when first and last, and the newest such mail. */
int ctlphish_list(struct ctl *ctl);
