/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deadlines, and which TLS servers are believed. Certificates are made here and
 * served by a child process on a loopback port. */
#include "net/transport.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/bell.h"
#include "base/clock.h"

/* --- certificates -------------------------------------------------------- */

#define DAY 86400L

struct identity {
	X509 *certificate;
	EVP_PKEY *key;
};

static void
identity_clear(struct identity *identity)
{
	X509_free(identity->certificate);
	EVP_PKEY_free(identity->key);
}

static void
add_extension(X509 *to, X509 *issuer, int kind, const char *text)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;

	X509V3_set_ctx(&context, issuer, to, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, kind, text);
	g_assert_nonnull(extension);
	g_assert_cmpint(X509_add_ext(to, extension, -1), ==, 1);
	X509_EXTENSION_free(extension);
}

/* names is a subjectAltName, NULL for an authority; signed by issuer, NULL for
 * itself; valid from yesterday until days from now; bits 0 for a P-256 key. */
static struct identity
identity_new(const char *common_name, const char *names,
    const struct identity *issuer, long days, unsigned int bits)
{
	struct identity identity = { .certificate = X509_new() };
	X509 *certificate = identity.certificate;
	X509_NAME *name = X509_get_subject_name(certificate);
	static long serial = 1;

	identity.key =
	    bits == 0 ? EVP_EC_gen("P-256") : EVP_RSA_gen((size_t)bits);
	if (issuer == NULL)
		issuer = &identity;
	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -2 * DAY);
	X509_gmtime_adj(X509_getm_notAfter(certificate), days * DAY);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	    (const unsigned char *)common_name, -1, -1, 0);
	X509_set_issuer_name(certificate,
	    X509_get_subject_name(issuer->certificate));
	X509_set_pubkey(certificate, identity.key);
	add_extension(certificate, issuer->certificate, NID_basic_constraints,
	    names == NULL ? "critical,CA:TRUE" : "CA:FALSE");
	if (names != NULL)
		add_extension(certificate, issuer->certificate,
		    NID_subject_alt_name, names);
	g_assert_cmpint(X509_sign(certificate, issuer->key, EVP_sha256()), >,
	    0);
	return identity;
}

static char *
write_authority(const struct identity *authority)
{
	char *path = NULL;
	int fd = g_file_open_tmp("docket-ca-XXXXXX", &path, NULL);
	FILE *file = fdopen(fd, "w");

	g_assert_nonnull(file);
	PEM_write_X509(file, authority->certificate);
	fclose(file);
	return path;
}

/* --- the server ---------------------------------------------------------- */

enum manner {
	POLITE,     /* says hello, reads one octet, closes with close_notify */
	CUTS,       /* says hello and drops the connection */
	SILENT,     /* accepts, and shakes no hands */
	PLAIN_TEXT, /* speaks no TLS */
	SENDS_TICKETS_ONLY, /* shakes hands, then nothing */
};

struct server {
	pid_t pid;
	guint16 port;
	int patience_ms; /* how long a client waits for it: one that is loaded
	                    answers late, one that is silent never */
};

static void
speak_tls(int fd, const struct identity *identity, int version,
    enum manner manner)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	SSL *ssl;
	char byte;

	/* A server may be as weak as it likes. */
	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_set_min_proto_version(context, version);
	SSL_CTX_set_max_proto_version(context, version);
	SSL_CTX_use_certificate(context, identity->certificate);
	SSL_CTX_use_PrivateKey(context, identity->key);
	ssl = SSL_new(context);
	SSL_set_fd(ssl, fd);
	if (SSL_accept(ssl) != 1)
		_exit(1);
	if (manner == SENDS_TICKETS_ONLY)
		(void)SSL_read(ssl, &byte, 1);
	if (SSL_write(ssl, "hello", 5) != 5)
		_exit(2);
	if (manner == CUTS)
		_exit(0);
	(void)SSL_read(ssl, &byte, 1);
	SSL_shutdown(ssl);
	_exit(0);
}

static void
serve(int listener, const struct identity *identity, int version,
    enum manner manner)
{
	int fd = accept(listener, NULL, NULL);
	char byte;

	alarm(20);
	if (manner == SILENT)
		(void)!read(fd, &byte, 1);
	if (manner == SILENT)
		pause();
	if (manner == PLAIN_TEXT) {
		(void)!write(fd, "* OK hello\r\n", 12);
		(void)!read(fd, &byte, 1);
		_exit(0);
	}
	signal(SIGPIPE, SIG_IGN);
	speak_tls(fd, identity, version, manner);
}

