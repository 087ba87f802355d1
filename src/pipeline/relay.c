/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions with relays are kept, since a log-in costs both sides more than a
 * letter does. A relay that fails rests, and the next of docket.conf serves;
 * status and the owner hear of it, and no letter is blamed. */
#include "pipeline/relay.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/steptimer.h"
#include "store/health.h"

/* Connecting, greeting, EHLO, STARTTLS and AUTH at their own limits. */
#define RELAY_CONNECT_SECONDS 1800
#define RELAY_CLOSE_SECONDS 30
#define RELAY_SLACK_SECONDS 60
#define RELAY_IDLE_MS 30000

/* The next step has so many seconds; then the process ends, and before that the
 * supervisor is not to think that it hangs. */
void
relay_step(const struct relays *relays, guint seconds)
{
	relays->alive(seconds + RELAY_SLACK_SECONDS);
	steptimer_start(seconds);
}

/* The settings' words in the transport's: the two rooms do not know each other.
 */
static enum transport_tls
relay_tls(gint64 tls)
{
	switch (tls) {
	case SETTINGS_TLS_IMPLICIT:
		return TRANSPORT_TLS_IMPLICIT;
	case SETTINGS_TLS_NONE:
		return TRANSPORT_TLS_NONE;
	default:
		return TRANSPORT_TLS_STARTTLS;
	}
}

static enum login_mechanism
relay_login(gint64 auth)
{
	switch (auth) {
	case SETTINGS_AUTH_LOGIN:
		return LOGIN_LOGIN;
	case SETTINGS_AUTH_XOAUTH2:
		return LOGIN_XOAUTH2;
	default:
		return LOGIN_PLAIN;
	}
}

struct submit_relay
relay_submit(const struct settings_relay *from, GHashTable *secrets)
{
	g_autofree char *name = g_strconcat("relay:", from->name, NULL);

	return (struct submit_relay){ .name = from->name,
		.host = from->host,
		.port = (guint16)from->port,
		.tls = relay_tls(from->tls),
		.ca_file = from->ca_file,
		.login = { .user = from->user,
		    .secret = g_hash_table_lookup(secrets, name),
		    .mechanism = relay_login(from->auth) },
		.ehlo_name = from->ehlo_name };
}

static void
relay_add(struct relays *relays, const struct settings_relay *from,
    GHashTable *secrets)
{
	struct relay relay = { .settings = from,
		.submit = relay_submit(from, secrets) };

	g_array_append_val(relays->list, relay);
}

void
relay_init(struct relays *relays, struct kv *kv,
    const struct settings *settings, GHashTable *secrets, relay_alive alive)
{
	*relays = (struct relays){ .kv = kv, .alive = alive };
	relays->list = g_array_new(FALSE, TRUE, sizeof(struct relay));
	for (guint i = 0; i < settings->relays->len; i++)
		relay_add(relays, g_ptr_array_index(settings->relays, i),
		    secrets);
}

/* QUIT, with little patience: an idle session is worth no wait. */
static void
relay_close(struct relay *relay)
{
	if (relay->session == NULL)
		return;
	steptimer_start(RELAY_CLOSE_SECONDS);
	submit_close(g_steal_pointer(&relay->session));
	steptimer_stop();
}

void
relay_clear(struct relays *relays)
{
	for (guint i = 0; i < relays->list->len; i++)
		relay_close(&g_array_index(relays->list, struct relay, i));
	g_clear_pointer(&relays->list, g_array_unref);
}

void
relay_rest(struct relays *relays)
{
	for (guint i = 0; i < relays->list->len; i++) {
		struct relay *relay =
		    &g_array_index(relays->list, struct relay, i);
		if (relay->session != NULL &&
		    clock_boot() - relay->used > RELAY_IDLE_MS)
			relay_close(relay);
	}
}

/* A commit only when it changes: a relay that works all day costs none. */
bool
relay_note(struct relays *relays, struct relay *relay, const char *trouble,
    GError **error)
{
	guint told = trouble != NULL ? RELAY_FAILS : RELAY_WORKS;
	g_autofree char *name =
	    g_strconcat("relay ", relay->settings->name, NULL);

	if (told == relay->told)
		return true;
	relay->told = told;
	return health_note(relays->kv, name, trouble, clock_now(), error);
}

enum relay_ready
relay_pick(struct relays *relays, struct relay **relay_out, gint64 max,
    gint64 *wake_out, GError **error)
{
	for (;;) {
		g_autofree struct schedule_relay *health =
		    g_new0(struct schedule_relay, relays->list->len);
		OUTCOME_AUTO struct outcome outcome = { 0 };
		gint64 wake = 0;

		for (guint i = 0; i < relays->list->len; i++)
			health[i] =
			    g_array_index(relays->list, struct relay, i).health;
		int pick = schedule_pick(health, relays->list->len,
		    clock_boot(), &wake);
		if (pick < 0) {
			gint64 left = wake - clock_boot();
			*wake_out = CLAMP(left, 0, max);
			return RELAY_NONE;
		}
		struct relay *relay =
		    &g_array_index(relays->list, struct relay, pick);
		*relay_out = relay;
		if (relay->session != NULL && submit_is_open(relay->session))
			return RELAY_READY;
		submit_free(g_steal_pointer(&relay->session));
		relay_step(relays, RELAY_CONNECT_SECONDS);
		relay->session = submit_open(&relay->submit, &outcome);
		steptimer_stop();
		if (relay->session != NULL)
			return RELAY_READY;
		schedule_relay_failed(&relay->health, clock_boot());
		log_event(LOG_ERROR, "relay.failed", "relay",
		    relay->settings->name, "host", relay->settings->host,
		    "step", outcome_step_name(outcome.step), "reason",
		    outcome.text, NULL);
		if (!relay_note(relays, relay, outcome.text, error))
			return RELAY_STORE;
	}
}
