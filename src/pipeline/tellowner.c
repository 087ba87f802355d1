/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The owner hears of every held mail, or nobody would ever look; but whoever
 * can make docket hold mails must not be able to fill his mailbox. Holds are
 * numbered, so how far he has been told is one number. Subject and text of a
 * held mail may be an attacker's words and never stand in these letters. */
#include "pipeline/tellowner.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/log.h"
#include "desk/display.h"
#include "model/letter.h"
#include "pipeline/freeze.h"
#include "store/holds.h"
#include "store/numbers.h"
#include "store/rates.h"

#define TELLOWNER_HOUR_MS (3600 * 1000)
#define TELLOWNER_LISTED 20 /* lines of a letter about many */

/* Up to which hold the owner has been told. */
static struct key
tellowner_key(void)
{
	static const char name[] = "holds-told";
	struct key key = key_new(KEY_META);

	key_add_octets(&key, name, sizeof name - 1);
	return key;
}

static bool
tellowner_told(struct kv_txn *txn, guint64 *told_out, GError **error)
{
	struct key key = tellowner_key();
	bool found = false;

	return numbers_get(txn, &key, told_out, &found, error);
}

/* Letters of the last hour. */
static bool
tellowner_count(struct kv_txn *txn, guint *out, GError **error)
{
	struct rates_what what = { RATES_OWNER, "", TELLOWNER_HOUR_MS };

	return rates_count(txn, &what, clock_now(), out, error);
}

static bool
tellowner_write(const struct accept *accept, struct kv_txn *txn,
    const char *subject, const char *text, GError **error)
{
	const struct settings *settings = accept->settings;
	g_autofree char *whole =
	    g_strdup_printf("[%s] %s", settings->desk.name, subject);
	guint64 number = 0;
	struct freeze_what what = {
		.kind = LETTER_ALARM,
		.to = settings->owner_email,
		.to_name = "",
		.from_name = settings->desk.name,
		.subject = whole,
		.text = text,
		.now = clock_now(),
	};

	return rates_add(txn, RATES_OWNER, "", what.now, error) &&
	    freeze_letter(accept, txn, &what, &number, error);
}

/* One held mail, as a letter says it. */
static void
tellowner_describe(GString *out, const struct hold *hold)
{
	g_autofree char *from =
	    display_clean(hold->from_addr, DISPLAY_ONE_LINE);

	g_string_append_printf(out,
	    "Held mail %" G_GUINT64_FORMAT ", cause %u: %s.\nFrom: %s\n",
	    hold->number, hold->cause, hold_cause_text(hold->cause),
	    *from != '\0' ? from : "(not exactly one address)");
	if (*hold->agent != '\0')
		g_string_append_printf(out, "Agent: %s\n", hold->agent);
	if (hold->ticket != 0)
		g_string_append_printf(out, "Ticket: %" G_GUINT64_FORMAT "\n",
		    hold->ticket);
	if (hold->letter != 0)
		g_string_append_printf(out,
		    "The agent has been asked to confirm it (letter "
		    "%" G_GUINT64_FORMAT ").\n",
		    hold->letter);
}

static bool
tellowner_single(const struct accept *accept, struct kv_txn *txn,
    const struct hold *hold, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *subject =
	    g_strdup_printf("%smail %" G_GUINT64_FORMAT " is held: %s",
	        hold->cause == HOLD_AGENT_STRANGER ? "alarm: " : "",
	        hold->number, hold_cause_text(hold->cause));

	tellowner_describe(text, hold);
	g_string_append_printf(text,
	    "\n%s\n\n    docketctl hold show %" G_GUINT64_FORMAT
	    "\n    docketctl hold release %" G_GUINT64_FORMAT
	    "\n    docketctl hold drop %" G_GUINT64_FORMAT "\n",
	    hold_cause_advice(hold->cause), hold->number, hold->number,
	    hold->number);
	return tellowner_write(accept, txn, subject, text->str, error);
}

/* Nobody has to look at what was blocked on purpose, or is done. */
static bool
tellowner_is_quiet(const struct hold *hold)
{
	return hold->cause == HOLD_BLOCKED || hold->cause == HOLD_COMMANDS ||
	    hold->cause == HOLD_VERIFIED || hold->cause == HOLD_MENU ||
	    (hold->cause == HOLD_SECOND && *hold->agent != '\0');
}

/* Counts it as told where nothing before it is still to be. */
static bool
tellowner_pass(struct kv_txn *txn, guint64 number, GError **error)
{
	struct key key = tellowner_key();
	guint64 told = 0;

	return tellowner_told(txn, &told, error) &&
	    (told + 1 != number || numbers_put(txn, &key, number, error));
}

