/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters leave here. The order is the promise: the letter's octets are read, a
 * line of the dot log says that it is in its dot, then the dot goes out and the
 * answer is recorded. Only a crash between the two leaves doubt, and such a
 * letter is counted as ambiguous. The answers to many are one commit. */
#include "pipeline/deliver.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/steptimer.h"
#include "base/strings.h"
#include "pipeline/doubtful.h"
#include "pipeline/letterstream.h"
#include "pipeline/relay.h"
#include "pipeline/turns.h"
#include "smtp/wire.h"
#include "store/dotlog.h"
#include "store/letters.h"

#define DELIVER_PAGE 512
#define DELIVER_WAKE_MS 60000
#define DELIVER_STEP_MS 60000 /* back: the wall clock was set */
#define DELIVER_STEPS 3       /* commands, octets, dot */
#define DELIVER_RATE 4096     /* octets a second that a relay takes at least */

struct deliver {
	struct store *store;
	const struct settings *settings;
	guint32 first, last;
	struct relays relays;
	struct dotlog *dots;
	gint64 lines_since;  /* clock_boot(), ms, of the batch's first line */
	struct turns turns;  /* of this round's page */
	GPtrArray *answered; /* letters whose outcome is not yet committed */
	bool amiss;          /* one of them was not accepted */
	struct letterstream *prepared; /* of the letter that comes next */
	bool failed;                   /* one of those committed has failed */
	gint64 ahead; /* of the wall clock before CLOCK_BOOTTIME, ms */
};

struct deliver *
deliver_new(struct store *store, const struct settings *settings,
    GHashTable *secrets, guint32 first, guint32 last, relay_alive alive)
{
	struct deliver *deliver = g_new0(struct deliver, 1);

	deliver->store = store;
	deliver->settings = settings;
	deliver->first = first;
	deliver->last = last;
	deliver->dots = dotlog_new(store->dir, first, last);
	deliver->turns.pace = TURNS_SOON_MS; /* until one has shown it */
	relay_init(&deliver->relays, store->kv, settings, secrets, alive);
	deliver->answered =
	    g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
	return deliver;
}

void
deliver_rest(struct deliver *deliver)
{
	relay_rest(&deliver->relays);
}

void
deliver_free(struct deliver *deliver)
{
	if (deliver == NULL)
		return;
	relay_clear(&deliver->relays);
	dotlog_free(deliver->dots);
	g_ptr_array_unref(deliver->answered);
	g_free(deliver);
}

/* Writes what became of a letter, unless the operator has held or dropped it
 * before it came into its dot: then his word stands. */
static bool
deliver_put(struct kv_txn *txn, const struct letter *letter, GError **error)
{
	enum letter_state stored = LETTER_READY;

	if (letter->state != LETTER_SENT &&
	    !letters_state(txn, letter->number, &stored, error))
		return false;
	return (stored != LETTER_READY && stored != LETTER_DOT) ||
	    letters_put(txn, letter, error);
}

static void
deliver_written(struct deliver *deliver)
{
	for (guint i = 0; i < deliver->answered->len; i++) {
		const struct letter *letter =
		    g_ptr_array_index(deliver->answered, i);
		deliver->failed |= letter->state == LETTER_FAILED;
	}
	g_ptr_array_set_size(deliver->answered, 0);
	deliver->amiss = false;
	dotlog_begun(deliver->dots);
}

bool
deliver_has_failed(struct deliver *deliver)
{
	bool failed = deliver->failed;

	deliver->failed = false;
	return failed;
}

/* Writes the answers that wait, in one transaction: what the lines of the dot
 * log say is done with. */
static bool
deliver_commit(struct deliver *deliver, GError **error)
{
	enum kv_result result = KV_RETRY;

	while (result == KV_RETRY) {
		g_autoptr(kv_txn) txn =
		    kv_begin(deliver->store->kv, KV_WRITE, error);
		bool done = txn != NULL;
		for (guint i = 0; done && i < deliver->answered->len; i++)
			done = deliver_put(txn,
			    g_ptr_array_index(deliver->answered, i), error);
		if (!done || !dotlog_begin(deliver->dots, txn, error))
			return false;
		result = kv_commit(g_steal_pointer(&txn), error);
	}
	if (result == KV_OK)
		deliver_written(deliver);
	return result == KV_OK;
}

/* The same where there is anything to be done with: between pages. */
static bool
deliver_settle(struct deliver *deliver, GError **error)
{
	return (deliver->answered->len == 0 &&
	           !dotlog_has_lines(deliver->dots)) ||
	    deliver_commit(deliver, error);
}

