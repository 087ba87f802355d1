/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters leave here. The order is the promise: everything but the final dot is
 * written, the letter's state "dot" is committed, then the dot goes out and the
 * answer is recorded, in the same transaction as the next letter's dot. Only a
 * crash between the two commits leaves doubt, and such a letter is counted as
 * ambiguous. */
#include "pipeline/deliver.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/steptimer.h"
#include "base/strings.h"
#include "outbox/schedule.h"
#include "pipeline/letterstream.h"
#include "smtp/wire.h"
#include "store/health.h"
#include "store/letters.h"

#define DELIVER_PAGE 64
#define DELIVER_WAKE_MS 60000
#define DELIVER_CONNECT_SECONDS \
	1200 /* greeting, EHLO, STARTTLS, AUTH at their own limits */

struct deliver_relay {
	const struct settings_relay *settings;
	struct submit_relay submit;
	struct schedule_relay health;
	struct submit *session;
	gint64 used; /* clock_boot() of the last letter */
	gboolean failing;
};

struct deliver {
	struct store *store;
	const struct settings *settings;
	guint32 first, last;
	GArray *relays;      /* struct deliver_relay */
	GPtrArray *answered; /* letters whose outcome is not yet committed */
};

static enum transport_tls
deliver_tls(gint64 tls)
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
deliver_login(gint64 auth)
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

static void
deliver_add_relay(struct deliver *deliver, const struct settings_relay *from,
    GHashTable *secrets)
{
	g_autofree char *name = g_strconcat("relay:", from->name, NULL);
	struct deliver_relay relay = {
		.settings = from,
		.submit = { .name = from->name,
		    .host = from->host,
		    .port = (guint16)from->port,
		    .tls = deliver_tls(from->tls),
		    .ca_file = from->ca_file,
		    .login = { .user = from->user,
		        .secret = g_hash_table_lookup(secrets, name),
		        .mechanism = deliver_login(from->auth) },
		    .ehlo_name = from->ehlo_name },
	};

	g_array_append_val(deliver->relays, relay);
}

struct deliver *
deliver_new(struct store *store, const struct settings *settings,
    GHashTable *secrets, guint32 first, guint32 last)
{
	struct deliver *deliver = g_new0(struct deliver, 1);

	deliver->store = store;
	deliver->settings = settings;
	deliver->first = first;
	deliver->last = last;
	deliver->relays =
	    g_array_new(FALSE, TRUE, sizeof(struct deliver_relay));
	deliver->answered =
	    g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
	for (guint i = 0; i < settings->relays->len; i++)
		deliver_add_relay(deliver,
		    g_ptr_array_index(settings->relays, i), secrets);
	return deliver;
}

static void
deliver_close(struct deliver_relay *relay)
{
	if (relay->session == NULL)
		return;
	steptimer_start(30);
	submit_close(g_steal_pointer(&relay->session));
	steptimer_stop();
}

void
deliver_rest(struct deliver *deliver)
{
	for (guint i = 0; i < deliver->relays->len; i++) {
		struct deliver_relay *relay =
		    &g_array_index(deliver->relays, struct deliver_relay, i);
		if (relay->session != NULL &&
		    clock_boot() - relay->used > 30 * 1000)
			deliver_close(relay);
	}
}

void
deliver_free(struct deliver *deliver)
{
	if (deliver == NULL)
		return;
	for (guint i = 0; i < deliver->relays->len; i++)
		deliver_close(&g_array_index(deliver->relays,
		    struct deliver_relay, i));
	g_array_unref(deliver->relays);
	g_ptr_array_unref(deliver->answered);
	g_free(deliver);
}

/* Writes the answers that wait, and n letters that are now in state dot, in one
 * transaction. */
