/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"
#include "pipeline/accept.h"

/* One mail from a file, on the same way as in the mailbox role up to where a
 * store is needed: bounds, reader, authentication, class. */
struct ctlmail {
	struct accept accept; /* settings; the rest is the caller's */
	struct accept_mail *mail;
	GBytes *raw;
	int memfd;
	bool too_large; /* only limits.message_size octets were read */
};

/* Reads a file ("-": standard input) and takes the mail to
 * accept_mail_prepare(). A mail that cannot be read, or passes a limit, is one
 * all the same, with MESSAGE_FLAG_UNREADABLE. ctl->settings must be there, and
 * are borrowed.
 * --no-sandbox is looked at, and said aloud. A status after a complaint:
 * EX_NOINPUT for the file, EX_TEMPFAIL when no reader can be started. */
int ctlmail_read(struct ctl *ctl, const char *path, struct ctlmail *out);
void ctlmail_clear(struct ctlmail *mail);
