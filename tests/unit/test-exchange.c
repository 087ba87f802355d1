/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STARTTLS and privacy: what is never sent, to whom, and what is not believed.
 */
#include "smtp/exchange.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "smtp/submit.h"
#include "util-peer.h"
#include "util-tlspeer.h"

#define EHLO "C:EHLO desk.example.org\r\n"
#define HI "S:220 mx\r\n", EHLO
#define OFFER HI, "S:250-mx\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"
#define UPGRADE "C:STARTTLS\r\n", "S:220 go\r\n"
#define PLAIN "C:AUTH PLAIN AGRlc2sAb3BlbiBzZXNhbWU=\r\n"
#define QUIT "C:QUIT\r\n", "S:221 bye\r\n"

static struct submit_relay
relay_for(enum transport_tls tls, GBytes *secret)
{
	return (struct submit_relay){
		.name = "relay1",
		.host = "127.0.0.1",
		.tls = tls,
		.ehlo_name = "desk.example.org",
		.login = { "desk", LOGIN_PLAIN, secret },
	};
}

static const struct row {
	const char *name;
	const char *script[10];
	enum outcome_kind kind;
	guint code;
} rows[] = {
	{ "not offered: no password in clear",
	    { HI, "S:250-mx\r\n250 AUTH PLAIN\r\n", "E" }, OUTCOME_OUR_FAULT,
	    0 },
	{ "refused: no password in clear",
	    { OFFER, "C:STARTTLS\r\n", "S:502 no\r\n", "E" }, OUTCOME_OUR_FAULT,
	    502 },
	{ "deferred", { OFFER, "C:STARTTLS\r\n", "S:454 later\r\n", "E" },
	    OUTCOME_LATER, 454 },
	{ "text injected behind the 220",
	    { OFFER, "C:STARTTLS\r\n",
	        "S:220 go\r\n250-mx\r\n250 AUTH PLAIN\r\n", "E" },
	    OUTCOME_OUR_FAULT, 0 },
	{ "250 is no 220", { OFFER, "C:STARTTLS\r\n", "S:250 go\r\n", "E" },
	    OUTCOME_LATER, 250 },
	{ "drop", { OFFER, "C:STARTTLS\r\n" }, OUTCOME_LATER, 0 },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	struct peer peer = peer_start(row->script);
	g_autoptr(GBytes) secret = g_bytes_new_static("open sesame", 11);
	const struct submit_relay relay =
	    relay_for(TRANSPORT_TLS_STARTTLS, secret);
	OUTCOME_AUTO struct outcome outcome = { 0 };

	g_assert_null(submit_open_on(transport_from_fd(peer.fd), &relay,
	    &outcome));
	g_assert_cmpint(outcome.kind, ==, row->kind);
	g_assert_cmpint(outcome.step, ==, OUTCOME_STARTTLS);
	g_assert_cmpuint(outcome.code, ==, row->code);
	g_assert_true(outcome_is_relay(&outcome));
	g_assert_true(peer_finish(&peer));
}

enum trust { TRUSTED, UNKNOWN_ISSUER };

static const struct secured {
	const char *name, *host;
	enum trust trust;
	enum transport_tls tls;
	enum outcome_kind kind;
	enum outcome_step step;
	enum tlspeer_end end;
} secured[] = {
	{ "STARTTLS", "127.0.0.1", TRUSTED, TRANSPORT_TLS_STARTTLS,
	    OUTCOME_ACCEPTED, OUTCOME_AUTH, TLSPEER_PLAYED },
	{ "STARTTLS, unknown issuer", "127.0.0.1", UNKNOWN_ISSUER,
	    TRANSPORT_TLS_STARTTLS, OUTCOME_OUR_FAULT, OUTCOME_STARTTLS,
	    TLSPEER_REFUSED },
	{ "STARTTLS, another host", "mx.example.net", TRUSTED,
	    TRANSPORT_TLS_STARTTLS, OUTCOME_OUR_FAULT, OUTCOME_STARTTLS,
	    TLSPEER_REFUSED },
	{ "implicit", "127.0.0.1", TRUSTED, TRANSPORT_TLS_IMPLICIT,
	    OUTCOME_ACCEPTED, OUTCOME_AUTH, TLSPEER_PLAYED },
	{ "implicit, unknown issuer", "127.0.0.1", UNKNOWN_ISSUER,
	    TRANSPORT_TLS_IMPLICIT, OUTCOME_OUR_FAULT, OUTCOME_CONNECT,
	    TLSPEER_REFUSED },
	{ "implicit, another host", "mx.example.net", TRUSTED,
	    TRANSPORT_TLS_IMPLICIT, OUTCOME_OUR_FAULT, OUTCOME_CONNECT,
	    TLSPEER_REFUSED },
};

