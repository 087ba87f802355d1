/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that set something. Each change has its audit record; names and
 * addresses that are wrong are answered with the nearest right one, never
 * guessed. An agent's command must never bring anybody onto a ticket who could
 * be the desk itself: letters would run in circles. */
#include "pipeline/actset.h"
#include "base/address.h"
#include "base/strings.h"
#include "desk/decide.h"
#include "desk/macro.h"
#include "desk/participants.h"
#include "model/person.h"
#include "pipeline/restate.h"
#include "store/audit.h"
#include "store/blocks.h"
#include <string.h>

static struct restate
actset_restate(const struct acts *acts)
{
	return (struct restate){ acts->txn, acts->ticket, acts->actor,
		acts->why, acts->now };
}

bool
actset_note(struct acts *acts, const char *action, const char *words,
    GError **error)
{
	struct restate restate = actset_restate(acts);

	return acts->mode == ACTS_CHECK ||
	    restate_note(&restate, action, words, error);
}

/* A copy has no audit. */
static bool
actset_set_status(struct acts *acts, guint32 status, GError **error)
{
	struct restate restate = actset_restate(acts);

	if (acts->mode == ACTS_DO)
		return restate_status(&restate, status, error);
	ticket_set_status(acts->ticket, (enum ticket_status)status, acts->now);
	return true;
}

bool
actset_status(struct acts *acts, const char *argument, GError **error)
{
	g_autofree char *word = g_ascii_strdown(argument, -1);
	gint32 status = ticket_status_of(word);

	if (status < 0)
		return acts_refuse(acts,
		    "there are open, pending, solved and closed");
	if (acts->ticket->merged_into != 0 && status != TICKET_CLOSED)
		return acts_refuse(acts,
		    "it was merged into ticket %" G_GUINT64_FORMAT,
		    acts->ticket->merged_into);
	return actset_set_status(acts, (guint32)status, error);
}

/* By number: words for it differ from desk to desk. */
bool
actset_priority(struct acts *acts, const char *argument, GError **error)
{
	guint64 priority = 0;

	if (!g_ascii_string_to_unsigned(argument, 10, TICKET_PRIORITY_LEAST,
	        TICKET_PRIORITY_MOST, &priority, NULL))
		return acts_refuse(acts, "priorities go from %d to %d",
		    TICKET_PRIORITY_LEAST, TICKET_PRIORITY_MOST);
	g_autofree char *words = g_strdup_printf("%u to %u",
	    acts->ticket->priority, (guint)priority);
	acts->ticket->priority = (guint32)priority;
	return actset_note(acts, "ticket.priority", words, error);
}

/* One word of "+urgent -billing"; phones make a dash of the minus. */
static bool
actset_one_tag(struct acts *acts, const char *word)
{
	static const char *const minus[] = { "-", "\xe2\x80\x93",
		"\xe2\x88\x92", "\xe2\x80\x94" };
	gsize sign = 0;
	bool gone = false;

	for (gsize i = 0; i < G_N_ELEMENTS(minus) && sign == 0; i++)
		if (g_str_has_prefix(word, minus[i])) {
			sign = strlen(minus[i]);
			gone = true;
		}
	if (*word == '+')
		sign = 1;
	g_autofree char *tag = g_utf8_strdown(word + sign, -1);
	if (!ticket_tag_is_valid(tag))
		return acts_refuse(acts, "%s can not be a tag", word);
	if (gone)
		ticket_untag(acts->ticket, tag);
	else if (!ticket_tag(acts->ticket, tag))
		return acts_refuse(acts, "a ticket has at most %d tags",
		    TICKET_TAGS_MAX);
	return true;
}

bool
actset_tag(struct acts *acts, const char *argument, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(argument, " \t,", -1);

	for (guint i = 0; words[i] != NULL && acts->problem == NULL; i++)
		if (*words[i] != '\0')
			actset_one_tag(acts, words[i]);
	return acts->problem != NULL ||
	    actset_note(acts, "ticket.tag", argument, error);
}

