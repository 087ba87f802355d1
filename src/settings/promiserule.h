/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* One line of what a queue promises: "first 4h", "next 1h30m vip 1",
 * "solution 24h priority 2 vip 1". */

enum promiserule_stage {
	PROMISERULE_FIRST,    /* the first answer to a new matter */
	PROMISERULE_NEXT,     /* an answer to whatever is written later */
	PROMISERULE_SOLUTION, /* the ticket is solved */
};

struct promiserule {
	enum promiserule_stage stage;
	gint64 open_ms; /* counted while the desk is open; never 0 */
	guint vip;      /* for people of that level and above; 0: all */
	guint priority; /* for tickets of that priority and above; 0: all */
};

/* Levels of VIP and priority go from 0 to this. */
#define PROMISERULE_LEVEL_MAX 9

/* Reads a line. NULL and *out, or what is wrong with it as the end of a
 * sentence that starts with it; then *out is undefined. */
const char *promiserule_parse(const char *text, struct promiserule *out);

/* The same without a result, for the table of options. */
const char *promiserule_problem(const char *text);

/* Reads "4h", "90m", "1h30m", "30s" as *ms_out. NULL, or what is wrong with it
 * in the same way. */
const char *promiserule_time(const char *text, gint64 *ms_out);

/* For the table of options: such a time, or "". */
const char *promiserule_warning_problem(const char *text);
