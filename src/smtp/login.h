/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "smtp/capability.h"
#include "smtp/exchange.h"
#include "smtp/outcome.h"

enum login_mechanism { LOGIN_PLAIN, LOGIN_LOGIN, LOGIN_XOAUTH2 };

struct login {
	const char *user; /* NULL or "": no login at all */
	enum login_mechanism mechanism;
	GBytes *secret; /* password, or the access token for XOAUTH2 */
};

/* AUTH (RFC 4954), with that one mechanism and only when it is offered; PLAIN
 * and XOAUTH2 with an initial response. Buffers that held the secret are
 * overwritten. The caller has seen to it that the line is private. False:
 * *outcome says why. */
bool login_run(struct exchange *exchange, const struct login *login,
    const struct capability *offered,
    struct outcome *outcome) G_GNUC_WARN_UNUSED_RESULT;
