/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which parts of a mail are its text. Mailers write the same words in several
 * forms and hang files beside them; what is shown must be all that was said,
 * once. Must never show an attachment as text that the sender meant to be a
 * file, nor lose a text because another part came first.
 */
#include "mime/text.h"

#include <string.h>

#include "mime/charset.h"
#include "mime/flowed.h"
#include "mime/html.h"
#include "mime/icalendar.h"
#include "mime/inlined.h"
#include "mime/rtf.h"
#include "mime/tnef.h"
#include "mime/transfer.h"

/* How many encoded octets are read for one shown: markup is bulky. */
#define TEXT_PLAIN_FACTOR 8
#define TEXT_HTML_FACTOR 32
#define TEXT_CALENDARS 4        /* objects that are summed up */
#define TEXT_CALENDAR_MAX 65536 /* encoded octets of one */

/* Whether named parts count as text: only when nothing else does. */
enum names { NAMED_IS_FILE, NAMED_IS_TEXT };

struct collect {
	const char *raw;
	gsize max;
	enum names names;
};

/* Whether tidy() has nothing to do; 0xe2 may begin U+2028. */
static bool
stays(char c)
{
	return (guint8)c >= ' ' ? c != 0x7f && (guint8)c != 0xe2
	                        : c == '\n' || c == '\t';
}

/* Line ends as "\n", other controls gone, U+2028 and form feed are line ends.
 */
static char *
tidy(const char *text)
{
	GString *out = g_string_sized_new(strlen(text) + 1);

	for (const char *p = text, *run = p; *p; run = p) {
		while (stays(*p))
			p++;
		g_string_append_len(out, run, (gssize)(p - run));
		bool wide = g_str_has_prefix(p, "\xe2\x80\xa8") ||
		    g_str_has_prefix(p, "\xe2\x80\xa9");

		if (wide || *p == '\f' || (*p == '\r' && p[1] != '\n'))
			g_string_append_c(out, '\n');
		else if ((guint8)*p == 0xe2)
			g_string_append_c(out, *p);
		p += wide ? 3 : *p != '\0';
	}
	return g_string_free(out, FALSE);
}

bool
text_may_hold_files(const struct structure *leaf)
{
	return structure_is(leaf, "text/plain") &&
	    leaf->encoding == MESSAGE_ENCODING_IDENTITY;
}

/* The decoded octets as UTF-8. */
static char *
leaf_utf8(const char *raw, const struct structure *leaf, gsize max,
    bool *bad_out)
{
	g_autoptr(GByteArray) octets = transfer_decode_all(leaf->encoding,
	    raw + leaf->offset, MIN(leaf->length, max));
	g_autofree char *meta = NULL;
	const char *charset = structure_charset(leaf);
	if (!charset && structure_is(leaf, "text/html")) {
		meta = html_charset((const char *)octets->data, octets->len);
		charset = meta;
	}
	return charset_to_utf8(octets->data, octets->len, charset, bad_out);
}

char *
text_of_leaf(const char *raw, const struct structure *leaf, gsize max,
    bool *bad_out)
{
	g_autofree char *text = leaf_utf8(raw, leaf, max, bad_out);

	return tidy(text);
}

static gboolean
is_true(const struct structure *leaf, const char *name, const char *value)
{
	const char *have = params_get(leaf->content, name);

	return have && g_ascii_strcasecmp(have, value) == 0;
}

/* Whether a leaf is text to be read in place. */
static gboolean
is_text(const struct structure *leaf, enum names names)
{
	if (!structure_is(leaf, "text/plain") &&
	    !structure_is(leaf, "text/html"))
		return FALSE;
	if (structure_disposed(leaf, "attachment"))
		return FALSE;
	return names == NAMED_IS_TEXT || !structure_name(leaf);
}

static gboolean
is_rtf(const struct structure *leaf)
{
	return structure_is(leaf, "text/rtf") ||
	    structure_is(leaf, "text/richtext") ||
	    structure_is(leaf, "application/rtf");
}

