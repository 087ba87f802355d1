/* SPDX-License-Identifier: GPL-3.0-or-later */
/* winmail.dat. Exchange wraps a mail's files in a format of its own, which no
 * other program opens. The stream is walked by hand: what is needed is where a
 * file's octets lie, so that they are stored once and streamed like others, and
 * libytnef only gives copies. Every length in it is a stranger's: must never
 * read past the end nor believe a count before it has seen what it counts.
 */
#include "mime/tnef.h"

#include <string.h>

#include "mime/charset.h"
#include "mime/lzfu.h"
#include "mime/rtf.h"
#include "mime/tnefread.h"

#define TNEF_SIGNATURE 0x223e9f78u
#define TNEF_LINE 1024        /* octets of a name or subject */
#define TNEF_PROPERTIES 10000 /* that are looked at in one block */

/* Attributes: type and name as one number (MS-OXTNEF section 2.1.3.2). */
enum {
	ATTRIBUTE_SUBJECT = 0x00018004,
	ATTRIBUTE_BODY = 0x0002800c,
	ATTRIBUTE_CODEPAGE = 0x00069007,
	ATTRIBUTE_PROPERTIES = 0x00069003,
	ATTRIBUTE_FILE_BEGINS = 0x00069002,
	ATTRIBUTE_FILE_TITLE = 0x00018010,
	ATTRIBUTE_FILE_DATA = 0x0006800f,
	ATTRIBUTE_FILE_PROPERTIES = 0x00069005,
};

/* Properties and types (MS-OXPROPS, MS-OXCDATA). */
enum {
	PROPERTY_SUBJECT = 0x0037,
	PROPERTY_SENT = 0x0039,
	PROPERTY_AUTHOR = 0x0042,
	PROPERTY_AUTHOR_ADDRESS = 0x0065,
	PROPERTY_SENDER = 0x0c1a,
	PROPERTY_SENDER_ADDRESS = 0x0c1f,
	PROPERTY_AUTHOR_SMTP = 0x5d02,
	PROPERTY_BODY = 0x1000,
	PROPERTY_BODY_HTML = 0x1013,
	PROPERTY_RTF = 0x1009,
	PROPERTY_FILE_DATA = 0x3701,
	PROPERTY_FILE_NAME = 0x3704,
	PROPERTY_FILE_LONG_NAME = 0x3707,
	PROPERTY_FILE_MIME = 0x370e,
	TYPE_OBJECT = 0x0d,
	TYPE_STRING = 0x1e,
	TYPE_UNICODE = 0x1f,
	TYPE_TIME = 0x40,
	TYPE_BINARY = 0x102,
};

/* What an object that is a message begins with: IID_IMessage. */
static const guint8 is_message[16] = { 0x07, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0,
	0, 0, 0, 0, 0, 0x46 };

/* One message's octets. */
struct stream {
	gsize offset, size;
	guint depth;
};

struct walk {
	struct tnef *tnef;
	const guint8 *base;
	gsize max;
	GArray *streams; /* struct stream: the mail's, then those inside */
	/* of the stream that is read */
	guint depth;
	struct tnef_message *message;
	char codepage[24];         /* for charset_to_utf8(), "" unknown */
	struct tnefread_value rtf; /* the body as RTF; size 0: none */
	struct tnef_file *file;    /* the one being read */
	gboolean file_inside;      /* it is a message, which is read itself */
};

static void
file_free(gpointer data)
{
	struct tnef_file *file = data;

	g_free(file->name);
	g_free(file->mime);
	g_free(file);
}

static void
message_free(gpointer data)
{
	struct tnef_message *message = data;

	g_free(message->subject);
	g_free(message->from_name);
	g_free(message->from_address);
	g_free(message->text);
	g_free(message);
}

void
tnef_free(struct tnef *tnef)
{
	if (!tnef)
		return;
	g_ptr_array_unref(tnef->messages);
	g_ptr_array_unref(tnef->files);
	g_free(tnef);
}

/* A text value without its end; NULL when there is nothing in it. */
static char *
text_of(const struct walk *walk, const struct tnefread_value *value, gsize max)
{
	const guint8 *data = walk->base + value->offset;
	gsize size = MIN(value->size, max);
	const char *charset = *walk->codepage ? walk->codepage : NULL;
	gsize step = value->type == TYPE_UNICODE ? 2 : 1;

	if (step == 2)
		charset = "utf-16le";
	while (size >= step && !data[size - step] && !data[size - 1])
		size -= step;
	size -= size % step;
	return size > 0 ? charset_to_utf8(data, size, charset, NULL) : NULL;
}

/* One that stands on a line. */
static char *
line_of(const struct walk *walk, const struct tnefread_value *value)
{
	char *text = text_of(walk, value, TNEF_LINE);

	return text ? g_strdelimit(text, "\r\n\t", ' ') : NULL;
}

static void
set(char **field, char *take_value)
{
	if (!take_value)
		return;
	g_free(*field);
	*field = take_value;
}

