/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mail inside the mail: whom an agent files a ticket for. What a client
 * repeats of a header is text that anybody could have typed, so the author
 * found here is never more than a name and an address that are not proved. */
#include "desk/forward.h"

#include <string.h>

#include "base/address.h"
#include "base/strings.h"
#include "desk/command.h"
#include "desk/display.h"
#include "desk/quoting.h"
#include "mime/quote.h"
#include "mime/quoteheader.h"
#include "mime/quotewords.h"

/* The record is our own: its parts lie within the mail already. */
#define RAW_SIZE_ANY G_MAXUINT32

/* A repeated header and what was found in it. */
struct found {
	guint first, count; /* lines */
	char *address, *name, *subject;
};

bool
forward_is_asked(const char *text)
{
	g_auto(command_wish) wish = { 0 };

	if (!command_starts(text))
		return false;
	command_read(text, COMMAND_AT_DESK, &wish);
	return (wish.does & COMMAND_FORWARD) != 0;
}

static bool
ends_address(char c)
{
	return (guchar)c <= ' ' || strchr("<>()[]{},;:\"'*|", c);
}

/* The first address in a line, however it is wrapped; *start_out is where it
 * begins. NULL when there is none. */
static char *
find_address(const char *line, const char **start_out)
{
	for (const char *at = line; (at = strchr(at, '@')); at++) {
		const char *start = at, *end = at;
		g_autofree char *address = NULL;

		while (start > line && !ends_address(start[-1]))
			start--;
		while (*end && !ends_address(*end))
			end++;
		while (end > at && end[-1] == '.')
			end--;
		address = g_strndup(start, (gsize)(end - start));
		if (!address_is_valid(address))
			continue;
		*start_out = start;
		return g_steal_pointer(&address);
	}
	return NULL;
}

/* What stands behind the label of a line, without the space and the stars of
 * bold print around it. The caller frees. */
static char *
value_of(const struct quotelines *lines, guint n)
{
	static const char wide[] = "：";
	const struct quotelines_line *line = &lines->lines[n];
	g_autofree char *text =
	    g_strndup(lines->text + line->offset, line->length);
	const char *colon = strchr(text, ':');
	const char *other = strstr(text, wide);

	if (other && (!colon || other < colon))
		colon = other + strlen(wide) - 1;
	colon = colon ? colon + 1 : text;
	colon += strspn(colon, " \t*");
	return g_strchomp(g_strdup(colon));
}

/* The name before an address: without quotes and what led up to it. */
static char *
name_before(const char *value, const char *address)
{
	g_autofree char *name = g_strndup(value, (gsize)(address - value));
	char *mailto = strstr(name, "mailto:");
	g_autofree char *clean = NULL;
	const char *start;
	gsize size;

	if (mailto)
		*mailto = '\0';
	clean = display_clean(name, DISPLAY_ONE_LINE);
	start = clean + strspn(clean, " \t<[(\"'");
	size = strlen(start);
	while (size > 0 && strchr(" \t<[(\"'", start[size - 1]))
		size--;
	return g_strndup(start, size);
}

/* Author and subject of the header's lines. */
static void
read_header(const struct quotelines *lines, struct found *found)
{
	for (guint i = 0; i < found->count; i++) {
		guint n = found->first + i;
		guint label = lines->lines[n].label;
		g_autofree char *value = value_of(lines, n);
		const char *start = NULL;

		if ((label & QUOTEWORDS_FROM) && !found->address) {
			found->address = find_address(value, &start);
			if (found->address)
				found->name = name_before(value, start);
		} else if ((label & QUOTEWORDS_SUBJECT) && !found->subject) {
			found->subject = g_steal_pointer(&value);
		}
	}
}

/* The first header of the text that names an author. */
static bool
find_header(const struct quotelines *lines, struct found *found)
{
	*found = (struct found){ 0 };
	for (guint n = 0; n < lines->count; n++) {
		found->first = n;
		found->count = quoteheader_block(lines, n);
		if (found->count == 0)
			continue;
		read_header(lines, found);
		return found->address != NULL;
	}
	return false;
}

static void
clear_found(struct found *found)
{
	g_free(found->address);
	g_free(found->name);
	g_free(found->subject);
}

/* What stands below the header; where that was quoted, without one sign a
 * line. */
