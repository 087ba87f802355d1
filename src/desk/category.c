/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The category of a new matter. What a mail calls it counts only where the
 * operator has said that it does: anybody can write a line that looks like a
 * form's. Words in a customer's own text are a guess, and are taken as one. */
#include "desk/category.h"

#include <stdbool.h>
#include <string.h>

#include "base/pattern.h"
#include "desk/display.h"
#include "desk/formfield.h"

void
category_free(struct category *category)
{
	if (!category)
		return;
	g_free(category->said);
	g_free(category->name);
	g_free(category->why);
	g_free(category);
}

static char *
clean(const char *value)
{
	g_autofree char *line = display_clean(value, DISPLAY_ONE_LINE);

	if (strlen(line) > CATEGORY_OCTETS)
		*g_utf8_find_prev_char(line, line + CATEGORY_OCTETS + 1) = '\0';
	return *g_strstrip(line) ? g_steal_pointer(&line) : NULL;
}

/* NULL: no line that counts says anything. The caller frees. */
static char *
said_by(const struct decide_case *what)
{
	const struct settings_desk *desk = &what->settings->desk;
	bool form = what->verdict && what->verdict->form;
	g_autofree char *value = NULL;

	if (!*desk->category_field || (!form && !desk->category_line))
		return NULL;
	value = formfield_category(what->message->text, desk,
	    form ? FORMFIELD_LINES : 1,
	    form ? FORMFIELD_BELOW : FORMFIELD_BESIDE);
	return value ? clean(value) : NULL;
}

static bool
is_called(const struct settings_category *category, const char *said)
{
	if (pattern_is(category->name, said))
		return true;
	for (guint i = 0; category->called[i]; i++)
		if (pattern_is(category->called[i], said))
			return true;
	return false;
}

static void
take_said(const struct decide_case *what, struct category *out)
{
	const GPtrArray *categories = what->settings->categories;

	for (guint i = 0; i < categories->len; i++) {
		const struct settings_category *category = categories->pdata[i];

		if (!is_called(category, out->said))
			continue;
		out->name = g_strdup(category->name);
		out->why = g_strdup_printf("called \"%s\"", out->said);
		return;
	}
	out->name = g_strdup(out->said);
	out->why = g_strdup("as the mail says");
}

/* Of a human's mail: the first of its words that the mail has; NULL: none. */
static const char *
word_in(const struct settings_category *category, const GPtrArray *subject,
    const GPtrArray *text)
{
	for (guint i = 0; category->words[i]; i++) {
		g_autoptr(GPtrArray) wanted = pattern_parse(category->words[i]);

		if (pattern_matches(wanted, subject) ||
		    pattern_matches(wanted, text))
			return category->words[i];
	}
	return NULL;
}

static void
guess(const struct decide_case *what, struct category *out)
{
	const GPtrArray *categories = what->settings->categories;
	g_autoptr(GPtrArray) subject = NULL, text = NULL;

	if (categories->len == 0)
		return;
	subject = pattern_words(what->message->subject);
	text = pattern_words(what->message->text);
	for (guint i = 0; i < categories->len; i++) {
		const struct settings_category *category = categories->pdata[i];
		const char *word = word_in(category, subject, text);

		if (!word)
			continue;
		out->name = g_strdup(category->name);
		out->why = g_strdup_printf("by the words \"%s\"", word);
		return;
	}
}

struct category *
category_find(const struct decide_case *what)
{
	struct category *found = g_new0(struct category, 1);

	found->said = said_by(what);
	if (found->said)
		take_said(what, found);
	else
		guess(what, found);
	if (!found->name)
		found->name = g_strdup("");
	return found;
}
