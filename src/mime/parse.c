/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A raw mail made a message record. It runs in the sandbox, where a crash or a
 * hang costs one mail; still nothing here may be worse than linear, and no word
 * of it is trusted afterwards: sender and route are read from the raw header by
 * others. Must never fail for what a mail contains.
 */
#include "mime/parse.h"

#include <libxml/parser.h>
#include <string.h>

#include "mime/armor.h"
#include "mime/attach.h"
#include "mime/charset.h"
#include "mime/fields.h"
#include "mime/language.h"
#include "mime/maildate.h"
#include "mime/quote.h"
#include "mime/structure.h"
#include "mime/text.h"
#include "mime/uufile.h"
#include "mime/words.h"

#define PARSE_ID_MAX 998 /* octets of one message id */

void
parse_init(void)
{
	charset_init();
	structure_init();
	xmlInitParser();
}

/* --- ids --------------------------------------------------------------- */

/* Appends an id as UTF-8 without the white space that folding left in it. */
static void
add_id(GPtrArray *ids, const char *begin, gsize length)
{
	g_autofree char *text =
	    charset_to_utf8(begin, MIN(length, PARSE_ID_MAX), NULL, NULL);
	char *to = text;

	for (const char *p = text; *p; p++) {
		if (!g_ascii_isspace(*p) && !g_ascii_iscntrl(*p))
			*to++ = *p;
	}
	*to = '\0';
	if (*text)
		g_ptr_array_add(ids, g_steal_pointer(&text));
}

/* All ids of a field: what stands between "<" and ">", else its words. */
static void
read_ids(const char *value, GPtrArray *ids)
{
	gboolean bracketed = FALSE;
	const char *open = strchr(value, '<'), *close;

	while (open) {
		close = open + 1 + strcspn(open + 1, "<>");
		bracketed = TRUE;
		add_id(ids, open + 1, (gsize)(close - open - 1));
		open = strchr(close, '<');
	}
	while (!bracketed && *value) {
		value += strspn(value, " \t,;\"'");
		gsize length = strcspn(value, " \t,;\"'");

		add_id(ids, value, length);
		value += length;
	}
}

/* The last max ids of all fields of that name. */
static char **
ids_of(const struct header *header, const char *name, gint64 max)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	guint n = header_count(header, name);

	for (guint i = 0; i < n; i++)
		read_ids(header_find(header, name, i), ids);
	if ((gint64)ids->len > max)
		g_ptr_array_remove_range(ids, 0, ids->len - (guint)max);
	g_ptr_array_add(ids, NULL);
	return (char **)g_ptr_array_steal(ids, NULL);
}

/* --- addresses --------------------------------------------------------- */

struct context {
	const struct header *header;
	const struct parse_limits *limits;
	const char *charset; /* of the body, for raw octets in the header */
};

/* The addresses of all fields of that name. */
static char **
addresses_of(const struct context *context, const char *name)
{
	GPtrArray *found = g_ptr_array_new();
	guint n = header_count(context->header, name);
	guint max = (guint)context->limits->addresses;

	for (guint i = 0; i < n && found->len < max; i++) {
		g_autoptr(GPtrArray) list =
		    words_mailboxes(header_find(context->header, name, i),
		        context->charset, max - found->len);

		for (guint j = 0; j < list->len; j++) {
			struct words_mailbox *box = list->pdata[j];

			if (strchr(box->address, '@'))
				g_ptr_array_add(found,
				    g_steal_pointer(&box->address));
		}
	}
	g_ptr_array_add(found, NULL);
	return (char **)g_ptr_array_free(found, FALSE);
}

/* The first mailbox of the field with an address, else the first at all; NULL
 * when there is none. */
static struct words_mailbox *
mailbox_of(const struct context *context, const char *name)
{
	const char *value = header_find(context->header, name, 0);
	g_autoptr(GPtrArray) list = NULL;
	guint best = 0;

	if (!value)
		return NULL;
	list = words_mailboxes(value, context->charset,
	    (guint)context->limits->addresses);
	if (list->len == 0)
		return NULL;
	for (guint i = list->len; i > 0; i--) {
		struct words_mailbox *box = list->pdata[i - 1];

		if (strchr(box->address, '@'))
			best = i - 1;
	}
	return g_ptr_array_steal_index(list, best);
}

static void
replace(char **where, char *take)
{
	g_free(*where);
	*where = take;
}

static void
read_from(const struct context *context, struct message *message)
{
	struct words_mailbox *from = mailbox_of(context, "From");
	struct words_mailbox *reply_to = mailbox_of(context, "Reply-To");

	if (from) {
		replace(&message->from_addr, g_steal_pointer(&from->address));
		replace(&message->from_name, g_steal_pointer(&from->name));
	}
	if (reply_to)
		replace(&message->reply_to,
		    g_steal_pointer(&reply_to->address));
	words_mailbox_free(from);
	words_mailbox_free(reply_to);
}

/* --- the whole --------------------------------------------------------- */

