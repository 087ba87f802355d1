/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctlcheck.h"
#include "imap/account.h"
#include "smtp/submit.h"

/* Sends an account a mail with a forged Authentication-Results field through
 * the relay, waits up to CTLPROBE_SECONDS for it, says which ways of agent_auth
 * can be believed there and why, and moves it to the done folder, as the daemon
 * does where one runs. session is logged in; key is the key file's. */
#define CTLPROBE_SECONDS 60
struct ctlprobe {
	struct ctlcheck *check;
	const char *what; /* "account support" */
	const struct settings *settings;
	const struct settings_account *account;
	const struct submit_relay *relay;
	GBytes *key;
};
void ctlprobe_run(const struct ctlprobe *probe, struct account *session);
