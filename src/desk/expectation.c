/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about what will be done by when. A promise must not be told that
 * nobody keeps: what stands here comes from the ticket's clock, which the
 * keeper watches. */
#include "desk/expectation.h"

#include "desk/instant.h"
#include "desk/promise.h"
#include "desk/templatefile.h"

/* Behind that many nobody counts any more. */
#define AHEAD_MAX 1000

const char *
expectation_zone(const struct ticket *ticket,
    const struct settings_queue *queue)
{
	if (*ticket->zone && instant_knows_zone(ticket->zone))
		return ticket->zone;
	return queue ? queue->time_zone : "";
}

guint
expectation_counts(const struct settings_queue *queue)
{
	return queue && queue->tell_place > 0 ? AHEAD_MAX : 0;
}

static void
add_sentence(GString *out, const char *sentence)
{
	if (!sentence || !*sentence)
		return;
	if (out->len > 0)
		g_string_append_c(out, ' ');
	g_string_append(out, sentence);
}

static void
add_instant(GString *out, const struct template *templates, const char *name,
    const char *language, const char *instant)
{
	g_autofree char *sentence = template_phrase(templates, name, language,
	    "instant", instant, NULL);

	add_sentence(out, sentence);
}

/* When the desk, which is closed, opens again; 0 when it is open, or never
 * opens. */
static gint64
opening(const struct settings_queue *queue, gint64 now)
{
	g_autoptr(calendar) hours = promise_calendar(queue);
	gint64 soon;

	if (calendar_is_open(hours, now))
		return 0;
	soon = calendar_add(hours, now, 1);
	return soon == CALENDAR_NEVER ? 0 : soon - 1;
}

static void
add_place(GString *out, const struct template *templates, const char *language,
    guint ahead)
{
	g_autofree char *form = instant_plural(ahead, language);
	g_autofree char *name = g_strconcat("place-", form, NULL);
	g_autofree char *count =
	    g_strdup_printf(ahead < AHEAD_MAX ? "%u" : "%u+", ahead);
	g_autofree char *sentence =
	    template_phrase(templates, name, language, "count", count, NULL);

	if (!sentence)
		sentence = template_phrase(templates, "place-other", language,
		    "count", count, NULL);
	add_sentence(out, sentence);
}

char *
expectation_text(const struct template *templates, const char *language,
    const struct settings_queue *queue, const struct ticket *ticket,
    guint ahead, gint64 now)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *zone = expectation_zone(ticket, queue);
	const struct ticket_clock *clock = &ticket->answer;
	gint64 opens = queue && queue->tell_closed ? opening(queue, now) : 0;

	if (opens > 0) {
		g_autofree char *instant = instant_text(opens, language, zone);
		add_instant(out, templates, "closed", language, instant);
	}
	if (queue && queue->tell_promise && clock->state == TICKET_CLOCK_RUNS &&
	    clock->due != CALENDAR_NEVER) {
		g_autofree char *instant =
		    instant_text(clock->due, language, zone);
		add_instant(out, templates, "promise", language, instant);
	}
	if (queue && queue->tell_place > 0 && ahead >= queue->tell_place)
		add_place(out, templates, language, ahead);
	return templatefile_wrap(out->str);
}
