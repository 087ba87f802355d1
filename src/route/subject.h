/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* The ticket's number in a subject: "[Desk #12] ..." or "[#12] ...", with
 * nothing before it but "Re:" and the like; 0 when there is none. Proves
 * nothing: numbers can be guessed. */
guint64 subject_number(const char *subject, const char *desk_name);
