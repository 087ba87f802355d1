/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"
#include "model/blob.h"
#include "model/message.h"

/* "show N": a ticket with the texts of its entries and with its letters; with
 * --attachment SEQ NAME the decoded octets of one of its attachments. */
int ctlshow_run(struct ctl *ctl);

/* The message that an archived record holds; length is that of the raw mail.
 * STORE error. */
struct message *ctlshow_message(struct store *store, const struct blob *record,
    guint64 length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Prints foreign text, each line behind two blanks, so that it cannot be taken
 * for a heading of ours. */
void ctlshow_text(const char *text);
