/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stdbool.h>

#include "classify/originator.h"
#include "model/header.h"
#include "model/message.h"
#include "model/verdict.h"

/* Reads a bounce, delay or receipt that is written for people, by its subject
 * and the server's own words. Only mail of a daemon or a robot counts by a
 * subject alone; of a no-reply address or a mail that marks itself as automatic
 * subject and text must say so, or the text must be one that only servers
 * write. True when it is one: class, reason, failed or delayed, status and
 * permanent are set. A person's mail about a bounce is none. Linear time. */
bool prose_apply(const struct header *header, const struct message *message,
    enum originator_kind kind, struct verdict *verdict);

/* What a bounce says of its recipients in prose, for a report that names none:
 * sets failed (delayed, of a delay) and, where it is "", status. */
void prose_fill(const struct header *header, const struct message *message,
    struct verdict *verdict);
