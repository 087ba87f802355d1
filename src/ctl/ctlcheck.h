/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "check": what docketd would need at its start, a line each: "ok what: ...",
 * "FAIL what: reason; what to do", "hint what: ..."; with --connect also every
 * account and relay. EX_OK, EX_UNAVAILABLE when only servers could not be
 * reached, EX_CONFIG when something is to be changed. */
int ctlcheck_run(struct ctl *ctl);

/* The report, which ctl/ctlconnect.h adds to. what is "account support"; the
 * texts may be foreign. Each line is printed at once, for a server may keep the
 * next one waiting. */
struct ctlcheck;
void ctlcheck_ok(struct ctlcheck *check, const char *what, const char *format,
    ...) G_GNUC_PRINTF(3, 4);
void ctlcheck_hint(struct ctlcheck *check, const char *what, const char *format,
    ...) G_GNUC_PRINTF(3, 4);
/* status: EX_CONFIG or EX_UNAVAILABLE; advice may be NULL when the reason has
 * it. */
void ctlcheck_fail(struct ctlcheck *check, int status, const char *what,
    const char *reason, const char *advice);
