/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AUTH with each mechanism against a scripted server. A wrong password is the
 * operator's matter; a mechanism that is not offered gets no secret. */
#include "smtp/login.h"

#include <string.h>

#include "smtp/submit.h"
#include "util-peer.h"

#define HI "S:220 mx\r\n", "C:EHLO desk.example.org\r\n"
#define OFFER(words) HI, "S:250-mx\r\n250 AUTH " words "\r\n"
#define QUIT "C:QUIT\r\n", "S:221 bye\r\n", "E"
#define WELCOME "S:235 2.7.0 welcome\r\n"
/* base64 of \0desk\0open sesame; of desk; of open sesame; of user=desk^A... */
#define PLAIN "C:AUTH PLAIN AGRlc2sAb3BlbiBzZXNhbWU=\r\n"
#define USER "C:ZGVzaw==\r\n"
#define WORD "C:b3BlbiBzZXNhbWU=\r\n"
#define BEARER                                                            \
	"C:AUTH XOAUTH2 dXNlcj1kZXNrAWF1dGg9QmVhcmVyIG9wZW4gc2VzYW1lAQE=" \
	"\r\n"

static const struct row {
	const char *name;
	const char *script[16];
	enum login_mechanism mechanism;
	enum outcome_kind kind;
	guint code;
	const char *says;
} rows[] = {
	{ "PLAIN", { OFFER("PLAIN LOGIN"), PLAIN, WELCOME, QUIT }, LOGIN_PLAIN,
	    OUTCOME_ACCEPTED, 235, "welcome" },
	{ "PLAIN, wrong password",
	    { OFFER("PLAIN"), PLAIN, "S:535 5.7.8 wrong\r\n", "E" },
	    LOGIN_PLAIN, OUTCOME_OUR_FAULT, 535, "wrong" },
	{ "PLAIN, server busy",
	    { OFFER("PLAIN"), PLAIN, "S:454 4.7.0 later\r\n", "E" },
	    LOGIN_PLAIN, OUTCOME_LATER, 454, "later" },
	{ "PLAIN, drop", { OFFER("PLAIN"), PLAIN }, LOGIN_PLAIN, OUTCOME_LATER,
	    0, "closed" },
	{ "PLAIN, asked for more",
	    { OFFER("PLAIN"), PLAIN, "S:334 \r\n", "C:\r\n",
	        "S:501 5.5.2 bad\r\n", "E" },
	    LOGIN_PLAIN, OUTCOME_OUR_FAULT, 501, "bad" },
	{ "PLAIN, 250 is no welcome",
	    { OFFER("PLAIN"), PLAIN, "S:250 ok\r\n", "E" }, LOGIN_PLAIN,
	    OUTCOME_LATER, 250, "ok" },
	{ "LOGIN",
	    { OFFER("LOGIN"), "C:AUTH LOGIN\r\n", "S:334 VXNlcm5hbWU6\r\n",
	        USER, "S:334 UGFzc3dvcmQ6\r\n", WORD, WELCOME, QUIT },
	    LOGIN_LOGIN, OUTCOME_ACCEPTED, 235, "welcome" },
	{ "LOGIN, wrong password",
	    { OFFER("LOGIN"), "C:AUTH LOGIN\r\n", "S:334 x\r\n", USER,
	        "S:334 y\r\n", WORD, "S:535 5.7.8 wrong\r\n", "E" },
	    LOGIN_LOGIN, OUTCOME_OUR_FAULT, 535, "wrong" },
	{ "LOGIN, refused at the name: no password",
	    { OFFER("LOGIN"), "C:AUTH LOGIN\r\n", "S:334 x\r\n", USER,
	        "S:535 5.7.8 who\r\n", "E" },
	    LOGIN_LOGIN, OUTCOME_OUR_FAULT, 535, "who" },
	{ "LOGIN, refused at once: no name",
	    { OFFER("LOGIN"), "C:AUTH LOGIN\r\n", "S:504 no\r\n", "E" },
	    LOGIN_LOGIN, OUTCOME_OUR_FAULT, 504, "no" },
	{ "XOAUTH2", { OFFER("XOAUTH2"), BEARER, WELCOME, QUIT }, LOGIN_XOAUTH2,
	    OUTCOME_ACCEPTED, 235, "welcome" },
	{ "XOAUTH2, token run out",
	    { OFFER("XOAUTH2"), BEARER, "S:334 eyJzdGF0dXMiOiI0MDAifQ==\r\n",
	        "C:\r\n", "S:535 5.7.8 token\r\n", "E" },
	    LOGIN_XOAUTH2, OUTCOME_OUR_FAULT, 535, "token" },
	{ "not offered, another is", { OFFER("LOGIN XOAUTH2"), "E" },
	    LOGIN_PLAIN, OUTCOME_OUR_FAULT, 0,
	    "set auth = \"login\" or \"xoauth2\"" },
	{ "nothing offered", { HI, "S:250 mx\r\n", "E" }, LOGIN_PLAIN,
	    OUTCOME_OUR_FAULT, 0, "offers no login" },
	{ "EHLO and more: no secret",
	    { HI, "S:250-mx\r\n250 AUTH PLAIN\r\n235 welcome\r\n", "E" },
	    LOGIN_PLAIN, OUTCOME_LATER, 0, "before it was asked" },
};

