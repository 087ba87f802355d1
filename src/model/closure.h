/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>

/* A customer's vote goes from CLOSURE_WORST to CLOSURE_BEST. */
#define CLOSURE_WORST 1U
#define CLOSURE_BEST 5U

/* One solving of a ticket about which its customer was asked: what the number
 * of a rating address means. Whose work it was stays here as it was then,
 * whoever has the ticket later. */
struct closure {
	guint64 number, ticket;
	char *queue, *agent, *language; /* agent "": nobody had it */
	gint64 solved;   /* ms UTC: the ticket's own, tells solvings apart */
	gint64 asked;    /* ms UTC */
	guint32 vote;    /* 0: none yet */
	gint64 voted;    /* ms UTC of the vote that stands; 0: none */
	guint32 changes; /* how often it was given anew */
};

/* One without number and vote; every string "". */
struct closure *closure_new(void);
void closure_free(struct closure *closure);
AUTOPTR_DEFINE(closure, closure_free)

/* The record's octets (model/codec.h); the caller frees. */
GBytes *closure_encode(const struct closure *closure);

/* The reverse, of any bytes; STORE error when they are no closure. */
struct closure *closure_decode(GBytes *record,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
