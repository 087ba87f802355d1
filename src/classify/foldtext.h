/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "model/header.h"
#include "model/message.h"

/* Text brought into the one form in which the tables of this folder are
 * written: NFC, lower case, every run of white space one blank and none at the
 * ends, typographic quotes, dashes and full-width colons as in ASCII, marks of
 * direction and zero-width characters dropped. Reads at most max octets of
 * text, which may be any octets. The caller frees. Linear time. */
char *foldtext_fold(const char *text, gsize max);

/* The subject so folded: as the reader decoded it, or as it stands in the
 * header of a mail that it could not read. The caller frees. */
char *foldtext_subject(const struct header *header,
    const struct message *message);
