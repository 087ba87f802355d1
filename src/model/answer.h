/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "model/standing.h"
#include <glib.h>
#include <stdint.h>

/* The newest answers of agents on a ticket, oldest first, so that a second one
 * can be told from the first without reading any mail again. */
#define ANSWER_DIGEST_SIZE 32
#define ANSWER_LIST_MAX 16

struct answer {
	char *agent;                        /* name */
	gint64 when;                        /* ms UTC */
	uint8_t digest[ANSWER_DIGEST_SIZE]; /* of words and files */
	struct standing before; /* the ticket's promises, when it came */
};

/* An empty list, which frees what is in it. */
GPtrArray *answer_list_new(void);

/* Adds a copy of one at the end; the oldest goes where there are too many. */
void answer_list_add(GPtrArray *list, const struct answer *answer);

/* The record's octets (model/codec.h); the caller frees. */
GBytes *answer_list_encode(const GPtrArray *list);

/* The reverse, of any bytes; STORE error when they are no such list. The caller
 * unrefs. */
GPtrArray *answer_list_decode(GBytes *record,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
