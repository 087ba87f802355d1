/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

struct supervisor_how {
	const char *conf; /* path of docket.conf */
	bool once;        /* every account once, the outbox drained, then end */
};

/* Reads and checks the settings, takes the state folder's lock, starts the
 * roles and watches over them until SIGTERM. Returns a sysexits.h status; what
 * is wrong has been printed. */
int supervisor_run(const struct supervisor_how *how);
