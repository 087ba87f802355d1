/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "model/header.h"
#include "model/message.h"
#include "model/verdict.h"
#include "settings/settings.h"

/* What kind of mail this is: loops first, then reports (RFC 3464, 3798, 5965),
 * then a table of rules over the raw header (RFC 3834, 2919, 2369), the first
 * that fits; a human's mail is what is left. auto_respond says whether an
 * automatic letter may answer: never for anything but a human's mail, and not
 * for senders who do not read answers. Sets class, auto_respond, reason, failed
 * and permanent of the verdict; leaves its auth. Linear time. */
void classify_message(const struct header *header,
    const struct message *message, const struct settings *conf,
    struct verdict *verdict);