bool
tellowner_hold(const struct accept *accept, struct kv_txn *txn,
    const struct hold *hold, GError **error)
{
	struct key key = tellowner_key();
	guint64 told = 0;
	guint letters = 0;

	if (hold->cause == HOLD_AGENT_STRANGER)
		log_event(LOG_ERROR, "alarm", "cause", "agent address misused",
		    "hold", log_number((gint64)hold->number), NULL);
	if (tellowner_is_quiet(hold))
		return tellowner_pass(txn, hold->number, error);
	if (!address_is_valid(accept->settings->owner_email))
		return numbers_put(txn, &key, hold->number, error);
	if (!tellowner_told(txn, &told, error) ||
	    !tellowner_count(txn, &letters, error))
		return false;
	if (told + 1 != hold->number || letters >= TELLOWNER_SINGLES)
		return true; /* tellowner_rest() */
	return tellowner_single(accept, txn, hold, error) &&
	    numbers_put(txn, &key, hold->number, error);
}

/* How many of each cause there are, and the first ones by name. */
struct tellowner_tally {
	GString *lines;
	guint listed, causes[32];
};

static bool
tellowner_add(struct kv_txn *txn, guint64 number, struct tellowner_tally *tally,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(hold) hold = holds_get(txn, number, &problem);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (hold == NULL || tellowner_is_quiet(hold))
		return true;
	tally->causes[MIN(hold->cause, G_N_ELEMENTS(tally->causes) - 1)]++;
	if (tally->listed++ >= TELLOWNER_LISTED)
		return true;
	g_string_append_c(tally->lines, '\n');
	tellowner_describe(tally->lines, hold);
	return true;
}

static char *
tellowner_text(const struct tellowner_tally *tally)
{
	GString *text = g_string_new("These mails are held as well:\n\n");

	for (guint32 i = 0; i < G_N_ELEMENTS(tally->causes); i++)
		if (tally->causes[i] > 0)
			g_string_append_printf(text, "%6u of cause %u: %s\n",
			    tally->causes[i], i, hold_cause_text(i));
	g_string_append(text, tally->lines->str);
	if (tally->listed > TELLOWNER_LISTED)
		g_string_append_printf(text, "\nand %u more.\n",
		    tally->listed - TELLOWNER_LISTED);
	g_string_append(text,
	    "\n    docketctl hold list\n    docketctl hold show N\n"
	    "    docketctl hold release N\n    docketctl hold drop N\n");
	return g_string_free(text, FALSE);
}

/* The holds behind told, up to and with last. */
static bool
tellowner_fold(const struct accept *accept, struct kv_txn *txn, guint64 told,
    guint64 last, GError **error)
{
	struct key key = tellowner_key();
	g_autoptr(GString) lines = g_string_new(NULL);
	struct tellowner_tally tally = { .lines = lines };
	g_autofree char *subject =
	    g_strdup_printf("%" G_GUINT64_FORMAT " more mails are held",
	        last - told);

	for (guint64 i = told + 1; i <= last; i++)
		if (!tellowner_add(txn, i, &tally, error))
			return false;
	g_autofree char *text = tellowner_text(&tally);
	if (tally.listed == 0)
		return numbers_put(txn, &key, last, error);
	return tellowner_write(accept, txn, subject, text, error) &&
	    numbers_put(txn, &key, last, error);
}

/* Whether there is something to tell now: told behind, and an hour of silence.
 */
static bool
tellowner_due(struct kv_txn *txn, guint64 *told_out, guint64 *last_out,
    bool *due_out, GError **error)
{
	guint64 next = numbers_next(txn, "hold", error);
	guint letters = 0;

	if (next == 0 || !tellowner_told(txn, told_out, error) ||
	    !tellowner_count(txn, &letters, error))
		return false;
	*last_out = next - 1;
	*due_out = *last_out > *told_out && letters == 0;
	return true;
}

bool
tellowner_rest(const struct accept *accept, bool *letters_out, GError **error)
{
	struct store *store = accept->store;
	g_autoptr(kv_txn) look = kv_begin(store->kv, KV_READ, error);
	guint64 told = 0, last = 0;
	bool due = false;

	if (look == NULL || !tellowner_due(look, &told, &last, &due, error))
		return false;
	kv_abort(g_steal_pointer(&look));
	if (!due || !address_is_valid(accept->settings->owner_email))
		return true;
	g_autoptr(kv_txn) txn = kv_begin(store->kv, KV_WRITE, error);
	if (txn == NULL || !tellowner_due(txn, &told, &last, &due, error) ||
	    (due && !tellowner_fold(accept, txn, told, last, error)) ||
	    !archive_sync(store->archive, error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	*letters_out |= due;
	return true;
}
