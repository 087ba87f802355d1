/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"
#include "desk/decide.h"

/* Which queue a new matter is for. What a customer writes decides that and
 * nothing else: it gives no right and no trust. */
struct routing {
	const struct settings_queue *queue; /* NULL: there are none */
	char *category;                     /* of category.h; "" unknown */
	GPtrArray *steps; /* char *: what was tried, in order, and its
	                     verdict */
};
void routing_free(struct routing *routing);
AUTOPTR_DEFINE(routing, routing_free)

/* In this order: the address that the mail was written to (recipient fields,
 * also those that a delivery adds), unless it is the catch-all queue's; the
 * category that a form names, or the first line of the text where the settings
 * allow it; the rules of the settings, the first that fits; the catch-all
 * queue. The caller frees. */
struct routing *routing_find(const struct decide_case *what);
