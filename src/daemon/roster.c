/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which processes there are, by the settings, and when each may start. A
 * fetcher and its mailbox are one: they start together, rest together, and
 * after an abnormal end of either both are careful. Nothing here waits. */
#include "daemon/roster.h"
#include "base/autofd.h"
#include "base/channel.h"
#include "base/clock.h"
#include "base/log.h"
#include <poll.h>
#include <signal.h>

#define ROSTER_BACKOFF_MAX 60 /* seconds */
#define ROSTER_STEADY 60 /* seconds of running; then back-off begins anew */

void
roster_init(struct roster *roster, enum process_mode mode, int lock)
{
	*roster = (struct roster){ .plan = { .mode = mode, .lock = lock } };
	roster->processes =
	    g_ptr_array_new_with_free_func((GDestroyNotify)process_free);
	roster->sender_bells = g_array_new(FALSE, FALSE, sizeof(int));
}

void
roster_clear(struct roster *roster)
{
	g_clear_pointer(&roster->processes, g_ptr_array_unref);
	g_clear_pointer(&roster->sender_bells, g_array_unref);
}

static struct process *
roster_add(struct roster *roster, enum role_kind kind, guint index,
    const char *name)
{
	g_autofree char *title = g_strdup_printf("%s%s%s", role_name(kind),
	    *name != '\0' ? " " : "", name);
	struct process *process = process_new(kind, index, title);

	g_ptr_array_add(roster->processes, process);
	return process;
}

/* In the order in which they start: an account's fetcher has the longest way to
 * its first mail, by way of the server's log-in. */
void
roster_set(struct roster *roster, const struct startup *startup)
{
	const struct settings *settings = startup->settings;

	roster->plan.startup = startup;
	g_ptr_array_set_size(roster->processes, 0);
	g_array_set_size(roster->sender_bells, 0);
	for (guint i = 0; i < settings->accounts->len; i++) {
		const struct settings_account *account =
		    g_ptr_array_index(settings->accounts, i);
		roster_add(roster, ROLE_FETCHER, i, account->name);
		roster_add(roster, ROLE_MAILBOX, i, account->name);
	}
	for (guint i = 0; i < (guint)settings->sending.senders; i++) {
		g_autofree char *number = settings->sending.senders > 1
		    ? g_strdup_printf("%u", i + 1)
		    : g_strdup("");
		struct process *sender =
		    roster_add(roster, ROLE_SENDER, i, number);
		g_array_append_val(roster->sender_bells, sender->bell);
	}
	roster->plan.keeper_bell = roster_add(roster, ROLE_KEEPER, 0, "")->bell;
	roster->plan.sender_bells = (const int *)roster->sender_bells->data;
}

static bool
roster_is_accounts(const struct process *process, const struct process *other)
{
	bool pair =
	    (process->kind == ROLE_FETCHER && other->kind == ROLE_MAILBOX) ||
	    (process->kind == ROLE_MAILBOX && other->kind == ROLE_FETCHER);

	return pair && process->index == other->index;
}

struct process *
roster_partner(const struct roster *roster, const struct process *process)
{
	for (guint i = 0; i < roster->processes->len; i++) {
		struct process *other = g_ptr_array_index(roster->processes, i);
		if (roster_is_accounts(process, other))
			return other;
	}
	return NULL;
}

static void
roster_start(struct roster *roster, struct process *process)
{
	g_autoptr(GError) error = NULL;

	if (process_start(process, &roster->plan, &error)) {
		log_event(LOG_INFO, "role.start", "what", process->title, "pid",
		    log_number(process->pid), "careful",
		    process->careful ? "yes" : "no", NULL);
		return;
	}
	log_error(LOG_ERROR, "role.start", error, "what", process->title, NULL);
	process->start_at = clock_boot() + (gint64)process->backoff * 1000;
}

