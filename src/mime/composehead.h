/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Header fields of letters, written so that nothing in a value can end its
 * line. Each appends one whole field with its CRLF, folded at 76 columns. */

/* An unstructured field (RFC 5322 section 3.6.5). What is not plain ASCII is
 * written in RFC 2047 words. An empty value is written too. */
void composehead_text(GString *out, const char *name, const char *value);

/* A field with one mailbox. display may be NULL or "". address must be valid
 * (address_is_valid()). */
void composehead_mailbox(GString *out, const char *name, const char *display,
    const char *address);

/* Whether text can stand between "<" and ">" as a message id. */
bool composehead_is_id(const char *text);

/* A field of ids, one a line, each of which must be valid; max octets: the
 * first and as many of the last as fit are kept. Nothing is written without
 * ids. */
void composehead_ids(GString *out, const char *name, const char *const *ids,
    gsize max);

/* Content-Type, Content-Disposition and Content-Transfer-Encoding of a base64
 * attachment. mime that is no type, or that may not be base64 (RFC 2046 section
 * 5.2), becomes application/octet-stream. The name is written in ASCII and,
 * when that loses something, after RFC 2231 too. */
void composehead_attachment(GString *out, const char *mime, const char *name);
