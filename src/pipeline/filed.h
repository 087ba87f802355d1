/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "intake/reader.h"
#include "pipeline/apply.h"
#include <glib.h>

/* The attached mail that an agent may want filed: its place in the raw mail.
 * NULL when From is no agent's or there is none. */
const struct message_part *filed_part(const struct accept_mail *mail,
    const struct settings *settings);

/* That mail's octets: within the raw mail, or decoded where its client encoded
 * it all the same (RFC 2046 5.2.1 forbids that). The caller unrefs. */
GBytes *filed_octets(const struct accept_mail *mail,
    const struct message_part *part);

/* Keeps what the reader made of that part, which it takes. The files in one
 * that was encoded have no place in the raw mail: the whole of it is the file
 * then. */
void filed_take(struct accept_mail *mail, const struct message_part *part,
    struct message *take_original);

/* Reads that part, where there is one, within the same bounds as any mail; the
 * outer mail lies at that place of the memfd. Errors as reader_begin() and
 * memfd_new(). */
bool filed_read(struct accept_mail *mail, const struct settings *settings,
    struct reader *reader, int memfd, const struct reader_mail *outer,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a forwarding agent's mail brings, into the case: the attached mail, else
 * the one in its text. */
void filed_find(struct accept_mail *mail, struct decide_case *situation);

/* apply_entry() for a mail that an agent files: the entry is the original, by
 * its author. */
bool filed_entry(struct apply *apply, const struct decision *decision,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