/* A fetcher and its mailbox start together, over a new channel. */
static void
roster_start_pair(struct roster *roster, struct process *process)
{
	g_autoptr(GError) error = NULL;
	struct process *partner = roster_partner(roster, process);
	int link[2];

	if (partner->pid != 0)
		return; /* it is on its way out: its channel is closed */
	if (!channel_pair(link, &error)) {
		log_error(LOG_ERROR, "role.start", error, "what",
		    process->title, NULL);
		process->start_at =
		    clock_boot() + (gint64)process->backoff * 1000;
		return;
	}
	process->link = link[0];
	partner->link = link[1];
	process->careful = partner->careful =
	    process->careful || partner->careful;
	partner->ended = false;
	roster_start(roster, process);
	roster_start(roster, partner);
	autofd_clear(
	    &process->link); /* where a start failed, the other sees the end */
	autofd_clear(&partner->link);
}

/* --once has stages: first the accounts, then the senders; the keeper has
 * nothing to do in it. */
static bool
roster_is_due(const struct roster *roster, const struct process *process)
{
	if (process->pid != 0 || process->ended ||
	    clock_boot() < process->start_at)
		return false;
	if (roster->plan.mode != PROCESS_ONCE)
		return true;
	if (process->kind == ROLE_KEEPER)
		return false;
	return (process->kind == ROLE_SENDER) == roster->draining;
}

void
roster_start_due(struct roster *roster)
{
	for (guint i = 0; i < roster->processes->len; i++) {
		struct process *process =
		    g_ptr_array_index(roster->processes, i);
		struct process *partner = roster_partner(roster, process);
		if (!roster_is_due(roster, process))
			continue;
		/* a partner that was done with its work is not without this
		 * one: with --once, too, both run again */
		if (partner == NULL)
			roster_start(roster, process);
		else if (clock_boot() >= partner->start_at)
			roster_start_pair(roster, process);
	}
}

struct process *
roster_find(const struct roster *roster, pid_t pid)
{
	for (guint i = 0; i < roster->processes->len; i++) {
		struct process *process =
		    g_ptr_array_index(roster->processes, i);
		if (process->pid == pid)
			return process;
	}
	return NULL;
}

void
roster_rest(struct roster *roster, struct process *process, enum roster_end how)
{
	bool abnormal = how == ROSTER_END_ABNORMAL;
	struct process *partner = roster_partner(roster, process);

	if (clock_boot() - process->started > ROSTER_STEADY * 1000)
		process->backoff = 1;
	process->start_at = clock_boot() + (gint64)process->backoff * 1000;
	process->backoff = MIN(process->backoff * 2, ROSTER_BACKOFF_MAX);
	process->careful = abnormal;
	process->restarts++;
	if (partner == NULL)
		return;
	/* its channel is gone: it ends by itself, and is not blamed for it */
	partner->start_at = process->start_at;
	partner->careful |= abnormal;
}

void
roster_signal(const struct roster *roster, int number)
{
	for (guint i = 0; i < roster->processes->len; i++) {
		const struct process *process =
		    g_ptr_array_index(roster->processes, i);
		if (process->pid != 0)
			kill(process->pid, number);
	}
}

guint
roster_running(const struct roster *roster)
{
	guint n = 0;

	for (guint i = 0; i < roster->processes->len; i++) {
		const struct process *process =
		    g_ptr_array_index(roster->processes, i);
		n += process->pid != 0;
	}
	return n;
}

bool
roster_serves(const struct roster *roster)
{
	for (guint i = 0; i < roster->processes->len; i++) {
		const struct process *process =
		    g_ptr_array_index(roster->processes, i);
		if (!process->heard)
			return false;
	}
	return true;
}

void
roster_poll(const struct roster *roster, GArray *pollfds_out)
{
	for (guint i = 0; i < roster->processes->len; i++) {
		const struct process *process =
		    g_ptr_array_index(roster->processes, i);
		struct pollfd one = { .fd = process->heart, .events = POLLIN };
		if (process->heart >= 0 && !process->heard)
			g_array_append_val(pollfds_out, one);
	}
}

guint
roster_unfinished(const struct roster *roster)
{
	guint n = 0;

	for (guint i = 0; i < roster->processes->len; i++) {
		const struct process *process =
		    g_ptr_array_index(roster->processes, i);
		bool stage = (process->kind == ROLE_SENDER) == roster->draining;
		n += !process->ended && process->kind != ROLE_KEEPER && stage;
	}
	return n;
}