static gboolean
is_blank(const char *text)
{
	for (; *text; text += g_utf8_skip[(guchar)*text]) {
		gunichar c = g_utf8_get_char(text);

		if (!g_unichar_isspace(c) && c != 0xa0 && c != 0x200b &&
		    c != 0xfeff)
			return FALSE;
	}
	return TRUE;
}

/* Appends a text with its line end; cuts it at max between characters. Whether
 * all of it fitted. */
static gboolean
append(struct text_result *out, const char *text, gsize max)
{
	gsize length = strlen(text);
	gboolean fits = out->text->len + length < max;
	const char *end;

	if (is_blank(text))
		return TRUE;
	if (!fits) {
		length = max > out->text->len ? max - out->text->len : 0;
		end = g_utf8_find_prev_char(text, text + length);
		length = end ? (gsize)(end - text) : 0;
		out->cut = TRUE;
	}
	if (out->text->len > 0 && length > 0)
		g_string_append_c(out->text, '\n');
	g_string_append_len(out->text, text, (gssize)length);
	if (out->text->len > 0 && out->text->str[out->text->len - 1] != '\n')
		g_string_append_c(out->text, '\n');
	return fits;
}

static void
collect_leaf(const struct collect *collect, struct structure *leaf,
    struct text_result *out)
{
	gboolean html = structure_is(leaf, "text/html"), all, fits;
	gsize factor = html ? TEXT_HTML_FACTOR : TEXT_PLAIN_FACTOR;
	gsize room = collect->max * factor;
	g_autofree char *text = NULL, *shown = NULL;
	bool bad = false;

	if (!is_text(leaf, collect->names) || leaf->use != STRUCTURE_UNUSED)
		return;
	all = leaf->length <= room;
	if (html) {
		text = leaf_utf8(collect->raw, leaf, room, &bad);
		shown = html_to_text(text, strlen(text), collect->max);
	} else {
		text = text_of_leaf(collect->raw, leaf, room, &bad);
		if (is_true(leaf, "format", "flowed"))
			shown = flowed_unwrap(text,
			    is_true(leaf, "delsp", "yes") ? FLOWED_DELETE_SPACE
			                                  : FLOWED_KEEP_SPACE);
	}
	if (out->text->len == 0)
		out->from_html = html;
	out->bad_charset |= bad;
	fits = append(out, shown ? shown : text, collect->max);
	out->cut |= !all;
	leaf->use = all && fits ? STRUCTURE_TEXT : STRUCTURE_CUT;
}

static void collect_any(const struct collect *collect,
    struct structure *structure, struct text_result *out);

/* Other forms of a text that is shown are no attachments; of one that was cut
 * they are, but they are still that text. */
static void
mark_forms(struct structure *structure, enum names names,
    enum structure_use use)
{
	if (!structure->children) {
		if (is_text(structure, names) ||
		    structure_is(structure, "text/enriched") ||
		    (is_rtf(structure) && !structure_name(structure)) ||
		    structure_is(structure, "text/x-amp-html") ||
		    structure_is(structure, "text/watch-html"))
			structure->use = use;
		return;
	}
	for (guint i = 0; i < structure->children->len; i++)
		mark_forms(structure->children->pdata[i], names, use);
}

/* Of alternatives the first plain one with content, else the last with any
 * (RFC 2046 section 5.1.4: the last is the richest). */
static void
collect_alternative(const struct collect *collect, struct structure *structure,
    struct text_result *out)
{
	g_autoptr(GString) best = g_string_new(NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	struct text_result found = { .text = best };

	for (guint i = 0; i < structure->children->len; i++) {
		struct text_result one = { .text = text };

		g_string_truncate(text, 0);
		collect_any(collect, structure->children->pdata[i], &one);
		if (is_blank(text->str))
			continue;
		g_string_assign(best, text->str);
		found.from_html = one.from_html;
		found.cut = one.cut;
		found.bad_charset = one.bad_charset;
		if (!one.from_html)
			break;
	}
	mark_forms(structure, collect->names,
	    found.cut ? STRUCTURE_CUT : STRUCTURE_TEXT);
	if (out->text->len == 0)
		out->from_html = found.from_html;
	out->cut |= found.cut;
	out->bad_charset |= found.bad_charset;
	append(out, best->str, collect->max);
}

/* The root of a related group, by its start parameter (RFC 2387), else the
 * first that gives text. */
static void
collect_related(const struct collect *collect, struct structure *structure,
    struct text_result *out)
{
	const char *start = params_get(structure->content, "start");
	g_autofree char *id = g_strdup(start);
	gsize before = out->text->len;

