/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/rowcheck.h"
#include <glib.h>

/* The part of rowcheck.c's table for where mails come from. */

/* A mail's place, by whatever it is known: its entry or hold is there. */
void sourcecheck_place(struct rowcheck *check, GBytes *key, GBytes *value);
void sourcecheck_message_id(struct rowcheck *check, GBytes *key, GBytes *value);

/* What the server is to be told, how far a mailbox was read, which mailbox it
 * is, and who reads it. */
void sourcecheck_unmarked(struct rowcheck *check, GBytes *key, GBytes *value);
void sourcecheck_cursor(struct rowcheck *check, GBytes *key, GBytes *value);
void sourcecheck_account(struct rowcheck *check, GBytes *key, GBytes *value);
void sourcecheck_claim(struct rowcheck *check, GBytes *key, GBytes *value);
