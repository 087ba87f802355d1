/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "imap/gate.h"
#include "net/transport.h"
#include <glib.h>
#include <libetpan/mailimap.h>
#include <stdbool.h>

/* One command at a time over libetpan: what the files of imap/ share. Nobody
 * outside imap/ includes this. */
struct session;

/* Over a transport (taken). host is for error texts; message_max as for
 * gate_new(). */
struct session *session_new(struct transport *take_transport, const char *host,
    guint64 message_max);

/* Waits for the server's greeting. CONFIG error where it is PREAUTH and
 * refuse_preauth says so: a man in the middle would keep us from STARTTLS by
 * it. */
enum session_preauth { SESSION_PREAUTH_ALLOWED, SESSION_PREAUTH_REFUSED };
bool session_greet(struct session *session, enum session_preauth preauth,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the server logged us in by its greeting. */
bool session_is_preauth(const struct session *session);

/* Sends a command (without tag and CRLF) and has libetpan parse the answer; its
 * results are in session_imap()->imap_response_info. expected: octets of mail
 * that will come; the deadline is 60 s and a second for each 16 KiB of them. A
 * NO or BAD is a TEMPORARY error with the server's words and leaves the session
 * open; every other error closes it. */
bool session_run(struct session *session, const char *command, guint64 expected,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sends a command in steps (of GBytes): each but the first waits for the
 * server's "+"; CRLF is added to each. A further "+" gets an empty line, which
 * is how a failed SASL exchange ends (RFC 7628 3.2.3). Only the tagged reply is
 * read. Errors as for session_run(). */
bool session_exchange(struct session *session, const GPtrArray *steps,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes one read's worth of the server's octets into the gate. timeout and bell
 * as in transport_wait(); SESSION_FAILED closes the session and sets error. */
enum session_event {
	SESSION_OCTETS,
	SESSION_BELL,
	SESSION_TIMEOUT,
	SESSION_FAILED
};
enum session_event session_pump(struct session *session, int bell,
    int timeout_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Before the first session_send_command() of a command: counters of the gate
 * and the deadline; fails when the session is closed. session_renew() sets only
 * the deadline, to that of a short command. */
bool session_begin(struct session *session, guint64 expected,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void session_renew(struct session *session);

/* Sends a line, as a command with the next tag or as it is. */
bool session_send_command(struct session *session, GBytes *line,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool session_send(struct session *session, GBytes *line,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for the tagged reply to the last command, past libetpan. Errors as for
 * session_run(). */
bool session_finish(struct session *session,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* STARTTLS: command, empty buffers, handshake. Any failure closes the session.
 */
bool session_start_tls(struct session *session,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asks for the capabilities anew. */
bool session_capabilities(struct session *session,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool session_can(const struct session *session, const char *capability);
bool session_can_auth(const struct session *session, const char *mechanism);

/* Why the last command was refused: the tagged reply. */
const struct gate_reply *session_reply(const struct session *session);

/* Whether a NO asks for patience (RFC 5530: UNAVAILABLE, INUSE, LIMIT, ...). */
bool session_refused_for_now(const struct session *session);

bool session_is_open(const struct session *session);

/* From now on every command fails; sets error (TEMPORARY) to host and text. */
bool session_break(struct session *session, const char *text, GError **error);

struct gate *session_gate(const struct session *session);
struct mailimap *session_imap(const struct session *session);
const char *session_host(const struct session *session);

/* A mailbox name, UTF-8, as a quoted string in modified UTF-7 (RFC 3501 5.1.3);
 * the caller frees. */
char *session_quote_folder(const char *folder);

/* Logs out when it is open, within 2 s; NULL is fine. */
void session_free(struct session *session);
AUTOPTR_DEFINE(session, session_free)
