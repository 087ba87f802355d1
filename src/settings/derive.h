/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "settings/settings.h"

/* Fills in what docket.conf left open and what follows from other options:
 * bounce address, names by place (of accounts: only when there is one), ports,
 * EHLO name, public names, the queue "support", the agents of queues without a
 * list. No code that uses settings has to know these rules. */
void derive_defaults(struct settings *settings);
