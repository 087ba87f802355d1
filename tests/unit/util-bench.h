/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"
#include "model/header.h"
#include "model/message.h"
#include "model/ticket.h"
#include "model/verdict.h"
#include "settings/settings.h"

#define BENCH_JANE "jane@customer.example"

/* A case for desk/decide and what it is made of, which a test changes as it
 * likes: at RULES_NOW a person's mail comes to rules_settings()'s desk from
 * BENCH_JANE, authenticated by DMARC; ticket 1042 of queue support is hers, and
 * the case names it unless the origin is DECIDE_NEW. */
struct bench {
	struct settings *conf;
	struct header *header;
	struct message *message;
	struct verdict *verdict;
	struct ticket *ticket;
	struct decide_case now;
};

/* The caller clears it, once. */
struct bench bench_make(enum decide_origin origin);
void bench_clear(struct bench *bench);
struct settings_queue *bench_queue(struct bench *bench); /* support */
