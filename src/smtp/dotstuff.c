/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A letter's octets as they stand after DATA. Pure. This is the last gate
 * against SMTP smuggling (CVE-2023-51764 and its kin): whatever an earlier
 * stage did wrong, no CR without LF, no LF without CR and no line that is a
 * lone dot ever gets past here, so no server can see the end of a letter but
 * where we put it. */
#include "smtp/dotstuff.h"

static bool
refuse(GError **error, const char *what)
{
	return fail_set(error, FAIL_PERMANENT,
	    "the letter holds %s, which may not be sent", what);
}

/* One octet inside a line or at its start; LF was dealt with by the caller. */
static bool
add_octet(struct dotstuff *state, char octet, GString *out, GError **error)
{
	if (octet == '\0')
		return refuse(error, "a NUL");
	if (octet == '\r') {
		/* Written with its LF, so that a chunk never ends between the
		 * two. */
		state->place = DOTSTUFF_CR;
		return true;
	}
	if (state->length == DOTSTUFF_LINE_MAX)
		return refuse(error, "a line of more than 998 octets");
	if (state->place == DOTSTUFF_START && octet == '.')
		g_string_append_c(out, '.');
	g_string_append_c(out, octet);
	state->length++;
	state->place = DOTSTUFF_INSIDE;
	return true;
}

bool
dotstuff_add(struct dotstuff *state, const char *data, gsize size, GString *out,
    GError **error)
{
	for (gsize i = 0; i < size; i++) {
		if (state->place == DOTSTUFF_CR && data[i] != '\n')
			return refuse(error, "a CR without LF");
		if (state->place == DOTSTUFF_CR) {
			g_string_append_len(out, "\r\n", 2);
			*state = (struct dotstuff){ .place = DOTSTUFF_START };
			continue;
		}
		if (data[i] == '\n')
			return refuse(error, "an LF without CR");
		if (!add_octet(state, data[i], out, error))
			return false;
	}
	return true;
}

bool
dotstuff_end(const struct dotstuff *state, GString *out, GError **error)
{
	if (state->place == DOTSTUFF_CR)
		return refuse(error, "a CR without LF");
	if (state->place == DOTSTUFF_INSIDE)
		g_string_append_len(out, "\r\n", 2);
	g_string_append_len(out, ".\r\n", 3);
	return true;
}
