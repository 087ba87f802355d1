/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer's file, or a whole mail, for an operator. What it is written to
 * must be new, so that no link that somebody has laid out leads it elsewhere;
 * and nothing is written before the audit says who got it. */
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
ask(struct ctl *ctl, const char *ticket, const char *place, const char *why)
{
	char *words[] = { g_strdup("attachment"),
		g_strdup(why ? "raw" : "grant"), g_utf8_make_valid(ticket, -1),
		g_utf8_make_valid(place, -1),
		why ? g_utf8_make_valid(why, -1) : NULL, NULL };

	return ctlwrite_ask(ctl, g_memdup2(words, sizeof words));
}

/* The store is opened now: where no daemon runs, asking has had it open. */
static bool
copy(struct ctl *ctl, FILE *file, const char *number, const char *place,
    GError **error)
{
	const struct settings *settings = ctl->settings;
	g_autoptr(kv_txn) txn = NULL;
	g_auto(handout) found = { 0 };
	guint64 ticket = 0;

	if (!ctl_number(number, &ticket) ||
	    !ctl_become_owner(settings->state_dir, error))
		return false;
	ctl->store = store_open(settings->state_dir, KV_READ_ONLY, error);
	if (ctl->store)
		txn = kv_begin(ctl->store->kv, KV_READ, error);
	return txn &&
	    handout_find(txn, ctl->store->archive, ticket, place, &found,
	        error) &&
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
	const char *number = ctl_operand(ctl, 0), *place = ctl_operand(ctl, 1);
	int status = ask(ctl, number, place, NULL);
	if (status == EX_OK && !copy(ctl, file, number, place, &error))
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

int
ctlattachment_raw(struct ctl *ctl)
{
	const char *why = ctl_option(ctl, "--reason");
	g_auto(GStrv) parts = g_strsplit(ctl_operand(ctl, 0), "/", 2);
	g_autofree char *reason = g_strstrip(g_strdup(why ? why : ""));
	g_autofree char *place = NULL;
	g_autoptr(GError) error = NULL;
	guint64 ticket = 0;
	guint32 seq = 0;

	if (!ctl_number(parts[0], &ticket) ||
	    (parts[1] && !ctl_place(parts[1], &seq)))
		return ctl_complain(EX_USAGE,
		    "a ticket's number is wanted, or N/ENTRY, such as 12/1");
	if (!*reason)
		return ctl_complain(EX_USAGE,
		    "--reason: what is it needed for? It is written down");
	place = g_strdup_printf("%u/0", seq);
	int status = ask(ctl, parts[0], place, reason);
	if (status == EX_OK && !copy(ctl, NULL, parts[0], place, &error))
		status = error ? ctl_fail(error) : EX_SOFTWARE;
	return status;
}
