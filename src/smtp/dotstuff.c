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

/* How many octets stand at data that are nothing but a line's. */
static gsize
run_at(const char *data, gsize size)
{
	gsize n = 0;

	while (n < size && data[n] != '\0' && data[n] != '\r' &&
	    data[n] != '\n')
		n++;
	return n;
}

/* A run inside a line or at its start. */
static bool
add_run(struct dotstuff *state, const char *run, gsize size, GString *out,
    GError **error)
{
	if (size > DOTSTUFF_LINE_MAX - state->length)
		return refuse(error, "a line of more than 998 octets");
	if (state->place == DOTSTUFF_START && *run == '.')
		g_string_append_c(out, '.');
	g_string_append_len(out, run, (gssize)size);
	state->length += (guint)size;
	state->place = DOTSTUFF_INSIDE;
	return true;
}

bool
dotstuff_add(struct dotstuff *state, const char *data, gsize size, GString *out,
    GError **error)
{
	for (gsize i = 0, n; i < size; i += MAX(n, 1)) {
		n = run_at(data + i, size - i);
		if (state->place == DOTSTUFF_CR && data[i] != '\n')
			return refuse(error, "a CR without LF");
		if (n > 0) {
			if (!add_run(state, data + i, n, out, error))
				return false;
		} else if (data[i] == '\0') {
			return refuse(error, "a NUL");
		} else if (data[i] == '\r') {
			/* Written with its LF, so that a chunk never ends
			 * between the two. */
			state->place = DOTSTUFF_CR;
		} else if (state->place == DOTSTUFF_CR) {
			g_string_append_len(out, "\r\n", 2);
			*state = (struct dotstuff){ .place = DOTSTUFF_START };
		} else {
			return refuse(error, "an LF without CR");
		}
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
