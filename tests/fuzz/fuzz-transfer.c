/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfer encodings: the first octet picks which, the second where the data is
 * cut in two; both ways must give the same, never longer than what came in. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mime/transfer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(transfer) transfer = NULL;
	g_autoptr(GByteArray) whole = NULL;
	g_autoptr(GByteArray) pieces = g_byte_array_new();
	enum message_encoding encoding;
	gsize cut;

	if (size < 2)
		return 0;
	encoding = (enum message_encoding)(data[0] % 4);
	size -= 2;
	cut = MIN(data[1], size);
	data += 2;
	whole = transfer_decode_all(encoding, data, size);
	transfer = transfer_new(encoding);
	transfer_decode(transfer, data, cut, pieces);
	transfer_decode(transfer, data + cut, size - cut, pieces);
	transfer_finish(transfer, pieces);
	g_assert_cmpuint(whole->len, <=, size);
	g_assert_cmpuint(whole->len, ==, pieces->len);
	g_assert_true(whole->len == 0 ||
	    memcmp(whole->data, pieces->data, whole->len) == 0);
	return 0;
}
