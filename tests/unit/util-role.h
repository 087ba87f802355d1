/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "daemon/role.h"
#include <glib.h>

/* Roles of a test: its own binary, started with --role=..., says what it was
 * handed and then lives until its channel or the supervisor's end closes. */

/* Where roles write what they see; kept in the environment. The folder is
 * removed with all their reports by role_reports_end(). */
void role_reports_begin(void);
void role_reports_end(void);

/* To be called first in main(): the exit status when this process is a role,
 * -1 when it is the test. */
int role_run(int argc, char **argv);

/* What that role has said once it serves; waits for it for some seconds. The
 * caller frees. Lines: "argv ...", "fds ...", "secrets ...", "accounts ...",
 * "agents N", "relays N". */
char *role_report(pid_t pid);

/* The rest of the line of that name in a report, "" without. */
char *role_line(const char *report, const char *name);

/* Ends that process and waits for it. */
void role_end(pid_t pid);
