/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "model/header.h"
#include "model/verdict.h"
#include "settings/settings.h"

/* How From is authenticated, from the raw header's trusted block: the fields
 * from the top down to the Received field that one of border_hosts wrote ("by
 * host"; "*.example.com" stands for every host below), and Received-SPF and
 * Authentication-Results fields just under it, unless it tells of a login. A
 * Received field above it must be a handover within a mail system (received.h),
 * by one of inner_hosts, or from a border host by the address; else nothing is
 * authenticated.
 *
 * VERDICT_AUTH_DMARC: the topmost Authentication-Results of ours there (RFC
 * 8601; of authserv_id if that is set, else of one of border_hosts) says
 * dmarc=pass with header.from equal to From's domain, or dkim=pass with
 * header.d equal to it and nothing of dmarc=fail.
 * VERDICT_AUTH_SUBMISSION: the border's Received says ESMTPA or ESMTPSA and
 * "Authenticated sender" equal to From's address.
 * Where both hold, the one that settings->agent_auth lets count is said.
 *
 * Sets verdict->auth and ->auth_reason. *from_out: the one address of the one
 * From field, folded; "" when there is not exactly one, and then nothing is
 * authenticated. The caller frees it. */
void authres_check(const struct header *header, const struct settings *conf,
    struct verdict *verdict, char **from_out);

/* Whether the field at that index stands where results of the border's own
 * would, whoever sent the mail: a login is not looked at. */
gboolean authres_is_place(const struct header *header,
    const struct settings *conf, guint index);
