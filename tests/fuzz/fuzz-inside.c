/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies inside parts: a winmail.dat, RTF, a calendar object, files and
 * armour in a text. The first octet picks which. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mime/armor.h"
#include "mime/icalendar.h"
#include "mime/lzfu.h"
#include "mime/quote.h"
#include "mime/rtf.h"
#include "mime/tnef.h"
#include "mime/uufile.h"
#include "model/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TEXT_MAX 4096

static void
check_text(const char *text)
{
	if (!text)
		return;
	g_assert_true(g_utf8_validate(text, -1, NULL));
}

static void
read_tnef(const uint8_t *data, size_t size)
{
	g_autoptr(tnef) tnef = tnef_read(data, size, TEXT_MAX);

	if (!tnef)
		return;
	g_assert_cmpuint(tnef->messages->len, <=, TNEF_MESSAGES);
	for (guint i = 0; i < tnef->messages->len; i++) {
		const struct tnef_message *message = tnef->messages->pdata[i];

		check_text(message->subject);
		check_text(message->from_name);
		check_text(message->from_address);
		check_text(message->text);
	}
	g_assert_cmpuint(tnef->files->len, <=, TNEF_FILES);
	for (guint i = 0; i < tnef->files->len; i++) {
		const struct tnef_file *file = tnef->files->pdata[i];

		g_assert_cmpuint(file->offset, >, 0);
		g_assert_cmpuint(file->offset, <=, size);
		g_assert_cmpuint(file->size, <=, size - file->offset);
	}
}

static void
read_rtf(const uint8_t *data, size_t size)
{
	enum rtf_form form = RTF_TEXT;
	g_autofree char *text = rtf_read(data, size, TEXT_MAX, &form);

	check_text(text);
	g_assert_cmpuint(strlen(text), <=, TEXT_MAX);
}

static void
unpack_rtf(const uint8_t *data, size_t size)
{
	gboolean cut = FALSE;
	g_autoptr(GByteArray) rtf = lzfu_unpack(data, size, TEXT_MAX, &cut);

	if (!rtf)
		return;
	g_assert_cmpuint(rtf->len, <=, TEXT_MAX);
	read_rtf(rtf->data, rtf->len);
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
	if (data[0] % 5 == 0)
		read_tnef(data + 1, size - 1);
	else if (data[0] % 5 == 1)
		sum_up(text);
	else if (data[0] % 5 == 2)
		exclude(text);
	else if (data[0] % 5 == 3)
		read_rtf(data + 1, size - 1);
	else
		unpack_rtf(data + 1, size - 1);
	return 0;
}
