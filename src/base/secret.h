/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#define SECRET_MAX 4096 /* octets in a secret file */

/* Reads a secret file: a regular file, not readable by group or others (files
 * below $CREDENTIALS_DIRECTORY are exempt from the mode check), 1 to SECRET_MAX
 * octets; one trailing line end is dropped. CONFIG error naming path and cure.
 */
GBytes *secret_read(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The path for a file named in docket.conf: absolute as it is; relative below
 * $CREDENTIALS_DIRECTORY when it exists there, else below conf_dir. The caller
 * frees. */
char *secret_path(const char *conf_dir, const char *name);

/* Overwrites and frees; for GBytes that nothing else refers to. NULL is fine.
 */
void secret_free(GBytes *secret);
