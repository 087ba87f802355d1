/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/command.h"
#include "model/ticket.h"
#include "pipeline/accept.h"
#include <glib.h>
#include <stdbool.h>

/* What agents do to tickets by commands in their mails, and operators by verbs:
 * one function for both. First all commands of a mail are looked at on a copy
 * of the ticket, and only if each of them is possible they are done. */

enum acts_mode {
	ACTS_CHECK, /* only the ticket at hand, which is a copy, is changed */
	ACTS_DO,
};

struct acts {
	struct accept *accept;
	struct kv_txn *txn;
	struct ticket *ticket; /* that they are about; NULL: none */
	const struct settings_agent
	    *agent;              /* NULL: the operator, who may all */
	const char *actor, *why; /* for the audit (restate.h) */
	gint64 now;
	enum acts_mode mode;
	GString *out; /* what came of each, lines */
	gboolean say; /* of that the agent wants to hear */
	GString
	    *macro; /* prepared texts, in the customer's words; NULL: none */
	GPtrArray *tell; /* names of agents who are to hear of the ticket, each
	                    once; not owned */
	char *problem;   /* why one can not be done; NULL: all can */
	guint failed;    /* which one, where there is a problem */
};
void acts_init(struct acts *acts);
void acts_clear(struct acts *acts);

/* Runs the commands (struct command_act) up to the first that has a problem.
 * False with an error of the store only. The ticket is the caller's to write.
 */
bool acts_run(struct acts *acts, const GPtrArray *commands,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* When they are done: who is to hear of the ticket gets the notice of its last
 * mail. Errors of correspond_again(). */
bool acts_tell(const struct acts *acts,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One command by the operator, in a transaction of its own. PERMANENT error for
 * a problem. ticket 0: none. */
struct operate;
bool acts_by_operator(struct operate *operate, guint64 ticket,
    const struct command_act *command, GString *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For the files that carry out one command each. Refuse and say answer true, so
 * that they can be returned. */
bool acts_refuse(struct acts *acts, const char *format, ...)
    G_GNUC_PRINTF(2, 3);
bool acts_say(struct acts *acts, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Whether that agent (NULL: the operator) may work on that ticket: by its
 * queue, or as its customer's manager or deputy. STORE error. */
bool acts_may(const struct acts *acts, const struct settings_agent *agent,
    const struct ticket *ticket, bool *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Another ticket, which the agent may touch; *out NULL with a problem where
 * not. The caller frees. */
bool acts_other(struct acts *acts, guint64 number, struct ticket **out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A note on a ticket in the actor's name; counted there, not written. */
bool acts_note(struct acts *acts, struct ticket *ticket, const char *remark,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
