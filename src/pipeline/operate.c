/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an operator may change by hand. Each verb is one transaction with its
 * own audit record, under the name that the kernel gives the caller. A verb
 * answers in words that say what was done or why not, and never half does it.
 */
#include "pipeline/operate.h"
#include "base/clock.h"
#include "base/strings.h"
#include "desk/command.h"
#include "outbox/schedule.h"
#include "pipeline/acts.h"
#include "pipeline/agents.h"
#include "pipeline/blocking.h"
#include "pipeline/evidence.h"
#include "pipeline/handout.h"
#include "pipeline/helpdesk.h"
#include "pipeline/ownership.h"
#include "pipeline/persons.h"
#include "pipeline/tokens.h"
#include "store/audit.h"
#include "store/dotread.h"
#include "store/holds.h"
#include "store/letters.h"
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

const char *
operate_type_of(guint8 type)
{
	switch (type) {
	case OPERATE_REQUEST:
		return "as";
	case OPERATE_ANSWER:
		return "(is)";
	default:
		return NULL;
	}
}

/* A number from 1 on, and nothing behind it: "7x" is no letter. */
static bool
operate_number(const char *text, guint64 *out)
{
	return text != NULL &&
	    g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, out, NULL);
}

/* Who did it is the kernel's word, not the caller's. */
static bool
operate_audit(const struct operate *operate, struct kv_txn *txn,
    const char *action, const char *object, GError **error)
{
	return audit_note(txn, operate->actor, action, object,
	    "by the operator", error);
}

static bool
operate_hold_release(struct operate *operate, guint64 number, GString *out,
    GError **error)
{
	g_autoptr(accept_mail) mail = g_new0(struct accept_mail, 1);

	if (!inbox_release(operate->inbox, number, mail, error))
		return false;
	if (mail->result == ACCEPT_HELD)
		g_string_append_printf(out,
		    "hold %" G_GUINT64_FORMAT
		    ": held again as %" G_GUINT64_FORMAT
		    ", for another cause\n",
		    number, mail->number);
	else
		g_string_append_printf(out,
		    "hold %" G_GUINT64_FORMAT
		    ": released onto ticket %" G_GUINT64_FORMAT "\n",
		    number, mail->number);
	return true;
}

/* The hold ends, the mail stays in the archive: nothing is ever deleted here.
 */