static struct server
server_start(const struct identity *identity, int version, enum manner manner)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	autofd int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct server server = { .patience_ms =
		                     manner == SILENT ? 700 : 15000 };

	g_assert_cmpint(bind(listener, (struct sockaddr *)&address, size), ==,
	    0);
	g_assert_cmpint(listen(listener, 1), ==, 0);
	getsockname(listener, (struct sockaddr *)&address, &size);
	server.port = ntohs(address.sin_port);
	server.pid = fork();
	if (server.pid == 0)
		serve(listener, identity, version, manner);
	g_assert_cmpint(server.pid, >, 0);
	return server;
}

static void
server_stop(const struct server *server)
{
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
}

/* --- which servers are believed ------------------------------------------ */

struct row {
	const char *name;
	const char *host, *names; /* names NULL: signed by itself */
	long days;
	unsigned int bits;
	int version;
	enum manner manner;
	const char *error; /* a part of the text; NULL: believed */
	enum fail_code code;
};

#define V12 TLS1_2_VERSION
#define V13 TLS1_3_VERSION

static const struct row rows[] = {
	{ "address", "127.0.0.1", "IP:127.0.0.1", 2, 0, V13, POLITE, NULL, 0 },
	{ "name", "localhost", "DNS:localhost", 2, 0, V13, POLITE, NULL, 0 },
	{ "TLS 1.2", "localhost", "DNS:x.example,DNS:localhost", 2, 0, V12,
	    POLITE, NULL, 0 },
	{ "RSA", "localhost", "DNS:localhost", 2, 2048, V12, POLITE, NULL, 0 },
	{ "wrong name", "localhost", "DNS:mail.example.net,DNS:b.example", 2, 0,
	    V13, POLITE,
	    "certificate of localhost refused: hostname mismatch "
	    "(it is for mail.example.net, b.example)",
	    FAIL_CONFIG },
	{ "common name only", "localhost", "DNS:other.example", 2, 0, V13,
	    POLITE, "hostname mismatch", FAIL_CONFIG },
	{ "no names at all", "localhost", "email:a@example.com", 2, 0, V13,
	    POLITE, "hostname mismatch", FAIL_CONFIG },
	{ "wildcard over everything", "localhost", "DNS:*", 2, 0, V13, POLITE,
	    "hostname mismatch", FAIL_CONFIG },
	{ "part of a label", "localhost", "DNS:local*", 2, 0, V13, POLITE,
	    "hostname mismatch", FAIL_CONFIG },
	{ "wrong address", "127.0.0.1", "IP:127.0.0.2,DNS:127.0.0.1", 2, 0, V13,
	    POLITE, "IP address mismatch", FAIL_CONFIG },
	{ "expired", "localhost", "DNS:localhost", -1, 0, V13, POLITE,
	    "certificate has expired", FAIL_CONFIG },
	{ "signed by itself", "localhost", NULL, 2, 0, V13, POLITE,
	    "self-signed certificate", FAIL_CONFIG },
	{ "weak key", "localhost", "DNS:localhost", 2, 1024, V12, POLITE,
	    "key too weak", FAIL_CONFIG },
	{ "TLS 1.1", "localhost", "DNS:localhost", 2, 0, TLS1_1_VERSION, POLITE,
	    "TLS handshake with localhost failed", FAIL_CONFIG },
	{ "no TLS", "localhost", "DNS:localhost", 2, 0, V13, PLAIN_TEXT,
	    "wrong version number", FAIL_CONFIG },
	{ "silent", "localhost", "DNS:localhost", 2, 0, V13, SILENT,
	    "no answer in time", FAIL_TEMPORARY },
};

static struct identity authority;
static char *authority_file;

static struct transport *
connect_to(const struct server *server, const char *host, const char *ca_file,
    GError **error)
{
	struct transport_where where = {
		.host = host,
		.port = server->port,
		.tls = TRANSPORT_TLS_IMPLICIT,
		.ca_file = ca_file,
		.connect_timeout_ms = server->patience_ms,
	};

	return transport_open(&where, error);
}

static void
expect_hello(struct transport *transport)
{
	g_autoptr(GError) error = NULL;
	char text[16] = "";

	transport_set_deadline(transport, clock_boot() + 5000);
	g_assert_cmpint(transport_read(transport, text, 1, &error), ==, 1);
	g_assert_cmpuint(transport_pending(transport), ==, 4);
	g_assert_cmpint(transport_wait(transport, -1, 5000), ==,
	    TRANSPORT_READABLE);
	g_assert_cmpint(transport_read(transport, text + 1, 10, &error), ==, 4);
	g_assert_no_error(error);
	g_assert_cmpstr(text, ==, "hello");
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	struct identity identity = identity_new("localhost",
	    row->names != NULL ? row->names : "DNS:localhost",
	    row->names != NULL ? &authority : NULL, row->days, row->bits);
	struct server server =
	    server_start(&identity, row->version, row->manner);
	g_autoptr(GError) error = NULL;
	g_autoptr(transport) transport =
	    connect_to(&server, row->host, authority_file, &error);
	char byte = 0;

	if (row->error == NULL) {
		g_assert_no_error(error);
		g_assert_true(transport_is_tls(transport));
		expect_hello(transport);
		g_assert_true(transport_write(transport, "x", 1, &error));
		g_assert_cmpint(transport_read(transport, &byte, 1, &error), ==,
		    0);
		g_assert_no_error(error);
	} else {
		g_assert_null(transport);
		g_test_message("%s", error->message);
		g_assert_nonnull(strstr(error->message, row->error));
		g_assert_nonnull(strstr(error->message, row->host));
		g_assert_true(fail_is(error, row->code));
	}
	server_stop(&server);
	identity_clear(&identity);
}

