/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/verbs.h"

/* The command line, read by the table in verbs.c. Options may stand before and
 * behind the verb, as "--status open" or "--status=open"; "--" ends them. */

enum cmdline_result {
	CMDLINE_RUN,     /* row_out is to run */
	CMDLINE_HELP,    /* --help, of row_out or (NULL) of all */
	CMDLINE_VERSION, /* --version */
	CMDLINE_WRONG    /* error says what is wrong, and what may be meant */
};

/* Fills ctl's verb, conf, format, operands and options with strings of argv,
 * which must outlive it. argv[0] is passed over. */
enum cmdline_result cmdline_parse(char **argv, struct ctl *ctl,
    const struct verbs_row **row_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All of docketctl behind main(): reads the line, opens what the verb needs,
 * runs it; the exit status. */
int cmdline_run(char **argv);
