/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A case for tests of what follows from a mail. */
#include "util-bench.h"

#include "base/strings.h"
#include "util-rules.h"

struct bench
bench_make(enum decide_origin origin)
{
	struct bench bench = { .conf = rules_settings(NULL),
		.header = header_new(),
		.message = message_new(),
		.verdict = verdict_new(),
		.ticket = ticket_new() };

	bench.verdict->auth = VERDICT_AUTH_DMARC;
	bench.verdict->auto_respond = TRUE;
	bench.ticket->number = 1042;
	strings_set(&bench.ticket->queue, "support");
	ticket_add_seat(bench.ticket, BENCH_JANE, "Jane Doe", TICKET_VERIFIED);
	bench.now = (struct decide_case){ .origin = origin,
		.header = bench.header,
		.message = bench.message,
		.verdict = bench.verdict,
		.settings = bench.conf,
		.ticket = origin == DECIDE_NEW ? NULL : bench.ticket,
		.from = BENCH_JANE,
		.now = RULES_NOW };
	return bench;
}

void
bench_clear(struct bench *bench)
{
	settings_free(bench->conf);
	header_free(bench->header);
	message_free(bench->message);
	verdict_free(bench->verdict);
	ticket_free(bench->ticket);
}

struct settings_queue *
bench_queue(struct bench *bench)
{
	return g_ptr_array_index(bench->conf->queues, 0);
}
