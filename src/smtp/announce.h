/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "smtp/submit.h"

/* The commands that announce a letter, each with its CR LF. */
struct announce {
	char *mail, *rcpt;
};

void announce_clear(struct announce *announce);
#define ANNOUNCE_AUTO __attribute__((cleanup(announce_clear)))

/* Builds MAIL and RCPT for a letter, for a relay that offers these things.
 * Nothing that is not a valid address gets into a command; a U-label domain
 * becomes A-labels. False: *outcome says why this letter cannot go by this
 * relay: an address that is none, SMTPUTF8 (RFC 6531) needed and not offered,
 * or more octets than its SIZE (RFC 1870). */
bool announce_build(const struct submit_envelope *envelope,
    const struct capability *offered, struct announce *out,
    struct outcome *outcome) G_GNUC_WARN_UNUSED_RESULT;

/* Whether name may follow EHLO: a domain of letters, digits, hyphens and dots,
 * or an address literal in brackets. */
bool announce_is_host(const char *name);
