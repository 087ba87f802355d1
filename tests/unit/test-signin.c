/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Greeting, STARTTLS and login against scripted servers, honest and not. */
#include "imap/signin.h"

#include <string.h>

#include "util-mailbox.h"

#define CAPS(text) "S:* CAPABILITY IMAP4rev1 " text "\r\n1 OK x\r\n"
#define ASK "S:* OK hi\r\n", "C:1 CAPABILITY\r\n"
#define CAPS_AFTER                                                           \
	"C:3 CAPABILITY\r\n", "S:* CAPABILITY IMAP4rev1 MOVE\r\n3 OK x\r\n", \
	    "C:4 LOGOUT\r\n", "S:* BYE x\r\n4 OK x\r\n"
#define PLAIN "AHVzZXIAcGFzcw=="
#define SEND_PLAIN "C:2 AUTHENTICATE PLAIN " PLAIN "\r\n"
#define SEND_XOAUTH2                \
	"C:2 AUTHENTICATE XOAUTH2 " \
	"dXNlcj11c2VyAWF1dGg9QmVhcmVyIHBhc3MBAQ==\r\n"

struct row {
	const char *name;
	enum settings_tls tls;
	enum settings_auth auth;
	const char *error; /* a part of the text; NULL: logs in */
	enum fail_code code;
	const char *script[14];
};

#define WITH_PLAIN SETTINGS_TLS_IMPLICIT, SETTINGS_AUTH_PLAIN
#define WITH_LOGIN SETTINGS_TLS_IMPLICIT, SETTINGS_AUTH_LOGIN
#define WITH_XOAUTH2 SETTINGS_TLS_IMPLICIT, SETTINGS_AUTH_XOAUTH2
#define STARTTLS SETTINGS_TLS_STARTTLS, SETTINGS_AUTH_PLAIN

