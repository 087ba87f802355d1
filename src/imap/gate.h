/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>

/* A gate reads an IMAP server's octets as they arrive, before libetpan's parser
 * does. It knows lines, literals, quoted strings, numbers and which responses
 * there are (RFC 3501 section 7), and reads those that are about the session
 * itself. To libetpan it passes only what we have asked for: CAPABILITY, LIST,
 * SEARCH, STATUS and FETCH data, "+" and the bare tagged reply. */

#define GATE_LINE_MAX \
	(64 * 1024)           /* octets of a response, literals not counted */
#define GATE_DEPTH_MAX 8      /* open parentheses */
#define GATE_LINES_MAX 200000 /* responses per command */
#define GATE_OCTETS_MAX \
	(16 * 1024 * 1024) /* per command, literals not counted */
#define GATE_LITERAL_SLACK                                 \
	(1024 * 1024) /* over the size of the largest mail \
	               */

enum gate_status {
	GATE_NONE,
	GATE_OK,
	GATE_NO,
	GATE_BAD,
	GATE_PREAUTH,
	GATE_BYE
};

/* A status response: "<tag> OK [CODE arguments] text". */
struct gate_reply {
	enum gate_status status;
	char tag[16];   /* "*" when untagged */
	char code[32];  /* "AUTHENTICATIONFAILED"; "" when there is none */
	char text[256]; /* the server's words, cut; valid UTF-8, not escaped */
};

/* What SELECT and later responses say of the selected folder. */
struct gate_folder {
	guint32 exists, uidvalidity, uidnext; /* 0: not said */
	bool read_only;
	char *permanent_flags; /* "\Seen \* word", or NULL: not said */
};

struct gate;

/* A gate for mails of up to message_max octets; a literal may be
 * GATE_LITERAL_SLACK larger. */
struct gate *gate_new(guint64 message_max);

/* A command starts: counters and replies are cleared. All its literals together
 * may have literals_max octets. */
void gate_begin(struct gate *gate, guint64 literals_max);

/* Takes size octets and appends to out what may pass. TEMPORARY error that
 * names what the server did wrong, LIMIT for a literal that is too large; the
 * stream must then be closed. It is a driver_filter whose context is the gate.
 */
bool gate_feed(void *gate, const guint8 *data, size_t size, GByteArray *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Octets that have come behind the tagged reply: none may before a TLS
 * handshake. */
guint64 gate_behind(const struct gate *gate);

/* The command's tagged reply so far (GATE_NONE: none yet). */
const struct gate_reply *gate_tagged(const struct gate *gate);

/* The last untagged status response since gate_begin() (GATE_NONE: none yet).
 */
const struct gate_reply *gate_untagged(const struct gate *gate);

/* The BYE that the server sent at any time; NULL when it sent none. */
const struct gate_reply *gate_bye(const struct gate *gate);

/* How many continuation requests ("+ ...") came since gate_begin(). */
guint gate_continued(const struct gate *gate);

/* The selected folder; to be cleared before SELECT. */
const struct gate_folder *gate_folder(const struct gate *gate);
void gate_clear_folder(struct gate *gate);

/* Whether EXISTS has grown since gate_clear_news(), in whatever command's
 * answer. */
bool gate_news(const struct gate *gate);
void gate_clear_news(struct gate *gate);

void gate_free(struct gate *gate);
AUTOPTR_DEFINE(gate, gate_free)
