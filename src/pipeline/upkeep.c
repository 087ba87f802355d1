/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keeper's round. A letter that a relay refused for good is told like any
 * other bounce: a report is made of it and taken in as a mail, so that ticket,
 * entry and notice come about in the one way there is, and exactly once. A
 * letter to an agent that failed makes an alarm, and goes to the next agent;
 * never to him again.
 */
#include "pipeline/upkeep.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/log.h"
#include "pipeline/alarm.h"
#include "pipeline/falldue.h"
#include "pipeline/handover.h"
#include "pipeline/overflow.h"
#include "pipeline/ownreport.h"
#include "pipeline/tellowner.h"
#include "store/health.h"
#include "store/letters.h"
#include "store/rates.h"
#include <string.h>

#define UPKEEP_PAGE 64
#define UPKEEP_PRUNE_MS G_GINT64_CONSTANT(3600000)
#define UPKEEP_PRUNE_ROWS 10000
#define UPKEEP_INDEX_MS 2000     /* of a round, for the index of tickets */
#define UPKEEP_PATIENCE_MS 60000 /* of trouble before it is an alarm */

/* Trouble that has lasted, as text by subject. */
struct upkeep_trouble {
	const struct settings *settings;
	GPtrArray *subjects, *texts;
	gint64 now;
};

static bool
upkeep_trouble_one(const char *subject, const char *trouble, gint64 since,
    void *context)
{
	struct upkeep_trouble *found = context;
	g_autofree char *when = clock_format_iso(since, NULL);

	/* nobody will ever note that a server works which is used no more */
	if (!g_strv_contains((const char *const *)found->settings->subjects,
	        subject))
		return true;
	if (*trouble == '\0' || found->now - since < UPKEEP_PATIENCE_MS)
		return true;
	g_ptr_array_add(found->subjects, g_strdup(subject));
	g_ptr_array_add(found->texts,
	    g_strdup_printf("It has been failing since %s:\n%s", when,
	        trouble));
	return true;
}

static bool
upkeep_look(struct inbox *inbox, struct upkeep_trouble *trouble, GArray *failed,
    GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_READ, error);

	return txn != NULL &&
	    health_each(txn, upkeep_trouble_one, trouble, error) &&
	    letters_failed(txn, UPKEEP_PAGE, failed, error);
}

static bool
upkeep_alarms(struct inbox *inbox, const struct upkeep_trouble *trouble,
    GError **error)
{
	g_autoptr(kv_txn) txn = NULL;

	if (trouble->subjects->len == 0)
		return true;
	txn = kv_begin(inbox->store->kv, KV_WRITE, error);
	if (txn == NULL)
		return false;
	for (guint i = 0; i < trouble->subjects->len; i++)
		if (!alarm_raise(&inbox->accept, txn,
		        g_ptr_array_index(trouble->subjects, i),
		        g_ptr_array_index(trouble->texts, i), error))
			return false;
	return archive_sync(inbox->store->archive, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}

/* What the owner is told of a letter that an agent will never read. */
static bool
upkeep_alarm_agent(struct inbox *inbox, struct kv_txn *txn,
    const struct letter *letter, const char *next, GError **error)
{
	const struct settings_agent *agent =
	    settings_agent_by_address(inbox->accept.settings, letter->to);
	g_autofree char *cause = g_strdup_printf("letters to agent %s",
	    agent != NULL ? agent->name : "of old");
	g_autofree char *text = g_strdup_printf(
	    "A %s (letter %" G_GUINT64_FORMAT ", ticket %" G_GUINT64_FORMAT
	    ") could not be delivered.\nRelay %s said: %u %s%s%s",
	    letter_kind_name(letter->kind), letter->number, letter->ticket,
	    letter->relay, letter->code, letter->response,
	    next != NULL ? "\nInstead it goes to agent " : "",
	    next != NULL ? next : "");

	return letter->kind == LETTER_ALARM ||
	    alarm_raise(&inbox->accept, txn, cause, text, error);
}

static bool
upkeep_alarm_letter(struct inbox *inbox, struct letter *letter, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_WRITE, error);
	g_autofree char *next = NULL;

	return txn != NULL &&
	    handover_notice(&inbox->accept, txn, letter, &next, error) &&
	    upkeep_alarm_agent(inbox, txn, letter, next, error) &&
	    letters_told(txn, letter->number, error) &&
	    archive_sync(inbox->store->archive, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}

static struct letter *
upkeep_letter(struct inbox *inbox, guint64 number, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_READ, error);

	return txn != NULL ? letters_get(txn, number, error) : NULL;
}

