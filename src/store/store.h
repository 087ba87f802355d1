/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "store/archive.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* The state folder opened: store/ (LMDB), archive/, keys/, outbox/ (dot logs),
 * lock, socket. */
struct store {
	char *dir;
	struct kv *kv;
	struct archive *archive;
	uint8_t copies[32]; /* key by which it knows copies of mails; secret */
};

#define STORE_SCHEMA 1 /* of keys and records together */

/* Opens below state_dir; in KV_READ_WRITE makes what is missing (0700), writes
 * the schema number at first and refuses a newer one (CONFIG: "written by a
 * newer docket; upgrade"). CONFIG error too when there is nothing to read. */
struct store *store_open(const char *state_dir, enum kv_mode mode,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL is fine. */
void store_close(struct store *store);
AUTOPTR_DEFINE(store, store_close)

/* Takes the state folder's lock (flock on "lock", close-on-exec), kept while
 * the descriptor is open; the holder's pid is written into it. The folder is
 * made (0700) when missing. -1 and a TEMPORARY error naming that pid when it
 * is taken, CONFIG when it can not be opened. */
int store_lock(const char *state_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Octets free on the file system of dir for us; G_MAXUINT64 when it can not be
 * told. */
guint64 store_free_space(const char *dir);
