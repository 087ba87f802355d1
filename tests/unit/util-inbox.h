/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/inbox.h"
#include "util-desk.h"
#include <glib.h>

/* The desk's store, settings and key ring as an inbox, with a reader of its own
 * (the test binary must run as one with --role=reader). */
void util_inbox_open(struct inbox *inbox, struct util_desk *desk);
void util_inbox_close(struct inbox *inbox);

/* A sealed memfd of these octets; the caller closes it. */
int util_inbox_memfd(const char *raw);

/* n raw mails as a batch of the account "support", with UIDs from first_uid on,
 * not yet begun. */
void util_inbox_fill(struct inbox_batch *batch, const char *const *raws,
    guint n, guint32 first_uid);
void util_inbox_empty(struct inbox_batch *batch);

/* Takes n raw mails in as one batch of the account "support", with UIDs from
 * first_uid on. The caller unrefs the array of struct accept_mail. */
GPtrArray *util_inbox_take(struct inbox *inbox, const char *const *raws,
    guint n, guint32 first_uid);
