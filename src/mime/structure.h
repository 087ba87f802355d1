/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "mime/params.h"
#include "model/header.h"
#include "model/message.h"
#include <glib.h>
#include <stdbool.h>

enum structure_use {
	STRUCTURE_UNUSED, /* an attachment, unless something else is found */
	STRUCTURE_TEXT,   /* shown as text, or another form of what is shown */
	STRUCTURE_CUT,    /* a text that is shown in part: an attachment too */
	STRUCTURE_REPORT, /* read as a machine's report */
};

/* One node of a mail's MIME tree. Offsets are into the raw mail. */
struct structure {
	char *type;                 /* "text/plain", lower case, never empty */
	struct params *content;     /* Content-Type */
	struct params *disposition; /* NULL: none */
	char *id;                   /* Content-ID without <>, NULL: none */
	enum message_encoding encoding;
	gsize offset, length; /* of the encoded body; 0 for multiparts */
	GPtrArray *children;  /* struct structure; NULL for a leaf */
	enum structure_use use;
};

/* What must be opened before a sandbox closes. */
void structure_init(void);

/* The tree of a raw mail whose header was cut. Never fails: a multipart in
 * which no part is found becomes a text/plain leaf. A nested message is a leaf.
 * The caller must have bounded depth and number of parts (intake/scan), since
 * GMime recurses. */
struct structure *structure_read(const void *raw, gsize size,
    const struct header *header);
void structure_free(struct structure *structure);
AUTOPTR_DEFINE(structure, structure_free)

bool structure_is(const struct structure *structure, const char *type);
/* Whether the disposition is that ("attachment", "inline"). */
bool structure_disposed(const struct structure *structure, const char *how);
/* The file name that the mail gives, decoded and not yet safe; NULL when it
 * gives none. Borrowed. */
const char *structure_name(const struct structure *structure);
/* The declared charset, NULL when there is none. Borrowed. */
const char *structure_charset(const struct structure *structure);
