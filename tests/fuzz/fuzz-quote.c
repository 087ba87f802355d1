/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The new words of a text: its first octet says whether it is an answer. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mime/quote.h"
#include "model/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = NULL, *joined = NULL;
	g_autoptr(GArray) ranges = NULL;
	guint64 steps = 0;
	guint32 end = 0;

	if (size == 0)
		return 0;
	text = g_utf8_make_valid((const char *)data + 1, (gssize)size - 1);
	ranges = quote_find_counted(text,
	    data[0] & 1 ? QUOTE_IS_REPLY : QUOTE_UNKNOWN, &steps);
	for (guint i = 0; i < ranges->len; i++) {
		const struct message_range *range =
		    &g_array_index(ranges, struct message_range, i);

		g_assert_cmpuint(range->offset, >=, end);
		g_assert_cmpuint(range->length, >, 0);
		end = range->offset + range->length;
		g_assert_cmpuint(end, <=, strlen(text));
		g_assert_true(g_utf8_validate(text + range->offset,
		    (gssize)range->length, NULL));
	}
	g_assert_true(ranges->len > 0 || !*text);
	g_assert_cmpuint(steps, <=, 16 * strlen(text) + 4096);
	joined = quote_join(text, ranges);
	g_assert_true(g_utf8_validate(joined, -1, NULL));
	quote_is_reply_subject(text);
	return 0;
}
