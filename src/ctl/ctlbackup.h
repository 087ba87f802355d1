/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "backup DIR": a copy of the state folder, while the daemon runs. */
int ctlbackup_make(struct ctl *ctl);

/* "restore DIR": the copy back into a state folder without a store, while no
 * daemon runs; with --reconcile letters that wait are held. */
int ctlbackup_restore(struct ctl *ctl);
