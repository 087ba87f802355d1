/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "parse FILE": the mail as one JSON object (ctl/parsejson.h), whatever its
 * content. No settings are needed; with -c its limits hold. An empty or too
 * large file gives an object as well, and EX_NOINPUT. */
int ctlexplain_parse(struct ctl *ctl);

/* "explain FILE": what authenticates it, what kind of mail it is, each trace to
 * a ticket with what the store knows of it, each rule tried, what would be
 * done. Without a store (or with --no-store) no token can be proved. */
int ctlexplain_run(struct ctl *ctl);
