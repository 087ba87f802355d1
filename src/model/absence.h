/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>

/* How it became known. The numbers stand in records. */
enum absence_how {
	ABSENCE_COMMAND,  /* the agent's own word */
	ABSENCE_OPERATOR, /* docketctl */
	ABSENCE_SEEN, /* the agent's out-of-office answer: over with the next
	                 mail that the agent writes */
};

/* An agent who is away. */
struct absence {
	char *agent;
	gint64 since; /* ms UTC */
	gint64 until; /* ms UTC; 0: until told otherwise */
	guint32 how;  /* absence_how */
};

struct absence *absence_new(const char *agent, gint64 since);
void absence_free(struct absence *absence);
AUTOPTR_DEFINE(absence, absence_free)

/* Whether it holds at that time (ms UTC). */
bool absence_is_now(const struct absence *absence, gint64 now);

/* "command", "operator", "out of office"; "unknown" for any other number. */
const char *absence_how_name(guint32 how);

/* The record's octets (model/codec.h); the caller frees. */
GBytes *absence_encode(const struct absence *absence);

/* The reverse, of any bytes; STORE error when they are no absence. */
struct absence *absence_decode(GBytes *record,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
