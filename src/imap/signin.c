/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logging in. The order is what keeps the password safe: TLS, then what the
 * server says it can do, then the secret, once. Must never send the secret
 * over a line that should be encrypted and is not, and never repeat it (or what
 * the server echoes of it) in an error text.
 */
#include "imap/signin.h"

#include <string.h>

#include "base/escape.h"
#include "base/secret.h"

static void
free_secret(gpointer secret)
{
	secret_free(secret);
}

static void
add_step(GPtrArray *steps, const char *text, size_t size)
{
	g_ptr_array_add(steps, g_bytes_new(text, size));
}

/* Base64 of size octets, wiped by the caller through wipe(). */
static void
wipe(char *text)
{
	explicit_bzero(text, strlen(text));
	g_free(text);
}

static void
add_sasl(GPtrArray *steps, const char *mechanism, GString *answer,
    enum signin_first first)
{
	char *encoded =
	    g_base64_encode((const guchar *)answer->str, answer->len);
	g_autoptr(GString) line = g_string_new("AUTHENTICATE ");

	g_string_append(line, mechanism);
	if (first == SIGNIN_FIRST_INLINE) {
		g_string_append_c(line, ' ');
		g_string_append(line, encoded);
	}
	add_step(steps, line->str, line->len);
	if (first == SIGNIN_FIRST_WAITS)
		add_step(steps, encoded, strlen(encoded));
	explicit_bzero(line->str, line->len);
	wipe(encoded);
}

static void
add_base64(GPtrArray *steps, const char *data, size_t size)
{
	char *encoded = g_base64_encode((const guchar *)data, size);

	add_step(steps, encoded, strlen(encoded));
	wipe(encoded);
}

/* Quoted strings are 7-bit; anything else goes as a literal. */
static bool
can_be_quoted(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (text[i] < 0x20 || text[i] > 0x7E)
			return false;
	}
	return true;
}

static void
add_string(GPtrArray *steps, GString *line, const char *text, size_t size)
{
	if (!can_be_quoted(text, size)) {
		g_string_append_printf(line, "{%" G_GSIZE_FORMAT "}", size);
		add_step(steps, line->str, line->len);
		explicit_bzero(line->str, line->len);
		g_string_truncate(line, 0);
		g_string_append_len(line, text, (gssize)size);
		return;
	}
	g_string_append_c(line, '"');
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '"' || text[i] == '\\')
			g_string_append_c(line, '\\');
		g_string_append_c(line, text[i]);
	}
	g_string_append_c(line, '"');
}

static void
add_command(GPtrArray *steps, const char *user, const char *secret, size_t size)
{
	g_autoptr(GString) line = g_string_sized_new(1024 + 2 * size);

	g_string_append(line, "LOGIN ");
	add_string(steps, line, user, strlen(user));
	g_string_append_c(line, ' ');
	add_string(steps, line, secret, size);
	add_step(steps, line->str, line->len);
	explicit_bzero(line->str, line->len);
}

GPtrArray *
signin_steps(enum signin_way way, const char *user, GBytes *secret,
    enum signin_first first)
{
	g_autoptr(GPtrArray) steps =
	    g_ptr_array_new_with_free_func(free_secret);
	gsize size;
	const char *data = g_bytes_get_data(secret, &size);
	g_autoptr(GString) answer = g_string_sized_new(1024 + size);

	switch (way) {
	case SIGNIN_SASL_PLAIN: /* RFC 4616 */
		g_string_append_c(answer, '\0');
		g_string_append_len(answer, user, (gssize)strlen(user) + 1);
		g_string_append_len(answer, data, (gssize)size);
		add_sasl(steps, "PLAIN", answer, first);
		break;
	case SIGNIN_SASL_XOAUTH2:
		g_string_append_printf(answer, "user=%s\001auth=Bearer ", user);
		g_string_append_len(answer, data, (gssize)size);
		g_string_append(answer, "\001\001");
		add_sasl(steps, "XOAUTH2", answer, first);
		break;
	case SIGNIN_SASL_LOGIN:
		add_step(steps, "AUTHENTICATE LOGIN", 18);
		add_base64(steps, user, strlen(user));
		add_base64(steps, data, size);
		break;
	case SIGNIN_COMMAND:
		add_command(steps, user, data, size);
		break;
	}
	explicit_bzero(answer->str, answer->len);
	return g_steal_pointer(&steps);
}

static bool
choose_way(const struct session *self, gint64 auth, enum signin_way *way_out)
{
	bool command = !session_can(self, "LOGINDISABLED");
	static const struct {
		const char *mechanism;
		enum signin_way way;
	} ways[] = {
		[SETTINGS_AUTH_PLAIN] = { "PLAIN", SIGNIN_SASL_PLAIN },
		[SETTINGS_AUTH_LOGIN] = { "LOGIN", SIGNIN_SASL_LOGIN },
		[SETTINGS_AUTH_XOAUTH2] = { "XOAUTH2", SIGNIN_SASL_XOAUTH2 },
	};

	if (auth == SETTINGS_AUTH_LOGIN && command) {
		*way_out = SIGNIN_COMMAND;
		return true;
	}
	if (session_can_auth(self, ways[auth].mechanism)) {
		*way_out = ways[auth].way;
		return true;
	}
	*way_out = SIGNIN_COMMAND;
	return auth == SETTINGS_AUTH_PLAIN && command;
}

