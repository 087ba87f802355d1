/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <sys/socket.h>

#include "base/fail.h"

/* One way to a host, ready for socket() and connect(). */
struct resolve_address {
	int family, type, protocol;
	socklen_t size;
	struct sockaddr_storage where;
};

/* The addresses (struct resolve_address, at most 64) of a host for TCP, both
 * families in the resolver's order (RFC 6724), which the operator can change in
 * gai.conf. Waits at most RESOLVE_MS, and not past deadline (clock_boot(), 0
 * none). TEMPORARY error. The caller owns the array. */
#define RESOLVE_MS 10000
GArray *resolve_host(const char *host, guint16 port, gint64 deadline,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