/* Who had left gets the seat back that was his. */
static bool
actset_cc_add(struct acts *acts, const char *address, GError **error)
{
	const struct settings *settings = acts->accept->settings;
	int seat = ticket_find_seat(acts->ticket, address);
	g_autofree char *words = NULL;

	if (ticket_find_present(acts->ticket, address) >= 0)
		return acts_refuse(acts, "%s takes part already", address);
	if (settings_is_own_address(settings, address) ||
	    settings_agent_by_address(settings, address) != NULL)
		return acts_refuse(acts, "%s is one of the desk's", address);
	if (acts->ticket->seats->len > PARTICIPANTS_MAX && seat < 0)
		return acts_refuse(acts, "there are too many already");
	if (seat >= 0)
		((struct ticket_seat *)g_ptr_array_index(acts->ticket->seats,
		     (guint)seat))
		    ->left = FALSE;
	else
		seat = (int)ticket_add_seat(acts->ticket, address, NULL,
		    TICKET_UNVERIFIED);
	words = g_strdup_printf("seat %d added", seat);
	return actset_note(acts, "ticket.cc", words, error);
}

/* The seat stays: addresses of it that are out there must lead to nobody else.
 */
static bool
actset_cc_remove(struct acts *acts, const char *address, GError **error)
{
	int seat = ticket_find_present(acts->ticket, address);
	g_autofree char *words = g_strdup_printf("seat %d removed", seat);

	if (seat == 0)
		return acts_refuse(acts, "%s is the customer", address);
	if (seat < 0)
		return acts_refuse(acts, "%s does not take part", address);
	struct ticket_seat *who =
	    g_ptr_array_index(acts->ticket->seats, (guint)seat);
	who->left = TRUE;
	return actset_note(acts, "ticket.cc", words, error);
}

bool
actset_cc(struct acts *acts, const char *argument, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(argument, " \t,<>", -1);
	g_autofree char *verb = NULL;
	const char *address = NULL;

	for (guint i = 0; words[i] != NULL; i++) {
		if (*words[i] == '\0')
			continue;
		if (verb == NULL && strchr(words[i], '@') == NULL)
			verb = g_ascii_strdown(words[i], -1);
		else
			address = words[i];
	}
	if (address == NULL || !address_is_valid(address))
		return acts_refuse(acts,
		    "add or remove, and an address, are wanted");
	if (verb == NULL || g_str_equal(verb, "add"))
		return actset_cc_add(acts, address, error);
	if (g_str_equal(verb, "remove"))
		return actset_cc_remove(acts, address, error);
	return acts_refuse(acts, "add or remove is wanted, not %s", verb);
}

bool
actset_lang(struct acts *acts, const char *argument, GError **error)
{
	if (strpbrk(argument, " /.") != NULL ||
	    !template_knows(acts->accept->templates, argument))
		return acts_refuse(acts, "there are no letters in %s",
		    argument);
	g_autofree char *words = g_strdup_printf("%s to %s",
	    *acts->ticket->language ? acts->ticket->language : "none",
	    argument);
	strings_set(&acts->ticket->language, argument);
	return actset_note(acts, "ticket.language", words, error);
}

/* Why nobody may prove an identity by documents; NULL when it may be done. */
static const char *
actset_unprovable(const struct acts *acts)
{
	const struct settings_queue *queue =
	    settings_queue_by_name(acts->accept->settings, acts->ticket->queue);

	if (queue == NULL || queue->identity != SETTINGS_IDENTITY_DOCUMENTS)
		return "the ticket's queue takes no documents (identity)";
	switch (acts->ticket->identity) {
	case TICKET_IDENTITY_NONE:
		return "whose account it is about is not in question";
	case TICKET_IDENTITY_DENIED:
		return "the registered address has said that it was somebody "
		       "else";
	default:
		return NULL;
	}
}

/* "4711 passport and photograph": for that account, and no other. */
bool
actset_proved(struct acts *acts, const char *argument, GError **error)
{
	struct ticket *ticket = acts->ticket;
	const char *why = actset_unprovable(acts);
	g_auto(GStrv) words = g_strsplit(argument, " ", 2);

	if (why != NULL)
		return acts_refuse(acts, "%s", why);
	if (words[1] == NULL || *g_strstrip(words[1]) == '\0' ||
	    strlen(words[0]) > PERSON_UID_MAX)
		return acts_refuse(acts,
		    "it needs the account's UID and what was seen: #proved "
		    "12345678 passport");
	ticket->identity = TICKET_IDENTITY_SHOWN;
	strings_set(&ticket->identity_uid, words[0]);
	strings_set(&ticket->identity_why, words[1]);
	strings_set(&ticket->identity_by,
	    acts->agent != NULL ? acts->agent->name : "the operator");
	ticket->identity_at = acts->now;
	return actset_note(acts, "ticket.identity", argument, error);
}