/* The charset of the first text part. */
static const char *
first_charset(const struct structure *structure)
{
	const char *found = NULL;

	if (!structure->children)
		return g_str_has_prefix(structure->type, "text/")
		    ? structure_charset(structure)
		    : NULL;
	for (guint i = 0; !found && i < structure->children->len; i++)
		found = first_charset(structure->children->pdata[i]);
	return found;
}

static void
read_header(const struct context *context, struct message *message)
{
	const struct header *header = context->header;
	const char *subject = header_find(header, "Subject", 0);
	const char *date = header_find(header, "Date", 0);
	char **ids = ids_of(header, "Message-ID", 1);

	read_from(context, message);
	g_strfreev(message->to);
	message->to = addresses_of(context, "To");
	g_strfreev(message->cc);
	message->cc = addresses_of(context, "Cc");
	if (subject)
		replace(&message->subject,
		    words_decode(subject, context->charset,
		        (guint)context->limits->encoded_words));
	if (ids[0])
		replace(&message->message_id, g_strdup(ids[0]));
	g_strfreev(ids);
	g_strfreev(message->in_reply_to);
	message->in_reply_to =
	    ids_of(header, "In-Reply-To", context->limits->references);
	g_strfreev(message->references);
	message->references =
	    ids_of(header, "References", context->limits->references);
	message->date = date ? maildate_parse(date) : 0;
}

/* What messages in a winmail.dat say, as if the writer had forwarded them. */
static void
add_inside(const char *raw, struct structure *root, gint64 max,
    struct text_result *result)
{
	g_autofree char *inside = text_inside(raw, root, (gsize)max);

	if ((gint64)(result->text->len + strlen(inside)) > max)
		result->cut = TRUE;
	else
		g_string_append(result->text, inside);
}

static void
read_text(const char *raw, struct structure *root,
    const struct parse_limits *limits, struct message *message)
{
	struct text_result result = { .text = g_string_new(NULL) };

	text_collect(raw, root, (gsize)limits->text_bytes, &result);
	add_inside(raw, root, limits->text_bytes, &result);
	replace(&message->text, g_string_free(result.text, FALSE));
	message->text_is_from_html = result.from_html;
	if (result.cut)
		message->flags |= MESSAGE_FLAG_TEXT_CUT;
	if (result.bad_charset)
		message->flags |= MESSAGE_FLAG_BAD_CHARSET;
	if (strstr(message->text, "-----BEGIN PGP MESSAGE-----"))
		message->flags |= MESSAGE_FLAG_ENCRYPTED;
	if (strstr(message->text, "-----BEGIN PGP SIGNED MESSAGE-----"))
		message->flags |= MESSAGE_FLAG_SIGNED;
}

/* Marks the new words in the text. */
static void
read_kept(struct message *message)
{
	enum quote_context context = QUOTE_UNKNOWN;

	if (message->in_reply_to[0] || message->references[0] ||
	    quote_is_reply_subject(message->subject))
		context = QUOTE_IS_REPLY;
	g_array_unref(message->kept);
	message->kept = quote_find(message->text, context);
	if (message->flags & MESSAGE_FLAG_SIGNED)
		armor_exclude(message->text, message->kept);
	uufile_exclude(message->text, message->kept);
}

/* What the mail's calendar objects say, below its text, as new words. */
static void
add_events(const char *raw, const struct structure *root, gint64 max,
    struct message *message)
{
	g_autofree char *events = text_events(raw, root);
	gsize length = strlen(message->text), more = strlen(events);
	struct message_range range = { (guint32)length, (guint32)more };

	if (more == 0 || (gint64)(length + more) > max)
		return;
	replace(&message->text, g_strconcat(message->text, events, NULL));
	g_array_append_val(message->kept, range);
}

/* Of the writer's own words; a mail without any says something in its subject.
 */
static void
read_language(const struct header *header, struct message *message)
{
	g_autofree char *reply = quote_join(message->text, message->kept);
	const char *found = language_of_text(reply);

	if (!*found)
		found = language_of_text(message->subject);
	replace(&message->language,
	    *found ? g_strdup(found) : language_of_header(header));
}

struct message *
parse_message(const void *raw, gsize size, const struct parse_limits *limits)
{
	/* The scan has cut the header by the settings; here it only must end.
	 */
	static const struct fields_limits enough = { G_MAXINT32, G_MAXINT32,
		G_MAXINT32 };
	g_autofree char *lines = size > 0 ? fields_line_ends(raw, size) : NULL;
	const char *text = lines ? lines : raw;
	g_autoptr(header) header = fields_cut(text, size, &enough);
	g_autoptr(structure) root = structure_read(text, size, header);
	struct message *message = message_new();
	struct context context = { header, limits, first_charset(root) };

	message->flags = header->flags;
	replace(&message->content_type, g_strdup(root->type));
	read_header(&context, message);
	read_text(text, root, limits, message);
	attach_reports(text, root, message);
	attach_parts(raw, root, limits, message);
	read_kept(message);
	read_language(header, message);
	add_events(text, root, limits->text_bytes, message);
	return message;
}