/* The longest piece of a secret that may be in a server's words by chance, and
 * the longest run of base64 characters that is taken for a word. */
#define PIECE_MIN 8
#define RUN_MAX 15
#define HIDDEN "(the server's words are left out: they may hold the secret)"

static bool
has_long_run(const char *words)
{
	size_t run = 0;

	for (; *words != '\0' && run <= RUN_MAX; words++)
		run = g_ascii_isalnum(*words) || strchr("+/=_-", *words) != NULL
		    ? run + 1
		    : 0;
	return run > RUN_MAX;
}

/* Whether any piece of data stands in words: what a reply repeats may be cut.
 */
static bool
has_piece(const char *words, const char *data, size_t size)
{
	size_t piece = MIN(size, PIECE_MIN);

	for (size_t i = 0; size > 0 && i + piece <= size; i++)
		if (memmem(words, strlen(words), data + i, piece) != NULL)
			return true;
	return false;
}

/* A server that echoes what it was sent shall not bring it into a log: the
 * secret itself, as a quoted string, a whole line, or any base64. */
static bool
may_hold(const char *words, GBytes *secret, const GPtrArray *steps)
{
	gsize size;
	const char *data = g_bytes_get_data(secret, &size);
	g_autoptr(GString) quoted = g_string_sized_new(2 * size + 1);
	bool holds = has_long_run(words) || has_piece(words, data, size);

	for (size_t i = 0; i < size; i++) {
		if (data[i] == '"' || data[i] == '\\')
			g_string_append_c(quoted, '\\');
		g_string_append_c(quoted, data[i]);
	}
	holds |= has_piece(words, quoted->str, quoted->len);
	explicit_bzero(quoted->str, quoted->len);
	for (guint i = 0; i < steps->len && !holds; i++) {
		data = g_bytes_get_data(g_ptr_array_index(steps, i), &size);
		holds = memmem(words, strlen(words), data, size) != NULL;
	}
	return holds;
}

/* Codes are words of capitals (RFC 5530); anything else is not repeated. */
static bool
is_code(const char *code)
{
	return code[strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-")] == '\0';
}

/* Wrong passwords are the operator's to mend, busy servers are not. */
static bool
refuse(struct session *self, const struct settings_account *options,
    GBytes *secret, const GPtrArray *steps, GError **error)
{
	const struct gate_reply *reply = session_reply(self);
	gsize size;
	const char *data = g_bytes_get_data(secret, &size);
	g_autofree char *words = may_hold(reply->text, secret, steps)
	    ? g_strdup(HIDDEN)
	    : escape_text(reply->text, 0);
	bool code = is_code(reply->code) && *reply->code != '\0' &&
	    !has_piece(reply->code, data, size);

	return fail_set(error,
	    session_refused_for_now(self) ? FAIL_TEMPORARY : FAIL_CONFIG,
	    "%s refused the login of user %s: %s%s%s", session_host(self),
	    options->user, code ? reply->code : "", code ? ", " : "", words);
}

/* The session ended within the login; a farewell is looked at like a refusal.
 */
static bool
give_up(struct session *self, GBytes *secret, const GPtrArray *steps,
    GError *take_failure, GError **error)
{
	const struct gate_reply *bye = gate_bye(session_gate(self));

	if (bye == NULL || !may_hold(bye->text, secret, steps)) {
		g_propagate_error(error, take_failure);
		return false;
	}
	g_error_free(take_failure);
	return fail_set(error, FAIL_TEMPORARY, "%s ended the session: %s",
	    session_host(self), HIDDEN);
}

static bool
authenticate(struct session *self, const struct settings_account *options,
    GBytes *secret, GError **error)
{
	enum signin_way way;
	enum signin_first first = session_can(self, "SASL-IR")
	    ? SIGNIN_FIRST_INLINE
	    : SIGNIN_FIRST_WAITS;
	g_autoptr(GPtrArray) steps = NULL;
	GError *failure = NULL;

	if (!choose_way(self, options->auth, &way))
		return fail_set(error, FAIL_CONFIG,
		    "%s does not offer the way of login that auth names",
		    session_host(self));
	steps = signin_steps(way, options->user, secret, first);
	if (session_exchange(self, steps, &failure))
		return true;
	if (!session_is_open(self))
		return give_up(self, secret, steps, failure, error);
	g_error_free(failure);
	return refuse(self, options, secret, steps, error);
}

static bool
start_tls(struct session *self, GError **error)
{
	if (!session_capabilities(self, error))
		return false;
	if (!session_can(self, "STARTTLS"))
		return fail_set(error, FAIL_CONFIG,
		    "%s does not offer STARTTLS, which the settings ask for",
		    session_host(self));
	return session_start_tls(self, error);
}

bool
signin_run(struct session *self, enum signin_line line,
    const struct settings_account *options, GBytes *secret, GError **error)
{
	bool upgrade =
	    options->tls == SETTINGS_TLS_STARTTLS && line == SIGNIN_LINE_PLAIN;

	if (!session_greet(self,
	        upgrade ? SESSION_PREAUTH_REFUSED : SESSION_PREAUTH_ALLOWED,
	        error))
		return false;
	if (upgrade && !start_tls(self, error))
		return false;
	if (session_is_preauth(self))
		return session_capabilities(self, error);
	if (!session_capabilities(self, error) ||
	    !authenticate(self, options, secret, error))
		return false;
	/* Servers show more to those they know. */
	return session_capabilities(self, error);
}
