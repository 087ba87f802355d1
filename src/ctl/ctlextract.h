/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"
#include "model/message.h"

/* Writes to stdout what lies in the archive for an entry of that ticket: with
 * --raw SEQ its mail, with --attachment SEQ and a name one of its attachments,
 * decoded. A status after a complaint: EX_NOINPUT for what is not there,
 * EX_DATAERR when the digest differs. */
int ctlextract_run(struct ctl *ctl, guint64 ticket);

/* The part of that name, or (where none has it) in that place, from 1; NULL
 * when there is none. Several may have one name: the first. */
const struct message_part *ctlextract_find(const struct message *message,
    const char *name);