/* What an outcome means for the letter. A link that died after the dot is the
 * only one that leaves doubt; without a server's word nothing was refused. */
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

/* Notes what became of a letter; committed before the next dot once a second
 * has gone by, and at the page's end. */
static bool
deliver_answer(struct deliver *deliver, struct relay *relay,
    struct letter *letter, const struct outcome *outcome, GError **error)
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
	schedule_must(letter, event, &deliver->settings->sending, fault_delay,
	    clock_now());
	deliver->amiss |= event != SCHEDULE_ACCEPTED;
	log_event(event == SCHEDULE_ACCEPTED ? LOG_INFO : LOG_WARNING, "letter",
	    "number", log_number((gint64)letter->number), "ticket",
	    log_number((gint64)letter->ticket), "kind",
	    letter_kind_name(letter->kind), "to", log_address(letter->to),
	    "result", schedule_event_name(event), "state",
	    letter_state_name(letter->state), "relay", relay->settings->name,
	    "code", log_number(outcome->code), "enhanced", outcome->enhanced,
	    NULL);
	g_ptr_array_add(deliver->answered, letter);
	/* a connection that broke once is no trouble yet; a fault of ours is */
	return outcome_is_relay(outcome) ||
	    relay_note(&deliver->relays, relay,
	        event == SCHEDULE_OUR_FAULT ? outcome->text : NULL, error);
}

static struct submit_envelope
deliver_envelope(const struct letter *letter)
{
	return (struct submit_envelope){ letter->sender, letter->to,
		letter->utf8, letterstream_size(letter) };
}

/* The line that lets a letter into its dot, and with it as many more as may be
 * in doubt together. It says that all in the lines before were accepted:
 * whatever was not is committed first. */
static bool
deliver_into_dot(struct deliver *deliver, GError **error)
{
	const struct settings_sending *sending = &deliver->settings->sending;
	struct letter *letters[DOTS_MOST];
	gint64 boot = clock_boot();
	bool overdue = dotlog_has_lines(deliver->dots) &&
	    boot - deliver->lines_since > TURNS_SOON_MS;

	if ((deliver->amiss || overdue || dotlog_is_full(deliver->dots)) &&
	    !deliver_commit(deliver, error))
		return false;
	if (!dotlog_has_lines(deliver->dots))
		deliver->lines_since = boot;
	guint n = turns_into_dot(&deliver->turns, (guint)sending->send_batch,
	    letters);
	if (!dotlog_write(deliver->dots, deliver->store->kv, letters, n, error))
		return false;
	for (guint i = 0; i < n; i++)
		if (letters[i]->state == LETTER_READY)
			schedule_must(letters[i], SCHEDULE_DOT, sending, 0, 0);
	return true;
}

/* The dot, once all octets have been read: its line first, then the last octets
 * with the dot, and the next letter's commands behind it. Without a dot nothing
 * has been sent: a letter that the operator took back in the last moment is
 * not, and neither is one whose line could not be written: then no session is
 * left. False: *error says why. */
static bool
deliver_dot(struct deliver *deliver, struct relay *relay, struct letter *letter,
    struct outcome *outcome, GError **error)
{
	const struct letter *next = turns_next(&deliver->turns);
	struct submit_envelope ahead;
	bool written =
	    letter->state != LETTER_READY || deliver_into_dot(deliver, error);

	if (!written || letter->state != LETTER_DOT) {
		submit_free(g_steal_pointer(&relay->session));
		return written;
	}
	if (next != NULL)
		ahead = deliver_envelope(next);
	if (!submit_dot(relay->session, next != NULL ? &ahead : NULL, outcome))
		return true;
	/* while the relay takes this one in */
	if (next != NULL) {
		deliver->prepared =
		    letterstream_new(deliver->store->archive, next);
		letterstream_prepare(deliver->prepared);
	}
	if (submit_answer(relay->session, outcome))
		schedule_relay_worked(&relay->health);
	return true;
}

/* The octets of a letter, read ahead where it is the one that was to come. */
static struct letterstream *
deliver_stream(struct deliver *deliver, const struct letter *letter)
{
	struct letterstream *stream = g_steal_pointer(&deliver->prepared);

	if (stream != NULL && letterstream_letter(stream) == letter)
		return stream;
	letterstream_free(stream);
	return letterstream_new(deliver->store->archive, letter);
}

/* The letter whose turn it is over an open session; it is taken from the page
 * once its answer is noted. A session that had died while it was kept is stale:
 * the letter stays, uncounted. */
