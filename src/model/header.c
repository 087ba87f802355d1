/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of header fields, kept in the order in which they came.
 *
 * The order is what trust reads: fields above a border's Received were written
 * behind it. So nothing here may sort, merge or drop a field. */
#include "model/header.h"

static void
field_free(gpointer data)
{
	struct header_field *field = data;
	g_free(field->name);
	g_free(field->value);
	g_free(field);
}

struct header *
header_new(void)
{
	struct header *header = g_new0(struct header, 1);
	header->fields = g_ptr_array_new_with_free_func(field_free);
	return header;
}

void
header_add(struct header *header, const char *name, const char *value)
{
	struct header_field *field = g_new0(struct header_field, 1);
	field->name = g_strdup(name);
	field->value = g_strdup(value);
	g_ptr_array_add(header->fields, field);
}

void
header_free(struct header *header)
{
	if (!header)
		return;
	g_ptr_array_unref(header->fields);
	g_free(header->limit);
	g_free(header);
}

const char *
header_find(const struct header *header, const char *name, guint nth)
{
	for (guint i = 0; i < header->fields->len; i++) {
		const struct header_field *field = header->fields->pdata[i];
		/* every rule asks for its field: the first letter mostly says
		 * no */
		if (((*field->name ^ *name) & ~0x20) != 0 ||
		    g_ascii_strcasecmp(field->name, name) != 0)
			continue;
		if (nth == 0)
			return field->value;
		nth--;
	}
	return NULL;
}

guint
header_count(const struct header *header, const char *name)
{
	guint count = 0;
	while (header_find(header, name, count))
		count++;
	return count;
}
