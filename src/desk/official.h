/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "settings/settings.h"

/* Whether something is the desk's: its own addresses, and desk.official, which
 * has addresses, domains (with all below them), accounts ("@example") and pages
 * ("t.me/example"). name: as somebody writes it, with or without "https://" and
 * "www.". */
bool official_is(const struct settings *settings, const char *name);

enum official_answer {
	OFFICIAL_NOTHING, /* nothing in the text can be asked about */
	OFFICIAL_ALL,     /* each is the desk's */
	OFFICIAL_NOT,     /* at least one is not */
};

/* What a text names: addresses, domains, links and accounts, of whatever
 * alphabet; asker, who signs his mails, is passed over. *named_out: the first
 * one that is not the desk's, else what the settings call those that are,
 * joined by ", "; NULL for none. Foreign text, never to be repeated to anybody
 * but agents where it is not the desk's. Linear. The caller frees. */
enum official_answer official_find(const struct settings *settings,
    const char *text, const char *asker, char **named_out);
