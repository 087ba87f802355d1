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

#define TNEF_SIGNATURE 0x223e9f78u
#define TNEF_PROPERTIES 10000 /* that are looked at in one block */

/* Attributes: type and name as one number (MS-OXTNEF section 2.1.3.2). */
enum {
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
	TYPE_BINARY = 0x102,
	TYPE_MANY = 0x1000,
};

struct cursor {
	const guint8 *base;
	gsize at, end;
	gboolean broken; /* something did not fit */
};

struct value {
	guint id, type;
	gsize offset, size;
};

struct walk {
	struct tnef *tnef;
	const guint8 *base;
	char codepage[24]; /* for charset_to_utf8(), "" unknown */
	gsize max;
	gsize rtf;              /* octets of a body that is not read here */
	struct tnef_file *file; /* the one being read */
};

static void
file_free(gpointer data)
{
	struct tnef_file *file = data;

	g_free(file->name);
	g_free(file->mime);
	g_free(file);
}

void
tnef_free(struct tnef *tnef)
{
	if (!tnef)
		return;
	g_free(tnef->text);
	g_ptr_array_unref(tnef->files);
	g_free(tnef);
}

/* Passes n octets; where they begin, or NULL when there are fewer. */
static const guint8 *
pass(struct cursor *cursor, gsize n)
{
	const guint8 *here = cursor->base + cursor->at;

	if (cursor->broken || n > cursor->end - cursor->at) {
		cursor->broken = TRUE;
		return NULL;
	}
	cursor->at += n;
	return here;
}

static guint32
number(struct cursor *cursor, guint octets)
{
	const guint8 *p = pass(cursor, octets);
	guint32 value = 0;

	for (guint i = octets; p && i > 0; i--)
		value = value << 8 | p[i - 1];
	return value;
}

/* A text value without its end; NULL when there is nothing in it. */
static char *
text_of(const struct walk *walk, const struct value *value, gsize max)
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

static void
set(char **field, char *take_value)
{
	if (!take_value)
		return;
	g_free(*field);
	*field = take_value;
}

/* --- properties -------------------------------------------------------- */

/* Passes what names a property beyond its number (MS-OXTNEF 2.1.3.4). */
static void
pass_name(struct cursor *cursor, guint id)
{
	guint32 length;

	if (id < 0x8000)
		return;
	pass(cursor, 16);
	if (number(cursor, 4) == 0) {
		pass(cursor, 4);
		return;
	}
	length = number(cursor, 4);
	pass(cursor, length);
	pass(cursor, (4 - length % 4) % 4);
}

/* Octets of a value of fixed size, padded to four; 0: it says how many. */
static gsize
fixed_size(guint type)
{
	switch (type) {
	case 0x02: /* 16 bits */
	case 0x03: /* 32 bits */
	case 0x04: /* float */
	case 0x0a: /* error */
	case 0x0b: /* boolean */
		return 4;
	case 0x05: /* double */
	case 0x06: /* currency */
	case 0x07: /* date */
	case 0x14: /* 64 bits */
	case 0x40: /* time */
		return 8;
	case 0x48: /* GUID */
		return 16;
	default:
		return 0;
	}
}

/* The next property; of one with many values the last. FALSE at the end. */
static gboolean
next_property(struct cursor *cursor, struct value *value)
{
	guint32 count = 1;
	gsize fixed, padding;

	value->type = number(cursor, 2);
	value->id = number(cursor, 2);
	pass_name(cursor, value->id);
	fixed = fixed_size(value->type & ~(guint)TYPE_MANY);
	if (fixed == 0 || value->type & TYPE_MANY)
		count = number(cursor, 4);
	value->size = 0;
	value->offset = cursor->at;
	for (guint32 i = 0; i < count && !cursor->broken; i++) {
		value->size = fixed > 0 ? fixed : number(cursor, 4);
		value->offset = cursor->at;
		pass(cursor, value->size);
		padding = (4 - value->size % 4) % 4;
		if (cursor->end - cursor->at >= padding)
			cursor->at += padding;
	}
	return !cursor->broken;
}

