/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer's file for an operator. What it is written to must be new, so that
 * no link that somebody has laid out leads it elsewhere; and nothing is written
 * before the audit says who got it. */
#include "ctl/ctlattachment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "ctl/ctlextract.h"
#include "ctl/ctlwrite.h"
#include "pipeline/handout.h"

static int
ask(struct ctl *ctl)
{
	char *words[] = { g_strdup("attachment"), g_strdup("grant"),
		g_utf8_make_valid(ctl_operand(ctl, 0), -1),
		g_utf8_make_valid(ctl_operand(ctl, 1), -1), NULL };

	return ctlwrite_ask(ctl, g_memdup2(words, sizeof words));
}

/* The store is opened now: where no daemon runs, asking has had it open. */
static bool
copy(struct ctl *ctl, FILE *file, GError **error)
{
	const struct settings *settings = ctl->settings;
	g_autoptr(kv_txn) txn = NULL;
	g_auto(handout) found = { 0 };
	guint64 ticket = 0;

	if (!ctl_number(ctl_operand(ctl, 0), &ticket) ||
	    !ctl_become_owner(settings->state_dir, error))
		return false;
	ctl->store = store_open(settings->state_dir, KV_READ_ONLY, error);
	if (ctl->store)
		txn = kv_begin(ctl->store->kv, KV_READ, error);
	return txn &&
	    handout_find(txn, ctl->store->archive, ticket, ctl_operand(ctl, 1),
	        &found, error) &&
	    ctlextract_to(file, ctl->store->archive, &found.entry->raw,
	        found.part, error);
}

int
ctlattachment_get(struct ctl *ctl)
{
	const char *path = ctl_operand(ctl, 2);
	g_autoptr(GError) error = NULL;
	guint64 ticket = 0;
	guint32 seq = 0;
	guint index = 0;

	if (!ctl_number(ctl_operand(ctl, 0), &ticket) ||
	    !handout_place(ctl_operand(ctl, 1), &seq, &index))
		return ctl_complain(EX_USAGE,
		    "a ticket's number and ENTRY/FILE are wanted, such as 12 "
		    "0/1");
	int fd = open(path,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!file)
		return ctl_complain(EX_CANTCREAT, "%s: %s", path,
		    strerror(errno));
	int status = ask(ctl);
	if (status == EX_OK && !copy(ctl, file, &error))
		status = error ? ctl_fail(error) : EX_SOFTWARE;
	bool lost = fflush(file) != 0 || fsync(fd) != 0;
	lost |= fclose(file) != 0;
	if (status == EX_OK && lost)
		status =
		    ctl_complain(EX_IOERR, "%s: %s", path, strerror(errno));
	if (status != EX_OK && unlink(path) != 0)
		ctl_complain(status, "%s: is left behind, without the file",
		    path);
	return status;
}
