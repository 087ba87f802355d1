/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_INFO = 6, LOG_DEBUG = 7 };

/* Sets the least urgent level that is printed, the role's name that every line
 * carries, and whether lines start with a journal priority ("<6>"), which is
 * so when JOURNAL_STREAM is set. Warnings of libraries become log lines, too.
 */
void log_open(const char *role, enum log_level level);

enum log_addresses { LOG_ADDRESSES_HASHED, LOG_ADDRESSES_PLAIN };

/* The key under which addresses are hashed, and whether they are printed plain
 * (setting log_addresses). Without a key log_address() answers "-". */
void log_set_address_key(const uint8_t key[32], enum log_addresses how);

/* One logfmt line on stderr in a single write: ts, level, role, event=..., then
 * pairs of name and value up to a NULL name. Values are escaped by
 * escape_text(), so foreign text is safe; a pair with a NULL value is left out.
 * Never give it a body, a subject or a secret. */
void log_event(enum log_level level, const char *event,
    ...) G_GNUC_NULL_TERMINATED;

/* log_event() with the error's code and text added. */
void log_error(enum log_level level, const char *event, const GError *error,
    ...) G_GNUC_NULL_TERMINATED;

/* How an address may stand in a log: 12 hex digits of its keyed hash, or the
 * address itself. Owned by this module, good until the 4th call after it. */
const char *log_address(const char *address);

/* A number as text for log_event(); same lifetime rule, 8 calls. */
const char *log_number(gint64 number);
