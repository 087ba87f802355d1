/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* A new memfd with close-on-exec and sealing allowed. -1 and a TEMPORARY error
 * when there is none. */
int memfd_new(const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes all of data at the end. TEMPORARY error. */
bool memfd_append(int fd, const void *data, size_t size,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Seals against writing, growing, shrinking and further sealing. */
bool memfd_seal(int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A new memfd with size octets at data, sealed; the caller closes it. -1 and a
 * TEMPORARY error. */
int memfd_of(const char *name, const void *data, size_t size,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The bytes of a sealed memfd, mapped read-only and unmapped with the GBytes;
 * fd may be closed afterwards. PERMANENT error when it is not sealed against
 * writing and shrinking (its owner could change it under our eyes) or larger
 * than max. */
GBytes *memfd_map(int fd, size_t max, GError **error) G_GNUC_WARN_UNUSED_RESULT;
