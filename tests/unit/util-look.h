/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/entry.h"
#include "model/hold.h"
#include "model/letter.h"
#include "model/ticket.h"
#include "util-desk.h"
#include <glib.h>

/* What stands in a desk's store, each read in a transaction of its own. The
 * caller frees; NULL when there is none. */
struct ticket *look_ticket(struct util_desk *desk, guint64 number);
struct entry *look_entry(struct util_desk *desk, guint64 ticket, guint32 seq);
struct hold *look_hold(struct util_desk *desk, guint64 number);
struct letter *look_letter(struct util_desk *desk, guint64 number);

/* A ticket in a line: status, queue, assignee, priority, tags, language, and
 * its seats after the first, "-" behind those who have left. */
char *look_state(struct util_desk *desk, guint64 number);

/* Letters of that kind to that address (NULL: to anybody). */
guint look_count(struct util_desk *desk, guint32 kind, const char *to);

/* A header field of a letter, as it goes out; NULL without. */
char *look_field(struct util_desk *desk, const struct letter *letter,
    const char *name);

/* The text of a letter as a mail client shows it. */
char *look_text(struct util_desk *desk, const struct letter *letter);

/* The reply address in the newest letter of that kind to that person. */
char *look_reply_to(struct util_desk *desk, guint32 kind, const char *to);

/* The actor of the newest audit record of that action about that object; NULL
 * when there is none. */
char *look_audit(struct util_desk *desk, const char *action,
    const char *object);

/* A raw mail as that agent's client makes it of the newest notice to him: his
 * words, then the notice quoted; authenticated by submission. */
char *look_answer(struct util_desk *desk, const char *agent,
    const char *more_header, const char *words);

/* The same of the newest letter of any kind to that agent; auth may be none. */
char *look_reply(struct util_desk *desk, guint32 kind, const char *agent,
    enum util_auth auth, const char *more_header, const char *words);

/* The text of a letter as a mail client shows it. The caller frees. */
char *look_text(struct util_desk *desk, const struct letter *letter);

/* The same text/plain mail with a file attached; the caller frees. */
char *look_attach(const char *raw, const char *name, const char *content);

/* Ticket 1: a first mail of carol@example.org, authenticated, with subject
 * "Where is my deposit?" and Message-ID <one@example.org>. */
#define LOOK_CUSTOMER "carol@example.org"
void look_first_mail(struct util_desk *desk);
