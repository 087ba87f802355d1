/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "token read TEXT": what a token, a reply or bounce address or a Message-ID of
 * ours names, and whether it is believed. EX_OK when it is, EX_DATAERR when
 * not, EX_NOINPUT when nothing can tell: no keys, or no store to say whose it
 * is. */
int ctltoken_read(struct ctl *ctl);

/* "token keys": the ring without the keys' octets. */
int ctltoken_keys(struct ctl *ctl);

/* "token issue" and "token rotate [--keep TIME]", by the daemon as
 * ctlwrite_run(). */
int ctltoken_issue(struct ctl *ctl);
int ctltoken_rotate(struct ctl *ctl);

/* Seconds of "400" (days), "400d", "12h", "90m", "30s", up to a hundred years;
 * false for anything else. */
bool ctltoken_seconds(const char *text, guint64 *out);
