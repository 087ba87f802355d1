/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AUTH: PLAIN (RFC 4616), LOGIN and XOAUTH2 (both de facto). One mechanism, the
 * one that is set: falling back to another by itself would hand the password to
 * whoever strikes the better one off the server's list. The secret goes nowhere
 * but into the line that carries it, and those buffers are overwritten. */
#include "smtp/login.h"

#include <string.h>

#define LOGIN_SECONDS 300

struct mechanism {
	const char *name, *setting;
	guint bit;
	/* Octets before base64 of the line with AUTH, or NULL when it stands
	 * alone. */
	GString *(*initial)(const struct login *login);
};

static const char *
secret_data(const struct login *login, gsize *size_out)
{
	*size_out = 0;
	return login->secret ? g_bytes_get_data(login->secret, size_out) : "";
}

static GString *
initial_plain(const struct login *login)
{
	GString *line = g_string_sized_new(8192);
	gsize size;
	const char *secret = secret_data(login, &size);

	g_string_append_c(line, '\0');
	g_string_append(line, login->user);
	g_string_append_c(line, '\0');
	g_string_append_len(line, secret, (gssize)size);
	return line;
}

static GString *
initial_xoauth2(const struct login *login)
{
	GString *line = g_string_sized_new(8192);
	gsize size;
	const char *secret = secret_data(login, &size);

	g_string_append_printf(line, "user=%s\001auth=Bearer ", login->user);
	g_string_append_len(line, secret, (gssize)size);
	g_string_append(line, "\001\001");
	return line;
}

static const struct mechanism mechanisms[] = {
	[LOGIN_PLAIN] = { "PLAIN", "plain", CAPABILITY_PLAIN, initial_plain },
	[LOGIN_LOGIN] = { "LOGIN", "login", CAPABILITY_LOGIN, NULL },
	[LOGIN_XOAUTH2] = { "XOAUTH2", "xoauth2", CAPABILITY_XOAUTH2,
	    initial_xoauth2 },
};

static void
wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	g_free(text);
}

/* One line: what stands before, and the base64 of size octets. */
static const struct reply *
say(struct exchange *peer, const char *before, const void *data, gsize size,
    GError **error)
{
	char *encoded = g_base64_encode(data, size);
	char *line = g_strconcat(before, encoded, "\r\n", NULL);
	const struct reply *answer =
	    exchange_ask(peer, line, LOGIN_SECONDS, error);

	wipe(line);
	wipe(encoded);
	return answer;
}

static const struct reply *
run_initial(struct exchange *peer, const struct login *login,
    const struct mechanism *mechanism, GError **error)
{
	g_autofree char *before = g_strdup_printf("AUTH %s ", mechanism->name);
	GString *initial = mechanism->initial(login);
	const struct reply *answer =
	    say(peer, before, initial->str, initial->len, error);

	explicit_bzero(initial->str, initial->allocated_len);
	g_string_free(initial, TRUE);
	/* XOAUTH2 tells what is wrong with the token in a 334, and refuses
	 * after an empty line. PLAIN has nothing more to say, so a 334 there
	 * ends in a refusal too. */
	if (answer && answer->code == 334)
		answer = exchange_ask(peer, "\r\n", LOGIN_SECONDS, error);
	return answer;
}

static const struct reply *
run_login(struct exchange *peer, const struct login *login, GError **error)
{
	const struct reply *answer =
	    exchange_ask(peer, "AUTH LOGIN\r\n", LOGIN_SECONDS, error);
	gsize size;
	const char *secret = secret_data(login, &size);

	/* The prompts are "Username:" and "Password:" in base64, or anything
	 * else. */
	if (answer && answer->code == 334)
		answer = say(peer, "", login->user, strlen(login->user), error);
	if (answer && answer->code == 334)
		answer = say(peer, "", secret, size, error);
	return answer;
}

/* What of the offered is known, for the operator's next step. */
static void
set_not_offered(struct outcome *outcome, const struct mechanism *wanted,
    guint bits)
{
	g_autoptr(GString) others = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(mechanisms); i++)
		if (bits & mechanisms[i].bit)
			g_string_append_printf(others, "%s\"%s\"",
			    others->len ? " or " : "", mechanisms[i].setting);
	if (others->len > 0)
		outcome_set(outcome, OUTCOME_AUTH, OUTCOME_OUR_FAULT,
		    "the server does not offer AUTH %s; set auth = %s",
		    wanted->name, others->str);
	else
		outcome_set(outcome, OUTCOME_AUTH, OUTCOME_OUR_FAULT,
		    "the server offers no login (AUTH) here; check port and tls, or leave "
		    "user empty");
}

bool
login_run(struct exchange *peer, const struct login *login,
    const struct capability *offered, struct outcome *outcome)
{
	const struct mechanism *mechanism = &mechanisms[login->mechanism];
	g_autoptr(GError) error = NULL;
	const struct reply *answer;
	gsize size;
	const char *secret = secret_data(login, &size);

	if (!(offered->bits & mechanism->bit)) {
		set_not_offered(outcome, mechanism, offered->bits);
		return false;
	}
	/* Either would let one field run into the next (RFC 4616 2, XOAUTH2's
	 * ^A). */
	if (size == 0 || memchr(secret, '\0', size) ||
	    memchr(secret, '\001', size) || strchr(login->user, '\001')) {
		outcome_set(outcome, OUTCOME_AUTH, OUTCOME_OUR_FAULT,
		    "user or password is empty or holds control characters");
		return false;
	}
	answer = mechanism->initial
	    ? run_initial(peer, login, mechanism, &error)
	    : run_login(peer, login, &error);
	if (answer)
		outcome_set_reply(outcome, OUTCOME_AUTH, answer);
	else
		outcome_set_error(outcome, OUTCOME_AUTH, error);
	return outcome->kind == OUTCOME_ACCEPTED;
}