/* The password goes to the host that the certificate names, or nowhere. What
 * was offered before the handshake does not count after it. */
static void
test_secured(gconstpointer data)
{
	static const char *const clear[] = { HI,
		"S:250-mx\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 AUTH LOGIN\r\n",
		UPGRADE, NULL };
	static const char *const secure[] = { EHLO,
		"S:250-mx\r\n250 AUTH PLAIN\r\n", PLAIN, "S:235 2.7.0 hi\r\n",
		QUIT, NULL };
	static const char *const implicit[] = { HI,
		"S:250-mx\r\n250 AUTH PLAIN\r\n", PLAIN, "S:235 2.7.0 hi\r\n",
		QUIT, NULL };
	const struct secured *row = data;
	bool upgrade = row->tls == TRANSPORT_TLS_STARTTLS;
	struct tlspeer peer = tlspeer_start(row->host, upgrade ? clear : NULL,
	    upgrade ? secure : implicit);
	g_autoptr(GBytes) secret = g_bytes_new_static("open sesame", 11);
	struct submit_relay relay = relay_for(row->tls, secret);
	OUTCOME_AUTO struct outcome outcome = { 0 };
	struct submit *session;

	relay.port = peer.port;
	relay.ca_file = row->trust == TRUSTED ? peer.ca_file : NULL;
	session = submit_open(&relay, &outcome);
	g_assert_cmpint(outcome.kind, ==, row->kind);
	g_assert_cmpint(outcome.step, ==, row->step);
	if (session)
		g_assert_cmpuint(submit_capability(session)->bits, ==,
		    CAPABILITY_PLAIN);
	submit_close(session);
	g_assert_cmpint(tlspeer_finish(&peer), ==, row->end);
}

/* A socket whose other end is address, with nothing sent; -1 without a route.
 */
static int
socket_towards(const char *address)
{
	struct sockaddr_in peer = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, address, &peer.sin_addr);
	if (connect(fd, (struct sockaddr *)&peer, sizeof(peer)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void
test_private(void)
{
	static const struct {
		const char *address;
		bool private;
	} peers[] = { { "127.0.0.1", true }, { "127.9.9.9", true },
		{ "192.0.2.1", false }, { "10.0.0.1", false } };

	for (guint i = 0; i < G_N_ELEMENTS(peers); i++) {
		int fd = socket_towards(peers[i].address);
		g_autoptr(exchange) exchange = NULL;

		if (fd < 0)
			continue;
		exchange = exchange_new(transport_from_fd(fd));
		g_assert_cmpint(exchange_is_private(exchange), ==,
		    peers[i].private);
	}
}

static void
test_ask(void)
{
	static const char *const script[] = { "C:A\r\n", "S:250 a\r\n",
		"C:B\r\n", "S:421-x\r\n421 y\r\n", "E", NULL };
	struct peer peer = peer_start(script);
	g_autoptr(exchange) exchange = exchange_new(transport_from_fd(peer.fd));
	g_autoptr(GError) error = NULL;
	const struct reply *reply = exchange_ask(exchange, "A\r\n", 5, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(reply->code, ==, 250);
	g_assert_false(exchange_is_early(exchange));
	reply = exchange_ask(exchange, "B\r\n", 5, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(reply->code, ==, 421);
	g_clear_pointer(&exchange, exchange_free);
	g_assert_true(peer_finish(&peer));
}

/* A wait ends when its time is up. */
static void
test_patience(void)
{
	static const char *const script[] = { "S:250", "E", NULL };
	struct peer peer = peer_start(script);
	g_autoptr(exchange) exchange = exchange_new(transport_from_fd(peer.fd));
	g_autoptr(GError) error = NULL;

	g_assert_null(exchange_read(exchange, 1, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_clear_pointer(&exchange, exchange_free);
	g_assert_true(peer_finish(&peer));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/exchange/starttls/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (guint i = 0; i < G_N_ELEMENTS(secured); i++) {
		g_autofree char *path =
		    g_strdup_printf("/exchange/tls/%s", secured[i].name);

		g_test_add_data_func(path, &secured[i], test_secured);
	}
	g_test_add_func("/exchange/private", test_private);
	g_test_add_func("/exchange/ask", test_ask);
	g_test_add_func("/exchange/patience", test_patience);
	return g_test_run();
}
