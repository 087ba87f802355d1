/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* The one table that decides what a mail may do, from the token that it
 * carries and from who wrote it. */

/* Whose token it is; participants count as customers, a note token is an
 * agent's. A forged, retired or unknown one is none. */
enum trust_token { TRUST_TOKEN_CUSTOMER, TRUST_TOKEN_AGENT, TRUST_TOKEN_NONE };

/* The one address of the one From field, against the token's holder. Without a
 * token: TRUST_HOLDER_* is whoever From names. */
enum trust_sender {
	TRUST_HOLDER_AUTHENTICATED,
	TRUST_HOLDER_UNPROVED,
	TRUST_SOMEBODY_ELSE,
};

enum trust_cell {
	TRUST_APPEND,             /* to the ticket, in the holder's name */
	TRUST_APPEND_UNVERIFIED,  /* the same, marked as not proved */
	TRUST_APPEND_THIRD_PARTY, /* marked; changes nothing, gets nothing */
	TRUST_ACT,                /* relay an agent's words, obey commands */
	TRUST_HOLD,
	TRUST_REFUSE, /* hold, and alarm */
	TRUST_MATCH,  /* no token: look at Message-IDs, else new */
	TRUST_NEW,
};

enum trust_cell trust_decide(enum trust_token token, enum trust_sender sender);

/* The cell in a word or two, for explain. */
const char *trust_cell_name(enum trust_cell cell);