static const struct row rows[] = {
	{ "plain in one step", WITH_PLAIN, NULL, 0,
	    { "S:* OK [CAPABILITY IMAP4rev1] hi\r\n", "C:1 CAPABILITY\r\n",
	        CAPS("SASL-IR AUTH=PLAIN"), SEND_PLAIN,
	        "S:2 OK [CAPABILITY MOVE] in\r\n", CAPS_AFTER } },
	{ "plain in two steps", WITH_PLAIN, NULL, 0,
	    { ASK, CAPS("AUTH=PLAIN"), "C:2 AUTHENTICATE PLAIN\r\n", "N",
	        "S:+ \r\n", "C:" PLAIN "\r\n", "S:2 OK in\r\n", CAPS_AFTER } },
	{ "plain falls back to the command", WITH_PLAIN, NULL, 0,
	    { ASK, CAPS("IDLE"), "C:2 LOGIN \"user\" \"pass\"\r\n",
	        "S:2 OK in\r\n", CAPS_AFTER } },
	{ "login command", WITH_LOGIN, NULL, 0,
	    { ASK, CAPS("AUTH=LOGIN"), "C:2 LOGIN \"user\" \"pass\"\r\n",
	        "S:2 OK in\r\n", CAPS_AFTER } },
	{ "login by SASL", WITH_LOGIN, NULL, 0,
	    { ASK, CAPS("AUTH=LOGIN LOGINDISABLED"),
	        "C:2 AUTHENTICATE LOGIN\r\n", "S:+ VXNlcm5hbWU6\r\n",
	        "C:dXNlcg==\r\n", "S:+ UGFzc3dvcmQ6\r\n", "C:cGFzcw==\r\n",
	        "S:2 OK in\r\n", CAPS_AFTER } },
	{ "xoauth2", WITH_XOAUTH2, NULL, 0,
	    { ASK, CAPS("AUTH=XOAUTH2 SASL-IR"), SEND_XOAUTH2, "S:2 OK in\r\n",
	        CAPS_AFTER } },
	{ "preauth where TLS is on", WITH_PLAIN, NULL, 0,
	    { "S:* PREAUTH hi\r\n", "C:1 CAPABILITY\r\n", CAPS("MOVE"),
	        "C:2 LOGOUT\r\n", "S:2 OK x\r\n" } },

	{ "xoauth2 refused", WITH_XOAUTH2, "refused the login of user user",
	    FAIL_CONFIG,
	    { ASK, CAPS("AUTH=XOAUTH2 SASL-IR"), SEND_XOAUTH2, "S:+ eyJz\r\n",
	        "C:\r\n", "S:2 NO bad token\r\n", "C:3 LOGOUT\r\n" } },
	{ "wrong password", WITH_PLAIN,
	    "mail.example.com refused the login of user user: "
	    "AUTHENTICATIONFAILED, Authentication failed.",
	    FAIL_CONFIG,
	    { ASK, CAPS("AUTH=PLAIN SASL-IR"), SEND_PLAIN,
	        "S:2 NO [AUTHENTICATIONFAILED] Authentication failed.\r\n",
	        "C:3 LOGOUT\r\n" } },
	{ "server that is busy", WITH_PLAIN, "UNAVAILABLE", FAIL_TEMPORARY,
	    { ASK, CAPS("AUTH=PLAIN SASL-IR"), SEND_PLAIN,
	        "S:2 NO [UNAVAILABLE] later\r\n", "C:3 LOGOUT\r\n" } },
	{ "server that echoes the secret", WITH_PLAIN, "may hold the secret",
	    FAIL_CONFIG,
	    { ASK, CAPS("AUTH=PLAIN SASL-IR"), SEND_PLAIN,
	        "S:2 NO [X] pass is wrong\r\n", "C:3 LOGOUT\r\n" } },
	{ "server that echoes the answer", WITH_PLAIN, "may hold the secret",
	    FAIL_CONFIG,
	    { ASK, CAPS("AUTH=PLAIN SASL-IR"), SEND_PLAIN,
	        "S:2 NO bad line: AUTHENTICATE PLAIN " PLAIN "\r\n",
	        "C:3 LOGOUT\r\n" } },
	{ "server that echoes a piece of the answer", WITH_PLAIN,
	    "may hold the secret", FAIL_CONFIG,
	    { ASK, CAPS("AUTH=PLAIN SASL-IR"), SEND_PLAIN,
	        "S:2 NO bad AHVzZXIAcGFzcw==\r\n", "C:3 LOGOUT\r\n" } },
	{ "server that echoes XOAUTH2", WITH_XOAUTH2, "may hold the secret",
	    FAIL_CONFIG,
	    { ASK, CAPS("AUTH=XOAUTH2 SASL-IR"), SEND_XOAUTH2,
	        "S:2 NO dXNlcj11c2VyAWF1dGg9QmVhcmVyIHBhc3MBAQ==\r\n",
	        "C:3 LOGOUT\r\n" } },
	{ "server that echoes LOGIN", WITH_LOGIN, "may hold the secret",
	    FAIL_CONFIG,
	    { ASK, CAPS("IDLE"), "C:2 LOGIN \"user\" \"pass\"\r\n",
	        "S:2 BAD LOGIN \"user\" \"pass\"\r\n", "C:3 LOGOUT\r\n" } },
	{ "server that echoes into the code", WITH_PLAIN,
	    "login of user user: Sorry", FAIL_CONFIG,
	    { ASK, CAPS("AUTH=PLAIN SASL-IR"), SEND_PLAIN,
	        "S:2 NO [" PLAIN "] Sorry\r\n", "C:3 LOGOUT\r\n" } },
	{ "server that echoes in its farewell", WITH_PLAIN,
	    "ended the session: (the server's words are left out",
	    FAIL_TEMPORARY,
	    { ASK, CAPS("AUTH=PLAIN SASL-IR"), SEND_PLAIN,
	        "S:* BYE what is " PLAIN "\r\n" } },
	{ "way not offered", WITH_XOAUTH2, "does not offer the way of login",
	    FAIL_CONFIG, { ASK, CAPS("AUTH=PLAIN"), "C:2 LOGOUT\r\n" } },
	{ "login disabled", WITH_PLAIN, "does not offer the way of login",
	    FAIL_CONFIG, { ASK, CAPS("LOGINDISABLED"), "C:2 LOGOUT\r\n" } },
	{ "asks on and on", WITH_PLAIN, "asks on and on", FAIL_TEMPORARY,
	    { ASK, CAPS("AUTH=PLAIN SASL-IR"), SEND_PLAIN, "S:+ \r\n+ \r\n",
	        "C:\r\n", "E" } },

	{ "bye for a greeting", WITH_PLAIN, "ended the session: too many",
	    FAIL_TEMPORARY, { "S:* BYE too many\r\n", "E" } },
	{ "no greeting", WITH_PLAIN, "closed the connection", FAIL_TEMPORARY,
	    { NULL } },
	{ "a web server", WITH_PLAIN, "no IMAP response", FAIL_TEMPORARY,
	    { "S:HTTP/1.1 400 Bad Request\r\n", "E" } },
	{ "no for a greeting", WITH_PLAIN, "no IMAP greeting", FAIL_TEMPORARY,
	    { "S:* NO x\r\n", "E" } },
	{ "bye before login", WITH_PLAIN, "ended the session: night",
	    FAIL_TEMPORARY, { ASK, "S:* BYE night\r\n" } },
	{ "bye at login", WITH_PLAIN, "ended the session: night",
	    FAIL_TEMPORARY,
	    { ASK, CAPS("AUTH=PLAIN SASL-IR"), SEND_PLAIN,
	        "S:* BYE night\r\n" } },
	{ "answer with another tag", WITH_PLAIN, "foreign tag", FAIL_TEMPORARY,
	    { ASK, "S:9 OK x\r\n", "E" } },

	{ "preauth instead of STARTTLS", STARTTLS, "PREAUTH", FAIL_CONFIG,
	    { "S:* PREAUTH hi\r\n", "E" } },
	{ "STARTTLS not offered", STARTTLS, "does not offer STARTTLS",
	    FAIL_CONFIG, { ASK, CAPS("AUTH=PLAIN"), "C:2 LOGOUT\r\n" } },
	{ "offered by the greeting only", STARTTLS, "does not offer STARTTLS",
	    FAIL_CONFIG,
	    { "S:* OK [CAPABILITY STARTTLS AUTH=PLAIN] hi\r\n",
	        "C:1 CAPABILITY\r\n", CAPS("AUTH=PLAIN"), "C:2 LOGOUT\r\n" } },
	{ "STARTTLS refused", STARTTLS, "refused the command", FAIL_TEMPORARY,
	    { ASK, CAPS("STARTTLS"), "C:2 STARTTLS\r\n", "S:2 NO x\r\n",
	        "E" } },
	{ "line injected behind STARTTLS", STARTTLS,
	    "octets before the TLS handshake", FAIL_TEMPORARY,
	    { ASK, CAPS("STARTTLS"), "C:2 STARTTLS\r\n",
	        "S:2 OK x\r\n* PREAUTH x\r\n", "E" } },
	{ "half a line injected", STARTTLS, "octets before the TLS handshake",
	    FAIL_TEMPORARY,
	    { ASK, CAPS("STARTTLS"), "C:2 STARTTLS\r\n", "S:2 OK x\r\n* CAPA",
	        "E" } },
	{ "capabilities injected", STARTTLS, "answered one command twice",
	    FAIL_TEMPORARY,
	    { ASK, CAPS("STARTTLS"), "C:2 STARTTLS\r\n",
	        "S:2 OK x\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n3 OK x\r\n",
	        "E" } },
	{ "STARTTLS, then no TLS", STARTTLS, "TLS handshake with peer failed",
	    FAIL_CONFIG,
	    { ASK, CAPS("STARTTLS"), "C:2 STARTTLS\r\n", "S:2 OK x\r\n",
	        "C:\x16\x03\x01", "S:* OK plain text\r\n" } },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	struct settings_account settings = mailbox_settings();
	struct peer peer = peer_start(row->script);
	g_autoptr(GError) error = NULL;

	settings.tls = row->tls;
	settings.auth = row->auth;
	struct account *account = mailbox_open(&peer, &settings, &error);
	if (row->error == NULL) {
		g_assert_no_error(error);
		g_assert_true(account_is_open(account));
		g_assert_true(account_can(account, "move"));
		g_assert_false(account_can(account, "AUTH=PLAIN"));
	} else {
		g_assert_null(account);
		g_test_message("%s", error->message);
		g_assert_nonnull(strstr(error->message, row->error));
		g_assert_true(fail_is(error, row->code));
		g_assert_null(strstr(error->message, "pass "));
		g_assert_null(strstr(error->message, PLAIN));
	}
	account_free(account);
	g_assert_true(peer_finish(&peer));
}

