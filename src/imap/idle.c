/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Waiting for mail. libetpan's own IDLE throws away an EXISTS that arrives with
 * the continuation or before DONE is answered; here the gate has counted every
 * octet that was read, whoever read it. Must never start to wait while there is
 * news, and never leave before the tagged reply to IDLE has come.
 */
#include "imap/idle.h"

#include "base/bell.h"
#include "base/clock.h"
#include "imap/session.h"

/* EXISTS that has grown, in whatever answer: a mail that came between the last
 * search and IDLE is told by the answer to IDLE itself, and the packaged IDLE
 * of libetpan loses just that one. */
static bool
has_news(struct session *on)
{
	return gate_news(session_gate(on));
}

/* Until "+", so that DONE can be sent (RFC 2177), or a refusal. */
static bool
enter(struct session *on, GError **error)
{
	g_autoptr(GBytes) line = g_bytes_new_static("IDLE", 4);
	struct gate *door = session_gate(on);
	gint64 deadline = clock_boot() + 60000;

	if (!session_begin(on, 0, error) ||
	    !session_send_command(on, line, error))
		return false;
	while (gate_continued(door) == 0 &&
	    gate_tagged(door)->status == GATE_NONE) {
		gint64 left = deadline - clock_boot();

		switch (session_pump(on, -1, (int)MAX(left, 0), error)) {
		case SESSION_OCTETS:
			break;
		case SESSION_TIMEOUT:
			return session_break(on, "no answer to IDLE in time",
			    error);
		default:
			return false;
		}
	}
	return gate_continued(door) > 0 || session_finish(on, error);
}

static enum idle_event
watch(struct session *on, int bell, gint64 deadline, GError **error)
{
	while (!has_news(on)) {
		gint64 left = deadline - clock_boot();

		left = MAX(left, 0);
		switch (session_pump(on, bell, (int)left, error)) {
		case SESSION_OCTETS:
			/* Chatter like "* OK Still here" must not keep us. */
			if (left == 0)
				return IDLE_TIMEOUT;
			break;
		case SESSION_BELL:
			return IDLE_BELL;
		case SESSION_TIMEOUT:
			return IDLE_TIMEOUT;
		case SESSION_FAILED:
			return IDLE_ERROR;
		}
		if (gate_tagged(session_gate(on))->status != GATE_NONE)
			return IDLE_TIMEOUT;
	}
	return IDLE_NEWS;
}

/* DONE is answered by a tagged reply; until it has come no other command may be
 * sent (RFC 2177). */
static bool
leave(struct session *on, GError **error)
{
	g_autoptr(GBytes) line = g_bytes_new_static("DONE", 4);

	session_renew(on);
	/* A server may end IDLE by itself; DONE would then be a bad command. */
	if (gate_tagged(session_gate(on))->status == GATE_NONE &&
	    !session_send(on, line, error))
		return false;
	return session_finish(on, error);
}

static enum idle_event
poll_server(struct account *self, int bell, int timeout_ms, GError **error)
{
	struct session *on = account_session(self);
	gint64 interval = account_settings(self)->poll_interval * 1000;

	if (!account_noop(self, error))
		return IDLE_ERROR;
	if (has_news(on))
		return IDLE_NEWS;
	if (bell_wait(bell, -1, (int)MIN(timeout_ms, interval)) == BELL_RUNG)
		return IDLE_BELL;
	if (!account_noop(self, error))
		return IDLE_ERROR;
	return has_news(on) ? IDLE_NEWS : IDLE_TIMEOUT;
}

enum idle_event
idle_wait(struct account *self, int bell, int timeout_ms, GError **error)
{
	struct session *on = account_session(self);
	gint64 deadline = clock_boot() + MIN(timeout_ms, IDLE_MAX_MS);
	GError *failure = NULL;

	if (has_news(on))
		return IDLE_NEWS;
	if (!account_is_open(self) || !account_can(self, "IDLE"))
		return poll_server(self, bell, timeout_ms, error);
	if (!enter(on, &failure)) {
		if (session_is_open(on)) {
			g_error_free(failure);
			return poll_server(self, bell, timeout_ms, error);
		}
		g_propagate_error(error, failure);
		return IDLE_ERROR;
	}
	enum idle_event event = watch(on, bell, deadline, error);
	if (event == IDLE_ERROR || !leave(on, error))
		return IDLE_ERROR;
	return has_news(on) ? IDLE_NEWS : event;
}
