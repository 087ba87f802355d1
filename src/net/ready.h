/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>

/* Waits until fd is ready for events (POLLIN, POLLOUT) or has failed, which the
 * next call on it will tell. TEMPORARY error once clock_boot() has passed
 * deadline (ms; 0: never). */
bool ready_wait(int fd, short events, gint64 deadline,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Milliseconds until deadline for poll(): -1 without one, 0 when it has passed.
 */
int ready_left(gint64 deadline);
