/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>

/* The client side of TLS over a non-blocking descriptor, by OpenSSL. No call
 * waits: what the step needs is answered, and the caller polls. */
struct tls;

enum tls_step {
	TLS_DONE,
	TLS_WANT_READ,
	TLS_WANT_WRITE,
	TLS_END,    /* the peer's close_notify */
	TLS_FAILED, /* error is set; the connection is of no use any more */
};

/* Prepares a session on fd (borrowed) with host, a name or an address, which
 * the certificate must carry as a subjectAltName (RFC 9525); a common name does
 * not count. ca_file NULL or "": the system's authorities. TLS 1.2 or later, no
 * renegotiation, keys of at least 112 bits strength. CONFIG error when ca_file
 * can not be read. */
struct tls *tls_new(int fd, const char *host, const char *ca_file,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One step of the handshake. A certificate that is refused, and a peer without
 * TLS 1.2, is a CONFIG error naming host and reason; a lost connection a
 * TEMPORARY one. */
enum tls_step tls_handshake(struct tls *tls,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads 1..size octets. A stream that ends without close_notify has been cut:
 * TLS_FAILED, TEMPORARY. */
enum tls_step tls_read(struct tls *tls, void *buffer, size_t size,
    size_t *size_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes 1..size octets; after TLS_WANT_* the same octets must be given again.
 */
enum tls_step tls_write(struct tls *tls, const void *data, size_t size,
    size_t *size_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Like tls_read() of one octet that stays; an end or a failure is TLS_DONE:
 * tls_read() tells it. */
enum tls_step tls_peek(struct tls *tls);

/* Decrypted octets that wait. */
size_t tls_pending(const struct tls *tls);

/* Whether the socket's octets have been read beyond what tls_read() has given:
 * decrypted, whole records, or the begin of one. poll(2) knows nothing of them.
 */
bool tls_has_read_ahead(const struct tls *tls);

/* Sends close_notify unless the connection has failed, and frees; NULL is fine.
 */
void tls_free(struct tls *tls);
AUTOPTR_DEFINE(tls, tls_free)
