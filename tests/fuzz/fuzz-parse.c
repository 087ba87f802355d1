/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole mail through scan and parser, as in the reader; what comes out must
 * be a record that its client takes. */
#include <stddef.h>
#include <stdint.h>

#include "base/log.h"
#include "intake/scan.h"
#include "mime/parse.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct scan_limits bounds = { 1 << 20, 262144, 32768, 1000, 65536,
	50, 1000, 256, 500, 1000, 100, 200 };
static const struct parse_limits limits = { 50, 1000, 100, 1 << 20, 1 << 20,
	1000, 20, 200, 65536 };

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_open("fuzz", LOG_ERROR);
	parse_init();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(header) header = scan_header(data, size, &bounds);
	g_autoptr(message) message = NULL;
	g_autoptr(message) back = NULL;
	g_autoptr(GBytes) record = NULL;

	if (header->limit)
		return 0;
	message = parse_message(data, size, &limits);
	record = message_encode(message);
	back = message_decode(record, size, NULL);
	g_assert_nonnull(back);
	g_assert_true(g_utf8_validate(back->text, -1, NULL));
	return 0;
}
