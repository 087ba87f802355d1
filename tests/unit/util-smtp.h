/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "util-desk.h"
#include <glib.h>
#include <sys/types.h>

/* A mail relay on a loopback port, in a child process: it takes every letter
 * but where a rule says otherwise, and looks into the desk's store when a final
 * dot arrives. */

/* What it answers the nth time (from 1; 0: every time) it comes to a verb:
 * "GREET", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "BODY" (half of it has
 * come), "DOT", "RSET". NULL closes the connection instead; "!reply" closes it
 * after the reply. */
struct smtp_rule {
	const char *verb;
	guint nth;
	const char *reply;
};

#define SMTP_LETTERS 600

/* What the relay has seen; in memory that both processes share. */
struct smtp_seen {
	char state_dir[256]; /* to look into; "": none */
	volatile int stop;   /* set when the stop_at-th dot arrives */
	guint stop_at;       /* 0: never */
	guint connections, letters, quits;
	char to[SMTP_LETTERS][64];      /* recipient of each letter taken */
	guint32 state[SMTP_LETTERS];    /* its letter_state at its dot */
	guint in_dot[SMTP_LETTERS];     /* letters in state dot then */
	guint64 size[SMTP_LETTERS];     /* octets of it, still dot-stuffed */
	guint64 declared[SMTP_LETTERS]; /* SIZE= of its MAIL, 0 none */
};

struct smtp_relay {
	pid_t pid;
	guint16 port;
	struct smtp_seen *seen;
};

/* rules: ended by a row without verb; NULL: none. To be started before a store
 * is open. */
struct smtp_relay *smtp_relay_new(const struct smtp_rule *rules);
void smtp_relay_free(struct smtp_relay *relay);
AUTOPTR_DEFINE(smtp_relay, smtp_relay_free)

/* A loopback port on which nobody listens. */
guint16 smtp_dead_port(void);

/* The desk's nth relay is from now on that port, without TLS. */
void smtp_relay_use(struct util_desk *desk, guint n, guint16 port);
