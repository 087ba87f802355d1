/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent is told when he asks. All of it goes into a letter, so it is
 * bounded, and foreign words are made fit to be shown. A search asks the
 * index, and where that is not there looks at the newest tickets itself: it
 * must never hold up the mails behind it. */
#include "pipeline/actread.h"
#include "base/clock.h"
#include "desk/display.h"
#include "pipeline/history.h"
#include "pipeline/lookup.h"
#include "store/numbers.h"
#include "store/order.h"
#include "store/tickets.h"
#include <string.h>

/* "#12 open support alice carla@example.org: Help" */
static void
actread_line(struct acts *acts, const struct ticket *ticket)
{
	const struct ticket_seat *customer =
	    ticket->seats->len > 0 ? g_ptr_array_index(ticket->seats, 0) : NULL;
	g_autofree char *subject =
	    display_clean(ticket->subject, DISPLAY_ONE_LINE);
	g_autofree char *tags = g_strjoinv(" ", ticket->tags);

	acts_say(acts, "%" G_GUINT64_FORMAT " %s %s %s %s%s%s: %s",
	    ticket->number, ticket_status_name(ticket->status), ticket->queue,
	    *ticket->assignee != '\0' ? ticket->assignee : "-",
	    customer != NULL ? customer->address : "-",
	    *tags != '\0' ? " +" : "", tags, subject);
}

struct actread_list {
	struct acts *acts;
	guint count;
	int status; /* -1: open and pending */
	GError *problem;
};

/* In the order in which tickets are worked; those of other queues are passed
 * over without a word. */
static bool
actread_visit(struct ticket *ticket, GBytes *place, void *context)
{
	struct actread_list *list = context;
	bool may = false;

	(void)place;
	if (list->status < 0 && ticket->status > TICKET_PENDING)
		return false;
	if (!acts_may(list->acts, list->acts->agent, ticket, &may,
	        &list->problem))
		return false;
	if (!may)
		return true;
	if (list->count++ < ACTREAD_LISTED)
		actread_line(list->acts, ticket);
	return list->count <= ACTREAD_LISTED;
}

bool
actread_list(struct acts *acts, const char *argument, GError **error)
{
	struct actread_list list = { .acts = acts,
		.status = *argument != '\0' ? ticket_status_of(argument) : -1 };
	struct order_scope scope = { .status = list.status };

	if (*argument != '\0' && list.status < 0)
		return acts_refuse(acts,
		    "there are open, pending, solved and closed");
	if (!order_each(acts->txn, &scope, actread_visit, &list, error))
		return false;
	if (list.problem != NULL) {
		g_propagate_error(error, list.problem);
		return false;
	}
	if (list.count == 0)
		return acts_say(acts, "no tickets");
	if (list.count > ACTREAD_LISTED)
		acts_say(acts, "... and more");
	return true;
}

/* One mail or note, cut where nobody reads on in a letter. */
static void
actread_entry(struct acts *acts, const struct history_item *item)
{
	const struct entry *entry = item->entry;
	g_autofree char *when =
	    clock_format_iso(entry->received, acts->accept->zone);
	g_autofree char *words = display_clean(item->text, DISPLAY_LINES);
	g_autofree char *remark =
	    display_clean(entry->remark, DISPLAY_ONE_LINE);

	if (strlen(words) > ACTREAD_OCTETS) {
		char *end =
		    g_utf8_find_prev_char(words, words + ACTREAD_OCTETS);
		if (end != NULL)
			*end = '\0';
	}
	acts_say(acts, "\n--- %u %s %s %s%s%s", entry->seq,
	    entry_kind_name(entry->kind),
	    *entry->agent != '\0' ? entry->agent : entry->from_addr, when,
	    *remark != '\0' ? "; " : "", remark);
	acts_say(acts, "%s", g_strchomp(words));
}

/* The newest mails, the oldest of them first, as they were written. */
static bool
actread_ticket(struct acts *acts, const struct ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) items = history_load(acts->accept, acts->txn,
	    ticket->number, ticket->entries, ACTREAD_ENTRIES, error);

	if (items == NULL)
		return false;
	actread_line(acts, ticket);
	for (guint i = items->len; i-- > 0;)
		actread_entry(acts, g_ptr_array_index(items, i));
	return true;
}

/* A number may have its sign, as it stands in subjects. */
bool
actread_show(struct acts *acts, const char *argument, GError **error)
{
	g_autoptr(ticket) other = NULL;
	guint64 number = 0;

	if (*argument == '\0') {
		if (acts->ticket == NULL)
			return acts_refuse(acts,
			    "show: a ticket's number is wanted");
		return actread_ticket(acts, acts->ticket, error);
	}
	if (!g_ascii_string_to_unsigned(argument + (*argument == '#'), 10, 1,
	        G_MAXINT64, &number, NULL))
		return acts_refuse(acts, "show: a ticket's number is wanted");
	if (!acts_other(acts, number, &other, error))
		return false;
	return other == NULL || actread_ticket(acts, other, error);
}

struct actread_search {
	struct acts *acts;
	char **words;   /* folded */
	GArray *listed; /* guint64: what was found */
	guint texts;
	GError *problem;
};

static void
actread_found(struct actread_search *search, const struct ticket *ticket)
{
	g_array_append_val(search->listed, ticket->number);
	actread_line(search->acts, ticket);
}

