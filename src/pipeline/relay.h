/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include "outbox/schedule.h"
#include "settings/settings.h"
#include "smtp/submit.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* The relays of docket.conf with their kept sessions: which one a letter goes
 * to, and whether the operator has to know about one. */
struct relay {
	const struct settings_relay *settings;
	struct submit_relay submit;
	struct schedule_relay health;
	struct submit *session; /* NULL: none is open */
	gint64 used;            /* clock_boot() of the last letter */
	/* what status was told of it; a sender before us may have left it
	 * failing */
	enum { RELAY_UNTOLD, RELAY_WORKS, RELAY_FAILS } told;
};

/* Told before each step how many seconds it may take at most. */
typedef void (*relay_alive)(unsigned int seconds);

struct relays {
	struct kv *kv; /* borrowed */
	GArray *list;  /* struct relay */
	relay_alive alive;
};

/* How to reach a relay; from and secrets ("relay:<name>" -> GBytes) are
 * borrowed. */
struct submit_relay relay_submit(const struct settings_relay *from,
    GHashTable *secrets);

/* settings and secrets are borrowed until
 * relay_clear(). */
void relay_init(struct relays *relays, struct kv *kv,
    const struct settings *settings, GHashTable *secrets, relay_alive alive);
/* Says goodbye on the sessions that are open. */
void relay_clear(struct relays *relays);

/* Closes sessions that have been idle: servers do not like to be kept. */
void relay_rest(struct relays *relays);

/* What comes next has so many seconds under steptimer_start(); the supervisor
 * hears of it. */
void relay_step(const struct relays *relays, guint seconds);

enum relay_ready { RELAY_READY, RELAY_NONE, RELAY_STORE };

/* A relay with an open session, the first that does not rest; RELAY_NONE: none
 * now, *wake_out is the ms (at most max) until one should be tried again. */
enum relay_ready relay_pick(struct relays *relays, struct relay **relay_out,
    gint64 max, gint64 *wake_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Tells status whether this relay works (trouble NULL), when that has changed.
 */
bool relay_note(struct relays *relays, struct relay *relay, const char *trouble,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
