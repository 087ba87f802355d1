/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* "help import DIR": takes in the articles DIR/LANGUAGE/NAME.md. Files whose
 * names begin with "." or end in "~" are not looked at. */
int ctlhelp_import(struct ctl *ctl);

/* "help list": the articles, by language. */
int ctlhelp_list(struct ctl *ctl);

/* "help search TEXT": what a customer who asks this would be shown, and what
 * was not sure enough for that; --lang is the language, the desk's if not
 * given. */
int ctlhelp_search(struct ctl *ctl);
