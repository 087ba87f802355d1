/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Replaces the string in *field, which it frees, by a copy of value; NULL is
 * stored as "". value may be *field itself. */
void strings_set(char **field, const char *value);
