/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "settings/settings.h"

/* A warning for agents when a sender from outside looks like one of the desk or
 * like an agent: another alphabet's letters, l and 1, rn and m (UTS 39), in
 * address or domain; one of our addresses, or an agent's whole name or the
 * desk's, as the display name. NULL when nothing does, and for our own people.
 * from: folded, "" for none; name: UTF-8. The caller frees. */
char *lookalike_find(const struct settings *settings, const char *from,
    const char *name);
