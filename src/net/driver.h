/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "net/transport.h"
#include <glib.h>
#include <libetpan/mailstream.h>
#include <stdbool.h>

/* A filter sees every byte of the peer before libetpan does. It appends to out
 * what libetpan may see, or fails, which ends the stream. It may hold bytes
 * back until more arrive. */
typedef bool (*driver_filter)(void *context, const guint8 *data, size_t size,
    GByteArray *out, GError **error);

/* A libetpan low stream over a transport (taken). filter may be NULL.
 * libetpan's mailstream_low_free() frees both; context stays the caller's and
 * must outlive it. An end of the stream is an error here, since libetpan would
 * loop on it. */
mailstream_low *driver_new(struct transport *take_transport,
    driver_filter filter, void *context);

/* Why the last read or write failed; NULL when none did. Owned by the driver.
 * After a failure every further read and write fails at once. */
const GError *driver_error(const mailstream_low *low);

/* The transport below, for deadlines and STARTTLS. */
struct transport *driver_transport(const mailstream_low *low);

/* Reads once from the transport and through the filter, without waiting for
 * anything to come out of it: for code that looks at the filter's state rather
 * than at libetpan's. False like a failed read. */
bool driver_fill(mailstream_low *low) G_GNUC_WARN_UNUSED_RESULT;

/* Forgets what driver_pending() counts. */
void driver_discard(mailstream_low *low);

/* Bytes that have passed the filter and that libetpan has not taken yet. */
size_t driver_pending(const mailstream_low *low);
