/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SMTP session, several letters. What it must never do: send a letter's
 * final dot without being told to, let anything but that dot end a letter, send
 * a secret over a line that others can read, or go on after the two sides may
 * have lost count of commands and replies - then it closes, which is always
 * safe. */
#include "smtp/submit.h"

#include <string.h>

#include "base/clock.h"
#include "smtp/announce.h"
#include "smtp/dotstuff.h"

/* RFC 5321 4.5.3.2, in seconds. */
#define CONNECT_SECONDS 30
#define COMMAND_SECONDS 300 /* greeting, EHLO, STARTTLS, MAIL, RCPT, RSET */
#define DATA_SECONDS 120
#define BLOCK_SECONDS 180
#define DOT_SECONDS SUBMIT_STEP_SECONDS
#define QUIT_SECONDS 5
#define LAST_WORDS_SECONDS 5 /* for what a server said before it hung up */

#define BLOCK_SIZE 16384
/* A server that takes an octet now and then must not hold a sender for days. */
#define BODY_SECONDS 600
#define BODY_RATE 8192 /* octets a second, on top */

/* What a phase allows, and where the letter is:
 *
 *   phase      may be called          what the server has of the letter
 *   IDLE       submit_begin           nothing; with ahead, its commands
 *   DIRTY      submit_begin (RSET)    MAIL or more, and a refusal
 *   BODY       submit_data, _dot      part of it
 *   DOTTED     submit_answer          all of it
 *   CLOSED     nothing                whatever it had, it must drop
 */
enum phase { IDLE, DIRTY, BODY, DOTTED, CLOSED };

struct submit {
	const struct submit_relay *relay;
	struct exchange *exchange;
	struct capability capability;
	enum phase phase;
	guint begun, count;
	struct dotstuff stuff;
	GString *out;    /* stuffed octets not yet written */
	char *ahead;     /* the next letter's commands, sent; or NULL */
	gint64 body_end; /* clock_boot() ms by which the body must be out */
};

void
submit_free(struct submit *self)
{
	if (!self)
		return;
	exchange_free(self->exchange);
	g_string_free(self->out, TRUE);
	g_free(self->ahead);
	g_free(self);
}

/* Closes the connection too: a server may wait for minutes for what never
 * comes. */
void
submit_abandon(struct submit *self)
{
	g_clear_pointer(&self->exchange, exchange_free);
	g_clear_pointer(&self->ahead, g_free);
	self->phase = CLOSED;
}

/* The end of a session that went wrong in our own eyes. */
static bool
give_up(struct submit *self, struct outcome *outcome, enum outcome_step step,
    const GError *error)
{
	outcome_set_error(outcome, step, error);
	submit_abandon(self);
	return false;
}

static bool
give_up_early(struct submit *self, struct outcome *outcome,
    enum outcome_step step)
{
	outcome_set(outcome, step, OUTCOME_LATER,
	    "the server answered before it was asked");
	submit_abandon(self);
	return false;
}

/* One command and what its reply means. NULL command: just the reply. */
static bool
ask(struct submit *self, enum outcome_step step, const char *command,
    guint seconds, struct outcome *outcome)
{
	g_autoptr(GError) error = NULL;
	const struct reply *answer;

	if (command)
		answer = exchange_ask(self->exchange, command, seconds, &error);
	else
		answer = exchange_read(self->exchange, seconds, &error);
	if (!answer)
		return give_up(self, outcome, step, error);
	outcome_set_reply(outcome, step, answer);
	if (step == OUTCOME_EHLO && outcome->kind == OUTCOME_ACCEPTED)
		capability_read(answer, &self->capability);
	if (answer->code == 421)
		submit_abandon(self);
	return outcome->kind == OUTCOME_ACCEPTED;
}

static bool
hello(struct submit *self, struct outcome *outcome)
{
	g_autofree char *command = NULL;

	if (!announce_is_host(self->relay->ehlo_name)) {
		outcome_set(outcome, OUTCOME_EHLO, OUTCOME_OUR_FAULT,
		    "ehlo_name is neither a domain name nor an address in brackets");
		return false;
	}
	command = g_strdup_printf("EHLO %s\r\n", self->relay->ehlo_name);
	return ask(self, OUTCOME_EHLO, command, COMMAND_SECONDS, outcome);
}

