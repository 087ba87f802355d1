/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "settings/settings.h"
#include "store/store.h"

/* One call of docketctl: what the command line said, and what the verb has
 * opened because of it. Every verb is a function of this, which prints and
 * returns a sysexits.h status. */

enum ctl_format { CTL_TEXT, CTL_JSON };

struct ctl {
	const char *verb;       /* "list", "hold show"; static */
	const char *conf;       /* of -c; NULL: the default file */
	enum ctl_format format; /* --json */
	GPtrArray *operands;    /* const char *: words behind the verb */
	GHashTable *options;    /* "--status" -> its value, "" for a flag */
	struct settings *settings;
	GTimeZone *zone; /* the desk's, in which times are shown */
	struct store *store;
	guint uid; /* who called, for the audit; before ctl_become_owner() */
};

void ctl_init(struct ctl *ctl);
void ctl_clear(struct ctl *ctl);

/* The value of an option, "" for a flag that is set; NULL when not given. */
const char *ctl_option(const struct ctl *ctl, const char *name);

/* The nth word behind the verb, from 0; NULL when there are fewer. */
const char *ctl_operand(const struct ctl *ctl, guint n);

/* A whole number from 1 on; false for anything else. ctl_place() takes 0, too.
 */
bool ctl_number(const char *text, guint64 *out);
bool ctl_place(const char *text, guint32 *out);

/* Prints "docketctl: text" on stderr, made safe for a terminal, and returns
 * status, so that "return ctl_complain(EX_USAGE, ...);" is one line. */
int ctl_complain(int status, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The same for an error, with the status that fits it. */
int ctl_fail(const GError *error);

/* Reads docket.conf into ctl->settings, once. EX_OK, or a status after a
 * complaint: EX_CONFIG, EX_NOPERM. */
int ctl_need_settings(struct ctl *ctl);

/* Whether the state folder holds a store; a status after a complaint when there
 * is none (EX_NOINPUT) or it may not be looked at (EX_NOPERM). */
int ctl_find_store(struct ctl *ctl);

/* Settings, then the store for reading. A status as above, or that of the
 * error. */
int ctl_need_store(struct ctl *ctl);

/* Root becomes the owner of the state folder, for good: a lock file or segment
 * made by root would keep the daemon out. Does nothing for others and when
 * there is no folder. Secrets are read before. CONFIG error. */
bool ctl_become_owner(const char *state_dir,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Octets as they are; when stdout is a terminal, made safe for it. */
void ctl_write(const void *data, gsize size);