/* --- properties -------------------------------------------------------- */

static gboolean
is_text(const struct tnefread_value *value)
{
	return value->type == TYPE_STRING || value->type == TYPE_UNICODE;
}

static void
take_body(struct walk *walk, const struct tnefread_value *value)
{
	struct tnef_message *message = walk->message;
	gboolean html = value->id == PROPERTY_BODY_HTML;

	/* Plain words are better than a page made of them. */
	if ((value->id == PROPERTY_BODY && is_text(value)) ||
	    (html && !message->text &&
	        (is_text(value) || value->type == TYPE_BINARY))) {
		set(&message->text, text_of(walk, value, walk->max));
		message->is_html = html;
		walk->tnef->rest |= value->size > walk->max;
	}
}

/* Windows counts tenths of microseconds from the year 1601 on. */
static gint64
time_of(const struct walk *walk, const struct tnefread_value *value)
{
	struct tnefread read = { walk->base, value->offset,
		value->offset + value->size, FALSE };
	gint64 ticks = tnefread_number(&read, 4);

	ticks |= (gint64)(tnefread_number(&read, 4) & G_MAXINT32) << 32;
	return ticks / 10000000 - G_GINT64_CONSTANT(11644473600);
}

/* One inside Exchange is no address that anybody can write to. */
static void
take_address(struct walk *walk, const struct tnefread_value *value)
{
	char *address = line_of(walk, value);

	if (address && strchr(address, '@'))
		set(&walk->message->from_address, address);
	else
		g_free(address);
}

static void
take_message(struct walk *walk, const struct tnefread_value *value)
{
	struct tnef_message *message = walk->message;

	if (value->id == PROPERTY_RTF && value->type == TYPE_BINARY)
		walk->rtf = *value;
	else if (value->id == PROPERTY_SENT && value->type == TYPE_TIME)
		message->date = time_of(walk, value);
	else
		take_body(walk, value);
	if (!is_text(value))
		return;
	if (value->id == PROPERTY_SUBJECT)
		set(&message->subject, line_of(walk, value));
	else if (value->id == PROPERTY_AUTHOR ||
	    (value->id == PROPERTY_SENDER && !message->from_name))
		set(&message->from_name, line_of(walk, value));
	else if (value->id == PROPERTY_AUTHOR_ADDRESS ||
	    value->id == PROPERTY_AUTHOR_SMTP ||
	    (value->id == PROPERTY_SENDER_ADDRESS && !message->from_address))
		take_address(walk, value);
}

static char *
lower(char *take_text)
{
	for (char *p = take_text; p && *p; p++)
		*p = g_ascii_tolower(*p);
	return take_text;
}

/* An object is a message, which is read after this one, or a thing of Windows.
 */
static void
take_object(struct walk *walk, const struct tnefread_value *value)
{
	struct stream inside = { value->offset + sizeof is_message,
		value->size - sizeof is_message, walk->depth + 1 };

	if (value->size <= sizeof is_message ||
	    memcmp(walk->base + value->offset, is_message, sizeof is_message) !=
	        0 ||
	    walk->depth >= TNEF_DEPTH || walk->streams->len >= TNEF_MESSAGES) {
		walk->tnef->rest = TRUE;
		return;
	}
	g_array_append_val(walk->streams, inside);
	walk->file_inside = TRUE;
}

static void
take_data(struct walk *walk, const struct tnefread_value *value)
{
	if (value->type != TYPE_BINARY) {
		take_object(walk, value);
		return;
	}
	walk->file->offset = value->offset;
	walk->file->size = value->size;
}

static void
take_file(struct walk *walk, const struct tnefread_value *value)
{
	struct tnef_file *file = walk->file;

	if (!file)
		return;
	if (value->id == PROPERTY_FILE_DATA)
		take_data(walk, value);
	else if (!is_text(value))
		return;
	else if (value->id == PROPERTY_FILE_LONG_NAME ||
	    (value->id == PROPERTY_FILE_NAME && !file->name))
		set(&file->name, line_of(walk, value));
	else if (value->id == PROPERTY_FILE_MIME)
		set(&file->mime, lower(text_of(walk, value, 128)));
}

static void
read_properties(struct walk *walk, gsize offset, gsize size,
    void (*take)(struct walk *, const struct tnefread_value *))
{
	struct tnefread cursor = { walk->base, offset, offset + size, FALSE };
	guint32 count = tnefread_number(&cursor, 4);
	struct tnefread_value value;

	for (guint32 i = 0; i < MIN(count, TNEF_PROPERTIES) &&
	     tnefread_property(&cursor, &value);
	     i++)
		take(walk, &value);
	walk->tnef->rest |= cursor.broken;
}

/* --- attributes -------------------------------------------------------- */