	if (id)
		g_strstrip(g_strdelimit(id, "<>", ' '));
	for (guint i = 0; id && i < structure->children->len; i++) {
		struct structure *child = structure->children->pdata[i];

		if (g_strcmp0(child->id, id) == 0)
			collect_any(collect, child, out);
	}
	for (guint i = 0; i < structure->children->len; i++) {
		if (out->text->len > before)
			return;
		collect_any(collect, structure->children->pdata[i], out);
	}
}

static void
collect_any(const struct collect *collect, struct structure *structure,
    struct text_result *out)
{
	if (!structure->children) {
		collect_leaf(collect, structure, out);
		return;
	}
	if (structure_is(structure, "multipart/alternative")) {
		collect_alternative(collect, structure, out);
		return;
	}
	if (structure_is(structure, "multipart/related")) {
		collect_related(collect, structure, out);
		return;
	}
	for (guint i = 0; i < structure->children->len; i++)
		collect_any(collect, structure->children->pdata[i], out);
}

bool
text_is_tnef(const struct structure *leaf)
{
	return structure_is(leaf, "application/ms-tnef") ||
	    structure_is(leaf, "application/vnd.ms-tnef");
}

struct tnef *
text_open_tnef(const char *raw, const struct structure *leaf, gsize max,
    GByteArray **octets_out)
{
	g_autoptr(GByteArray) octets = transfer_decode_all(leaf->encoding,
	    raw + leaf->offset, leaf->length);
	struct tnef *tnef =
	    tnef_read(octets->data, octets->len, max * TEXT_HTML_FACTOR);

	if (octets_out)
		*octets_out = g_steal_pointer(&octets);
	return tnef;
}

static char *
tnef_body(const struct tnef_message *message, gsize max)
{
	if (!message->text)
		return g_strdup("");
	return message->is_html
	    ? html_to_text(message->text, strlen(message->text), max)
	    : tidy(message->text);
}

static void
collect_tnef(const struct collect *collect, const struct structure *leaf,
    struct text_result *out)
{
	g_autoptr(tnef) tnef =
	    text_open_tnef(collect->raw, leaf, collect->max, NULL);
	const struct tnef_message *message;
	g_autofree char *text = NULL;

	if (!tnef)
		return;
	message = tnef->messages->pdata[0];
	text = tnef_body(message, collect->max);
	out->from_html = message->is_html;
	append(out, text, collect->max);
}

/* A leaf in RTF, when its mail has no other text. */
static void
collect_rtf(const struct collect *collect, struct structure *leaf,
    struct text_result *out)
{
	gsize max = collect->max, room = max * TEXT_HTML_FACTOR;
	g_autoptr(GByteArray) octets = transfer_decode_all(leaf->encoding,
	    collect->raw + leaf->offset, MIN(leaf->length, room));
	struct tnef_message message = { 0 };
	enum rtf_form form = RTF_TEXT;
	g_autofree char *read = NULL, *text = NULL;
	gboolean fits;

