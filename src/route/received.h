/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"

/* The trace line of one hop (RFC 5321 4.4), as far as trust needs it. */
struct received {
	char *by;          /* host that wrote it, "" when there is none */
	char *client;      /* host it came from, as "by" looked it up: Postfix's
	                      "(name [address])", the HELO name is no word of
	                      ours; "" when it is not beyond doubt */
	char *with;        /* protocol in upper case: "ESMTPS", "LMTP"; "" */
	gboolean has_from; /* whether it says at all whom it came from */
	char *authenticated; /* address in "(Authenticated sender: ...)", ""
	                        when it is not beyond doubt */
};

/* Reads an unfolded value. NULL when its clauses cannot be told apart beyond
 * doubt: a comment or quoted string not closed, "by" or "with" twice. The HELO
 * name, the certificate's name and the recipient in it are a stranger's words,
 * so "authenticated" is only believed in the place where Postfix writes it:
 * in the comment just before "by", behind the client's "(name [address])", with
 * nothing but comments after the one HELO word. Linear time. The caller
 * frees. */
struct received *received_parse(const char *value);
void received_free(struct received *received);
AUTOPTR_DEFINE(received, received_free)

/* Whether the protocol says that the client logged in (RFC 3848, RFC 6531). */
gboolean received_is_submission(const struct received *received);

/* Whether it is a handover within a mail system, which a stranger can not
 * begin: LMTP (RFC 2033), or Google's own with no client and an address for a
 * host
 * ("by 2002:a05:... with SMTP id ..."). */
gboolean received_is_handover(const struct received *received);
