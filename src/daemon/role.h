/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include "desk/wording.h"
#include "settings/settings.h"
#include <glib.h>
#include <stdbool.h>

/* What every role is handed by the supervisor: descriptors at fixed numbers,
 * and through the first of them its part of the settings and its secrets.
 * Nothing else is inherited. */
enum role_fd {
	ROLE_FD_SETTINGS = 3, /* sealed memfd with SETTINGS_TYPE */
	ROLE_FD_BELL = 4,     /* own doorbell */
	ROLE_FD_LINK = 5,  /* fetcher and mailbox: the channel between them */
	ROLE_FD_HEART = 6, /* signs of life, written */
	ROLE_FD_LOCK =
	    7, /* the state folder's lock, kept open while any role lives */
	ROLE_FD_KEEPER = 8,   /* the keeper's bell */
	ROLE_FD_WORDING = 9,  /* sealed memfd: desk/wording's */
	ROLE_FD_SENDERS = 10, /* the first sender's bell; the others follow */
};

enum role_kind {
	ROLE_FETCHER,
	ROLE_MAILBOX,
	ROLE_SENDER,
	ROLE_KEEPER,
	ROLE_KINDS
};

struct role {
	enum role_kind kind;
	guint index;  /* of the account or sender */
	bool once;    /* do what there is, then end */
	bool careful; /* after an abnormal end */
	struct settings *settings;
	GHashTable *secrets;     /* name -> GBytes */
	struct wording *wording; /* NULL in roles that write no letters */
};

const char *role_name(enum role_kind kind);
/* Whether a role of that kind is handed the words of letters. */
bool role_writes_letters(enum role_kind kind);
/* False when text names no role. */
bool role_parse(const char *text, enum role_kind *out);

/* Reads the settings and words of letters, opens the log, asks to be killed
 * with the supervisor, ignores SIGPIPE. The process's exit status or -1 to go
 * on. */
int role_open(struct role *role);

/* Frees the settings and wipes the secrets, when a role has done its work. */
void role_close(struct role *role);

/* A sign of life: the next one will come within that many seconds. The
 * supervisor is given some more, so that the same promise is not written again
 * all the time. Ends the process when the supervisor is gone. */
void role_alive(unsigned int seconds);

/* Rings every sender's bell. */
void role_ring_senders(const struct role *role);

/* SIGTERM sets *role_stop instead of ending the process; for roles that end
 * between steps. */
extern volatile int role_stop;
void role_catch_term(void);

/* SIG_BLOCK: SIGTERM waits while a step is done that should not be cut short;
 * SIG_UNBLOCK: it may end the process again. */
void role_hold_term(int how);

/* The roles. Each returns an exit status. */
int role_fetcher_main(struct role *role);
int role_mailbox_main(struct role *role);
int role_sender_main(struct role *role);
int role_keeper_main(struct role *role);