static bool
deliver_commit(struct deliver *deliver, struct letter *const *dots, guint n,
    GError **error)
{
	enum kv_result result = KV_RETRY;

	if (n == 0 && deliver->answered->len == 0)
		return true;
	while (result == KV_RETRY) {
		g_autoptr(kv_txn) txn =
		    kv_begin(deliver->store->kv, KV_WRITE, error);
		bool done = txn != NULL;
		for (guint i = 0; done && i < deliver->answered->len; i++)
			done = letters_put(txn,
			    g_ptr_array_index(deliver->answered, i), error);
		for (guint i = 0; done && i < n; i++)
			done = letters_put(txn, dots[i], error);
		if (!done)
			return false;
		result = kv_commit(g_steal_pointer(&txn), error);
	}
	if (result == KV_OK)
		g_ptr_array_set_size(deliver->answered, 0);
	return result == KV_OK;
}

static void
deliver_change(const struct deliver *deliver, struct letter *letter,
    enum schedule_event event, gint64 fault_delay)
{
	struct schedule_change change;

	if (!schedule_apply(letter, event, &deliver->settings->sending,
	        fault_delay, clock_now(), &change))
		g_error("letter %" G_GUINT64_FORMAT ": %s in state %s",
		    letter->number, schedule_event_name(event),
		    letter_state_name(letter->state));
	letter->state = change.state;
	letter->due = change.due;
	letter->attempt = change.attempt;
	letter->ambiguous = change.ambiguous;
	letter->done = change.done;
}

static enum schedule_event
deliver_event(const struct outcome *outcome)
{
	if (outcome->lost)
		return SCHEDULE_LOST_AFTER_DOT;
	switch (outcome->kind) {
	case OUTCOME_ACCEPTED:
		return SCHEDULE_ACCEPTED;
	case OUTCOME_REFUSED:
		return SCHEDULE_REFUSED;
	case OUTCOME_OUR_FAULT:
		return SCHEDULE_OUR_FAULT;
	case OUTCOME_LATER:
		break;
	}
	return outcome->code == 0 ? SCHEDULE_LOST_BEFORE_DOT : SCHEDULE_LATER;
}

/* Notes what became of a letter; committed with the next dot or at the page's
 * end. */
static void
deliver_answer(struct deliver *deliver, struct deliver_relay *relay,
    struct letter *letter, const struct outcome *outcome)
{
	enum schedule_event event = deliver_event(outcome);

	strings_set(&letter->relay, relay->settings->name);
	letter->code = outcome->code;
	strings_set(&letter->response, outcome->text);
	gint64 fault_delay = 0;
	if (outcome_is_relay(outcome))
		schedule_relay_failed(&relay->health, clock_boot());
	else if (event == SCHEDULE_OUR_FAULT)
		fault_delay = schedule_relay_faulted(&relay->health);
	deliver_change(deliver, letter, event, fault_delay);
	log_event(event == SCHEDULE_ACCEPTED ? LOG_INFO : LOG_WARNING, "letter",
	    "number", log_number((gint64)letter->number), "ticket",
	    log_number((gint64)letter->ticket), "kind",
	    letter_kind_name(letter->kind), "to", log_address(letter->to),
	    "result", schedule_event_name(event), "state",
	    letter_state_name(letter->state), "relay", relay->settings->name,
	    "code", log_number(outcome->code), "enhanced", outcome->enhanced,
	    NULL);
	g_ptr_array_add(deliver->answered, letter);
}

/* Tells status whether this relay works, when that has changed. */
static bool
deliver_health(struct deliver *deliver, struct deliver_relay *relay,
    const char *trouble, GError **error)
{
	gboolean failing = trouble != NULL;
	g_autofree char *name =
	    g_strconcat("relay ", relay->settings->name, NULL);

	if (failing == relay->failing)
		return true;
	relay->failing = failing;
	return health_note(deliver->store->kv, name, trouble, clock_now(),
	    error);
}

enum deliver_ready { DELIVER_READY, DELIVER_NONE, DELIVER_STORE };

/* A relay with an open session, the first that does not rest; else when to look
 * again. */
