/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a page says by its marks that the quoted mail begins, whatever the
 * language of the words. Must hold no mark inside which mail programs let the
 * writer type, as they do in Gmail's "gmail_quote".
 */
#include "mime/htmlquote.h"

#include <string.h>

enum mark {
	MARK_NONE,
	MARK_ELEMENT, /* the quoted mail, or the line above it, is in it */
	MARK_REST,    /* all that follows is the quoted mail */
};

static const struct {
	const char *attribute, *value;
	enum mark kind;
} marks[] = {
	{ "class", "gmail_attr", MARK_ELEMENT },
	{ "class", "moz-cite-prefix", MARK_ELEMENT },
	{ "class", "yahoo_quoted", MARK_ELEMENT },
	{ "class", "aolmail_quote", MARK_ELEMENT },
	{ "class", "protonmail_quote", MARK_ELEMENT },
	{ "class", "J_QuoteAll", MARK_ELEMENT },
	{ "class", "ms-outlook-mobile-reference-message", MARK_ELEMENT },
	{ "id", "mail-editor-reference-message-container", MARK_REST },
	{ "id", "OLK_SRC_BODY_SECTION", MARK_ELEMENT },
	{ "id", "divRplyFwdMsg", MARK_REST },
	{ "id", "appendonsend", MARK_REST }, { "id", "zwchr", MARK_REST },
	{ "name", "quote", MARK_ELEMENT }, /* GMX, WEB.DE */
};

/* The line over the header that Outlook repeats. */
static const char *const rulers[] = { "border-top:solid #e1e1e1 1.0pt",
	"border-top:solid #b5c4df 1.0pt", "border-top:solid #e5e5e5 1.0pt" };

/* Whether value is one of the words of list. */
static gboolean
has_word(const char *list, const char *value)
{
	gsize length = strlen(value);

	for (const char *p = list; (p = strstr(p, value)); p += length) {
		if ((p == list || g_ascii_isspace(p[-1])) &&
		    (!p[length] || g_ascii_isspace(p[length])))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_ruler(const char *style)
{
	g_autofree char *lower = g_ascii_strdown(style, -1);

	for (guint i = 0; i < G_N_ELEMENTS(rulers); i++) {
		if (strstr(lower, rulers[i]))
			return TRUE;
	}
	return FALSE;
}

static enum mark
kind_of(const char *attribute, const char *value)
{
	if (strcmp(attribute, "style") == 0)
		return is_ruler(value) ? MARK_REST : MARK_NONE;
	for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (strcmp(attribute, marks[i].attribute) == 0 &&
		    has_word(value, marks[i].value))
			return marks[i].kind;
	}
	return MARK_NONE;
}

static enum mark
mark_of(const char *name, const char *const *attributes)
{
	if (strcmp(name, "div") != 0 && strcmp(name, "span") != 0 &&
	    strcmp(name, "hr") != 0)
		return MARK_NONE;
	for (guint i = 0; attributes && attributes[i]; i += 2) {
		enum mark kind = attributes[i + 1]
		    ? kind_of(attributes[i], attributes[i + 1])
		    : MARK_NONE;

		if (kind != MARK_NONE)
			return kind;
	}
	return MARK_NONE;
}

gboolean
htmlquote_start(struct htmlquote *quote, const char *name,
    const char *const *attributes)
{
	enum mark mark = quote->rest ? MARK_NONE : mark_of(name, attributes);

	if (mark == MARK_ELEMENT) {
		g_strlcpy(quote->element, name, sizeof quote->element);
		quote->depth = 1;
	}
	quote->rest |= mark == MARK_REST;
	return mark != MARK_NONE;
}

void
htmlquote_inside(struct htmlquote *quote, const char *name)
{
	if (quote->depth > 0 && strcmp(name, quote->element) == 0)
		quote->depth++;
}

gboolean
htmlquote_end(struct htmlquote *quote, const char *name)
{
	return quote->depth > 0 && strcmp(name, quote->element) == 0 &&
	    --quote->depth == 0;
}
