/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* The people directory (pipeline/persons.h). EX_NOINPUT when nobody has the UID
 * or address, or there is no such file. */

/* "people import FILE": the file is read here, and taken in by the daemon. */
int ctlpeople_import(struct ctl *ctl);

/* "people set": the code that --code announces is read here, from standard
 * input. EX_NOINPUT when there is none. */
int ctlpeople_set(struct ctl *ctl);

int ctlpeople_list(struct ctl *ctl);
int ctlpeople_show(struct ctl *ctl);

/* "people export": CSV on stdout, which people_import() reads. */
int ctlpeople_export(struct ctl *ctl);
