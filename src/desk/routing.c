/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a new mail to its queue. All that is looked at is anybody's to write, so
 * nothing here may lead to more than a queue: no right, no person, no letter.
 * Each step leaves a line that docketctl explain shows, also where it does not
 * fit: an operator asks why a rule did not. */
#include "desk/routing.h"

#include <string.h>

#include "base/address.h"
#include "base/pattern.h"
#include "desk/category.h"
#include "desk/complaint.h"

/* Where a queue's address may stand besides To and Cc. */
static const char *const delivered_fields[] = { "Delivered-To", "X-Original-To",
	"Envelope-To", "X-Envelope-To" };

/* One mail on its way; what rules compare is made when the first one asks. */
struct search {
	const struct decide_case *what;
	struct routing *found;
	const struct category *category;
	GPtrArray *subject, *body; /* char *: folded words, or NULL */
};

void
routing_free(struct routing *routing)
{
	if (!routing)
		return;
	g_ptr_array_unref(routing->steps);
	g_free(routing->category);
	g_free(routing);
}

static void G_GNUC_PRINTF(2, 3)
    add_step(struct search *search, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(search->found->steps,
	    g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* --- address -------------------------------------------------------------- */

static void
add_all(GStrvBuilder *all, char *const *addresses)
{
	for (; addresses && *addresses; addresses++)
		g_strv_builder_add(all, *addresses);
}

/* Mail by Bcc or through an alias names the queue in a delivery's field only.
 */
static char **
recipients_of(const struct decide_case *what)
{
	g_autoptr(GStrvBuilder) all = g_strv_builder_new();

	add_all(all, what->message->to);
	add_all(all, what->message->cc);
	for (guint i = 0; what->header && i < G_N_ELEMENTS(delivered_fields);
	     i++) {
		const char *address =
		    header_find(what->header, delivered_fields[i], 0);

		if (address)
			g_strv_builder_add(all, address);
	}
	return g_strv_builder_end(all);
}

/* The catch-all's own address is where mail of every kind goes. */
static bool
by_address(struct search *search)
{
	g_auto(GStrv) recipients = recipients_of(search->what);
	const struct settings_queue *queue =
	    settings_queue_of(search->what->settings, recipients);

	if (!queue) {
		add_step(search, "address: no queue's");
	} else if (queue == settings_catch_all(search->what->settings)) {
		add_step(search, "address: of the catch-all queue");
	} else {
		add_step(search, "address: of queue %s", queue->name);
		search->found->queue = queue;
	}
	return search->found->queue != NULL;
}

/* Before all else that is not an address: whoever complains must not end with
 * those whom he complains about. */
static bool
by_complaint(struct search *search)
{
	const char *why = complaint_why(search->what);

	if (!why)
		return false;
	search->found->queue = complaint_queue(search->what->settings);
	add_step(search, "complaint: %s, so queue %s", why,
	    search->found->queue->name);
	return true;
}

/* --- category ------------------------------------------------------------- */

/* The queue that has that category. */
static const struct settings_queue *
queue_of_category(const struct settings *settings, const char *category)
{
	for (guint i = 0; i < settings->queues->len; i++) {
		const struct settings_queue *queue = settings->queues->pdata[i];

		for (guint k = 0; queue->category[k]; k++)
			if (pattern_is(queue->category[k], category))
				return queue;
	}
	return NULL;
}

/* Only what the mail itself says counts here; what its words make likely is for
 * the rules. */
static bool
by_category(struct search *search)
{
	const struct settings *settings = search->what->settings;
	const struct settings_desk *desk = &settings->desk;
	const struct category *category = search->category;
	bool form = search->what->verdict && search->what->verdict->form;

	if (!category->said) {
		if (*desk->category_field && (form || desk->category_line))
			add_step(search, "category: no line \"%s:\"",
			    desk->category_field);
		else
			add_step(search, "category: not through a form");
		return false;
	}
	search->found->queue = queue_of_category(settings, category->said);
	if (search->found->queue)
		add_step(search, "category: \"%s\", of queue %s",
		    category->said, search->found->queue->name);
	else
		add_step(search, "category: \"%s\", no queue's",
		    category->said);
	return search->found->queue != NULL;
}

/* --- rules ---------------------------------------------------------------- */

/* As border_hosts: a name, or "*.name" for all below. */
static const char *
fits_domain(struct search *search, const char *pattern)
{
	const char *domain = address_domain(search->what->from);

	return pattern_is(pattern, domain) ? pattern : NULL;
}

static bool
holds(GPtrArray **words, const char *text, const char *pattern)
{
	g_autoptr(GPtrArray) wanted = pattern_parse(pattern);

	if (!*words)
		*words = pattern_words(text);
	return pattern_matches(wanted, *words);
}

static const char *
fits_subject(struct search *search, const char *pattern)
{
	return holds(&search->subject, search->what->message->subject, pattern)
	    ? pattern
	    : NULL;
}

static const char *
fits_body(struct search *search, const char *pattern)
{
	return holds(&search->body, search->what->message->text, pattern)
	    ? pattern
	    : NULL;
}

/* RFC 2919: the identifier stands in the last <>. */
static const char *
fits_list(struct search *search, const char *pattern)
{
	const char *field = search->what->header
	    ? header_find(search->what->header, "List-Id", 0)
	    : NULL;
	const char *open = field ? strrchr(field, '<') : NULL;
	g_autofree char *id = open ? g_strndup(open + 1, strcspn(open + 1, ">"))
	                           : g_strdup(field ? field : "");

	g_strstrip(id);
	return *id && pattern_is(pattern, id) ? pattern : NULL;
}

static const char *
fits_category(struct search *search, const char *pattern)
{
	return pattern_is(pattern, search->category->name) ? pattern : NULL;
}

/* A rule's conditions, in the order in which they cost. */
static const struct condition {
	const char *name;
	gsize offset; /* of the char ** in struct settings_rule */
	const char *(*fits)(struct search *search, const char *pattern);
} conditions[] = {
	{ "if_sender_domain",
	    G_STRUCT_OFFSET(struct settings_rule, if_sender_domain),
	    fits_domain },
	{ "if_category", G_STRUCT_OFFSET(struct settings_rule, if_category),
	    fits_category },
	{ "if_list_id", G_STRUCT_OFFSET(struct settings_rule, if_list_id),
	    fits_list },
	{ "if_subject", G_STRUCT_OFFSET(struct settings_rule, if_subject),
	    fits_subject },
	{ "if_body", G_STRUCT_OFFSET(struct settings_rule, if_body),
	    fits_body },
};

/* One of the patterns is enough. NULL: none fits. */
static const char *
fitting(struct search *search, const struct condition *condition,
    char *const *patterns)
{
	for (; *patterns; patterns++)
		if (condition->fits(search, *patterns))
			return *patterns;
	return NULL;
}

/* All conditions that a rule has must hold. */
static bool
rule_fits(struct search *search, guint index)
{
	const struct settings_rule *rule =
	    search->what->settings->routing->pdata[index];
	g_autoptr(GString) why = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(conditions); i++) {
		char *const *patterns =
		    *(char ***)G_STRUCT_MEMBER_P((guintptr)rule,
		        conditions[i].offset);
		const char *pattern;

		if (!*patterns)
			continue;
		pattern = fitting(search, &conditions[i], patterns);
		if (!pattern) {
			add_step(search, "routing[%u]: no, by %s", index,
			    conditions[i].name);
			return false;
		}
		g_string_append_printf(why, "%s%s \"%s\"",
		    why->len > 0 ? " and " : "", conditions[i].name, pattern);
	}
	add_step(search, "routing[%u]: %s, so queue %s", index, why->str,
	    rule->queue);
	return true;
}

static bool
by_rules(struct search *search)
{
	const struct settings *settings = search->what->settings;

	for (guint i = 0; i < settings->routing->len; i++) {
		const struct settings_rule *rule = settings->routing->pdata[i];

		if (!rule_fits(search, i))
			continue;
		search->found->queue =
		    settings_queue_by_name(settings, rule->queue);
		return true;
	}
	return false;
}

static bool
by_default(struct search *search)
{
	search->found->queue = settings_catch_all(search->what->settings);
	add_step(search, "catch-all: queue %s",
	    search->found->queue ? search->found->queue->name : "(none)");
	return true;
}

struct routing *
routing_find(const struct decide_case *what)
{
	static bool (*const ways[])(struct search * search) = { by_complaint,
		by_address, by_category, by_rules, by_default };
	struct routing *found = g_new0(struct routing, 1);
	g_autoptr(category) category = category_find(what);
	struct search search = {
		.what = what, .found = found, .category = category
	};

	found->steps = g_ptr_array_new_with_free_func(g_free);
	found->category = g_strdup(category->name);
	if (category->why)
		add_step(&search, "category %s: %s", category->name,
		    category->why);
	for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
		if (ways[i](&search))
			break;
	g_clear_pointer(&search.subject, g_ptr_array_unref);
	g_clear_pointer(&search.body, g_ptr_array_unref);
	return found;
}
