/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include "daemon/role.h"
#include "daemon/startup.h"
#include "settings/settings.h"
#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* One role's process as the supervisor sees it. */
struct process {
	enum role_kind kind;
	guint index; /* of the account or sender */
	char *title; /* "fetcher support" */
	pid_t pid;   /* 0: not running */
	int heart;   /* signs of life, read end; -1 none */
	int bell;    /* eventfd that lives as long as the supervisor */
	int link;    /* this side of the account's channel, until it is handed
	                over; -1 */
	gint64 started;     /* clock_boot() */
	gint64 alive_until; /* clock_boot() by which the next sign must have
	                       come */
	gint64 start_at; /* clock_boot() of the next start, when not running */
	guint backoff;   /* seconds */
	guint restarts;  /* after abnormal ends */
	bool heard;      /* a first sign of life: it serves */
	bool careful;
	bool ended; /* done for good (--once) */
	int status; /* exit status of the last run */
};

enum process_mode { PROCESS_STAYING, PROCESS_ONCE };

/* What a start needs; borrowed. */
struct process_plan {
	const struct startup *startup; /* all settings, all secrets */
	enum process_mode mode;
	int lock; /* state folder's lock */
	int keeper_bell;
	const int
	    *sender_bells; /* startup->settings->sending.senders of them */
};

struct process *process_new(enum role_kind kind, guint index,
    const char *title);
void process_free(struct process *process);

/* Forks and execs /proc/self/exe with this role's descriptors and its part of
 * the settings. The link is given away. TEMPORARY error. */
bool process_start(struct process *process, const struct process_plan *plan,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads signs of life; keeps alive_until true. */
void process_hear(struct process *process);
