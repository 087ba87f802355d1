/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "model/message.h"
#include "settings/settings.h"
#include <glib.h>
#include <stdbool.h>

/* The client of the reader, a child process that parses hostile octets in a
 * sandbox (intake/readerchild.h). */
struct reader;

/* The child is started (fork and exec of /proc/self/exe with --role=reader) by
 * reader_warm() or at the first use, and again after it died. It inherits its
 * channel and stderr, nothing else, and dies with this process. sandbox says
 * whether it must close itself in. */
struct reader *reader_new(const struct settings_limits *limits,
    enum settings_sandbox sandbox);
void reader_free(struct reader *reader);
AUTOPTR_DEFINE(reader, reader_free)

/* Starts a child unless there is one, and does not wait for it: for whoever
 * knows that there will be mails soon. */
void reader_warm(struct reader *reader);

/* One mail within a sealed memfd. */
struct reader_mail {
	guint64 offset, length;
};

/* Asks for all mails of a batch at once; the answers are collected one by one,
 * in order, by reader_next(), while the child goes on. Only one batch at a
 * time; what was not collected of the last one is dropped. memfd stays the
 * caller's. TEMPORARY error when no reader can be started. */
bool reader_begin(struct reader *reader, int memfd,
    const struct reader_mail *mails, guint n,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The next mail's message. A reader that died, lied or overran its deadline
 * (limits: parse_wall_seconds, parse_cpu_seconds) is replaced and the mail
 * tried once more; then an empty message with MESSAGE_FLAG_UNREADABLE comes
 * back, and the rest of the batch goes on in a fresh reader. NULL with a
 * TEMPORARY error when no reader can be started. record_out (may be NULL): the
 * encoded form, for the archive; the caller unrefs. */
struct message *reader_next(struct reader *reader, GBytes **record_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes the answers that are there, without waiting for any, so that the child
 * goes on; as many as READER_KEPT octets of them. For whoever has other work
 * between reader_begin() and reader_next(). */
void reader_pump(struct reader *reader);

/* From now on a fresh child: for a mail that carries a valid agent token. */
void reader_renew(struct reader *reader);
