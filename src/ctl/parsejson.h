/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/header.h"
#include "model/message.h"
#include "model/verdict.h"
#include <glib.h>

/* What `docketctl parse` prints of a mail: one JSON object (RFC 8259) on one
 * line with a line end, keys in a fixed order, text as UTF-8. header adds the
 * limit that the scan named; verdict may be NULL when nothing has judged the
 * mail. The caller frees. */
char *parsejson_print(const struct message *message,
    const struct header *header, const struct verdict *verdict);
