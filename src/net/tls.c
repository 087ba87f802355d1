/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All of OpenSSL's TLS that docket uses. The packaged libetpan verifies
 * nothing, so trust in a server rests on this file alone: it must never hand
 * out a session whose chain and host name have not been verified, never take a
 * cut stream for a finished one, and has no switch that makes it more lenient.
 */
#include "net/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

#define SECURITY_LEVEL 2 /* 112 bits: RSA and DH from 2048, SHA-1 refused */
#define NAMES_SHOWN 3    /* names of a wrong certificate in the error */
/* Servers send mails in records of 4 KiB: many are read at once. */
#define READ_AHEAD 65536

struct tls {
	SSL *ssl;
	char *host;
	char *names; /* what a certificate for another host is for, or NULL */
	bool failed; /* no close_notify after a fatal error (SSL_shutdown(3)) */
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SSL_CTX, SSL_CTX_free)

/* For people. No server's words are in it, and no address. */
static char *
openssl_reason(void)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = ERR_reason_error_string(code);

	return g_strdup(reason != NULL ? reason : "unknown error");
}

/* Protocol and strength are fixed here and not in docket.conf: a switch that
 * makes a connection work by trusting less would be used. */
static SSL_CTX *
context_new(const char *ca_file, GError **error)
{
	g_autoptr(SSL_CTX) context = SSL_CTX_new(TLS_client_method());
	int trusted;

	g_assert(context != NULL);
	SSL_CTX_set_security_level(context, SECURITY_LEVEL);
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context,
	    SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
	SSL_CTX_set_mode(context,
	    SSL_MODE_ENABLE_PARTIAL_WRITE |
	        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_read_ahead(context, 1);
	SSL_CTX_set_default_read_buffer_len(context, READ_AHEAD);
	ERR_clear_error();
	if (ca_file == NULL || *ca_file == '\0')
		trusted = SSL_CTX_set_default_verify_paths(context);
	else
		trusted = SSL_CTX_load_verify_file(context, ca_file);
	if (trusted != 1) {
		g_autofree char *reason = openssl_reason();
		fail_set(error, FAIL_CONFIG,
		    "can not read certificate authorities from %s: %s",
		    ca_file != NULL && *ca_file != '\0' ? ca_file
		                                        : "the system",
		    reason);
		return NULL;
	}
	return g_steal_pointer(&context);
}

/* The DNS names of a certificate, for the operator to see what answered. */
static char *
certificate_names(X509 *certificate)
{
	GENERAL_NAMES *found =
	    X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	g_autoptr(GString) names = g_string_new(NULL);
	int shown = 0;

	for (int i = 0; i < sk_GENERAL_NAME_num(found); i++) {
		GENERAL_NAME *name = sk_GENERAL_NAME_value(found, i);

		if (name->type != GEN_DNS || shown == NAMES_SHOWN)
			continue;
		const ASN1_STRING *text = name->d.dNSName;
		g_string_append_printf(names, "%s%.*s", shown++ > 0 ? ", " : "",
		    ASN1_STRING_length(text),
		    (const char *)ASN1_STRING_get0_data(text));
	}
	GENERAL_NAMES_free(found);
	return g_utf8_make_valid(names->str, (gssize)names->len);
}

/* Only remembers: the verdict stays OpenSSL's. */
static int
on_verify(int verdict, X509_STORE_CTX *store)
{
	int reason = X509_STORE_CTX_get_error(store);
	X509 *certificate = X509_STORE_CTX_get_current_cert(store);
	SSL *ssl = X509_STORE_CTX_get_ex_data(store,
	    SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls *self = SSL_get_app_data(ssl);

	if (verdict == 1 || certificate == NULL)
		return verdict;
	if (reason == X509_V_ERR_HOSTNAME_MISMATCH ||
	    reason == X509_V_ERR_IP_ADDRESS_MISMATCH) {
		g_free(self->names);
		self->names = certificate_names(certificate);
	}
	return verdict;
}

/* An address is compared with the certificate's addresses and a name with its
 * names; SNI takes names only (RFC 6066 3). */
static bool
require_host(struct tls *self)
{
	X509_VERIFY_PARAM *rules = SSL_get0_param(self->ssl);

	if (X509_VERIFY_PARAM_set1_ip_asc(rules, self->host) == 1)
		return true;
	/* "f*.example.com" and names in the subject went out with RFC 9525. */
	SSL_set_hostflags(self->ssl,
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
	        X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	return SSL_set1_host(self->ssl, self->host) == 1 &&
	    SSL_set_tlsext_host_name(self->ssl, self->host) == 1;
}

struct tls *
tls_new(int fd, const char *host, const char *ca_file, GError **error)
{
	g_autoptr(SSL_CTX) context = context_new(ca_file, error);
	g_autoptr(tls) self = NULL;

	if (context == NULL)
		return NULL;
	self = g_new0(struct tls, 1);
	self->host = g_strdup(host);
	self->ssl = SSL_new(context);
	g_assert(self->ssl != NULL);
	SSL_set_app_data(self->ssl, self);
	SSL_set_verify(self->ssl, SSL_VERIFY_PEER, on_verify);
	if (!require_host(self) || SSL_set_fd(self->ssl, fd) != 1) {
		self->failed = true;
		fail_set(error, FAIL_CONFIG, "%s is no name for a TLS server",
		    host);
		return NULL;
	}
	SSL_set_connect_state(self->ssl);
	return g_steal_pointer(&self);
}

/* OpenSSL's answer to a call that returned result <= 0. */
static enum tls_step
classify(struct tls *self, int result, int number, GError **error)
{
	switch (SSL_get_error(self->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		return TLS_WANT_READ;
	case SSL_ERROR_WANT_WRITE:
		return TLS_WANT_WRITE;
	case SSL_ERROR_ZERO_RETURN:
		return TLS_END;
	case SSL_ERROR_SYSCALL:
		self->failed = true;
		fail_errno(error, FAIL_TEMPORARY,
		    number != 0 ? number : ECONNRESET, "connection to %s lost",
		    self->host);
		return TLS_FAILED;
	default:
		break;
	}
	self->failed = true;
	g_autofree char *reason = openssl_reason();
	if (ERR_GET_REASON(ERR_peek_last_error()) ==
	    SSL_R_UNEXPECTED_EOF_WHILE_READING)
		fail_set(error, FAIL_TEMPORARY,
		    "connection to %s was cut without a TLS close", self->host);
	else
		fail_set(error, FAIL_TEMPORARY, "TLS with %s: %s", self->host,
		    reason);
	return TLS_FAILED;
}

/* A CONFIG error: no later try will mend it, and nothing was sent. */
static enum tls_step
refuse_certificate(struct tls *self, long reason, GError **error)
{
	bool named = self->names != NULL && *self->names != '\0';

	self->failed = true;
	fail_set(error, FAIL_CONFIG, "certificate of %s refused: %s%s%s%s",
	    self->host, X509_verify_cert_error_string(reason),
	    named ? " (it is for " : "", named ? self->names : "",
	    named ? ")" : "");
	return TLS_FAILED;
}

/* A failed handshake is the operator's to mend unless the line just broke. */
static enum tls_step
refuse_handshake(struct tls *self, int result, int number, GError **error)
{
	long verdict = SSL_get_verify_result(self->ssl);
	int kind = SSL_get_error(self->ssl, result);
	unsigned long code = ERR_peek_last_error();

	if (kind == SSL_ERROR_SSL && verdict != X509_V_OK)
		return refuse_certificate(self, verdict, error);
	if (kind != SSL_ERROR_SSL ||
	    ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		return classify(self, result, number, error);
	self->failed = true;
	g_autofree char *reason = openssl_reason();
	fail_set(error, FAIL_CONFIG,
	    "TLS handshake with %s failed: %s (TLS 1.2 or later is needed)",
	    self->host, reason);
	return TLS_FAILED;
}

enum tls_step
tls_handshake(struct tls *self, GError **error)
{
	ERR_clear_error();
	errno = 0;
	int result = SSL_do_handshake(self->ssl);
	int number = errno;

	if (result != 1)
		return refuse_handshake(self, result, number, error);
	/* SSL_VERIFY_PEER has done both; this is a second lock on the door. */
	long verdict = SSL_get_verify_result(self->ssl);
	if (verdict != X509_V_OK ||
	    SSL_get0_peer_certificate(self->ssl) == NULL)
		return refuse_certificate(self, verdict, error);
	return TLS_DONE;
}

enum tls_step
tls_read(struct tls *self, void *buffer, size_t size, size_t *size_out,
    GError **error)
{
	ERR_clear_error();
	errno = 0;
	int result = SSL_read_ex(self->ssl, buffer, size, size_out);

	if (result == 1)
		return TLS_DONE;
	return classify(self, result, errno, error);
}

enum tls_step
tls_write(struct tls *self, const void *data, size_t size, size_t *size_out,
    GError **error)
{
	ERR_clear_error();
	errno = 0;
	int result = SSL_write_ex(self->ssl, data, size, size_out);

	if (result == 1)
		return TLS_DONE;
	return classify(self, result, errno, error);
}

/* A session ticket makes the socket readable and carries no data; an error
 * counts as data, since the next read tells it. */
enum tls_step
tls_peek(struct tls *self)
{
	char byte;
	size_t size;

	ERR_clear_error();
	int result = SSL_peek_ex(self->ssl, &byte, 1, &size);
	if (result == 1)
		return TLS_DONE;
	switch (SSL_get_error(self->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		return TLS_WANT_READ;
	case SSL_ERROR_WANT_WRITE:
		return TLS_WANT_WRITE;
	default:
		return TLS_DONE;
	}
}

size_t
tls_pending(const struct tls *self)
{
	return (size_t)SSL_pending(self->ssl);
}

bool
tls_has_read_ahead(const struct tls *self)
{
	return SSL_has_pending(self->ssl) == 1;
}

void
tls_free(struct tls *self)
{
	if (self == NULL)
		return;
	/* close_notify tells the server that the end is meant; its own is not
	 * waited for. */
	if (!self->failed && SSL_is_init_finished(self->ssl))
		(void)SSL_shutdown(self->ssl);
	ERR_clear_error();
	SSL_free(self->ssl);
	g_free(self->host);
	g_free(self->names);
	g_free(self);
}
