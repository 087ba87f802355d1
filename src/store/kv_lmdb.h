/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/kv.h"
#include <lmdb.h>
#include <sys/types.h>

/* What kv_open.c and kv_lmdb.c share. */
struct kv {
	MDB_env *env;
	MDB_dbi dbi;
	pid_t pid;
	struct kv_txn *txn; /* the one under way, or NULL */
};

/* An error of LMDB's code or errno's, for what the caller must do about it, in
 * LMDB's own words: they name the remedy more often than ours would. */
bool kv_fail(GError **error, int rc, const char *doing);
