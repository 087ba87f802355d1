/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stdio.h>

#include "ctl/ctl.h"
#include "model/message.h"
#include "store/archive.h"

/* Writes to stdout the attachment of an entry of that ticket that
 * --attachment SEQ and a name say, decoded. A status after a complaint:
 * EX_NOINPUT for what is not there, EX_DATAERR when the digest differs,
 * EX_NOPERM for one that holds a secret, and where the queue hands files out
 * with a record only (ctlattachment.h). */
int ctlextract_run(struct ctl *ctl, guint64 ticket);

/* The part of that name, or (where none has it) in that place, from 1; NULL
 * when there is none. Several may have one name: the first. */
const struct message_part *ctlextract_find(const struct message *message,
    const char *name);

/* Writes a part of a stored mail, decoded, or (NULL) all of it, to a file
 * (NULL: standard output); errors of the file are left to it. PERMANENT error
 * when the digest differs: then the octets have been written. */
bool ctlextract_to(FILE *file, struct archive *archive, const struct blob *raw,
    const struct message_part *part, GError **error) G_GNUC_WARN_UNUSED_RESULT;