static gboolean
is_text(const struct value *value)
{
	return value->type == TYPE_STRING || value->type == TYPE_UNICODE;
}

static void
take_message(struct walk *walk, const struct value *value)
{
	struct tnef *tnef = walk->tnef;
	gboolean html = value->id == PROPERTY_BODY_HTML;

	if (value->id == PROPERTY_RTF)
		walk->rtf = value->size;
	/* Plain words are better than a page made of them. */
	if ((value->id == PROPERTY_BODY && is_text(value)) ||
	    (html && !tnef->text &&
	        (is_text(value) || value->type == TYPE_BINARY))) {
		set(&tnef->text, text_of(walk, value, walk->max));
		tnef->is_html = html;
	}
}

static char *
lower(char *take_text)
{
	for (char *p = take_text; p && *p; p++)
		*p = g_ascii_tolower(*p);
	return take_text;
}

/* The octets of a file, and whether they are a file at all: an object holds a
 * message or a thing of Windows. */
static void
take_data(struct walk *walk, const struct value *value)
{
	if (value->type != TYPE_BINARY) {
		walk->tnef->rest = TRUE;
		return;
	}
	walk->file->offset = value->offset;
	walk->file->size = value->size;
}

static void
take_file(struct walk *walk, const struct value *value)
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
		set(&file->name, text_of(walk, value, 1024));
	else if (value->id == PROPERTY_FILE_MIME)
		set(&file->mime, lower(text_of(walk, value, 128)));
}

static void
read_properties(struct walk *walk, gsize offset, gsize size,
    void (*take)(struct walk *, const struct value *))
{
	struct cursor cursor = { walk->base, offset, offset + size, FALSE };
	guint32 count = number(&cursor, 4);
	struct value value;

	for (guint32 i = 0;
	     i < MIN(count, TNEF_PROPERTIES) && next_property(&cursor, &value);
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

	walk->file = NULL;
	if (!file)
		return;
	if (file->offset > 0 && walk->tnef->files->len < TNEF_FILES) {
		g_ptr_array_add(walk->tnef->files, file);
		return;
	}
	walk->tnef->rest = TRUE;
	file_free(file);
}

static void
take_codepage(struct walk *walk, const struct value *value)
{
	struct cursor cursor = { walk->base, value->offset,
		value->offset + value->size, FALSE };
	guint32 page = number(&cursor, 4);

	if (cursor.broken || page == 0)
		return;
	g_snprintf(walk->codepage, sizeof walk->codepage, "%s%u",
	    page >= 1250 && page <= 1258 ? "windows-" : "cp", page);
}

static void
take_attribute(struct walk *walk, const struct value *value)
{
	switch (value->id) {
	case ATTRIBUTE_CODEPAGE:
		take_codepage(walk, value);
		break;
	case ATTRIBUTE_BODY:
		set(&walk->tnef->text, text_of(walk, value, walk->max));
		walk->tnef->is_html = FALSE;
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
			walk->file->name = text_of(walk, value, 1024);
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

struct tnef *
tnef_read(const void *data, gsize size, gsize max)
{
	struct cursor cursor = { data, 0, size, FALSE };
	struct walk walk = { .base = data, .max = max };
	struct value value = { .type = TYPE_STRING };

	if (size < 6 || number(&cursor, 4) != TNEF_SIGNATURE)
		return NULL;
	number(&cursor, 2);
	walk.tnef = g_new0(struct tnef, 1);
	walk.tnef->files = g_ptr_array_new_with_free_func(file_free);
	while (cursor.at < cursor.end && !cursor.broken) {
		pass(&cursor, 1); /* level: message or file */
		value.id = number(&cursor, 4);
		value.size = number(&cursor, 4);
		value.offset = cursor.at;
		pass(&cursor, value.size);
		if (!cursor.broken)
			take_attribute(&walk, &value);
		/* Its sum is not looked at: the mail came as it is. */
		pass(&cursor, 2);
	}
	end_file(&walk);
	walk.tnef->rest |= cursor.broken || (walk.rtf > 0 && !walk.tnef->text);
	return walk.tnef;
}
