/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate: any octets, with limits small enough to be reached. */
#include <stddef.h>
#include <stdint.h>

#include "intake/digest.h"
#include "intake/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct scan_limits limits = { 65536, 4096, 1024, 50, 256,
		5, 20, 70, 10, 20, 10, 10 };
	g_autoptr(header) header = scan_header(data, size, &limits);
	static const uint8_t key[32] = { 1 };
	struct dedupe_copy copy;

	g_assert_cmpuint(header->body_offset, <=, size);
	digest_mail(data, size, header, key, &copy);
	return 0;
}
