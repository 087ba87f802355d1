/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* export N [FILE] --evidence --reason TEXT: all that there is of a ticket as a
 * tar archive that can be checked without docket. FILE must be new;
 * docket-ticket-N.tar where it is not given. */
int ctlevidence_export(struct ctl *ctl);
