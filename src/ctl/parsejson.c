/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail as JSON, for bug reports, the test corpus and other programs. The keys
 * are an interface: they may be added to, never renamed. Must never print
 * octets of the mail that are not text.
 */
#include "ctl/parsejson.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/mac.h"
#include "desk/hidden.h"
#include "mime/quote.h"

static json_t *
strings(char *const *list)
{
	json_t *array = json_array();

	for (; list && *list; list++)
		json_array_append_new(array, json_string(*list));
	return array;
}

static json_t *
attachments(const GPtrArray *parts)
{
	json_t *array = json_array();

	for (guint i = 0; i < parts->len; i++) {
		const struct message_part *part = parts->pdata[i];
		g_autofree char *hex = mac_hex(part->sha256, 32);

		json_array_append_new(array,
		    json_pack("{s:s, s:I, s:s, s:s}", "name", part->name,
		        "size", (json_int_t)part->size, "mime", part->mime,
		        "sha256", hex));
	}
	return array;
}

/* What is unusual about the mail, by name. */
static json_t *
flags(guint32 bits)
{
	static const struct {
		guint32 bit;
		const char *name;
	} names[] = {
		{ HEADER_FLAG_LONG_LINE, "long_line" },
		{ HEADER_FLAG_MANY_ADDRESSES, "many_addresses" },
		{ HEADER_FLAG_MANY_WORDS, "many_words" },
		{ HEADER_FLAG_MANY_PARAMETERS, "many_parameters" },
		{ HEADER_FLAG_NUL, "nul" },
		{ HEADER_FLAG_MALFORMED, "malformed" },
		{ MESSAGE_FLAG_UNREADABLE, "unreadable" },
		{ MESSAGE_FLAG_ENCRYPTED, "encrypted" },
		{ MESSAGE_FLAG_SIGNED, "signed" },
		{ MESSAGE_FLAG_OPAQUE, "opaque" },
		{ MESSAGE_FLAG_TEXT_CUT, "text_cut" },
		{ MESSAGE_FLAG_PARTS_CUT, "parts_cut" },
		{ MESSAGE_FLAG_BAD_CHARSET, "bad_charset" },
		{ MESSAGE_FLAG_HIDDEN, "hidden" },
	};
	json_t *array = json_array();

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (bits & names[i].bit)
			json_array_append_new(array,
			    json_string(names[i].name));
	}
	return array;
}

/* Other programs' word for a machine's mail is "auto". */
static const char *
class_name(guint32 class)
{
	return class == VERDICT_AUTOMATIC ? "auto" : verdict_class_name(class);
}

/* Those whom a report is about: failed ones first, then those that a server
 * still tries. */
static json_t *
bounced(const struct verdict *verdict)
{
	json_t *array = strings(verdict->failed);
	json_t *delayed = strings(verdict->delayed);

	json_array_extend(array, delayed);
	json_decref(delayed);
	return array;
}

static void
add_verdict(json_t *object, const struct verdict *verdict)
{
	json_object_set_new(object, "class",
	    json_string(class_name(verdict->class)));
	json_object_set_new(object, "bounced_recipients", bounced(verdict));
	json_object_set_new(object, "status", json_string(verdict->status));
	json_object_set_new(object, "permanent",
	    json_boolean(verdict->permanent));
	json_object_set_new(object, "auto_respond",
	    json_boolean(verdict->auto_respond));
}

char *
parsejson_print(const struct message *message, const struct header *header,
    const struct verdict *verdict)
{
	json_t *object =
	    json_pack("{s:s, s:s, s:o, s:s, s:s, s:I, s:s, s:o}", "from_addr",
	        message->from_addr, "from_name", message->from_name, "to",
	        strings(message->to), "subject", message->subject, "message_id",
	        message->message_id, "date", (json_int_t)message->date, "text",
	        message->text, "attachments", attachments(message->parts));
	guint32 bits = message->flags;
	g_autofree char *reply = quote_join(message->text, message->kept);
	g_autofree char *kinds = hidden_kinds(bits);
	char *printed, *line;

	json_object_set_new(object, "reply_text", json_string(reply));
	json_object_set_new(object, "language", json_string(message->language));
	if (verdict)
		add_verdict(object, verdict);
	/* One id, though the field may have several: what is answered. */
	json_object_set_new(object, "in_reply_to",
	    json_string(message->in_reply_to[0] ? message->in_reply_to[0]
	                                        : ""));
	json_object_set_new(object, "references", strings(message->references));
	if (header)
		bits |= header->flags;
	json_object_set_new(object, "flags", flags(bits));
	if (kinds)
		json_object_set_new(object, "disclosed", json_string(kinds));
	if (header && header->limit)
		json_object_set_new(object, "limit",
		    json_string(header->limit));
	printed = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	line = g_strdup_printf("%s\n", printed ? printed : "{}");
	free(printed);
	return line;
}