static bool
start_tls(struct submit *self, struct outcome *outcome)
{
	g_autoptr(GError) error = NULL;

	if (!(self->capability.bits & CAPABILITY_STARTTLS)) {
		outcome_set(outcome, OUTCOME_STARTTLS, OUTCOME_OUR_FAULT,
		    "the server does not offer STARTTLS; check port and tls");
		return false;
	}
	if (!ask(self, OUTCOME_STARTTLS, "STARTTLS\r\n", COMMAND_SECONDS,
	        outcome))
		return false;
	/* transport_start_tls() stands under the deadline of the command before
	 * it. */
	if (!exchange_start_tls(self->exchange, &error))
		return give_up(self, outcome, OUTCOME_STARTTLS, error);
	/* What was offered in clear may have been anybody's word (RFC 3207
	 * 4.2): the answer to this EHLO takes its place. */
	return hello(self, outcome);
}

static bool
log_in(struct submit *self, struct outcome *outcome)
{
	const struct login *login = &self->relay->login;

	if (!login->user || !*login->user)
		return true;
	if (!exchange_is_private(self->exchange)) {
		outcome_set(outcome, OUTCOME_AUTH, OUTCOME_OUR_FAULT,
		    "a password is never sent without TLS, except over loopback");
		return false;
	}
	return login_run(self->exchange, login, &self->capability, outcome);
}

struct submit *
submit_open_on(struct transport *take_transport,
    const struct submit_relay *relay, struct outcome *outcome)
{
	g_autoptr(submit) self = g_new0(struct submit, 1);

	self->relay = relay;
	self->exchange = exchange_new(take_transport);
	self->out = g_string_sized_new(2 * BLOCK_SIZE);
	if (!ask(self, OUTCOME_GREETING, NULL, COMMAND_SECONDS, outcome))
		return NULL;
	if (!hello(self, outcome))
		return NULL;
	if (relay->tls == TRANSPORT_TLS_STARTTLS && !start_tls(self, outcome))
		return NULL;
	if (!log_in(self, outcome))
		return NULL;
	return g_steal_pointer(&self);
}

struct submit *
submit_open(const struct submit_relay *relay, struct outcome *outcome)
{
	const struct transport_where where = {
		.host = relay->host,
		.port = relay->port,
		.tls = relay->tls,
		.ca_file = relay->ca_file,
		.connect_timeout_ms = CONNECT_SECONDS * 1000,
	};
	g_autoptr(GError) error = NULL;
	struct transport *connection = transport_open(&where, &error);

	if (!connection) {
		outcome_set_error(outcome, OUTCOME_CONNECT, error);
		return NULL;
	}
	return submit_open_on(connection, relay, outcome);
}

/* The DATA of a pipelined group was answered although a command before it was
 * refused (RFC 2920 3.1). A lone dot ends it, and with no recipient nothing can
 * come of that; if the server has a recipient all the same, only closing is
 * safe. */
static void
end_unwanted_data(struct submit *self, bool has_recipient)
{
	OUTCOME_AUTO struct outcome ignored = { 0 };
	g_autoptr(GError) error = NULL;

	if (has_recipient || exchange_is_early(self->exchange) ||
	    !exchange_write(self->exchange, ".\r\n", 3, BLOCK_SECONDS, &error))
		submit_abandon(self);
	else
		(void)ask(self, OUTCOME_DOT, NULL, COMMAND_SECONDS, &ignored);
}

static char *
group_of(const struct announce *commands)
{
	return g_strconcat(commands->mail, commands->rcpt, "DATA\r\n", NULL);
}

/* MAIL, RCPT and DATA in one write; NULL: they are sent already. The first
 * refusal is the letter's; the replies behind it are read all the same, to stay
 * in step. */
static bool
announce_at_once(struct submit *self, const char *group,
    struct outcome *outcome)
{
	OUTCOME_AUTO struct outcome rcpt = { 0 };
	OUTCOME_AUTO struct outcome data = { 0 };
	bool mail_taken, rcpt_taken, data_taken;