static bool
upkeep_failed(struct inbox *inbox, guint64 number, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(letter) letter = upkeep_letter(inbox, number, &problem);

	if (letter == NULL) {
		if (problem == NULL)
			return fail_set(error, FAIL_STORE,
			    "letter %" G_GUINT64_FORMAT " is not there",
			    number);
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (letter->kind == LETTER_NOTICE || letter->kind == LETTER_CONFIRM ||
	    letter->kind == LETTER_ALARM)
		return upkeep_alarm_letter(inbox, letter, error);
	return ownreport_take(inbox, letter, OWNREPORT_FAILED, error);
}

/* Once an hour, what the caps no longer need. */
static bool
upkeep_prune(struct inbox *inbox, gint64 now, GError **error)
{
	struct rates_what last = { RATES_PRUNED, "", UPKEEP_PRUNE_MS };
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_READ, error);
	guint count = 0;

	if (txn == NULL || !rates_count(txn, &last, now, &count, error))
		return false;
	if (count > 0)
		return true;
	kv_abort(g_steal_pointer(&txn));
	txn = kv_begin(inbox->store->kv, KV_WRITE, error);
	return txn != NULL &&
	    rates_prune(txn, now, UPKEEP_PRUNE_ROWS, &count, error) &&
	    (count == UPKEEP_PRUNE_ROWS ||
	        rates_add(txn, last.kind, last.name, now, error)) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}

/* What is searched by, for a while: a first index of many tickets takes several
 * rounds. */
static bool
upkeep_indexes(struct inbox *inbox, GError **error)
{
	guint made = 0;
	guint64 left = 0;

	return (inbox->library == NULL ||
	           library_index(inbox->library, LIBRARY_STALE, &made,
	               error)) &&
	    (inbox->catalogue == NULL ||
	        catalogue_keep(inbox->catalogue, CATALOGUE_GO_ON,
	            UPKEEP_INDEX_MS, &left, error));
}

bool
upkeep_run(struct inbox *inbox, bool *letters_out, GError **error)
{
	g_autoptr(GArray) failed = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(GPtrArray) subjects = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	struct upkeep_trouble trouble = { inbox->accept.settings, subjects,
		texts, clock_now() };

	bool due = false;

	*letters_out = false;
	if (!upkeep_look(inbox, &trouble, failed, error) ||
	    !upkeep_alarms(inbox, &trouble, error))
		return false;
	for (guint i = 0; i < failed->len; i++) {
		g_autoptr(GError) problem = NULL;
		guint64 number = g_array_index(failed, guint64, i);
		if (upkeep_failed(inbox, number, &problem))
			continue;
		if (fail_is(problem, FAIL_STORE)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		/* it is tried again in the next round, and stops no other */
		log_error(LOG_ERROR, "letter.not-told", problem, "number",
		    log_number((gint64)number), NULL);
	}
	if (!falldue_run(inbox, &due, error) ||
	    !overflow_send(inbox, letters_out, error) ||
	    !ownreport_delays(inbox, letters_out, error) ||
	    !upkeep_prune(inbox, trouble.now, error))
		return false;
	if (!upkeep_indexes(inbox, error))
		return false;
	*letters_out |= due || failed->len > 0 || subjects->len > 0;
	return tellowner_rest(&inbox->accept, letters_out, error);
}
