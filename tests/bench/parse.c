/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counterpart of "floor parse": scan, parse and digest mails from memory
 * with docket's own code, as mailbox and reader do for each. */
#include "mime/parse.h"
#include "base/log.h"
#include "base/mac.h"
#include "intake/scan.h"
#include <stdio.h>
#include <time.h>

static const struct scan_limits bounds = { 36700160, 262144, 32768, 1000, 65536,
	50, 1000, 256, 500, 1000, 100, 200 };
static const struct parse_limits limits = { 50, 1000, 100, 26214400, 36700160,
	1000, 20, 200, 262144 };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* callgrind counts what is done in here. */
void run_parse(const GPtrArray *mails);

G_GNUC_NO_INLINE void
run_parse(const GPtrArray *mails)
{
	for (guint i = 0; i < mails->len; i++) {
		gsize size = 0;
		const void *raw =
		    g_bytes_get_data(g_ptr_array_index(mails, i), &size);
		guint8 digest[MAC_SHA256_SIZE];
		g_autoptr(header) header = scan_header(raw, size, &bounds);
		g_autoptr(message) message = parse_message(raw, size, &limits);
		g_autoptr(GBytes) record = message_encode(message);

		mac_sha256(raw, size, digest);
	}
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) mails =
	    g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	log_open("parse", LOG_ERROR);
	parse_init();
	for (int i = 1; i < argc; i++) {
		char *raw = NULL;
		gsize size = 0;

		if (!g_file_get_contents(argv[i], &raw, &size, NULL))
			return 1;
		g_ptr_array_add(mails, g_bytes_new_take(raw, size));
	}
	double began = now();
	run_parse(mails);
	printf("{\"mails\": %u, \"seconds\": %.4f}\n", mails->len,
	    now() - began);
	return 0;
}
