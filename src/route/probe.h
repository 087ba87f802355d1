/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"
#include "model/header.h"
#include "settings/settings.h"

/* The mail that "docketctl check --connect" sends to the desk itself, with an
 * Authentication-Results field that no server wrote, and what its way through
 * the border says of the ways that agent_auth can name. */

/* How long a probe is known as one, ms. */
#define PROBE_FRESH_MS (60 * 60 * G_GINT64_CONSTANT(1000))

/* A text that only who has the key file can make, for a probe of that time (ms
 * UTC). The caller frees. */
char *probe_token(GBytes *secret, gint64 now);

/* Whether a mail is such a probe, made within PROBE_FRESH_MS: it is no ticket.
 * A NULL secret knows none. */
gboolean probe_is_ours(const struct header *header, GBytes *secret, gint64 now);

/* Whether a mail is the probe with that token. */
gboolean probe_has_token(const struct header *header, const char *token);

/* The whole mail, lines ending with CR LF, from the desk's address to that one.
 * The caller frees. */
char *probe_mail(const struct settings *conf, const char *token, const char *to,
    gint64 now);

enum probe_fate {
	PROBE_REMOVED, /* the forged field is gone */
	PROBE_RENAMED, /* it has another name now */
	PROBE_IGNORED, /* it is there, outside the trusted block */
	PROBE_BELIEVED,
};

struct probe_result {
	enum probe_fate fate;
	char *name;   /* of PROBE_RENAMED: the new name */
	char *host;   /* which took the mail in and which border_hosts does not
	                 name; NULL when one of them did */
	char *others; /* authserv-id of a field that is not ours; NULL none */
	gboolean dmarc;      /* proved by what the border wrote itself */
	gboolean submission; /* proved by the login */
	char *reason;        /* why not by the login */
};
void probe_result_clear(struct probe_result *result);

/* What became of the forged field in a probe that has arrived. */
void probe_judge(const struct header *header, const struct settings *conf,
    const char *token, struct probe_result *out);
