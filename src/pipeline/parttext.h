/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/accept_mail.h"
#include <glib.h>
#include <stdbool.h>

/* Files that can be read as a text: of type text, message,
 * application/octet-stream, or with a name that says so. */
bool parttext_is_text(const struct message_part *part);

/* The decoded octets without NULs, so that UTF-16 reads as ASCII: the first
 * most of them, in no charset that was looked at; "" for a part that lies
 * outside the mail. The caller frees. */
char *parttext_read(const struct accept_mail *mail,
    const struct message_part *part, guint64 most);
