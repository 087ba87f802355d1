/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

/* A scripted server in a child process, at the other end of a socket pair. A
 * script is a NULL-terminated list of steps:
 *   "S:octets"    send them
 *   "*n:octets"   send them n times; the client may close meanwhile
 *   "C:octets"    exactly these must come next
 *   "E"           the client must close without one more octet
 *   "N"           nothing may come for a tenth of a second
 * After the last step it closes. Nothing waits for more than 20 seconds. */
struct peer {
	pid_t pid;
	int fd; /* the client's end; the caller gives it away or closes it */
};

struct peer peer_start(const char *const *script);

/* Waits for the child. True when the whole script has happened; what did not is
 * said on stderr. */
bool peer_finish(const struct peer *peer);
