/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands carried out. Whoever checks and does must be the same code, or a
 * mail would be half done; so each command runs twice, first on a copy of the
 * ticket, where it may write nothing, then for good. What an agent may not see
 * must look like what is not there. */
#include "pipeline/acts.h"
#include "base/clock.h"
#include "base/strings.h"
#include "desk/complaint.h"
#include "desk/life.h"
#include "desk/staff.h"
#include "pipeline/acquaint.h"
#include "pipeline/actduty.h"
#include "pipeline/actgive.h"
#include "pipeline/actread.h"
#include "pipeline/actset.h"
#include "pipeline/clocks.h"
#include "pipeline/complaining.h"
#include "pipeline/correspond.h"
#include "pipeline/history.h"
#include "pipeline/merge.h"
#include "pipeline/operate.h"
#include "pipeline/split.h"
#include "pipeline/stateletter.h"
#include "pipeline/undo.h"
#include "store/tickets.h"
#include <stdarg.h>

void
acts_init(struct acts *acts)
{
	acts->out = g_string_new(NULL);
	acts->tell = g_ptr_array_new();
}

void
acts_clear(struct acts *acts)
{
	if (acts->out != NULL)
		g_string_free(acts->out, TRUE);
	if (acts->macro != NULL)
		g_string_free(acts->macro, TRUE);
	if (acts->tell != NULL)
		g_ptr_array_unref(acts->tell);
	g_clear_pointer(&acts->problem, g_free);
	acts->out = acts->macro = NULL;
	acts->tell = NULL;
}

bool
acts_refuse(struct acts *acts, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_free(acts->problem);
	acts->problem = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return true;
}

bool
acts_say(struct acts *acts, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_string_append_vprintf(acts->out, format, arguments);
	va_end(arguments);
	g_string_append_c(acts->out, '\n');
	acts->say = TRUE;
	return true;
}