/* Keeps the file that was read, when it has octets. */
static void
end_file(struct walk *walk)
{
	struct tnef_file *file = walk->file;
	gboolean inside = walk->file_inside;

	walk->file = NULL;
	walk->file_inside = FALSE;
	if (!file)
		return;
	if (file->offset > 0 && walk->tnef->files->len < TNEF_FILES) {
		g_ptr_array_add(walk->tnef->files, file);
		return;
	}
	walk->tnef->rest |= !inside;
	file_free(file);
}

static void
take_codepage(struct walk *walk, const struct tnefread_value *value)
{
	struct tnefread cursor = { walk->base, value->offset,
		value->offset + value->size, FALSE };
	guint32 page = tnefread_number(&cursor, 4);

	if (cursor.broken || page == 0)
		return;
	g_snprintf(walk->codepage, sizeof walk->codepage, "cp%u", page);
}

static void
take_attribute(struct walk *walk, const struct tnefread_value *value)
{
	switch (value->id) {
	case ATTRIBUTE_CODEPAGE:
		take_codepage(walk, value);
		break;
	case ATTRIBUTE_SUBJECT:
		if (!walk->message->subject)
			walk->message->subject = line_of(walk, value);
		break;
	case ATTRIBUTE_BODY:
		set(&walk->message->text, text_of(walk, value, walk->max));
		walk->message->is_html = FALSE;
		break;
	case ATTRIBUTE_PROPERTIES:
		read_properties(walk, value->offset, value->size, take_message);
		break;
	case ATTRIBUTE_FILE_BEGINS:
		end_file(walk);
		walk->file = g_new0(struct tnef_file, 1);
		break;
	case ATTRIBUTE_FILE_TITLE:
		if (walk->file && !walk->file->name)
			walk->file->name = line_of(walk, value);
		break;
	case ATTRIBUTE_FILE_DATA:
		if (walk->file) {
			walk->file->offset = value->offset;
			walk->file->size = value->size;
		}
		break;
	case ATTRIBUTE_FILE_PROPERTIES:
		read_properties(walk, value->offset, value->size, take_file);
		break;
	default:
		break;
	}
}

/* The body, of which there was nothing but RTF. */
static void
read_rtf(struct walk *walk)
{
	g_autoptr(GByteArray) octets = NULL;
	enum rtf_form form = RTF_TEXT;
	gboolean cut = TRUE;

	if (walk->rtf.size == 0 || walk->message->text)
		return;
	octets = lzfu_unpack(walk->base + walk->rtf.offset, walk->rtf.size,
	    walk->max, &cut);
	if (octets)
		walk->message->text =
		    rtf_read(octets->data, octets->len, walk->max, &form);
	walk->message->is_html = form == RTF_PAGE;
	walk->tnef->rest |= cut || !octets;
}

static void
read_attributes(struct walk *walk, struct tnefread *cursor)
{
	struct tnefread_value value = { .type = TYPE_STRING };

	while (cursor->at < cursor->end && !cursor->broken) {
		tnefread_pass(cursor, 1); /* level: message or file */
		value.id = tnefread_number(cursor, 4);
		value.size = tnefread_number(cursor, 4);
		value.offset = cursor->at;
		tnefread_pass(cursor, value.size);
		if (!cursor->broken)
			take_attribute(walk, &value);
		/* Its sum is not looked at: the mail came as it is. */
		tnefread_pass(cursor, 2);
	}
}

/* FALSE when it does not begin as one. */
static gboolean
read_stream(struct walk *walk, const struct stream *stream)
{
	struct tnefread cursor = { walk->base, stream->offset,
		stream->offset + stream->size, FALSE };

	if (stream->size < 6 || tnefread_number(&cursor, 4) != TNEF_SIGNATURE)
		return FALSE;
	tnefread_number(&cursor, 2);
	walk->depth = stream->depth;
	walk->message = g_new0(struct tnef_message, 1);
	g_ptr_array_add(walk->tnef->messages, walk->message);
	*walk->codepage = '\0';
	walk->rtf.size = 0;
	read_attributes(walk, &cursor);
	end_file(walk);
	read_rtf(walk);
	walk->tnef->rest |= cursor.broken;
	return TRUE;
}

struct tnef *
tnef_read(const void *data, gsize size, gsize max)
{
	const struct stream whole = { 0, size, 0 };
	g_autoptr(GArray) streams =
	    g_array_new(FALSE, FALSE, sizeof(struct stream));
	struct walk walk = { .base = data, .max = max, .streams = streams };

	walk.tnef = g_new0(struct tnef, 1);
	walk.tnef->messages = g_ptr_array_new_with_free_func(message_free);
	walk.tnef->files = g_ptr_array_new_with_free_func(file_free);
	g_array_append_val(streams, whole);
	for (guint i = 0; i < streams->len; i++) {
		struct stream stream = g_array_index(streams, struct stream, i);

		if (!read_stream(&walk, &stream))
			walk.tnef->rest = TRUE;
	}
	if (walk.tnef->messages->len > 0)
		return walk.tnef;
	tnef_free(walk.tnef);
	return NULL;
}