	if (octets->len < 5 || memcmp(octets->data, "{\\rtf", 5) != 0)
		return;
	read = rtf_read(octets->data, octets->len, room, &form);
	message.text = read;
	message.is_html = form == RTF_PAGE;
	text = tnef_body(&message, max);
	fits = append(out, text, max) && leaf->length <= room;
	out->cut |= !fits;
	leaf->use = fits ? STRUCTURE_TEXT : STRUCTURE_CUT;
}

/* The body in a form that hardly anybody reads: nothing else is text. */
static void
collect_odd(const struct collect *collect, struct structure *node,
    struct text_result *out)
{
	for (guint i = 0; node->children && i < node->children->len; i++)
		collect_odd(collect, node->children->pdata[i], out);
	if (node->children || out->text->len > 0)
		return;
	if (text_is_tnef(node))
		collect_tnef(collect, node, out);
	else if (is_rtf(node) && !structure_disposed(node, "attachment") &&
	    !structure_name(node))
		collect_rtf(collect, node, out);
}

static void
collect_all(const struct collect *named_is_file, struct structure *root,
    struct text_result *out)
{
	struct collect collect = *named_is_file;

	collect_any(&collect, root, out);
	if (!is_blank(out->text->str))
		return;
	collect.names = NAMED_IS_TEXT;
	collect_any(&collect, root, out);
	if (is_blank(out->text->str))
		collect_odd(&collect, root, out);
}

void
text_collect(const char *raw, struct structure *root, gsize max,
    struct text_result *out)
{
	const struct collect collect = { raw, max, NAMED_IS_FILE };

	collect_all(&collect, root, out);
	/* In plain text the writer's own words stay as they are. */
	if (out->from_html)
		inlined_name(root, out->text);
}

/* --- messages in a winmail.dat ----------------------------------------- */

static void
append_date(GString *out, gint64 date)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(date);
	g_autofree char *text =
	    time ? g_date_time_format(time, "%Y-%m-%d %H:%M UTC") : NULL;

	if (text)
		g_string_append_printf(out, "Sent: %s\n", text);
}

/* As Outlook repeats a mail that is forwarded. */
static void
repeat_message(const struct tnef_message *message, gsize max, GString *out)
{
	g_autofree char *body = tnef_body(message, max);
	const char *name = message->from_name ? message->from_name : "";

	if (out->len + strlen(body) > max)
		return;
	g_string_append(out, "\n-----Original Message-----\n");
	if (message->from_address)
		g_string_append_printf(out, "From: %s <%s>\n", name,
		    message->from_address);
	else if (*name)
		g_string_append_printf(out, "From: %s\n", name);
	if (message->date > 0)
		append_date(out, message->date);
	if (message->subject)
		g_string_append_printf(out, "Subject: %s\n", message->subject);
	g_string_append_printf(out, "\n%s", body);
}

static void
collect_inside(const char *raw, const struct structure *node, gsize max,
    GString *out)
{
	g_autoptr(tnef) tnef = NULL;

	for (guint i = 0; node->children && i < node->children->len; i++)
		collect_inside(raw, node->children->pdata[i], max, out);
	if (node->children || !text_is_tnef(node) || out->len > 0)
		return;
	tnef = text_open_tnef(raw, node, max, NULL);
	for (guint i = 1; tnef && i < tnef->messages->len; i++)
		repeat_message(tnef->messages->pdata[i], max, out);
}

char *
text_inside(const char *raw, const struct structure *root, gsize max)
{
	GString *out = g_string_new(NULL);

	collect_inside(raw, root, max, out);
	return g_string_free(out, FALSE);
}

/* --- calendar objects -------------------------------------------------- */

static void
collect_events(const char *raw, const struct structure *node, guint *left,
    GString *out)
{
	g_autofree char *text = NULL, *sum = NULL;

	for (guint i = 0; node->children && i < node->children->len; i++)
		collect_events(raw, node->children->pdata[i], left, out);
	if (*left == 0 || node->children ||
	    (!structure_is(node, "text/calendar") &&
	        !structure_is(node, "application/ics")))
		return;
	(*left)--;
	text = text_of_leaf(raw, node, TEXT_CALENDAR_MAX, NULL);
	sum = icalendar_sum(text);
	/* Mailers send the same object twice, in the text and as a file. */
	if (sum && !strstr(out->str, sum))
		g_string_append(out, sum);
}

char *
text_events(const char *raw, const struct structure *root)
{
	GString *out = g_string_new(NULL);
	guint left = TEXT_CALENDARS;

	collect_events(raw, root, &left, out);
	return g_string_free(out, FALSE);
}