/* The queue that has its tickets now where it is gone from the settings. */
bool
acts_may(const struct acts *acts, const struct settings_agent *agent,
    const struct ticket *ticket, bool *out, GError **error)
{
	const struct settings_queue *queue =
	    clocks_queue(acts->accept->settings, ticket);
	g_autoptr(GError) problem = NULL;

	*out = agent == NULL;
	if (*out || complaint_bars(ticket, agent->name))
		return true;
	*out = staff_works_on(queue, NULL, agent);
	if (*out)
		return true;
	g_autoptr(person) person =
	    acquaint_customer(acts->txn, ticket, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	*out = staff_works_on(queue, person, agent);
	return true;
}

bool
acts_other(struct acts *acts, guint64 number, struct ticket **out,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket = tickets_get(acts->txn, number, &problem);
	bool may = false;

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (ticket != NULL && !acts_may(acts, acts->agent, ticket, &may, error))
		return false;
	if (!may)
		return acts_refuse(acts,
		    acts->agent == NULL ? "ticket %" G_GUINT64_FORMAT
		                          ": there is none"
		                        : "ticket %" G_GUINT64_FORMAT
		                          ": there is none in your queues",
		    number);
	*out = g_steal_pointer(&ticket);
	return true;
}

bool
acts_note(struct acts *acts, struct ticket *ticket, const char *remark,
    GError **error)
{
	g_autoptr(entry) entry = entry_new();

	entry->ticket = ticket->number;
	entry->seq = ticket->entries++;
	entry->kind = ENTRY_NOTE;
	entry->received = acts->now;
	strings_set(&entry->agent,
	    acts->agent != NULL ? acts->agent->name : acts->actor);
	strings_set(&entry->remark, remark);
	return tickets_put_entry(acts->txn, entry, error);
}

static bool
acts_merge(struct acts *acts, const char *argument, GError **error)
{
	guint64 to = 0;

	if (!g_ascii_string_to_unsigned(argument + (*argument == '#'), 10, 1,
	        G_MAXINT64, &to, NULL))
		return acts_refuse(acts, "merge: a ticket's number is wanted");
	return merge_run(acts, to, error);
}

/* Each of them is called twice, for mode CHECK and for DO. What it finds wrong
 * goes to acts->problem, in words for the agent; false is for the store. */
typedef bool (*acts_handler)(struct acts *acts, const char *argument,
    GError **error);

/* What carries a command out, and whether there must be a ticket. */
static const struct {
	acts_handler run;
	enum { ANYWHERE, ON_TICKET } where;
} handlers[COMMAND_VERBS] = {
	/* actset.c: what is set */
	[COMMAND_STATUS] = { actset_status, ON_TICKET },
	[COMMAND_PRIORITY] = { actset_priority, ON_TICKET },
	[COMMAND_TAG] = { actset_tag, ON_TICKET },
	[COMMAND_CC] = { actset_cc, ON_TICKET },
	[COMMAND_LANG] = { actset_lang, ON_TICKET },
	[COMMAND_PROVED] = { actset_proved, ON_TICKET },
	/* actgive.c: whose it is */
	[COMMAND_TAKE] = { actgive_take, ON_TICKET },
	[COMMAND_ASSIGN] = { actgive_assign, ON_TICKET },
	[COMMAND_QUEUE] = { actgive_queue, ON_TICKET },
	/* a file each */
	[COMMAND_MERGE] = { acts_merge, ON_TICKET },
	[COMMAND_SPLIT] = { split_run, ON_TICKET },
	[COMMAND_MACRO] = { actset_macro, ON_TICKET },
	[COMMAND_SPAM] = { actset_spam, ON_TICKET },
	[COMMAND_BLOCK] = { actset_block, ANYWHERE },
	[COMMAND_UNDO] = { undo_run, ON_TICKET },
	/* actduty.c: the agent himself */
	[COMMAND_AWAY] = { actduty_away, ANYWHERE },
	[COMMAND_BACK] = { actduty_back, ANYWHERE },
	[COMMAND_COMPLAINT] = { complaining_by_command, ON_TICKET },
	[COMMAND_ATTACH] = { actduty_attach, ON_TICKET },
	/* actread.c: what is only read */
	[COMMAND_SHOW] = { actread_show, ANYWHERE },
	[COMMAND_LIST] = { actread_list, ANYWHERE },
	[COMMAND_SEARCH] = { actread_search, ANYWHERE },
};

static bool
acts_one(struct acts *acts, const struct command_act *command, GError **error)
{
	g_assert(command->verb < COMMAND_VERBS && handlers[command->verb].run);
	if (handlers[command->verb].where == ON_TICKET && acts->ticket == NULL)
		return acts_refuse(acts, "it needs a ticket");
	return handlers[command->verb].run(acts, command->argument, error);
}

bool
acts_run(struct acts *acts, const GPtrArray *commands, GError **error)
{
	const struct settings *settings = acts->accept->settings;

	for (guint i = 0; i < commands->len; i++) {
		const struct command_act *command =
		    g_ptr_array_index(commands, i);
		g_autofree char *before = g_strdup(acts->out->str);
		g_autofree char *said = NULL;

		g_string_truncate(acts->out, 0);
		acts->failed = i;
		if (!acts_one(acts, command, error))
			return false;
		if (acts->problem != NULL)
			return true;
		said = g_strdup(acts->out->len > 0 ? acts->out->str : "done\n");
		g_string_printf(acts->out, "%s%s%s\n%s", before,
		    *before != '\0' ? "\n" : "", command->line, said);
	}
	if (acts->ticket != NULL)
		life_due(acts->ticket,
		    settings_queue_by_name(settings, acts->ticket->queue),
		    &acts->ticket->silence);
	return true;
}

/* Whoever is to go on with the ticket needs its last mail, under a reply
 * address of his own. */
bool
acts_tell(const struct acts *acts, GError **error)
{
	const struct settings *settings = acts->accept->settings;
	struct apply apply = { .accept = acts->accept,
		.txn = acts->txn,
		.ticket = acts->ticket,
		.now = acts->now };
	g_autoptr(entry) entry = NULL;

	if (acts->tell->len > 0 &&
	    !history_newest(acts->txn, acts->ticket, HISTORY_ANY_SEAT, &entry,
	        error))
		return false;
	for (guint i = 0; entry != NULL && i < acts->tell->len; i++) {
		const struct settings_agent *agent =
		    settings_agent_by_name(settings,
		        g_ptr_array_index(acts->tell, i));
		if (agent == NULL || agent->disabled ||
		    agent->addresses[0] == NULL)
			continue;
		if (!correspond_again(&apply, entry, agent, error))
			return false;
	}
	return true;
}

/* The check runs on the store's own ticket: a problem ends the transaction
 * before anything is written. */
static bool
acts_operate(struct acts *acts, const struct command_act *command,
    GError **error)
{
	guint32 before =
	    acts->ticket != NULL ? acts->ticket->status : TICKET_SOLVED;

	if (acts->ticket != NULL)
		acts->ticket->updated = acts->now;
	if (!acts_one(acts, command, error))
		return false;
	if (acts->problem != NULL)
		return fail_set(error, FAIL_PERMANENT, "%s", acts->problem);
	if (acts->ticket == NULL)
		return true;
	clocks_follow(acts->accept->settings, acts->ticket, PROMISE_SET,
	    acts->now);
	life_due(acts->ticket,
	    clocks_queue(acts->accept->settings, acts->ticket),
	    &acts->ticket->silence);
	struct apply apply = { .accept = acts->accept,
		.txn = acts->txn,
		.ticket = acts->ticket,
		.now = acts->now };
	if (before != TICKET_SOLVED && acts->ticket->status == TICKET_SOLVED &&
	    !stateletter_write(&apply, SETTINGS_LETTER_SOLVED, error))
		return false;
	return acts_tell(acts, error) &&
	    tickets_put(acts->txn, acts->ticket, error);
}

bool
acts_by_operator(struct operate *operate, guint64 number,
    const struct command_act *command, GString *out, GError **error)
{
	struct inbox *inbox = operate->inbox;
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_WRITE, error);
	g_autoptr(ticket) ticket = NULL;
	struct acts acts = { .accept = &inbox->accept,
		.txn = txn,
		.actor = operate->actor,
		.why = "by the operator",
		.now = clock_now(),
		.mode = ACTS_DO };
	bool done = txn != NULL;

	acts_init(&acts);
	if (done && number != 0)
		done = acts_other(&acts, number, &ticket, error);
	acts.ticket = ticket;
	if (done && acts.problem != NULL)
		done = fail_set(error, FAIL_PERMANENT, "%s", acts.problem);
	else if (done)
		done = acts_operate(&acts, command, error);
	g_string_append(out, acts.out->str);
	acts_clear(&acts);
	return done && archive_sync(inbox->store->archive, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}
