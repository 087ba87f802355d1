/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stdbool.h>

/* A doorbell is an eventfd: whoever commits work rings it, the role that has to
 * do it waits on it. Ringing never blocks; many rings before a look are one. */
int bell_new(void);      /* close-on-exec; -1 when descriptors run out */
void bell_ring(int fd);  /* -1 is no bell */
void bell_clear(int fd); /* before looking for work */

/* Waits until bell or other (either may be -1) is readable, or timeout_ms
 * passes, or a signal was caught: that is BELL_TIMEOUT, so that a loop looks at
 * its flags. When both are readable, other comes first. */
enum bell_event { BELL_TIMEOUT, BELL_RUNG, BELL_OTHER };
enum bell_event bell_wait(int bell, int other, int timeout_ms);