static enum deliver_ready
deliver_session(struct deliver *deliver, struct deliver_relay **relay_out,
    gint64 *wake_out, GError **error)
{
	for (;;) {
		g_autofree struct schedule_relay *health =
		    g_new0(struct schedule_relay, deliver->relays->len);
		OUTCOME_AUTO struct outcome outcome = { 0 };
		gint64 wake = 0;

		for (guint i = 0; i < deliver->relays->len; i++)
			health[i] = g_array_index(deliver->relays,
			    struct deliver_relay, i)
			                .health;
		int pick = schedule_pick(health, deliver->relays->len,
		    clock_boot(), &wake);
		if (pick < 0) {
			*wake_out =
			    CLAMP(wake - clock_boot(), 0, DELIVER_WAKE_MS);
			return DELIVER_NONE;
		}
		struct deliver_relay *relay =
		    &g_array_index(deliver->relays, struct deliver_relay, pick);
		*relay_out = relay;
		if (relay->session != NULL && submit_is_open(relay->session))
			return DELIVER_READY;
		submit_free(g_steal_pointer(&relay->session));
		steptimer_start(DELIVER_CONNECT_SECONDS);
		relay->session = submit_open(&relay->submit, &outcome);
		steptimer_stop();
		if (relay->session == NULL) {
			schedule_relay_failed(&relay->health, clock_boot());
			log_event(LOG_ERROR, "relay.failed", "relay",
			    relay->settings->name, "host",
			    relay->settings->host, "step",
			    outcome_step_name(outcome.step), "reason",
			    outcome.text, NULL);
		}
		if (!deliver_health(deliver, relay,
		        relay->session == NULL ? outcome.text : NULL, error))
			return DELIVER_STORE;
		if (relay->session != NULL)
			return DELIVER_READY;
	}
}

/* The dot, once all else is written: state first, then the octets. */
static bool
deliver_dot(struct deliver *deliver, struct deliver_relay *relay,
    struct letter *letter, struct outcome *outcome, GError **error)
{
	if (letter->state == LETTER_READY) {
		deliver_change(deliver, letter, SCHEDULE_DOT, 0);
		if (!deliver_commit(deliver, &letter, 1, error))
			return false;
	}
	steptimer_start(SUBMIT_STEP_SECONDS + 30);
	if (submit_dot(relay->session, outcome))
		schedule_relay_worked(&relay->health);
	steptimer_stop();
	return true;
}

/* One letter over an open session; it is taken from *slot once its answer is
 * noted. A session that had died while it was kept is stale: the letter stays,
 * uncounted. */
static bool
deliver_letter(struct deliver *deliver, struct deliver_relay *relay,
    struct letter **slot, GError **error)
{
	struct letter *letter = *slot;
	g_autoptr(letterstream) stream =
	    letterstream_new(deliver->store->archive, letter);
	struct wire_source source = { letterstream_next, stream };
	OUTCOME_AUTO struct outcome outcome = { 0 };
	g_autoptr(GError) problem = NULL;
	struct submit_envelope envelope = { letter->sender, letter->to,
		letter->utf8, letterstream_size(letter) };

	relay->used = clock_boot();
	steptimer_start(2 * SUBMIT_STEP_SECONDS);
	enum wire_result result = WIRE_ENDED;
	if (submit_begin(relay->session, &envelope, &outcome))
		result = wire_send(relay->session, &source, &outcome, &problem);
	steptimer_stop();
	if (result == WIRE_ENDED && outcome.stale)
		return true;
	if (result == WIRE_FAILED) {
		submit_free(g_steal_pointer(&relay->session));
		if (fail_is(problem, FAIL_STORE)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		outcome_set_error(&outcome, OUTCOME_BODY, problem);
	}
	if (result == WIRE_SENT &&
	    !deliver_dot(deliver, relay, letter, &outcome, error))
		return false;
	deliver_answer(deliver, relay, g_steal_pointer(slot), &outcome);
	return true;
}

static GPtrArray *
deliver_page(struct deliver *deliver, gint64 *next_due_out, GError **error)
{
	g_autoptr(GPtrArray) page =
	    g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
	g_autoptr(kv_txn) txn = kv_begin(deliver->store->kv, KV_READ, error);

	struct letters_wanted wanted = { deliver->first, deliver->last,
		clock_now(), DELIVER_PAGE };

	if (txn == NULL ||
	    !letters_due(txn, &wanted, page, next_due_out, error))
		return NULL;
	return g_steal_pointer(&page);
}

/* A letter of ours that was found in state dot; in which share it is. */
struct deliver_found {
	const struct deliver *deliver;
	GArray *numbers;
};

static bool
deliver_find(struct letter *letter, void *context)
{
	struct deliver_found *found = context;

	if (letter->state == LETTER_DOT &&
	    letter->share >= found->deliver->first &&
	    letter->share <= found->deliver->last)
		g_array_append_val(found->numbers, letter->number);
	return true;
}

static bool
deliver_load_doubtful(struct deliver *deliver, GPtrArray *out, GError **error)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(kv_txn) txn = kv_begin(deliver->store->kv, KV_READ, error);
	struct deliver_found found = { deliver, numbers };