/* The text goes before the agent's own words: it is part of his answer. */
bool
actset_macro(struct acts *acts, const char *argument, GError **error)
{
	const struct settings *settings = acts->accept->settings;
	const struct ticket_seat *customer = acts->ticket->seats->len > 0
	    ? g_ptr_array_index(acts->ticket->seats, 0)
	    : NULL;
	g_autofree char *number =
	    g_strdup_printf("%" G_GUINT64_FORMAT, acts->ticket->number);
	struct macro_case what = { .name = argument,
		.language = acts->ticket->language,
		.ticket = number,
		.subject = acts->ticket->subject,
		.customer = customer != NULL && customer->verified
		    ? customer->name
		    : "",
		.agent = acts->agent->public_name,
		.desk = &settings->desk };
	g_autofree char *found = NULL;
	g_autofree char *text = macro_text(acts->accept->macros, &what, &found);

	(void)error;
	if (text == NULL) {
		const char *nearest =
		    macro_nearest(acts->accept->macros, argument);
		return acts_refuse(acts,
		    found != NULL ? "there is none of that name in the "
		                    "customer's language%s%s"
		                  : "there is no such prepared text%s%s",
		    nearest != NULL ? "; the nearest name: " : "",
		    nearest != NULL ? nearest : "");
	}
	if (acts->macro == NULL)
		acts->macro = g_string_new(NULL);
	else
		g_string_append(acts->macro, "\n\n");
	g_string_append(acts->macro, text);
	return *found == '\0' ||
	    acts_say(acts, "%s: not there in %s; sent in %s", argument,
	        *what.language ? what.language : "the customer's language",
	        found);
}

/* A row and its record. */
static bool
actset_put_block(struct acts *acts, const char *pattern, guint32 kind,
    GError **error)
{
	struct blocks_row row = { .kind = kind,
		.pattern = (char *)(guintptr)pattern,
		.who = (char *)(guintptr)acts->actor,
		.when = acts->now };

	if (acts->mode == ACTS_CHECK)
		return true;
	struct audit_event event = { .when = acts->now,
		.actor = acts->actor,
		.action = kind == BLOCKS_HELD ? "block.add" : "block.spam",
		.object = pattern,
		.reason = acts->why };
	return blocks_put(acts->txn, &row, error) &&
	    audit_add(acts->txn, &event, error);
}

/* The ticket says nothing any more, to anybody; its sender's next one comes
 * with a remark, for he may have been forged. */
bool
actset_spam(struct acts *acts, const char *argument, GError **error)
{
	const struct ticket_seat *customer = acts->ticket->seats->len > 0
	    ? g_ptr_array_index(acts->ticket->seats, 0)
	    : NULL;

	(void)argument;
	if (!ticket_tag(acts->ticket, DECIDE_SPAM))
		return acts_refuse(acts, "a ticket has at most %d tags",
		    TICKET_TAGS_MAX);
	if (!actset_note(acts, "ticket.tag", "+" DECIDE_SPAM, error) ||
	    !actset_set_status(acts, TICKET_CLOSED, error))
		return false;
	return customer == NULL || *customer->address == '\0' ||
	    actset_put_block(acts, customer->address, BLOCKS_SPAM, error);
}

/* Never whom the desk must hear: agents would be locked out. */
static bool
actset_is_ours(const struct settings *settings, const char *pattern)
{
	g_autofree char *host = g_strconcat("@", pattern, NULL);

	if (settings_is_own_address(settings, pattern) ||
	    g_str_has_suffix(settings->desk.address, host) ||
	    settings_agent_by_address(settings, pattern) != NULL)
		return true;
	for (guint i = 0; i < settings->agents->len; i++) {
		const struct settings_agent *agent =
		    g_ptr_array_index(settings->agents, i);
		for (guint n = 0; agent->addresses[n] != NULL; n++)
			if (g_str_has_suffix(agent->addresses[n], host))
				return true;
	}
	return false;
}

bool
actset_block(struct acts *acts, const char *argument, GError **error)
{
	g_autofree char *pattern = blocks_pattern(argument);

	if (pattern == NULL)
		return acts_refuse(acts, "%s is neither address nor domain",
		    argument);
	if (actset_is_ours(acts->accept->settings, pattern))
		return acts_refuse(acts, "%s is the desk's own, or an agent's",
		    pattern);
	return actset_put_block(acts, pattern, BLOCKS_HELD, error) &&
	    acts_say(acts,
	        "%s: its mail is held from now on; docketctl block remove "
	        "ends that",
	        pattern);
}
