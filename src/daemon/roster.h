/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "daemon/process.h"
#include <glib.h>
#include <stdbool.h>

/* All processes that the settings ask for: who they are, who is due to start,
 * and who starts together. Owned by the supervisor. */
struct roster {
	struct process_plan plan; /* what each start needs */
	GPtrArray *processes;     /* struct process */
	GArray *sender_bells;     /* int, borrowed from the processes */
	bool draining; /* --once: the accounts are done, senders run */
};

void roster_init(struct roster *roster, enum process_mode mode, int lock);
void roster_clear(struct roster *roster);

/* One process a role, as the settings want them; none runs yet. startup is
 * borrowed until the next call. */
void roster_set(struct roster *roster, const struct startup *startup);

/* Starts what is due; a fetcher and its mailbox together, over a new channel.
 */
void roster_start_due(struct roster *roster);

/* The other one of a fetcher and a mailbox of one account; NULL for others. */
struct process *roster_partner(const struct roster *roster,
    const struct process *process);

/* The one with that pid, or NULL. */
struct process *roster_find(const struct roster *roster, pid_t pid);

/* After an end that was not asked for: when it may start again, with its
 * partner; abnormal ends make both careful. */
enum roster_end { ROSTER_END_CLEAN, ROSTER_END_ABNORMAL };
void roster_rest(struct roster *roster, struct process *process,
    enum roster_end how);

void roster_signal(const struct roster *roster, int number);

/* How many run; how many of --once's present stage have not ended for good. */
guint roster_running(const struct roster *roster);

/* Whether every process has shown that it serves. */
bool roster_serves(const struct roster *roster);

/* The descriptors whose reading wakes the supervisor: signs of life. */
void roster_poll(const struct roster *roster, GArray *pollfds_out);
guint roster_unfinished(const struct roster *roster);
