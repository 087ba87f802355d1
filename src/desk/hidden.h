/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "model/message.h"

/* A mail without its secrets, for all who read it: what is stored, searched,
 * shown and sent on is this; the mail as it came stays in the archive. */

/* A bit of a disclosed_kind (desk/disclosed.h) among a message's flags. */
#define hidden_bit(kind) (1U << (MESSAGE_DISCLOSED_SHIFT + (guint)(kind)))

/* Puts "[hidden: password]" and the like in place of the secrets in subject,
 * From's name, text and names of files, and moves the kept ranges along. Sets
 * MESSAGE_FLAG_HIDDEN, and the bits of the kinds that are in new words: what is
 * only quoted was told of before. Whether anything was changed; nothing of what
 * was hidden is found again. words: seedwords_shipped()'s, or NULL. */
bool hidden_take_out(struct message *message, GBytes *words);

/* Puts "[hidden: anti-phishing code]" in place of the customer's own code
 * (desk/owncode.h), in the same places and in the same way; no flag is set, for
 * he has disclosed nothing. Whether anything was changed. */
bool hidden_take_code(struct message *message, const char *code);

/* The bits of the kinds in a file's text that keep it from agents, none: 0. A
 * one-time code does not: reports are full of numbers, and it is soon void. */
guint32 hidden_in_file(const char *text, GBytes *words);

/* "seed phrase, password": the kinds among a message's flags; NULL for none.
 * The caller frees. */
char *hidden_kinds(guint32 flags);