	if (txn == NULL ||
	    !letters_each_waiting(txn, deliver_find, &found, error))
		return false;
	for (guint i = 0; i < numbers->len; i++) {
		struct letter *letter =
		    letters_get(txn, g_array_index(numbers, guint64, i), error);
		if (letter == NULL)
			return false;
		g_ptr_array_add(out, letter);
	}
	return true;
}

bool
deliver_recover(struct deliver *deliver, GError **error)
{
	GPtrArray *doubtful = deliver->answered;

	if (!deliver_load_doubtful(deliver, doubtful, error))
		return false;
	for (guint i = 0; i < doubtful->len; i++) {
		struct letter *letter = g_ptr_array_index(doubtful, i);
		deliver_change(deliver, letter, SCHEDULE_FOUND_IN_DOT, 0);
		log_event(LOG_WARNING, "letter.ambiguous", "number",
		    log_number((gint64)letter->number), "state",
		    letter_state_name(letter->state), NULL);
	}
	return deliver_commit(deliver, NULL, 0, error);
}

/* With send_batch the dots of the letters to come are committed together,
 * before any of them is begun: fewer syncs, and a crash leaves as many in
 * doubt. */
static bool
deliver_mark(struct deliver *deliver, const GPtrArray *page, guint from,
    GError **error)
{
	guint n =
	    MIN((guint)deliver->settings->sending.send_batch, page->len - from);
	struct letter *const *first =
	    (struct letter *const *)page->pdata + from;

	if (n < 2 || first[0]->state != LETTER_READY)
		return true;
	for (guint i = 0; i < n; i++)
		deliver_change(deliver, first[i], SCHEDULE_DOT, 0);
	return deliver_commit(deliver, first, n, error);
}

/* What was marked and not begun is as it was before: nothing of it went out. */
static void
deliver_unmark(struct deliver *deliver, GPtrArray *page, guint from)
{
	for (guint i = from; i < page->len; i++) {
		struct letter *letter = g_ptr_array_index(page, i);
		if (letter->state != LETTER_DOT)
			continue;
		letter->state = LETTER_READY;
		g_ptr_array_add(deliver->answered,
		    g_steal_pointer(&page->pdata[i]));
	}
}

bool
deliver_round(struct deliver *deliver, const volatile int *stop,
    gint64 *wake_out, GError **error)
{
	gint64 next_due = 0;
	g_autoptr(GPtrArray) page = deliver_page(deliver, &next_due, error);

	if (page == NULL)
		return false;
	gint64 wait = next_due != 0 ? next_due - clock_now() : DELIVER_WAKE_MS;
	*wake_out =
	    page->len == DELIVER_PAGE ? 0 : CLAMP(wait, 0, DELIVER_WAKE_MS);
	if (deliver->relays->len == 0 || page->len == 0)
		return true;
	guint i = 0;
	while (i < page->len && (stop == NULL || !*stop)) {
		struct deliver_relay *relay = NULL;
		enum deliver_ready ready =
		    deliver_session(deliver, &relay, wake_out, error);
		if (ready == DELIVER_STORE)
			return false;
		if (ready == DELIVER_NONE)
			break;
		struct letter **slot = (struct letter **)&page->pdata[i];
		if (!deliver_mark(deliver, page, i, error) ||
		    !deliver_letter(deliver, relay, slot, error))
			return false;
		i += *slot == NULL;
	}
	deliver_unmark(deliver, page, i);
	return deliver_commit(deliver, NULL, 0, error);
}
