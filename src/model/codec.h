/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include <glib.h>

/* How every record is laid out on disk: one version octet, then a GVariant in
 * normal form, little-endian whatever the machine. A version newer than the
 * ones we know is refused with a text that says to upgrade; bytes that are not
 * in normal form are refused. */

/* The octets of a record; body is consumed when floating. The caller frees. */
GBytes *codec_encode(guint8 version, GVariant *body);

/* The body of a record, and its version (version_out may be NULL), which says
 * that the body has the type types[version - 1] of the n_types versions known.
 * A new reference. The bytes may be anybody's: a STORE error that begins with
 * what ("ticket record: ...") when they are no such record. */
GVariant *codec_decode(GBytes *record, const char *what,
    const char *const *types, guint n_types, guint8 *version_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A string to put into a record, floating: NULL counts as "", and octets that
 * are not UTF-8 become U+FFFD, for a record may not refuse what a server or a
 * mail said. */
GVariant *codec_string(const char *text);

/* The same for a NULL-terminated list; NULL counts as the empty one. */
GVariant *codec_strings(char *const *list);

/* GLib reads the format of g_variant_new() and g_variant_get(), and the type in
 * G_VARIANT_TYPE(), at each call, which costs more than most values do. Where
 * mails come by: a type of ours that needs no look; a tuple of values, which
 * are consumed when floating; and strings of a tuple, or lists of strings, from
 * its child first on, which the caller frees. NULL stands behind the last value
 * or place. */
#define CODEC_TYPE(type) ((const GVariantType *)(type))
GVariant *codec_tuple(GVariant *first, ...) G_GNUC_NULL_TERMINATED;
void codec_get_strings(GVariant *tuple, guint first, char **out,
    ...) G_GNUC_NULL_TERMINATED;
void codec_get_lists(GVariant *tuple, guint first, char ***out,
    ...) G_GNUC_NULL_TERMINATED;

/* Numbers of a record side by side, which cost next to nothing to read: a tuple
 * type of fixed size, laid out as a C structure of the same members is, which
 * must have no padding. The first is floating; the second copies the size
 * octets of such a tuple out, the third those of the one that is the body's
 * first child. */
GVariant *codec_numbers(const char *type, const void *numbers, gsize size);
void codec_get_numbers(GVariant *numbers, void *out, gsize size);
void codec_get_first(GVariant *body, void *out, gsize size);

/* Such a tuple of size octets at the begin of a record of which nothing else is
 * wanted and checked; n_types: how many versions there are, which all begin
 * with it. NULL with a STORE error when it is shorter or of another version. */
GVariant *codec_peek(GBytes *record, const char *what, guint n_types,
    const char *type, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sets a STORE error "<what> record: <problem>" and returns NULL, for decoders
 * that find a value which no encoder writes. */
gpointer codec_refuse(GError **error, const char *what, const char *problem);
