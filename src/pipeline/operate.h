/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/inbox.h"
#include <glib.h>

/* The operator's writing verbs, carried out by the keeper for docketctl, or by
 * docketctl itself where no daemon runs: the same code, the same audit. */
struct operate {
	struct inbox *inbox;
	const char *actor; /* "uid 0", for the audit */
	int input;         /* sealed memfd for "deliver", -1 none */
};

/* Carries out argv ("takeover", "support"; "hold", "release", "3"; "hold",
 * "drop", "3"; "queue", "retry"|"hold"|"drop", "7"|"all"; "deliver"; "close",
 * "12"; "reopen", "12"; "assign", "12", "alice" or "none"; "agent", ... of
 * pipeline/agents.h; "attachment", ... of pipeline/handout.h; "merge", "12",
 * "7"; "solve", "12"; "tag", "12", "+x", "-y"; "split", "12", "3"; "help", ...
 * of pipeline/helpdesk.h; "reindex"; "export", ... of
 * pipeline/evidence.h; "block", "add"|"remove", "x.example";
 * "token", ... of pipeline/tokens.h). Writes what to print into out. Returns a
 * sysexits.h status; the text of an error is in out as well. A STORE error sets
 * *broken_out: the process must end.
 */
int operate_run(struct operate *operate, const char *const *argv, GString *out,
    bool *broken_out);

/* The protocol on the operator socket: one request, one answer
 * (base/channel.h). */
enum operate_message {
	OPERATE_REQUEST =
	    1, /* as: argv; a sealed memfd with the mail for deliver */
	OPERATE_ANSWER = 2, /* (is): status, text */
};
const char *operate_type_of(guint8 type);
