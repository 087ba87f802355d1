/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <jansson.h>

/* Prints what was found of a mail, in the order in which it is looked at. */
void explainprint_row(const json_t *row);
