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
	    !backup_restore(ctl_operand(ctl, 0), dir, &what, &error))
		return ctl_fail(error);
	if (ctl_option(ctl, "--reconcile") && !hold_letters(ctl, &held, &error))
		return ctl_fail(error);
	return report(ctl, &what, held);
}
