/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/dots.h"
#include "store/key.h"
#include <glib.h>
#include <stdbool.h>

/* What a dot log (store/dotlog.h) and who reads it (store/dotread.h) share: the
 * file, its lines, and the row of the store that names its batch. */

#define DOTLINE_MOST 64  /* lines of a batch */
#define DOTLINE_SIZE 512 /* octets: what a disk writes whole or not at all */
#define DOTLINE_SHARES 256

/* "<state_dir>/outbox/000-255"; the caller frees. */
char *dotline_path(const char *state_dir, guint32 first, guint32 last);

/* The row of a log's batch, a number; the prefix of all such rows; and whose
 * row a key is. */
struct key dotline_key(guint32 first, guint32 last);
struct key dotline_keys(void);
void dotline_whose(GBytes *key, guint32 *first_out, guint32 *last_out);

/* A line as it lies in the file, and back. False: none, or not whole. */
void dotline_write(guint8 octets[DOTLINE_SIZE], const struct dots *line);
bool dotline_read(const guint8 octets[DOTLINE_SIZE], struct dots *out);

/* Locks a log's file until it is closed or unlocked: between its holder's look
 * at the log and the end of what he does about it no letter goes into its dot,
 * and the other way round. False: errno says why. */
bool dotline_lock(int fd);
