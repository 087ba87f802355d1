/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TLS server of util-tlspeer.h. Key and certificate are made for each
 * start, so that nothing in the tree can run out or be mistaken for a secret.
 */
#include "util-tlspeer.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_SECONDS 20
#define LIFETIME_SECONDS 3600

static X509 *
make_certificate(EVP_PKEY *key, const char *host)
{
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);
	g_autofree char *value = g_strdup_printf("%s:%s",
	    g_hostname_is_ip_address(host) ? "IP" : "DNS", host);
	X509_EXTENSION *names =
	    X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, value);

	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -LIFETIME_SECONDS);
	X509_gmtime_adj(X509_getm_notAfter(certificate), LIFETIME_SECONDS);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	    (const unsigned char *)host, -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_add_ext(certificate, names, -1);
	X509_EXTENSION_free(names);
	X509_set_pubkey(certificate, key);
	g_assert_cmpint(X509_sign(certificate, key, EVP_sha256()), >, 0);
	return certificate;
}

static char *
write_certificate(X509 *certificate)
{
	char *path = NULL;
	int fd = g_file_open_tmp("tlspeer-XXXXXX", &path, NULL);
	FILE *file = fdopen(fd, "w");

	g_assert_nonnull(file);
	g_assert_cmpint(PEM_write_X509(file, certificate), ==, 1);
	fclose(file);
	return path;
}

static int
listen_somewhere(guint16 *port_out)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof(address)),
	    ==, 0);
	g_assert_cmpint(listen(fd, 1), ==, 0);
	getsockname(fd, (struct sockaddr *)&address, &size);
	*port_out = ntohs(address.sin_port);
	return fd;
}

/* ssl NULL: in clear. */
static bool
play(int fd, SSL *ssl, const char *const *script)
{
	for (; script && *script; script++) {
		const char *text = *script + 2;
		int size = (int)strlen(text), have = 0;
		g_autofree char *got = g_malloc0((gsize)size + 1);

		while (**script == 'C' && have < size) {
			int count = ssl ? SSL_read(ssl, got + have, size - have)
			                : (int)recv(fd, got + have,
			                      (size_t)(size - have), 0);

			if (count <= 0)
				return false;
			have += count;
		}
		if (**script == 'C' && strcmp(got, text) != 0)
			return false;
		if (**script == 'S' && ssl && SSL_write(ssl, text, size) <= 0)
			return false;
		if (**script == 'S' && !ssl &&
		    send(fd, text, (size_t)size, 0) != size)
			return false;
	}
	return true;
}

static enum tlspeer_end
serve(int listener, EVP_PKEY *key, X509 *certificate, const char *const *clear,
    const char *const *secure)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	int fd = accept(listener, NULL, NULL);
	SSL *ssl;

	signal(SIGPIPE, SIG_IGN);
	SSL_CTX_use_certificate(context, certificate);
	SSL_CTX_use_PrivateKey(context, key);
	ssl = SSL_new(context);
	SSL_set_fd(ssl, fd);
	if (!play(fd, NULL, clear))
		return TLSPEER_OTHERWISE;
	/* Under TLS 1.3 the client's refusal may come after our part is done.
	 */
	if (SSL_accept(ssl) != 1)
		return TLSPEER_REFUSED;
	if (!play(fd, ssl, secure))
		return TLSPEER_OTHERWISE;
	SSL_shutdown(ssl);
	return TLSPEER_PLAYED;
}

struct tlspeer
tlspeer_start(const char *host, const char *const *clear,
    const char *const *secure)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = make_certificate(key, host);
	struct tlspeer peer = { .ca_file = write_certificate(certificate) };
	int listener = listen_somewhere(&peer.port);

	peer.pid = fork();
	g_assert_cmpint(peer.pid, >=, 0);
	if (peer.pid == 0) {
		alarm(PATIENCE_SECONDS);
		_exit((int)serve(listener, key, certificate, clear, secure));
	}
	close(listener);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return peer;
}

enum tlspeer_end
tlspeer_finish(struct tlspeer *peer)
{
	int status;

	while (waitpid(peer->pid, &status, 0) < 0)
		g_assert_cmpint(errno, ==, EINTR);
	g_unlink(peer->ca_file);
	g_clear_pointer(&peer->ca_file, g_free);
	return WIFEXITED(status) ? (enum tlspeer_end)WEXITSTATUS(status)
	                         : TLSPEER_OTHERWISE;
}
