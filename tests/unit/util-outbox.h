/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/deliver.h"
#include "util-desk.h"
#include "util-smtp.h"
#include <glib.h>

/* A desk whose first relay is a scripted one, and a sender over all shares. */
struct outbox {
	struct smtp_relay *relay;
	struct util_desk *desk;
	GHashTable *secrets;
	struct deliver *deliver; /* the test may put another in its place */
};

/* rules: of util-smtp.h; conf: lines added to docket.conf, or NULL. */
void outbox_open(struct outbox *outbox, const struct smtp_rule *rules,
    const char *conf);
void outbox_close(struct outbox *outbox);

/* A sender of its own for these shares. */
struct deliver *outbox_deliver(struct outbox *outbox, guint32 first,
    guint32 last);

/* What the sender's signs of life were: how many, and the least number of
 * seconds in one. then (or NULL) is called after each. */
struct outbox_alive {
	guint calls, least;
	void (*then)(guint call);
};
extern struct outbox_alive outbox_alive;

/* Stores that letter as it is. */
void outbox_put(struct outbox *outbox, const struct letter *letter);

/* A ready letter, due now; and n of them, number i to "c<i>@example.org". */
void outbox_add(struct outbox *outbox, guint64 number, const char *to,
    const char *text);
void outbox_add_letters(struct outbox *outbox, guint n);

/* One round, with the relay's stop flag; how long it would wait. */
gint64 outbox_run(struct outbox *outbox);

/* Letters in that state. */
guint outbox_count(struct outbox *outbox, guint32 state);

/* The relay has taken n letters, no two to one recipient. */
void outbox_assert_each_once(struct smtp_seen *seen, guint n);
