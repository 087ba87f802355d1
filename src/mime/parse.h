/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/message.h"
#include <glib.h>

/* A raw mail understood (GMime for the structure, our own decoding for words,
 * charsets and bodies). Only ever called in the sandboxed reader or under
 * docketctl --no-sandbox, after intake/scan has bounded the mail. */
struct parse_limits {
	gint64 mime_depth, mime_parts;              /* enforced by the scan */
	gint64 attachments;                         /* parts listed */
	gint64 attachment_bytes, attachments_bytes; /* decoded: each, sum */
	gint64 addresses, references;               /* the last ids count */
	gint64 encoded_words, text_bytes;
};

/* Opens what must be opened before the sandbox closes (converters, GMime's and
 * libxml2's tables). */
void parse_init(void);

/* Never fails for content: what can not be understood is flagged and kept. Text
 * that is cut at text_bytes is attached whole; attachments beyond a limit are
 * left out of the list and flagged. The caller frees. */
struct message *parse_message(const void *raw, gsize size,
    const struct parse_limits *limits);