static char *
step_text(const GPtrArray *steps, guint index)
{
	gsize size;
	const char *data =
	    g_bytes_get_data(g_ptr_array_index(steps, index), &size);

	return g_strndup(data, size);
}

/* Secrets that no quoted string can hold go as literals. */
static void
test_literal_secret(void)
{
	g_autoptr(GBytes) secret = g_bytes_new_static("p\xc3\xa4\"", 4);
	g_autoptr(GPtrArray) steps =
	    signin_steps(SIGNIN_COMMAND, "u\"\\", secret, SIGNIN_FIRST_WAITS);
	g_autofree char *first = NULL, *second = NULL;

	g_assert_cmpuint(steps->len, ==, 2);
	first = step_text(steps, 0);
	second = step_text(steps, 1);
	g_assert_cmpstr(first, ==, "LOGIN \"u\\\"\\\\\" {4}");
	g_assert_cmpstr(second, ==, "p\xc3\xa4\"");
}

static void
test_quoted_secret(void)
{
	g_autoptr(GBytes) secret = g_bytes_new_static("p\\ \"{3}", 7);
	g_autoptr(GPtrArray) steps =
	    signin_steps(SIGNIN_COMMAND, "u", secret, SIGNIN_FIRST_INLINE);
	g_autofree char *only = step_text(steps, 0);

	g_assert_cmpuint(steps->len, ==, 1);
	g_assert_cmpstr(only, ==, "LOGIN \"u\" \"p\\\\ \\\"{3}\"");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/signin/row/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/signin/literal-secret", test_literal_secret);
	g_test_add_func("/signin/quoted-secret", test_quoted_secret);
	return g_test_run();
}