static void
test_unknown_authority(void)
{
	struct identity other = identity_new("Other CA", NULL, NULL, 2, 0);
	struct identity identity =
	    identity_new("localhost", "DNS:localhost", &other, 2, 0);
	const char *const files[] = { authority_file, "", NULL };

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		struct server server = server_start(&identity, V13, POLITE);
		g_autoptr(GError) error = NULL;

		g_assert_null(connect_to(&server, "localhost", files[i],
		    &error));
		g_assert_nonnull(strstr(error->message,
		    "unable to get local issuer certificate"));
		server_stop(&server);
	}
	identity_clear(&identity);
	identity_clear(&other);
}

static void
test_bad_authority_file(void)
{
	struct server server = server_start(&authority, V13, POLITE);
	g_autoptr(GError) error = NULL;

	g_assert_null(connect_to(&server, "localhost", "/nonexistent/ca.pem",
	    &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	g_assert_nonnull(strstr(error->message, "/nonexistent/ca.pem"));
	server_stop(&server);
}

/* A stream without close_notify may have been cut by anybody. */
static void
test_truncated(void)
{
	for (int version = V12; version <= V13; version++) {
		struct identity identity = identity_new("localhost",
		    "DNS:localhost", &authority, 2, 0);
		struct server server = server_start(&identity, version, CUTS);
		g_autoptr(GError) error = NULL;
		g_autoptr(transport) transport =
		    connect_to(&server, "localhost", authority_file, &error);
		char byte;

		g_assert_no_error(error);
		expect_hello(transport);
		g_assert_cmpint(transport_read(transport, &byte, 1, &error), ==,
		    -1);
		g_assert_true(fail_is(error, FAIL_TEMPORARY));
		g_assert_nonnull(strstr(error->message, "was cut"));
		g_assert_false(transport_write(transport, "x", 1, NULL));
		server_stop(&server);
		identity_clear(&identity);
	}
}

/* TLS 1.3 session tickets make the socket readable but carry no data. */
static void
test_wait_for_data(void)
{
	struct identity identity =
	    identity_new("localhost", "DNS:localhost", &authority, 2, 0);
	struct server server = server_start(&identity, V13, SENDS_TICKETS_ONLY);
	g_autoptr(GError) error = NULL;
	g_autoptr(transport) transport =
	    connect_to(&server, "localhost", authority_file, &error);
	autofd int bell = bell_new();

	g_assert_no_error(error);
	g_assert_cmpint(transport_wait(transport, bell, 200), ==,
	    TRANSPORT_TIMEOUT);
	bell_ring(bell);
	g_assert_cmpint(transport_wait(transport, bell, 5000), ==,
	    TRANSPORT_BELL);
	g_assert_true(transport_write(transport, "x", 1, NULL));
	g_assert_cmpint(transport_wait(transport, -1, 5000), ==,
	    TRANSPORT_READABLE);
	expect_hello(transport);
	server_stop(&server);
	identity_clear(&identity);
}

static void
test_starttls(void)
{
	struct identity identity =
	    identity_new("localhost", "DNS:localhost", &authority, 2, 0);
	struct server server = server_start(&identity, V13, POLITE);
	struct transport_where where = {
		.host = "localhost",
		.port = server.port,
		.tls = TRANSPORT_TLS_STARTTLS,
		.ca_file = authority_file,
		.connect_timeout_ms = 2000,
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(transport) transport = transport_open(&where, &error);

	g_assert_no_error(error);
	g_assert_false(transport_is_tls(transport));
	g_assert_true(transport_start_tls(transport, &error));
	g_assert_true(transport_is_tls(transport));
	expect_hello(transport);
	g_assert_false(transport_start_tls(transport, NULL));
	server_stop(&server);
	identity_clear(&identity);
}

/* --- plain --------------------------------------------------------------- */

static struct transport *
pair_new(int *peer_out)
{
	int ends[2];

	g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	                    ends),
	    ==, 0);
	*peer_out = ends[1];
	return transport_from_fd(ends[0]);
}

static void
test_starttls_injection(void)
{
	autofd int peer = -1;
	g_autoptr(transport) transport = pair_new(&peer);
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(write(peer, "* OK x\r\n", 8), ==, 8);
	g_assert_false(transport_start_tls(transport, &error));
	g_assert_true(fail_is(error, FAIL_PERMANENT));
	g_assert_false(transport_write(transport, "LOGIN", 5, NULL));
}

static void
test_read_deadline(void)
{
	autofd int peer = -1;
	g_autoptr(transport) transport = pair_new(&peer);
	g_autoptr(GError) error = NULL;
	gint64 start = clock_boot();
	char byte;

	transport_set_deadline(transport, start + 150);
	g_assert_cmpint(transport_read(transport, &byte, 1, &error), ==, -1);
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_nonnull(strstr(error->message, "no answer in time"));
	g_assert_cmpint(clock_boot() - start, >=, 149);
	g_assert_cmpint(clock_boot() - start, <, 2000);
	/* A transport that has failed stays so: the stream is out of step. */
	g_assert_cmpint(write(peer, "x", 1), ==, 1);
	transport_set_deadline(transport, 0);
	g_assert_cmpint(transport_read(transport, &byte, 1, NULL), ==, -1);
}

/* One octet now and then does not stretch the deadline. */
static void
test_dripping(void)
{
	autofd int peer = -1;
	g_autoptr(transport) transport = pair_new(&peer);
	gint64 start = clock_boot();
	gssize count = 1;
	char byte;
	pid_t pid = fork();

	if (pid == 0) {
		for (int i = 0; i < 100; i++) {
			(void)!write(peer, "x", 1);
			g_usleep(20000);
		}
		_exit(0);
	}
	transport_set_deadline(transport, start + 200);
	while (count == 1)
		count = transport_read(transport, &byte, 1, NULL);
	g_assert_cmpint(count, ==, -1);
	g_assert_cmpint(clock_boot() - start, <, 1500);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void
test_write_deadline(void)
{
	autofd int peer = -1;
	g_autoptr(transport) transport = pair_new(&peer);
	g_autofree char *much = g_malloc0(8 * 1024 * 1024);
	g_autoptr(GError) error = NULL;

	transport_set_deadline(transport, clock_boot() + 150);
	g_assert_false(transport_write(transport, much, 8 * 1024 * 1024,
	    &error));
	g_assert_nonnull(strstr(error->message, "no answer in time"));
}

static void
test_plain_end(void)
{
	int peer = -1;
	g_autoptr(transport) transport = pair_new(&peer);
	g_autoptr(GError) error = NULL;
	char byte;

	close(peer);
	g_assert_cmpint(transport_wait(transport, -1, 5000), ==,
	    TRANSPORT_READABLE);
	g_assert_cmpint(transport_read(transport, &byte, 1, &error), ==, 0);
	/* No SIGPIPE either. */
	g_assert_false(transport_write(transport, "x", 1, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	transport_free(NULL);
}

static void
test_refused(void)
{
	struct server server = server_start(&authority, V13, POLITE);
	g_autoptr(GError) error = NULL;

	server_stop(&server);
	g_assert_null(connect_to(&server, "127.0.0.1", authority_file, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_nonnull(strstr(error->message, "Connection refused"));
	g_assert_nonnull(strstr(error->message, "127.0.0.1"));
}

static void
test_unknown_host(void)
{
	struct server server = { .port = 1 };
	g_autoptr(GError) error = NULL;

	g_assert_null(connect_to(&server, "no..such..host", authority_file,
	    &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_nonnull(strstr(error->message, "can not resolve"));
}

int
main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	authority = identity_new("Test CA", NULL, NULL, 2, 0);
	authority_file = write_authority(&authority);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/transport/tls/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/transport/unknown-authority", test_unknown_authority);
	g_test_add_func("/transport/bad-authority-file",
	    test_bad_authority_file);
	g_test_add_func("/transport/truncated", test_truncated);
	g_test_add_func("/transport/wait-for-data", test_wait_for_data);
	g_test_add_func("/transport/starttls", test_starttls);
	g_test_add_func("/transport/starttls-injection",
	    test_starttls_injection);
	g_test_add_func("/transport/read-deadline", test_read_deadline);
	g_test_add_func("/transport/dripping", test_dripping);
	g_test_add_func("/transport/write-deadline", test_write_deadline);
	g_test_add_func("/transport/plain-end", test_plain_end);
	g_test_add_func("/transport/refused", test_refused);
	g_test_add_func("/transport/unknown-host", test_unknown_host);
	status = g_test_run();
	unlink(authority_file);
	g_free(authority_file);
	identity_clear(&authority);
	return status;
}
