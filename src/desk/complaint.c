/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is a complaint, about whom, and who must look at it twice. Whoever is
 * complained about must never get the ticket, hear of it or answer it; and a
 * mail that only speaks of complaints must stay what it is. */
#include "desk/complaint.h"

#include <string.h>

#include "base/normal.h"
#include "desk/assign.h"
#include "desk/complaintwords.h"
#include "desk/staff.h"
#include "mime/quote.h"
#include "model/answer.h"

/* Folded, blanks made one. The caller frees. */
static char *
fold(const char *text, glong most)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *head =
	    g_utf8_substring(valid, 0, MIN(most, g_utf8_strlen(valid, -1)));
	g_autofree char *folded = g_utf8_casefold(head, -1);
	g_autofree char *plain = normal_compat(folded);
	GString *out = g_string_new(NULL);

	for (const char *p = plain; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == 0x2019)
			c = '\'';
		if (!g_unichar_isspace(c))
			g_string_append_unichar(out, c);
		else if (out->len > 0 && out->str[out->len - 1] != ' ')
			g_string_append_c(out, ' ');
	}
	return g_string_free(out, FALSE);
}

/* Scripts without blanks know no end of a word. */
static bool
is_letter(gunichar c)
{
	return c < 0x2e80 && (g_unichar_isalnum(c) || g_unichar_ismark(c));
}

/* Whether one of the phrases stands there as words of their own. */
static bool
has_phrase(const char *text, const char *phrases)
{
	g_auto(GStrv) all = g_strsplit(phrases, "|", -1);

	for (guint i = 0; all[i]; i++)
		for (const char *p = text; (p = strstr(p, all[i])); p++) {
			const char *end = p + strlen(all[i]);
			bool begins = p == text ||
			    !is_letter(g_utf8_get_char(
			        g_utf8_find_prev_char(text, p)));

			if (begins && !is_letter(g_utf8_get_char(end)))
				return true;
		}
	return false;
}

/* "Complaint about my account", "Complaint: ..."; not "Complaint form?". */
static bool
begins_subject(const char *subject, const char *starts)
{
	g_auto(GStrv) all = g_strsplit(starts, "|", -1);

	if (strchr(subject, '?'))
		return false;
	for (guint i = 0; all[i]; i++) {
		const char *end = subject + strlen(all[i]);

		if (g_str_has_prefix(subject, all[i]) &&
		    (*end == '\0' || strchr(":-!.", *end)))
			return true;
	}
	return false;
}

bool
complaint_says(const char *subject, const char *words)
{
	g_autofree char *title = fold(subject, COMPLAINT_WORDS_MAX);
	g_autofree char *text = fold(words, COMPLAINT_WORDS_MAX);
	guint n = 0;
	const struct complaintwords_row *row = complaintwords_rows(&n);

	for (; n > 0; n--, row++)
		if (begins_subject(title, row->subjects) ||
		    has_phrase(title, row->phrases) ||
		    has_phrase(text, row->phrases))
			return true;
	return false;
}

const struct settings_queue *
complaint_queue(const struct settings *settings)
{
	return *settings->desk.complaints
	    ? settings_queue_by_name(settings, settings->desk.complaints)
	    : NULL;
}

/* Also by Cc: who copies the complaints' address in means it. */
static bool
is_written_there(const struct decide_case *what,
    const struct settings_queue *queue)
{
	return settings_queue_of(what->settings, what->message->to) == queue ||
	    settings_queue_of(what->settings, what->message->cc) == queue;
}

const char *
complaint_why(const struct decide_case *what)
{
	const struct settings_queue *queue = complaint_queue(what->settings);
	g_autofree char *words = NULL;

	if (!queue || what->verdict->class != VERDICT_HUMAN)
		return NULL;
	if (is_written_there(what, queue))
		return "written to the address of complaints";
	words = quote_join(what->message->text, what->message->kept);
	return complaint_says(what->message->subject, words)
	    ? "its words say that it is a complaint"
	    : NULL;
}

static void
add_name(GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++)
		if (g_str_equal(names->pdata[i], name))
			return;
	if (*name)
		g_ptr_array_add(names, g_strdup(name));
}

char **
complaint_about(const struct decide_case *what)
{
	GPtrArray *names = g_ptr_array_new();
	g_autofree char *words =
	    quote_join(what->message->text, what->message->kept);
	g_autofree char *text = fold(words, COMPLAINT_WORDS_MAX);

	if (what->ticket)
		add_name(names, what->ticket->assignee);
	for (guint i = 0; what->answers && i < what->answers->len; i++) {
		const struct answer *answer = what->answers->pdata[i];

		add_name(names, answer->agent);
	}
	for (guint i = 0; i < what->settings->agents->len; i++) {
		const struct settings_agent *agent =
		    what->settings->agents->pdata[i];
		g_autofree char *name =
		    fold(agent->public_name, COMPLAINT_WORDS_MAX);

		if (*name && has_phrase(text, name))
			add_name(names, agent->name);
	}
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

bool
complaint_is_ticket(const struct settings *settings,
    const struct ticket *ticket)
{
	return ticket && *settings->desk.complaints &&
	    g_str_equal(ticket->queue, settings->desk.complaints);
}

bool
complaint_bars(const struct ticket *ticket, const char *agent)
{
	return ticket && agent &&
	    g_strv_contains((const char *const *)ticket->barred, agent);
}

const char *
complaint_second(const struct decide_case *what)
{
	const struct settings_queue *queue = staff_queue(what);
	const struct assign_case facts = { .settings = what->settings,
		.queue = queue,
		.staffing = what->staffing,
		.language = "",
		.now = what->now };
	const char *away = "";

	if (!complaint_is_ticket(what->settings, what->ticket) || !queue)
		return NULL;
	for (guint i = 0; queue->agents[i]; i++) {
		const struct settings_agent *agent =
		    settings_agent_by_name(what->settings, queue->agents[i]);

		if (!agent || agent->disabled || !agent->addresses[0] ||
		    g_strcmp0(agent->name, what->agent) == 0 ||
		    complaint_bars(what->ticket, agent->name))
			continue;
		if (assign_is_there(&facts, agent))
			return agent->name;
		if (!*away)
			away = agent->name;
	}
	return away;
}
