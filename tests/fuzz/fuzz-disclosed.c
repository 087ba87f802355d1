/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets in a mail: subject, a file's name and the text, cut out of the input
 * at octets of zero. What is hidden has to be whole characters, and what is
 * left a mail like any other, with its new words where they were. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/strings.h"
#include "desk/disclosed.h"
#include "desk/hidden.h"
#include "desk/seedwords.h"
#include "mime/quote.h"
#include "mime/safename.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
take(char **place, const uint8_t **data, size_t *size)
{
	const uint8_t *end = *size ? memchr(*data, 0, *size) : NULL;
	size_t length = end ? (size_t)(end - *data) : *size;

	g_free(*place);
	*place = g_utf8_make_valid((const char *)*data, (gssize)length);
	*data += length + (end != NULL);
	*size -= length + (end != NULL);
}

/* Ascending, apart, and each of whole characters of the text. */
static void
check_ranges(const char *text, GBytes *words)
{
	g_autoptr(GArray) ranges = disclosed_find(text, words);
	g_autofree char *masked = disclosed_mask(text, ranges);
	size_t end = 0, size = strlen(text);

	for (guint i = 0; i < ranges->len; i++) {
		const struct disclosed_range *range =
		    &g_array_index(ranges, struct disclosed_range, i);

		g_assert_cmpuint(range->offset, >=, end);
		g_assert_cmpuint(range->length, >, 0);
		end = range->offset + range->length;
		g_assert_cmpuint(end, <=, size);
		g_assert_true(g_utf8_validate(text + range->offset,
		    (gssize)range->length, NULL));
	}
	g_assert_true(g_utf8_validate(masked, -1, NULL));
	hidden_in_file(text, words);
}

static void
check_kept(const struct message *message)
{
	size_t size = strlen(message->text);
	guint32 end = 0;

	for (guint i = 0; i < message->kept->len; i++) {
		const struct message_range *range =
		    &g_array_index(message->kept, struct message_range, i);

		g_assert_cmpuint(range->offset, >=, end);
		g_assert_cmpuint(range->length, >, 0);
		end = range->offset + range->length;
		g_assert_cmpuint(end, <=, size);
		g_assert_true(g_utf8_validate(message->text + range->offset,
		    (gssize)range->length, NULL));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) words = seedwords_shipped();
	g_autoptr(message) message = message_new();
	struct message_part *part = message_part_new();
	g_autofree char *name = g_strdup("");

	take(&message->subject, &data, &size);
	take(&name, &data, &size);
	take(&message->text, &data, &size);
	g_strdelimit(message->subject, "\r\n", ' ');
	g_free(part->name);
	part->name = safename_make(name, "text/plain", 1);
	g_ptr_array_add(message->parts, part);
	g_array_unref(message->kept);
	message->kept = quote_find(message->text, QUOTE_UNKNOWN);
	check_ranges(message->text, words);
	check_ranges(message->subject, words);
	bool changed = hidden_take_out(message, words);
	g_assert_cmpint(changed, ==,
	    (message->flags & (MESSAGE_FLAG_HIDDEN | MESSAGE_DISCLOSED)) != 0);
	check_kept(message);
	g_assert_true(g_utf8_validate(message->subject, -1, NULL));
	g_assert_true(g_utf8_validate(part->name, -1, NULL));
	g_assert_null(strpbrk(part->name, "/\\"));
	g_assert_true(*part->name && *part->name != '.');
	g_assert_cmpuint(strlen(part->name), <=, MESSAGE_NAME_MAX);
	g_autofree char *kinds = hidden_kinds(message->flags);
	g_assert_true(!kinds || changed);
	return 0;
}
