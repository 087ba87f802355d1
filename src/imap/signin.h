/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "imap/session.h"
#include "settings/settings.h"
#include <glib.h>
#include <stdbool.h>

/* From a fresh connection to a session that is logged in: greeting, STARTTLS
 * where the settings ask for it and the line is plain, capabilities, and the
 * way of login that the settings name: AUTHENTICATE PLAIN (else the LOGIN
 * command), LOGIN (else AUTHENTICATE LOGIN) or AUTHENTICATE XOAUTH2. encrypted:
 * whether TLS is on already. CONFIG error when the server lacks what is needed
 * or refuses user and secret. */
enum signin_line { SIGNIN_LINE_PLAIN, SIGNIN_LINE_TLS };
bool signin_run(struct session *session, enum signin_line line,
    const struct settings_account *settings, GBytes *secret,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The steps (GBytes for session_exchange(), wiped when freed) of a login.
 * SIGNIN_FIRST_INLINE: the server has SASL-IR (RFC 4959). For tests. */
enum signin_first { SIGNIN_FIRST_WAITS, SIGNIN_FIRST_INLINE };
enum signin_way {
	SIGNIN_SASL_PLAIN,
	SIGNIN_SASL_LOGIN,
	SIGNIN_SASL_XOAUTH2,
	SIGNIN_COMMAND
};
GPtrArray *signin_steps(enum signin_way way, const char *user, GBytes *secret,
    enum signin_first first);
