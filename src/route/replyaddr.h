/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "settings/settings.h"

/* Where tokens stand in addresses (support+TOKEN@desk, or TOKEN@token_domain)
 * and in Message-IDs (docket.TOKEN@desk). Nothing here proves anything: what is
 * found goes to route/token.h. */

/* The reply address for a long token's text. The caller frees. */
char *replyaddr_make(const struct settings_desk *desk, const char *token);

/* The domain of all such addresses; borrowed. */
const char *replyaddr_domain(const struct settings_desk *desk);

/* The envelope sender for a short token's text. The caller frees. */
char *replyaddr_bounce(const struct settings_desk *desk, const char *token);

/* The token text in an address of ours: a pointer into address and its length,
 * which tells long (TOKEN_LENGTH) from short; NULL when there is none. Both
 * forms and both delimiters are looked for, whatever the settings make now:
 * letters of before the change are still answered. */
const char *replyaddr_find(const struct settings *settings, const char *address,
    gsize *length_out);

/* "docket.TOKEN@domain" without <>, for a short token. The caller frees. */
char *replyaddr_message_id(const struct settings_desk *desk, const char *token);

/* The short token's text within such an id of ours, and its length; NULL when
 * the id has another form. */
const char *replyaddr_in_message_id(const struct settings_desk *desk,
    const char *id, gsize *length_out);

/* The ticket's pseudo root in References, "docket.ticket.N@domain": it groups
 * letters in mail clients and has no force of its own. The caller frees. */
char *replyaddr_root(const struct settings_desk *desk, guint64 ticket);

/* Whether an id (without <>) has the form of such a root. */
gboolean replyaddr_is_root(const struct settings_desk *desk, const char *id);

/* text with every token of ours (in addresses, ids, links, with or without what
 * stands around it) replaced by "…". Linear time. The caller frees. */
char *replyaddr_scrub(const struct settings *settings, const char *text);