static bool
operate_hold_drop(struct operate *operate, guint64 number, GString *out,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(kv_txn) txn =
	    kv_begin(operate->inbox->store->kv, KV_WRITE, error);
	g_autofree char *object =
	    g_strdup_printf("hold %" G_GUINT64_FORMAT, number);

	if (txn == NULL)
		return false;
	g_autoptr(hold) hold = holds_get(txn, number, &problem);
	if (hold == NULL || hold->state != HOLD_HELD) {
		if (problem != NULL)
			g_propagate_error(error, g_steal_pointer(&problem));
		else
			fail_set(error, FAIL_PERMANENT, "%s: %s", object,
			    hold == NULL ? "there is none"
			                 : "already released or dropped");
		return false;
	}
	hold->state = HOLD_DROPPED;
	hold->done = clock_now();
	strings_set(&hold->done_by, operate->actor);
	if (!holds_put(txn, hold, error) ||
	    !operate_audit(operate, txn, "hold.drop", object, error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	g_string_append_printf(out,
	    "%s: dropped; the mail is kept in the archive\n", object);
	return true;
}

/* One letter by an operator's event; false with a PERMANENT error when it can
 * not happen. */
static bool
operate_letter(struct operate *operate, struct kv_txn *txn, guint64 number,
    enum schedule_event event, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(letter) letter =
	    dotread_letter(operate->inbox->store->dir, txn, number, &problem);
	g_autofree char *object =
	    g_strdup_printf("letter %" G_GUINT64_FORMAT, number);
	g_autofree char *action =
	    g_strconcat("queue.", schedule_event_name(event), NULL);

	if (letter == NULL) {
		if (problem == NULL)
			return fail_set(error, FAIL_PERMANENT,
			    "%s: there is none", object);
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (!schedule_change(letter, event,
	        &operate->inbox->accept.settings->sending, clock_now()))
		return fail_set(error, FAIL_PERMANENT, "%s: it is %s; %s",
		    object, letter_state_name(letter->state),
		    letter->state == LETTER_DOT
		        ? "its sender has it: look again in a moment, with "
		          "docketd running"
		        : "that can not be done to it");
	return letters_put(txn, letter, error) &&
	    operate_audit(operate, txn, action, object, error);
}

static bool
operate_collect(struct letter *letter, void *context)
{
	g_array_append_val((GArray *)context, letter->number);
	return true;
}

/* The numbers of the letters that "7" or "all" means. */
static GArray *
operate_which(struct kv_txn *txn, const char *which, GError **error)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	guint64 number = 0;

	if (g_str_equal(which, "all")) {
		if (!letters_each_waiting(txn, operate_collect, numbers, error))
			return NULL;
	} else if (operate_number(which, &number)) {
		g_array_append_val(numbers, number);
	} else {
		fail_set(error, FAIL_PERMANENT,
		    "%s: a letter's number, or all, is wanted", which);
		return NULL;
	}
	return g_steal_pointer(&numbers);
}

/* What a verb of "queue" does to a letter; false for a word that is none: it
 * must never be taken for another, which may throw letters away. */
static bool
operate_event(const char *verb, enum schedule_event *out)
{
	static const enum schedule_event events[] = { SCHEDULE_RETRY,
		SCHEDULE_HOLD, SCHEDULE_DROP };

	for (guint i = 0; i < G_N_ELEMENTS(events); i++)
		if (g_str_equal(verb, schedule_event_name(events[i]))) {
			*out = events[i];
			return true;
		}
	return false;
}

static bool
operate_queue(struct operate *operate, const char *verb, const char *which,
    GString *out, GError **error)
{
	enum schedule_event event;

	if (which == NULL)
		return fail_set(error, FAIL_PERMANENT,
		    "queue: a number is wanted");
	if (!operate_event(verb, &event))
		return fail_set(error, FAIL_PERMANENT, "queue %s: no such verb",
		    verb);

	g_autoptr(kv_txn) txn =
	    kv_begin(operate->inbox->store->kv, KV_WRITE, error);

	if (txn == NULL)
		return false;
	g_autoptr(GArray) letters = operate_which(txn, which, error);
	if (letters == NULL)
		return false;
	guint done = 0;
	/* Of all, those that it can not be done to are passed over; one that
	 * was named is not, whatever waits beside it. */
	bool all = g_str_equal(which, "all");
	for (guint i = 0; i < letters->len; i++) {
		g_autoptr(GError) problem = NULL;
		if (operate_letter(operate, txn,
		        g_array_index(letters, guint64, i), event, &problem)) {
			done++;
		} else if (!all || !fail_is(problem, FAIL_PERMANENT)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
	}
	if (kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	g_string_append_printf(out, "%u of %u letters: %s\n", done,
	    letters->len, verb);
	return true;
}

static bool
operate_hold(struct operate *operate, const char *verb, const char *which,
    GString *out, GError **error)
{
	guint64 number = 0;

	if (!operate_number(which, &number))
		return fail_set(error, FAIL_PERMANENT,
		    "hold: a number is wanted");
	if (g_str_equal(verb, "release"))
		return operate_hold_release(operate, number, out, error);
	if (g_str_equal(verb, "drop"))
		return operate_hold_drop(operate, number, out, error);
	return fail_set(error, FAIL_PERMANENT, "hold %s: no such verb", verb);
}

/* What an operator does to a ticket is what an agent does by a command; some
 * have a verb of their own. */
static const struct {
	const char *verb;
	enum command_verb command;
	const char *argument; /* NULL: what stands behind the number */
} operate_commands[] = {
	{ "close", COMMAND_STATUS, "closed" },
	{ "reopen", COMMAND_STATUS, "open" },
	{ "solve", COMMAND_STATUS, "solved" },
	{ "assign", COMMAND_ASSIGN, NULL },
	{ "merge", COMMAND_MERGE, NULL },
	{ "tag", COMMAND_TAG, NULL },
	{ "split", COMMAND_SPLIT, NULL },
};

static bool
operate_ticket(struct operate *operate, const char *verb, const char *number,
    const char *const *words, GString *out, GError **error)
{
	g_autofree char *argument = g_strjoinv(" ", (char **)(guintptr)words);
	guint64 ticket = 0;

	if (!operate_number(number, &ticket))
		return fail_set(error, FAIL_PERMANENT, "%s: a number is wanted",
		    verb);
	for (guint i = 0; i < G_N_ELEMENTS(operate_commands); i++) {
		if (!g_str_equal(verb, operate_commands[i].verb))
			continue;
		struct command_act act = { operate_commands[i].command,
			argument, argument };
		if (operate_commands[i].argument == NULL && *argument == '\0')
			return fail_set(error, FAIL_PERMANENT,
			    "%s: something is missing behind the number", verb);
		if (operate_commands[i].argument != NULL)
			act.argument =
			    (char *)(guintptr)operate_commands[i].argument;
		return acts_by_operator(operate, ticket, &act, out, error);
	}
	return fail_set(error, FAIL_PERMANENT, "%s: no such verb", verb);
}

/* Blocking is an agent's command as well; lifting it is the operator's. */
static bool
operate_block(struct operate *operate, const char *verb, const char *pattern,
    GString *out, GError **error)
{
	if (pattern == NULL)
		return fail_set(error, FAIL_PERMANENT,
		    "block: an address or a domain is wanted");
	if (g_str_equal(verb, "remove"))
		return blocking_remove(operate, pattern, out, error);
	struct command_act act = { COMMAND_BLOCK, (char *)(guintptr)pattern,
		(char *)(guintptr)pattern };
	return acts_by_operator(operate, 0, &act, out, error);
}

/* A mail by hand, taken in like any other: the same checks, the same keys. */
static bool
operate_deliver(struct operate *operate, GString *out, GError **error)
{
	g_autoptr(GPtrArray) mails =
	    g_ptr_array_new_with_free_func((GDestroyNotify)accept_mail_free);
	g_autoptr(GArray) places =
	    g_array_new(FALSE, TRUE, sizeof(struct reader_mail));
	struct accept_mail *mail = g_new0(struct accept_mail, 1);
	struct reader_mail place = { 0 };
	struct stat size;

	g_ptr_array_add(mails, mail);
	if (operate->input < 0 || fstat(operate->input, &size) != 0)
		return fail_set(error, FAIL_PERMANENT,
		    "deliver: no mail was handed over");
	place.length = (guint64)size.st_size;
	g_array_append_val(places, place);
	mail->source = (struct entry_source){ .account = g_strdup(""),
		.folder = g_strdup("") };
	struct inbox_batch batch = {
		.memfd = operate->input, .mails = mails, .places = places
	};
	bool taken = inbox_take(operate->inbox, &batch, NULL, NULL, error);
	g_free(mail->source.account);
	g_free(mail->source.folder);
	if (taken)
		g_string_append_printf(out, "%s %" G_GUINT64_FORMAT "%s\n",
		    mail->result == ACCEPT_HELD          ? "hold"
		        : mail->result == ACCEPT_CONFIRM ? "released hold"
		                                         : "ticket",
		    mail->number,
		    mail->result == ACCEPT_DUPLICATE ? " (known before)" : "");
	return taken;
}

static bool
operate_dispatch(struct operate *operate, const char *const *argv, GString *out,
    GError **error)
{
	const char *verb = argv[0], *what = argv[1],
	           *which = what != NULL ? argv[2] : NULL;

	if (g_str_equal(verb, "deliver"))
		return operate_deliver(operate, out, error);
	if (g_str_equal(verb, "token"))
		return tokens_run(operate, argv + 1, out, error);
	if (g_str_equal(verb, "attachment"))
		return handout_run(operate, argv + 1, out, error);
	if (g_str_equal(verb, "export"))
		return evidence_run(operate, argv + 1, out, error);
	if (g_str_equal(verb, "agent"))
		return agents_run(operate, argv + 1, out, error);
	if (g_str_equal(verb, "takeover"))
		return ownership_take(operate, what != NULL ? what : "", out,
		    error);
	if (g_str_equal(verb, "help"))
		return helpdesk_run(operate, argv + 1, out, error);
	if (g_str_equal(verb, "reindex"))
		return helpdesk_reindex(operate, out, error);
	if (g_str_equal(verb, "people"))
		return persons_run(operate, argv + 1, out, error);
	if (g_str_equal(verb, "hold"))
		return operate_hold(operate, what, which, out, error);
	if (g_str_equal(verb, "queue"))
		return operate_queue(operate, what, which, out, error);
	if (g_str_equal(verb, "block"))
		return operate_block(operate, what, which, out, error);
	return operate_ticket(operate, verb, what,
	    what != NULL ? argv + 2 : argv + 1, out, error);
}

int
operate_run(struct operate *operate, const char *const *argv, GString *out,
    bool *broken_out)
{
	static const char *const verbs[] = { "takeover", "deliver", "hold",
		"queue", "close", "reopen", "assign", "merge", "solve", "tag",
		"split", "block", "token", "people", "agent", "attachment",
		"help", "reindex", "export" };
	g_autoptr(GError) error = NULL;
	bool known = false;

	*broken_out = false;
	for (guint i = 0; argv[0] != NULL && i < G_N_ELEMENTS(verbs); i++)
		known |= g_str_equal(argv[0], verbs[i]);
	if (!known) {
		g_string_assign(out, "docketctl: no such verb\n");
		return EX_USAGE;
	}
	operate->inbox->accept.actor = operate->actor;
	bool done = operate_dispatch(operate, argv, out, &error);
	operate->inbox->accept.actor = "docketd";
	if (done)
		return EX_OK;
	g_string_printf(out, "%s\n", error->message);
	*broken_out = fail_is(error, FAIL_STORE);
	return fail_exit_status(error);
}
