/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How accounts and relays fare: since when, and how often an alarm may come. */
#include "store/health.h"

#include "store/store.h"
#include "util-store.h"

#define SUBJECT "account support"
#define HOUR 3600000