	mail_taken = ask(self, OUTCOME_MAIL, group, COMMAND_SECONDS, outcome);
	if (self->phase == CLOSED)
		return false;
	rcpt_taken = ask(self, OUTCOME_RCPT, NULL, COMMAND_SECONDS, &rcpt);
	if (mail_taken)
		outcome_move(outcome, &rcpt);
	if (self->phase == CLOSED)
		return false;
	data_taken = ask(self, OUTCOME_DATA, NULL, DATA_SECONDS, &data);
	if (mail_taken && rcpt_taken)
		outcome_move(outcome, &data);
	else if (data_taken)
		end_unwanted_data(self, rcpt_taken);
	return mail_taken && rcpt_taken && data_taken;
}

static bool
announce_in_turn(struct submit *self, const struct announce *commands,
    struct outcome *outcome)
{
	return ask(self, OUTCOME_MAIL, commands->mail, COMMAND_SECONDS,
	           outcome) &&
	    ask(self, OUTCOME_RCPT, commands->rcpt, COMMAND_SECONDS, outcome) &&
	    ask(self, OUTCOME_DATA, "DATA\r\n", DATA_SECONDS, outcome);
}

/* Gets rid of a transaction that was refused. */
static bool
reset(struct submit *self, struct outcome *outcome)
{
	if (self->phase != DIRTY)
		return true;
	if (ask(self, OUTCOME_MAIL, "RSET\r\n", COMMAND_SECONDS, outcome)) {
		self->phase = IDLE;
		return true;
	}
	/* Not this letter's doing, whatever the server says. */
	if (self->phase != CLOSED)
		submit_abandon(self);
	outcome->kind = OUTCOME_LATER;
	return false;
}

/* The replies that come are another letter's: nothing of this one was said. */
static bool
give_up_stale(struct submit *self, struct outcome *outcome)
{
	outcome_set(outcome, OUTCOME_MAIL, OUTCOME_LATER,
	    "another letter was announced");
	submit_abandon(self);
	return false;
}

static bool
run_commands(struct submit *self, const struct announce *commands,
    struct outcome *outcome)
{
	g_autofree char *group = group_of(commands);
	g_autofree char *ahead = g_steal_pointer(&self->ahead);
	bool taken;

	if (ahead && strcmp(ahead, group) != 0)
		return give_up_stale(self, outcome);
	if (!reset(self, outcome))
		return false;
	if (self->capability.bits & CAPABILITY_PIPELINING)
		taken = announce_at_once(self, ahead ? NULL : group, outcome);
	else
		taken = announce_in_turn(self, commands, outcome);
	if (self->phase == CLOSED)
		return false;
	self->phase = taken ? BODY : DIRTY;
	if (taken && exchange_is_early(self->exchange))
		return give_up_early(self, outcome, OUTCOME_DATA);
	return taken;
}

bool
submit_begin(struct submit *self, const struct submit_envelope *envelope,
    struct outcome *outcome)
{
	ANNOUNCE_AUTO struct announce commands = { 0 };
	bool kept = self->begun > 0;
	bool taken;

	g_assert(self->phase == IDLE || self->phase == DIRTY);
	if (!announce_build(envelope, &self->capability, &commands, outcome))
		return false;
	self->begun++;
	taken = run_commands(self, &commands, outcome);
	/* Servers close idle sessions, and some after a number of letters. */
	if (!taken && kept && outcome->step == OUTCOME_MAIL &&
	    self->phase == CLOSED)
		outcome->stale = true;
	self->stuff = (struct dotstuff){ 0 };
	g_string_truncate(self->out, 0);
	self->body_end = clock_boot() +
	    (BODY_SECONDS + (gint64)(envelope->size / BODY_RATE)) * 1000;
	return taken;
}

/* The server hung up or spoke in the middle of a letter: its words, where it
 * left a refusal; else what became of the connection. */
static bool
last_words(struct submit *self, struct outcome *outcome)
{
	g_autoptr(GError) error = NULL;
	const struct reply *answer =
	    exchange_read(self->exchange, LAST_WORDS_SECONDS, &error);

	if (answer && answer->code >= 400)
		outcome_set_reply(outcome, OUTCOME_BODY, answer);
	else if (answer)
		return give_up_early(self, outcome, OUTCOME_BODY);
	else
		outcome_set_error(outcome, OUTCOME_BODY, error);
	submit_abandon(self);
	return false;
}

