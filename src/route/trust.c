/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Token and sender, each proved or not: this table is the whole answer, so
 * that no other place may ever let one of the two decide alone. In every desk
 * program that leaked tickets, one factor was enough somewhere. */
#include "route/trust.h"

static const guint8 cells[3][3] = {
	[TRUST_TOKEN_CUSTOMER] = {
		[TRUST_HOLDER_AUTHENTICATED] = TRUST_APPEND,
		[TRUST_HOLDER_UNPROVED] = TRUST_APPEND_UNVERIFIED,
		[TRUST_SOMEBODY_ELSE] = TRUST_APPEND_THIRD_PARTY,
	},
	[TRUST_TOKEN_AGENT] = {
		[TRUST_HOLDER_AUTHENTICATED] = TRUST_ACT,
		[TRUST_HOLDER_UNPROVED] = TRUST_HOLD,
		[TRUST_SOMEBODY_ELSE] = TRUST_REFUSE,
	},
	[TRUST_TOKEN_NONE] = {
		[TRUST_HOLDER_AUTHENTICATED] = TRUST_MATCH,
		[TRUST_HOLDER_UNPROVED] = TRUST_NEW,
		[TRUST_SOMEBODY_ELSE] = TRUST_NEW,
	},
};

enum trust_cell
trust_decide(enum trust_token token, enum trust_sender sender)
{
	g_assert(token <= TRUST_TOKEN_NONE && sender <= TRUST_SOMEBODY_ELSE);
	return (enum trust_cell)cells[token][sender];
}

const char *
trust_cell_name(enum trust_cell cell)
{
	static const char *const names[] = {
		[TRUST_APPEND] = "append",
		[TRUST_APPEND_UNVERIFIED] = "append, unverified",
		[TRUST_APPEND_THIRD_PARTY] = "append, third party",
		[TRUST_ACT] = "act",
		[TRUST_HOLD] = "hold",
		[TRUST_REFUSE] = "refuse",
		[TRUST_MATCH] = "match",
		[TRUST_NEW] = "new",
	};
	guint index = cell;

	return index < G_N_ELEMENTS(names) ? names[index] : "unknown";
}
