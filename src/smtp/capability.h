/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "smtp/reply.h"

/* What a relay offers in its answer to EHLO; a bit set. */
enum capability_bit {
	CAPABILITY_STARTTLS = 1 << 0,   /* RFC 3207 */
	CAPABILITY_PIPELINING = 1 << 1, /* RFC 2920 */
	CAPABILITY_8BITMIME = 1 << 2,   /* RFC 6152 */
	CAPABILITY_SMTPUTF8 = 1 << 3,   /* RFC 6531 */
	CAPABILITY_ENHANCED = 1 << 4,   /* RFC 2034 */
	CAPABILITY_SIZE = 1 << 5,       /* RFC 1870 */
	CAPABILITY_PLAIN = 1 << 6,      /* AUTH mechanisms, RFC 4954 */
	CAPABILITY_LOGIN = 1 << 7,
	CAPABILITY_XOAUTH2 = 1 << 8,
};

struct capability {
	guint bits;
	guint64 size; /* the most octets it takes; 0: it did not say */
};

/* Reads the lines after the first; what it does not know is passed over. */
void capability_read(const struct reply *reply, struct capability *out);

/* "STARTTLS PIPELINING ...", for people; the caller frees. */
char *capability_text(const struct capability *capability);
