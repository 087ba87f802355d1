/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>

struct sandbox_limits {
	gint64 memory;      /* octets of address space, and of any file */
	gint64 cpu_seconds; /* of this process as a whole; 0: none */
	gint64 descriptors;
};

/* Whether this build has a sandbox: sanitizers make system calls that no
 * allow-list could know, so under them sandbox_enter() only says so in the log
 * and answers true. */
bool sandbox_is_built_in(void);

/* Closes this process in, for ever: rlimits, no new privileges, no dumps,
 * Landlock where the kernel has it (no path at all), then the seccomp
 * allow-list: calls that take a path answer EPERM, all others that are not
 * listed kill. The descriptors that are open stay usable. log_open() must have
 * been called: GLib's own log writer opens files and would die of it. TEMPORARY
 * error when seccomp can not be installed. */
bool sandbox_enter(const struct sandbox_limits *limits,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