static char *
body_of(const struct quotelines *lines, const struct found *found)
{
	bool quoted = lines->lines[found->first].kind == QUOTELINES_QUOTED;
	GString *out = g_string_new(NULL);

	for (guint n = found->first + found->count; n < lines->count; n++) {
		const struct quotelines_line *line = &lines->lines[n];
		const char *text = lines->text + line->offset;
		gsize size = line->length;

		if (quoted && size > 0 && *text == '>') {
			gsize sign = size > 1 && text[1] == ' ' ? 2 : 1;

			text += sign;
			size -= sign;
		}
		if (size == 0 && out->len == 0)
			continue;
		g_string_append_len(out, text, (gssize)size);
		g_string_append_c(out, '\n');
	}
	while (g_str_has_suffix(out->str, "\n\n"))
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}

static void
clear_list(char ***list)
{
	g_strfreev(*list);
	*list = g_new0(char *, 1);
}

/* A copy whose fields of the other mail are forgotten. */
static struct message *
copy_bare(const struct message *mail)
{
	g_autoptr(GBytes) record = message_encode(mail);
	struct message *copy = message_decode(record, RAW_SIZE_ANY, NULL);

	if (!copy)
		return NULL;
	clear_list(&copy->to);
	clear_list(&copy->cc);
	clear_list(&copy->in_reply_to);
	clear_list(&copy->references);
	strings_set(&copy->message_id, "");
	strings_set(&copy->reply_to, "");
	copy->date = 0;
	return copy;
}

struct message *
forward_find(const struct message *mail)
{
	g_autoptr(quotelines) lines = quotelines_new(mail->text);
	struct message *copy = NULL;
	struct found found;

	if (find_header(lines, &found))
		copy = copy_bare(mail);
	if (copy) {
		strings_set(&copy->from_addr, found.address);
		strings_set(&copy->from_name, found.name);
		strings_set(&copy->subject, found.subject);
		g_free(copy->text);
		copy->text = body_of(lines, &found);
		g_array_unref(copy->kept);
		copy->kept = quote_find(copy->text, QUOTE_UNKNOWN);
	}
	clear_found(&found);
	return copy;
}

/* "Begin forwarded message:" */
static bool
announces(struct quotelines *lines, guint n)
{
	char text[QUOTEWORDS_MAX];
	gsize length = quotelines_fold(lines, n, text);

	while (length > 0 && strchr(" :", text[length - 1]))
		length--;
	return quotewords_exact(text, length,
	           QUOTEWORDS_ORIGINAL | QUOTEWORDS_BEGIN) != 0;
}

/* How much of the text stands above the header and what announces it. */
static gsize
size_above(struct quotelines *lines, const struct found *found)
{
	guint n = found->first;

	while (n > 0 &&
	    (lines->lines[n - 1].kind == QUOTELINES_BLANK ||
	        announces(lines, n - 1)))
		n--;
	return lines->lines[n].offset;
}

char *
forward_comment(const struct message *mail, const char *desk_address)
{
	g_autoptr(quotelines) lines = quotelines_new(mail->text);
	g_auto(command_wish) wish = { 0 };
	g_autofree char *above = NULL;
	g_autofree char *line = NULL;
	struct found found;
	gsize size = strlen(mail->text);

	if (find_header(lines, &found))
		size = size_above(lines, &found);
	clear_found(&found);
	size = quoting_tail(mail->text, size, desk_address);
	above = g_strndup(mail->text, size);
	command_read(above, COMMAND_AT_DESK, &wish);
	line = display_clean(wish.words, DISPLAY_ONE_LINE);
	return g_strdup(g_strstrip(line));
}

bool
forward_holds(struct decision *decision, const struct decide_case *what)
{
	const struct settings_agent *agent = what->agent
	    ? settings_agent_by_name(what->settings, what->agent)
	    : NULL;
	const char *author = what->original ? what->original->from_addr : "";

	if ((!agent || agent->disabled) &&
	    decide_hold(decision, what, HOLD_AGENT_DISABLED,
	        "not an agent any more"))
		return true;
	if (what->verdict->class != VERDICT_HUMAN &&
	    decide_hold(decision, what, HOLD_AGENT_AUTOMATIC,
	        what->verdict->reason))
		return true;
	if (!*author)
		return decide_hold(decision, what, HOLD_AGENT_NO_TOKEN,
		    "no author of a forwarded mail is found in it");
	return (settings_is_own_address(what->settings, author) ||
	           settings_agent_by_address(what->settings, author)) &&
	    decide_hold(decision, what, HOLD_AGENT_NO_TOKEN,
	        "what is forwarded is from the desk itself");
}
