/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "model/entry.h"

/* What an agent's notice repeats of the ticket at most. */
#define CONVERSATION_ENTRIES 10
#define CONVERSATION_OCTETS ((gsize)32 * 1024)
#define CONVERSATION_ENTRY_OCTETS ((gsize)8 * 1024)

/* The line above the conversation in a notice. */
#define CONVERSATION_TITLE "=== The conversation so far, newest first ==="

/* Adds an entry (newest first) with its text (own tokens already scrubbed),
 * under a line that says when, who, and whether it was internal; the title
 * above the first. Longer texts are cut and say so. False, and nothing added,
 * when out has reached CONVERSATION_OCTETS. zone NULL: UTC. */
bool conversation_add(GString *out, const struct entry *entry, const char *text,
    GTimeZone *zone);
