/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies inside parts: a winmail.dat, a calendar object, files and armour in
 * a text. The first octet picks which. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mime/armor.h"
#include "mime/icalendar.h"
#include "mime/quote.h"
#include "mime/tnef.h"
#include "mime/uufile.h"
#include "model/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_tnef(const uint8_t *data, size_t size)
{
	g_autoptr(tnef) tnef = tnef_read(data, size, 4096);

	if (!tnef)
		return;
	g_assert_true(!tnef->text || g_utf8_validate(tnef->text, -1, NULL));
	g_assert_cmpuint(tnef->files->len, <=, TNEF_FILES);
	for (guint i = 0; i < tnef->files->len; i++) {
		const struct tnef_file *file = tnef->files->pdata[i];

		g_assert_cmpuint(file->offset, >, 0);
		g_assert_cmpuint(file->offset, <=, size);
		g_assert_cmpuint(file->size, <=, size - file->offset);
	}
}

static void
sum_up(const char *text)
{
	g_autofree char *line = icalendar_sum(text);

	if (!line)
		return;
	g_assert_true(g_utf8_validate(line, -1, NULL));
	g_assert_cmpuint(strlen(line), <=, ICALENDAR_MAX);
	g_assert_true(strchr(line, '\n') == line + strlen(line) - 1);
}

/* Ranges stay in order and inside the text. */
static void
exclude(const char *text)
{
	g_autoptr(GArray) kept = quote_find(text, QUOTE_UNKNOWN);
	guint32 end = 0;

	armor_exclude(text, kept);
	uufile_exclude(text, kept);
	for (guint i = 0; i < kept->len; i++) {
		const struct message_range *range =
		    &g_array_index(kept, struct message_range, i);

		g_assert_cmpuint(range->offset, >=, end);
		g_assert_cmpuint(range->length, >, 0);
		end = range->offset + range->length;
	}
	g_assert_cmpuint(end, <=, strlen(text));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = NULL;

	if (size == 0)
		return 0;
	text = g_utf8_make_valid((const char *)data + 1, (gssize)size - 1);
	if (data[0] % 3 == 0)
		read_tnef(data + 1, size - 1);
	else if (data[0] % 3 == 1)
		sum_up(text);
	else
		exclude(text);
	return 0;
}
