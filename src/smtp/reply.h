/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"

#define REPLY_LINE_MAX 4096 /* octets a line; RFC 5321 4.5.3.1.5 says 512 */
#define REPLY_LINES_MAX 100
#define REPLY_TEXT_MAX 500     /* octets of reply_text() */
#define REPLY_ENHANCED_SIZE 12 /* "5.123.456" and its end */

/* One reply of an SMTP server (RFC 5321 4.2), taken apart as it comes in. A
 * line ends with LF, a CR before it is dropped; all lines must carry the same
 * code, 200-599. */
struct reply {
	guint code; /* good after REPLY_DONE */
	char
	    enhanced[REPLY_ENHANCED_SIZE]; /* RFC 3463, "" when there is none */
	GPtrArray
	    *lines; /* char *, without code and line end; NUL became '?' */
	GString *partial;  /* the line that is not yet complete */
	const char *fault; /* good after REPLY_BAD: what is wrong, in English */
};

enum reply_state { REPLY_MORE, REPLY_DONE, REPLY_BAD };

struct reply *reply_new(void);
void reply_free(struct reply *reply);
AUTOPTR_DEFINE(reply, reply_free)

/* Makes it ready for the next reply. */
void reply_clear(struct reply *reply);

/* Takes in octets up to the end of one reply and says in *used_out how many
 * that were: what follows belongs to the next reply. After DONE or BAD, clear
 * it first. */
enum reply_state reply_feed(struct reply *reply, const char *data, gsize size,
    gsize *used_out);

/* The lines as one, joined by spaces, the enhanced code left out, made valid
 * UTF-8 and cut at REPLY_TEXT_MAX. Control characters are still in it: whoever
 * prints it escapes it. The caller frees. */
char *reply_text(const struct reply *reply);
