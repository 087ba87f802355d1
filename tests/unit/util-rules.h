/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/header.h"
#include "model/keyring.h"
#include "settings/settings.h"

/* 2026-03-02 10:00 UTC in ms: now, in tests of rules. */
#define RULES_NOW G_GINT64_CONSTANT(1772445600000)

/* The desk of Example Support, support@example.com; border mx.example.com;
 * agents alice (also alice@home.example), bob, and carol, who is disabled;
 * queues support (support@) and sales (sales@, bob only). extra: more options,
 * as in docket.conf. */
struct settings *rules_settings(const char *extra);

/* A ring of two keys: id 5 (octets 0 to 31) signs; id 3 (octets 100 to 131) is
 * retired and good until RULES_NOW + 1000. */
struct keyring *rules_ring(void);

/* A header from a text as it stands in a mail, with "\n" for line ends and
 * folded lines; unfolded as the scanner does it. */
struct header *rules_header(const char *text);

/* Asserts that text has part in it. */
void rules_assert_holds(const char *text, const char *part);
void rules_assert_lacks(const char *text, const char *part);