static bool
deliver_letter(struct deliver *deliver, struct relay *relay, GError **error)
{
	struct turns *turns = &deliver->turns;
	struct letter **slot = (struct letter **)&turns->page->pdata[turns->at];
	struct letter *letter = *slot;
	g_autoptr(letterstream) stream = deliver_stream(deliver, letter);
	struct wire_source source = { letterstream_next, stream };
	OUTCOME_AUTO struct outcome outcome = { 0 };
	g_autoptr(GError) problem = NULL;
	struct submit_envelope envelope = deliver_envelope(letter);

	if (letter->state == LETTER_HELD || letter_is_final(letter->state)) {
		letter_free(g_steal_pointer(slot)); /* the operator's */
		return true;
	}
	relay->used = clock_boot();
	relay_step(&deliver->relays,
	    DELIVER_STEPS * SUBMIT_STEP_SECONDS +
	        (guint)(envelope.size / DELIVER_RATE));
	enum wire_result result = WIRE_ENDED;
	if (submit_begin(relay->session, &envelope, &outcome))
		result = wire_send(relay->session, &source, &outcome, &problem);
	bool written = result != WIRE_SENT ||
	    deliver_dot(deliver, relay, letter, &outcome, error);
	steptimer_stop();
	turns->pace = clock_boot() - relay->used;
	if (!written)
		return false;
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
	if (result == WIRE_SENT && relay->session == NULL) {
		letter_free(g_steal_pointer(slot)); /* taken back at the dot */
		return true;
	}
	return deliver_answer(deliver, relay, g_steal_pointer(slot), &outcome,
	    error);
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

bool
deliver_recover(struct deliver *deliver, GError **error)
{
	struct doubtful doubtful = { deliver->first, deliver->last,
		&deliver->settings->sending, clock_now(), deliver->store->dir };

	deliver->ahead = doubtful.now - clock_boot();
	g_autoptr(kv_txn) txn = kv_begin(deliver->store->kv, KV_READ, error);
	if (txn == NULL ||
	    !doubtful_settle(&doubtful, txn, deliver->answered, error))
		return false;
	kv_abort(g_steal_pointer(&txn));
	return deliver_settle(deliver, error);
}

/* The letters of the page, as far as relays and time allow; what is left of
 * them stays in it. */
static bool
deliver_send(struct deliver *deliver, const volatile int *stop,
    gint64 *wake_out, GError **error)
{
	struct turns *turns = &deliver->turns;

	while (turns->at < turns->page->len && (stop == NULL || !*stop)) {
		struct relay *relay = NULL;
		enum relay_ready ready = relay_pick(&deliver->relays, &relay,
		    DELIVER_WAKE_MS, wake_out, error);
		if (ready == RELAY_STORE)
			return false;
		if (ready == RELAY_NONE)
			break;
		if (!deliver_letter(deliver, relay, error))
			return false;
		turns->at += turns_letter(turns) == NULL;
	}
	return deliver_settle(deliver, error);
}

bool
deliver_round(struct deliver *deliver, const volatile int *stop,
    gint64 *wake_out, GError **error)
{
	gint64 next_due = 0;

	/* answers that could not be written are, before anything is sent again
	 */
	if (!deliver_settle(deliver, error))
		return false;
	gint64 ahead = clock_now() - clock_boot();
	if (deliver->ahead - ahead > DELIVER_STEP_MS &&
	    !deliver_recover(deliver, error))
		return false;
	deliver->ahead = MAX(deliver->ahead, ahead);
	g_autoptr(GPtrArray) page = deliver_page(deliver, &next_due, error);
	if (page == NULL)
		return false;
	gint64 wait = next_due != 0 ? next_due - clock_now() : DELIVER_WAKE_MS;
	*wake_out =
	    page->len == DELIVER_PAGE ? 0 : CLAMP(wait, 0, DELIVER_WAKE_MS);
	if (deliver->relays.list->len == 0 || page->len == 0)
		return true;
	turns_begin(&deliver->turns, page);
	bool done = deliver_send(deliver, stop, wake_out, error);
	g_clear_pointer(&deliver->prepared, letterstream_free);
	return done;
}

bool
deliver_is_behind(struct deliver *deliver, bool *behind_out, GError **error)
{
	gint64 next_due = 0;
	g_autoptr(GPtrArray) page = deliver_page(deliver, &next_due, error);

	*behind_out = page != NULL && page->len > 0;
	return page != NULL;
}
