/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "ctl/ctl.h"

/* The one table of what docketctl can do. The command line is read by it, the
 * help is printed from it, and a test holds docketctl(1) and the completion
 * against it. */

/* What is opened before the verb runs. */
enum verbs_need { VERBS_NOTHING, VERBS_SETTINGS, VERBS_STORE };

struct verbs_row {
	const char *name;      /* "list", or of two words: "hold show" */
	const char *arguments; /* as in the manual: "N [NAME]" */
	guint least, most;     /* how many words they may be */
	enum verbs_need need;
	int (*run)(struct ctl *ctl);
	const char *help; /* one line */
};

struct verbs_option {
	const char *verb;  /* NULL: of all */
	const char *name;  /* "--status", "-n" */
	const char *value; /* what it takes, "STATUS"; NULL: a flag */
	const char *help;
};

/* All rows, in the order of the manual; n_out gets their number. The same for
 * options. */
const struct verbs_row *verbs_rows(guint *n_out);
const struct verbs_option *verbs_options(guint *n_out);

/* The verb of that name; NULL when there is none. */
const struct verbs_row *verbs_find(const char *name);

/* Whether verbs of two words begin with that word. */
bool verbs_is_group(const char *word);

/* The option of a verb (NULL: of all); NULL when it has none of that name. */
const struct verbs_option *verbs_find_option(const char *verb,
    const char *name);

/* The verb, group or option (of that verb) that is most like name; NULL when
 * none is near enough to be meant. */
const char *verbs_nearest(const char *name);
const char *verbs_nearest_option(const char *verb, const char *name);

/* What --help prints, for all or for one verb. The caller frees. */
char *verbs_help(const struct verbs_row *row);
