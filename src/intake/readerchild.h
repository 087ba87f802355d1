/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* What client and child say to each other, in this order: SETUP, HELLO, then
 * any number of BATCH, each answered by one RECORD a mail. The client keeps few
 * mails unanswered: a RECORD may hold a descriptor. */
enum readerchild_type {
	READERCHILD_SETUP = 1, /* client: limits, and whether to close in */
	READERCHILD_HELLO,     /* child: the sandbox is closed */
	READERCHILD_BATCH,  /* client: a sealed memfd, (offset, length) each */
	READERCHILD_RECORD, /* child: the encoded message of the next mail */
};

/* memory, cpu seconds a mail, sandbox, then struct parse_limits in its order */
#define READERCHILD_SETUP_TYPE "(xxb(xxxxxxxxx))"
#define READERCHILD_BATCH_TYPE "a(tt)"
#define READERCHILD_RECORD_TYPE "ay"

/* The GVariant type of each message's body, NULL for none; for
 * channel_receive(). */
const char *readerchild_type_of(guint8 type);

/* The child's main function on the channel fd. Says hello once the sandbox is
 * closed and then answers each mail with a record, until the channel closes.
 * Returns the exit status. */
int readerchild_main(int channel_fd);
