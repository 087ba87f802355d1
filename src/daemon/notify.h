/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* sd_notify(3) without the library: a datagram to $NOTIFY_SOCKET. Nothing
 * happens, and nothing fails, where there is none. */
void notify_send(const char
        *state); /* "READY=1", "STOPPING=1", "STATUS=...", "WATCHDOG=1" */
/* RELOADING=1 with the monotonic time that Type=notify-reload wants. */
void notify_reloading(void);
/* Microseconds between watchdog signs that systemd wants from this process; 0
 * none. */
unsigned long notify_watchdog(void);