/* All that is short and stands in the record itself. */
static char *
actread_haystack(const struct ticket *ticket)
{
	g_autoptr(GString) all = g_string_new(ticket->subject);

	for (guint i = 0; ticket->tags[i] != NULL; i++)
		g_string_append_printf(all, "\n%s", ticket->tags[i]);
	for (guint i = 0; i < ticket->seats->len; i++) {
		const struct ticket_seat *seat =
		    g_ptr_array_index(ticket->seats, i);
		g_string_append_printf(all, "\n%s\n%s", seat->address,
		    seat->name);
	}
	return g_utf8_casefold(all->str, -1);
}

static bool
actread_has_all(char *const *words, const char *one, const char *other)
{
	for (guint i = 0; words[i] != NULL; i++)
		if (strstr(one, words[i]) == NULL &&
		    strstr(other, words[i]) == NULL)
			return false;
	return true;
}

/* Whether it is found; the mails' words are read only where the short texts do
 * not have them. */
static bool
actread_match(struct actread_search *search, const struct ticket *ticket,
    bool *found_out, GError **error)
{
	g_autofree char *shorts = actread_haystack(ticket);
	g_autoptr(GString) said = g_string_new(NULL);

	*found_out = actread_has_all(search->words, shorts, "");
	if (*found_out || search->texts >= ACTREAD_TEXTS)
		return true;
	g_autoptr(GPtrArray) items = history_load(search->acts->accept,
	    search->acts->txn, ticket->number, ticket->entries, 2, error);
	if (items == NULL)
		return false;
	for (guint i = 0; i < items->len; i++) {
		const struct history_item *item = g_ptr_array_index(items, i);
		g_autofree char *text = g_utf8_casefold(item->text, -1);
		search->texts++;
		g_string_append(said, text);
	}
	*found_out = actread_has_all(search->words, shorts, said->str);
	return true;
}

/* One ticket by its number; there may be none. */
static bool
actread_look(struct actread_search *search, guint64 number, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket =
	    tickets_get(search->acts->txn, number, &problem);
	bool found = false, may = false;

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (ticket != NULL &&
	    !acts_may(search->acts, search->acts->agent, ticket, &may, error))
		return false;
	if (!may)
		return true;
	if (!actread_match(search, ticket, &found, error))
		return false;
	if (found && search->listed->len < ACTREAD_LISTED)
		actread_found(search, ticket);
	return true;
}

static bool
actread_was_listed(const struct actread_search *search, guint64 number)
{
	for (guint i = 0; i < search->listed->len; i++)
		if (g_array_index(search->listed, guint64, i) == number)
			return true;
	return false;
}

/* From the newest number down, as far as one letter may cost. */
static bool
actread_newest(struct actread_search *search, GError **error)
{
	guint64 next = numbers_next(search->acts->txn, "ticket", error);

	if (next == 0)
		return false;
	for (guint64 n = next - 1, looked = 0; n > 0 &&
	     looked < ACTREAD_LOOKED && search->listed->len < ACTREAD_LISTED;
	     n--, looked++)
		if (!actread_was_listed(search, n) &&
		    !actread_look(search, n, error))
			return false;
	return true;
}

/* What the index does not have yet. */
static bool
actread_fresh(struct actread_search *search, const GArray *fresh,
    GError **error)
{
	for (guint i = 0; i < fresh->len; i++) {
		guint64 number = g_array_index(fresh, guint64, i);
		if (!actread_was_listed(search, number) &&
		    !actread_look(search, number, error))
			return false;
	}
	return true;
}

/* A ticket that the index has found; of others' queues without a word. */
static bool
actread_hit(const struct ticket *ticket, void *context)
{
	struct actread_search *search = context;
	struct acts *acts = search->acts;
	bool may = false;

	if (!acts_may(acts, acts->agent, ticket, &may, &search->problem))
		return false;
	if (may)
		actread_found(search, ticket);
	return search->listed->len < ACTREAD_LISTED;
}

static bool
actread_by_index(struct actread_search *search, const char *words,
    GError **error)
{
	g_autoptr(GArray) fresh = g_array_new(FALSE, FALSE, sizeof(guint64));
	const struct acts *acts = search->acts;
	struct lookup_question question = { acts->accept->store->dir, words,
		actread_hit, search, fresh };
	enum lookup_state state;

	if (!lookup_run(acts->txn, &question, &state, error))
		return false;
	if (search->problem != NULL) {
		g_propagate_error(error, search->problem);
		return false;
	}
	return state == LOOKUP_READY ? actread_fresh(search, fresh, error)
	                             : actread_newest(search, error);
}

bool
actread_search(struct acts *acts, const char *argument, GError **error)
{
	g_autofree char *folded = g_utf8_casefold(argument, -1);
	g_auto(GStrv) words = g_strsplit_set(folded, " \t", -1);
	g_autoptr(GArray) listed = g_array_new(FALSE, FALSE, sizeof(guint64));
	struct actread_search search = {
		.acts = acts, .words = words, .listed = listed
	};

	if (!actread_by_index(&search, argument, error))
		return false;
	if (listed->len == 0)
		return acts_say(acts, "nothing found");
	return listed->len < ACTREAD_LISTED ||
	    acts_say(acts, "... perhaps more");
}