static bool
write_block(struct submit *self, struct outcome *outcome)
{
	g_autoptr(GError) error = NULL;
	gint64 left = (self->body_end - clock_boot()) / 1000;

	/* A server that has had enough says so and may read no further. */
	if (exchange_is_early(self->exchange))
		return last_words(self, outcome);
	if (left <= 0) {
		fail_set(&error, FAIL_TEMPORARY,
		    "the server takes the letter too slowly");
		return give_up(self, outcome, OUTCOME_BODY, error);
	}
	if (!exchange_write(self->exchange, self->out->str, self->out->len,
	        (guint)MIN(left, BLOCK_SECONDS), &error))
		return give_up(self, outcome, OUTCOME_BODY, error);
	g_string_truncate(self->out, 0);
	return true;
}

bool
submit_data(struct submit *self, const void *data, gsize size,
    struct outcome *outcome)
{
	g_autoptr(GError) error = NULL;
	const char *at = data;

	g_assert(self->phase == BODY);
	while (size > 0) {
		gsize part = MIN(size, BLOCK_SIZE);

		if (!dotstuff_add(&self->stuff, at, part, self->out, &error))
			return give_up(self, outcome, OUTCOME_BODY, error);
		at += part;
		size -= part;
		if (self->out->len >= BLOCK_SIZE && !write_block(self, outcome))
			return false;
	}
	return true;
}

/* A server that has had enough says so before the dot; then none must follow.
 */
static bool
end_body(struct submit *self, struct outcome *outcome)
{
	g_autoptr(GError) error = NULL;

	if (!dotstuff_end(&self->stuff, self->out, &error))
		return give_up(self, outcome, OUTCOME_BODY, error);
	return !exchange_is_early(self->exchange) || last_words(self, outcome);
}

/* The next letter's commands; NULL where they can not go ahead. */
static char *
commands_ahead(const struct submit *self, const struct submit_envelope *next)
{
	ANNOUNCE_AUTO struct announce commands = { 0 };
	OUTCOME_AUTO struct outcome ignored = { 0 };

	return next && (self->capability.bits & CAPABILITY_PIPELINING) &&
	        announce_build(next, &self->capability, &commands, &ignored)
	    ? group_of(&commands)
	    : NULL;
}

bool
submit_dot(struct submit *self, const struct submit_envelope *next,
    struct outcome *outcome)
{
	g_autofree char *ahead = commands_ahead(self, next);
	g_autoptr(GError) error = NULL;

	g_assert(self->phase == BODY);
	if (!end_body(self, outcome))
		return false;
	g_string_append(self->out, ahead ? ahead : "");
	if (!exchange_write(self->exchange, self->out->str, self->out->len,
	        BLOCK_SECONDS, &error)) {
		/* A write that failed may still have got the dot through. */
		outcome->lost = true;
		return give_up(self, outcome, OUTCOME_DOT, error);
	}
	self->phase = DOTTED;
	self->ahead = g_steal_pointer(&ahead);
	return true;
}

bool
submit_answer(struct submit *self, struct outcome *outcome)
{
	bool taken;

	g_assert(self->phase == DOTTED);
	taken = ask(self, OUTCOME_DOT, NULL, DOT_SECONDS, outcome);
	self->count += taken;
	outcome->lost = !taken && outcome->code < 400;
	if (outcome->lost)
		submit_abandon(self);
	if (self->phase == CLOSED)
		return taken;
	self->phase = IDLE;
	/* One reply too many: this letter's is the first, the next letter's
	 * must not be the second. Among the replies to one that was announced
	 * it shows by DATA's, which is then 250. */
	if (!self->ahead && exchange_is_early(self->exchange))
		submit_abandon(self);
	return taken;
}

bool
submit_is_open(const struct submit *self)
{
	return self->phase == IDLE || self->phase == DIRTY;
}

guint
submit_count(const struct submit *self)
{
	return self->count;
}

const struct capability *
submit_capability(const struct submit *self)
{
	return &self->capability;
}

void
submit_close(struct submit *self)
{
	OUTCOME_AUTO struct outcome ignored = { 0 };

	if (self && submit_is_open(self) && !self->ahead)
		(void)ask(self, OUTCOME_DOT, "QUIT\r\n", QUIT_SECONDS,
		    &ignored);
	submit_free(self);
}
