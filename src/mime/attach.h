/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "mime/parse.h"
#include "mime/structure.h"

/* Reads the parts that machines write for machines (RFC 3464, 8098, 5965):
 * their text into message->report, the header of the returned mail into
 * message->returned_header. To be called before attach_parts(). */
void attach_reports(const char *raw, struct structure *root,
    struct message *message);

/* Lists every leaf that nothing else has used as an attachment, with safe name,
 * decoded size and SHA-256, within the limits, and sets the flags for signed
 * and encrypted mail. */
void attach_parts(const char *raw, const struct structure *root,
    const struct parse_limits *limits, struct message *message);
