/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backup and restore. A backup reads only, and so needs no daemon and no lock;
 * a restore writes a folder that nobody else may be using, and refuses one that
 * holds a store: a command given in the wrong window must not cost a desk. */
#include "ctl/ctlbackup.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/autofd.h"
#include "ctl/ctljson.h"
#include "ctl/ctltable.h"
#include "pipeline/reconcile.h"
#include "store/backup.h"
#include "store/claims.h"

static int
report(const struct ctl *ctl, const struct backup_report *what, guint held)
{
	g_autofree char *size = ctltable_size(what->copied);

	if (ctl->format == CTL_JSON) {
		json_t *row = json_object();
		json_object_set_new(row, "octets",
		    ctljson_number(what->copied));
		json_object_set_new(row, "segments_kept",
		    ctljson_number(what->kept));
		json_object_set_new(row, "letters_held", ctljson_number(held));
		ctljson_print(row);
		return EX_OK;
	}
	printf("%s copied", size);
	if (what->kept > 0)
		printf(", %u segments were there already", what->kept);
	if (held > 0)
		printf("; %u letters held", held);
	putchar('\n');
	return EX_OK;
}

int
ctlbackup_make(struct ctl *ctl)
{
	g_autoptr(GError) error = NULL;
	struct backup_report what;

	if (!backup_make(ctl->store, ctl_operand(ctl, 0), &what, &error))
		return ctl_fail(error);
	return report(ctl, &what, 0);
}

/* The copy may be older than what was told to the mailboxes since: that must
 * not look like another docket. */
static bool
go_on(const struct ctl *ctl, GError **error)
{
	g_autoptr(store) store =
	    store_open(ctl->settings->state_dir, KV_READ_WRITE, error);
	g_autoptr(kv_txn) txn = NULL;

	if (store == NULL)
		return false;
	txn = kv_begin(store->kv, KV_WRITE, error);
	return txn != NULL && claims_go_on(txn, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}

static bool
hold_letters(const struct ctl *ctl, guint *held_out, GError **error)
{
	g_autofree char *actor = g_strdup_printf("uid %u", ctl->uid);
	g_autoptr(store) store =
	    store_open(ctl->settings->state_dir, KV_READ_WRITE, error);

	return store != NULL &&
	    reconcile_letters(store, actor, held_out, error);
}

int
ctlbackup_restore(struct ctl *ctl)
{
	const char *dir = ctl->settings->state_dir;
	g_autoptr(GError) error = NULL;
	struct backup_report what;
	guint held = 0;

	if (!ctl_become_owner(dir, &error))
		return ctl_fail(error);
	autofd int lock = store_lock(dir, &error);
	if (lock < 0 ||
	    !backup_restore(ctl_operand(ctl, 0), dir, &what, &error) ||
	    !go_on(ctl, &error))
		return ctl_fail(error);
	if (ctl_option(ctl, "--reconcile") && !hold_letters(ctl, &held, &error))
		return ctl_fail(error);
	return report(ctl, &what, held);
}