static struct submit *
log_in(const struct peer *peer, const struct login *login,
    struct outcome *outcome)
{
	const struct submit_relay relay = {
		.name = "relay1",
		.host = "mx",
		.tls = TRANSPORT_TLS_NONE,
		.ehlo_name = "desk.example.org",
		.login = *login,
	};
	struct submit *session =
	    submit_open_on(transport_from_fd(peer->fd), &relay, outcome);

	g_assert_cmpint(session != NULL, ==, outcome->kind == OUTCOME_ACCEPTED);
	return session;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	struct peer peer = peer_start(row->script);
	g_autoptr(GBytes) secret = g_bytes_new_static("open sesame", 11);
	const struct login login = { "desk", row->mechanism, secret };
	OUTCOME_AUTO struct outcome outcome = { 0 };

	submit_close(log_in(&peer, &login, &outcome));
	g_assert_cmpint(outcome.kind, ==, row->kind);
	g_assert_cmpint(outcome.step, ==, OUTCOME_AUTH);
	g_assert_cmpuint(outcome.code, ==, row->code);
	g_assert_nonnull(strstr(outcome.text, row->says));
	g_assert_null(strstr(outcome.text, "sesame"));
	g_assert_true(peer_finish(&peer));
}

static const struct {
	const char *name, *user, *secret;
	gsize size;
} unfit[] = {
	{ "empty password", "desk", "", 0 },
	{ "NUL in the password", "desk", "a\0b", 3 },
	{ "^A in the password", "desk", "a\001b", 3 },
	{ "^A in the user", "de\001sk", "ab", 2 },
};

/* What would run over from one field into the next is not sent. */
static void
test_unfit(void)
{
	static const char *const script[] = { OFFER("PLAIN LOGIN XOAUTH2"), "E",
		NULL };

	for (guint i = 0; i < G_N_ELEMENTS(unfit); i++)
		for (guint kind = LOGIN_PLAIN; kind <= LOGIN_XOAUTH2; kind++) {
			struct peer peer = peer_start(script);
			g_autoptr(GBytes) secret =
			    g_bytes_new(unfit[i].secret, unfit[i].size);
			const struct login login = { unfit[i].user, kind,
				secret };
			OUTCOME_AUTO struct outcome outcome = { 0 };

			submit_free(log_in(&peer, &login, &outcome));
			g_assert_cmpint(outcome.kind, ==, OUTCOME_OUR_FAULT);
			g_assert_true(peer_finish(&peer));
		}
}

/* Without a user there is no AUTH, whatever is offered. */
static void
test_no_user(void)
{
	static const char *const script[] = { OFFER("PLAIN"), QUIT, NULL };
	const struct login login = { "", LOGIN_PLAIN, NULL };
	struct peer peer = peer_start(script);
	OUTCOME_AUTO struct outcome outcome = { 0 };

	submit_close(log_in(&peer, &login, &outcome));
	g_assert_true(peer_finish(&peer));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/login/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/login/unfit", test_unfit);
	g_test_add_func("/login/no-user", test_no_user);
	return g_test_run();
}
