/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "model/header.h"
#include "model/message.h"

/* What From and Return-Path say of the writer. */
enum originator_kind {
	ORIGINATOR_PERSON, /* nothing speaks against it */
	ORIGINATOR_SILENT, /* reads no answers: no-reply and the like */
	ORIGINATOR_ROBOT,  /* a null Return-Path (RFC 5321 4.5.5) */
	ORIGINATOR_DAEMON, /* a mail server, by its address or name */
};

enum originator_kind originator_find(const struct header *header,
    const struct message *message);

/* The address in From in lower case: the reader's, or, when it could not read
 * the mail, what stands in the last angle brackets of the raw field; "" when
 * there is none. Nothing but the class may hang on it. The caller frees. */
char *originator_address(const struct header *header,
    const struct message *message);
