/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* docketctl search TEXT: tickets that have the words. */
int ctlsearch_run(struct ctl *ctl);
