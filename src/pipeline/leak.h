/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/accept_mail.h"
#include <glib.h>

/* Whether an attachment of that mail must not reach a customer: one line that
 * names it and says why, NULL when there is none. Looked at are parts of type
 * text, message and the like (parttext.h), decoded, in any charset whose
 * letters are ASCII with or without NULs between; not what is packed in other
 * formats. marker: reference of the agent's notices, or NULL. Linear time. The
 * caller frees. */
char *leak_find(const struct accept_mail *mail, const struct settings *settings,
    const char *marker);
