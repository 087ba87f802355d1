/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctlcheck.h"

/* Logs in to every account and relay, as the daemon would, and says what is
 * right and wrong. Makes the done and the quarantine folder of an account where
 * they are missing, as the daemon would; reads no mail and sends none but one
 * of its own to each account (ctlprobe.h). secrets: "account:<name>",
 * "relay:<name>"; what has none is passed over, for its absence has been said.
 * Each server may take minutes. */
void ctlconnect_run(struct ctlcheck *check, const struct settings *settings,
    GHashTable *secrets);
