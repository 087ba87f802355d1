/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands and answers of one IMAP session. Commands are plain text written by
 * us; answers that carry data are parsed by libetpan, behind the gate. After
 * anything but OK, NO or BAD nobody knows where in the stream we are, so the
 * session is broken for good: it must never send another command then, and
 * never put a secret into an error text.
 */
#include "imap/session.h"

#include <string.h>

#include "base/clock.h"
#include "base/escape.h"
#include "imap/grammar.h"
#include "imap/mutf7.h"
#include "net/driver.h"

#define COMMAND_MS 60000
#define OCTETS_PER_SECOND (16 * 1024)
#define LOGOUT_MS 2000
#define STREAM_BUFFER 65536
/* Names of folders and the like may come as literals in any answer. */
#define LITERALS_MIN 65536

struct session {
	mailimap *imap;
	mailstream_low *low; /* owned by imap's stream */
	struct gate *gate;
	char *host;
	guint64 message_max;
	bool broken, preauth;
};

struct session *
session_new(struct transport *take_transport, const char *host,
    guint64 message_max)
{
	struct session *self = g_new0(struct session, 1);

	self->host = g_strdup(host);
	self->message_max = message_max;
	self->gate = gate_new(message_max);
	self->low = driver_new(take_transport, gate_feed, self->gate);
	self->imap = mailimap_new(0, NULL);
	g_assert(self->imap != NULL);
	/* As mailimap_connect() does, but we read the greeting ourselves. */
	self->imap->imap_stream = mailstream_new(self->low, STREAM_BUFFER);
	self->imap->imap_connection_info = mailimap_connection_info_new();
	g_assert(self->imap->imap_stream != NULL &&
	    self->imap->imap_connection_info != NULL);
	return self;
}

bool
session_break(struct session *self, const char *text, GError **error)
{
	self->broken = true;
	return fail_set(error, FAIL_TEMPORARY, "%s: %s", self->host, text);
}

/* The stream has failed: the server's farewell says more than "closed". */
static bool
break_stream(struct session *self, GError **error)
{
	const struct gate_reply *bye = gate_bye(self->gate);
	const GError *cause = driver_error(self->low);

	self->broken = true;
	if (bye != NULL) {
		g_autofree char *words = escape_text(bye->text, 0);
		return fail_set(error, FAIL_TEMPORARY,
		    "%s ended the session: %s", self->host, words);
	}
	if (cause == NULL)
		return session_break(self, "the stream has failed", error);
	g_propagate_error(error, g_error_copy(cause));
	if (strstr(cause->message, self->host) == NULL)
		g_prefix_error(error, "%s: ", self->host);
	return false;
}

static bool
refuse(struct session *self, GError **error)
{
	const struct gate_reply *reply = gate_tagged(self->gate);
	g_autofree char *words = escape_text(reply->text, 0);

	return fail_set(error, FAIL_TEMPORARY, "%s refused the command: %s%s%s",
	    self->host, reply->code, *reply->code != '\0' ? ", " : "", words);
}

/* A floor for slow lines: 16 KiB a second. A server that is slower than that
 * can not be told from one that hangs. */
static void
set_deadline(struct session *self, guint64 expected)
{
	gint64 extra = (gint64)(expected / OCTETS_PER_SECOND) * 1000;

	transport_set_deadline(driver_transport(self->low),
	    clock_boot() + COMMAND_MS + extra);
}

void
session_renew(struct session *self)
{
	set_deadline(self, 0);
}

bool
session_begin(struct session *self, guint64 expected, GError **error)
{
	guint64 literals = LITERALS_MIN;

	if (self->broken)
		return fail_set(error, FAIL_TEMPORARY,
		    "%s: the session is closed", self->host);
	set_deadline(self, expected);
	/* Sizes are the server's word, and some servers only estimate. */
	if (expected > 0)
		literals += 2 * expected + self->message_max;
	gate_begin(self->gate, literals);
	return true;
}

/* Takes the line, adds CRLF and wipes it: it may hold a secret. */
static bool
send_line(struct session *self, GString *take_line, GError **error)
{
	g_string_append(take_line, "\r\n");
	bool sent = transport_write(driver_transport(self->low), take_line->str,
	    take_line->len, error);
	explicit_bzero(take_line->str, take_line->len);
	g_string_free(take_line, TRUE);
	if (!sent)
		self->broken = true;
	return sent;
}

static GString *
line_new(size_t size)
{
	return g_string_sized_new(size + 32);
}

bool
session_send(struct session *self, GBytes *line, GError **error)
{
	gsize size;
	const char *data = g_bytes_get_data(line, &size);
	GString *text = line_new(size);

	g_string_append_len(text, data, (gssize)size);
	return send_line(self, text, error);
}

bool
session_send_command(struct session *self, GBytes *line, GError **error)
{
	gsize size;
	const char *data = g_bytes_get_data(line, &size);
	GString *text = line_new(size);

	/* libetpan compares the reply's tag with this number. */
	self->imap->imap_tag++;
	g_string_append_printf(text, "%d ", self->imap->imap_tag);
	g_string_append_len(text, data, (gssize)size);
	return send_line(self, text, error);
}

enum session_event
session_pump(struct session *self, int bell, int timeout_ms, GError **error)
{
	switch (transport_wait(driver_transport(self->low), bell, timeout_ms)) {
	case TRANSPORT_BELL:
		return SESSION_BELL;
	case TRANSPORT_TIMEOUT:
		return SESSION_TIMEOUT;
	default:
		break;
	}
	/* A line may be cut in two: its rest gets as long as a command. */
	set_deadline(self, 0);
	if (driver_fill(self->low) && gate_bye(self->gate) == NULL)
		return SESSION_OCTETS;
	break_stream(self, error);
	return SESSION_FAILED;
}

/* Reads on for the command under way, within its deadline. */
static bool
read_on(struct session *self, GError **error)
{
	return driver_fill(self->low) || break_stream(self, error);
}

/* An answer to another command means that ours is still to come, or that
 * somebody writes into the stream. */
static bool
check_tag(struct session *self, GError **error)
{
	const struct gate_reply *reply = gate_tagged(self->gate);
	guint32 number = 0;

	if (grammar_number(reply->tag, &number) &&
	    number == (guint32)self->imap->imap_tag)
		return true;
	return session_break(self, "the server answered with a foreign tag",
	    error);
}

bool
session_finish(struct session *self, GError **error)
{
	while (gate_tagged(self->gate)->status == GATE_NONE) {
		if (!read_on(self, error))
			return false;
	}
	/* libetpan reads no line of this command. */
	driver_discard(self->low);
	self->imap->imap_stream->read_buffer_len = 0;
	if (!check_tag(self, error))
		return false;
	return gate_tagged(self->gate)->status == GATE_OK ||
	    refuse(self, error);
}

bool
session_greet(struct session *self, enum session_preauth preauth,
    GError **error)
{
	if (!session_begin(self, 0, error))
		return false;
	while (gate_untagged(self->gate)->status == GATE_NONE) {
		if (!read_on(self, error))
			return false;
	}
	switch (gate_untagged(self->gate)->status) {
	case GATE_OK:
		return true;
	case GATE_BYE:
		return break_stream(self, error);
	case GATE_PREAUTH:
		break;
	default:
		return session_break(self, "no IMAP greeting", error);
	}
	self->preauth = true;
	if (preauth == SESSION_PREAUTH_ALLOWED)
		return true;
	self->broken = true;
	return fail_set(error, FAIL_CONFIG,
	    "%s greets with PREAUTH, so that TLS can not be started",
	    self->host);
}

bool
session_is_preauth(const struct session *self)
{
	return self->preauth;
}

/* libetpan's codes other than success, when it is not a NO or BAD. */
static bool
break_parse(struct session *self, int code, GError **error)
{
	if (code == MAILIMAP_ERROR_STREAM || gate_bye(self->gate) != NULL)
		return break_stream(self, error);
	g_autofree char *text = g_strdup_printf(
	    "the answer can not be understood (libetpan error %d)", code);
	return session_break(self, text, error);
}

bool
session_run(struct session *self, const char *command, guint64 expected,
    GError **error)
{
	g_autoptr(GBytes) line = g_bytes_new(command, strlen(command));
	struct mailimap_response *response = NULL;

	if (!session_begin(self, expected, error) ||
	    !session_send_command(self, line, error))
		return false;
	if (mailimap_read_line(self->imap) == NULL)
		return break_stream(self, error);
	int code = mailimap_parse_response(self->imap, &response);
	if (code == MAILIMAP_NO_ERROR)
		mailimap_response_free(response);
	enum gate_status status = gate_tagged(self->gate)->status;
	if (status == GATE_NONE)
		return break_parse(self, code, error);
	if (!check_tag(self, error))
		return false;
	/* BAD is a PROTOCOL error to libetpan; the stream is sound. */
	if (status == GATE_NO || status == GATE_BAD)
		return refuse(self, error);
	return code == MAILIMAP_NO_ERROR || break_parse(self, code, error);
}

static GBytes *
step_at(const GPtrArray *steps, guint index)
{
	return index < steps->len ? g_bytes_ref(g_ptr_array_index(steps, index))
	                          : g_bytes_new_static("", 0);
}

bool
session_exchange(struct session *self, const GPtrArray *steps, GError **error)
{
	guint64 expected = 0;

	for (guint i = 0; i < steps->len; i++)
		expected += g_bytes_get_size(g_ptr_array_index(steps, i));
	if (!session_begin(self, expected, error) ||
	    !session_send_command(self, g_ptr_array_index(steps, 0), error))
		return false;
	for (guint sent = 1;; sent++) {
		while (gate_continued(self->gate) < sent &&
		    gate_tagged(self->gate)->status == GATE_NONE) {
			if (!read_on(self, error))
				return false;
		}
		if (gate_tagged(self->gate)->status != GATE_NONE)
			return session_finish(self, error);
		if (sent > steps->len)
			return session_break(self, "the server asks on and on",
			    error);
		g_autoptr(GBytes) step = step_at(steps, sent);
		if (!session_send(self, step, error))
			return false;
	}
}

/* Four buffers lie between the socket and libetpan; an octet in any of them
 * came in clear. */
static bool
has_early_octets(const struct session *self)
{
	return gate_behind(self->gate) > 0 || driver_pending(self->low) > 0 ||
	    self->imap->imap_stream->read_buffer_len > 0 ||
	    transport_pending(driver_transport(self->low)) > 0;
}

bool
session_start_tls(struct session *self, GError **error)
{
	struct mailimap_connection_info *info =
	    self->imap->imap_connection_info;
	GError *cause = NULL;

	if (!session_run(self, "STARTTLS", 0, error)) {
		self->broken = true;
		return false;
	}
	if (has_early_octets(self))
		return session_break(self,
		    "the server sent octets before the TLS handshake", error);
	if (!transport_start_tls(driver_transport(self->low), &cause)) {
		self->broken = true;
		g_propagate_error(error, cause);
		return false;
	}
	/* What was said in clear may have been said by anybody. */
	if (info->imap_capability != NULL)
		mailimap_capability_data_free(info->imap_capability);
	info->imap_capability = NULL;
	return true;
}

bool
session_capabilities(struct session *self, GError **error)
{
	return session_run(self, "CAPABILITY", 0, error);
}

static bool
has_capability(const struct session *self, int type, const char *name)
{
	const struct mailimap_connection_info *info =
	    self->imap->imap_connection_info;

	if (info->imap_capability == NULL)
		return false;
	for (clistiter *at = clist_begin(info->imap_capability->cap_list);
	     at != NULL; at = clist_next(at)) {
		const struct mailimap_capability *one = clist_content(at);

		if (one->cap_type == type &&
		    g_ascii_strcasecmp(type == MAILIMAP_CAPABILITY_NAME
		            ? one->cap_data.cap_name
		            : one->cap_data.cap_auth_type,
		        name) == 0)
			return true;
	}
	return false;
}

bool
session_can(const struct session *self, const char *capability)
{
	return has_capability(self, MAILIMAP_CAPABILITY_NAME, capability);
}

bool
session_can_auth(const struct session *self, const char *mechanism)
{
	return has_capability(self, MAILIMAP_CAPABILITY_AUTH_TYPE, mechanism);
}

const struct gate_reply *
session_reply(const struct session *self)
{
	return gate_tagged(self->gate);
}

bool
session_refused_for_now(const struct session *self)
{
	static const char *const codes[] = { "UNAVAILABLE", "INUSE", "LIMIT",
		"SERVERBUG", "OVERQUOTA", "CONTACTADMIN" };

	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
		if (g_ascii_strcasecmp(session_reply(self)->code, codes[i]) ==
		    0)
			return true;
	}
	return false;
}

bool
session_is_open(const struct session *self)
{
	return !self->broken;
}

struct gate *
session_gate(const struct session *self)
{
	return self->gate;
}

struct mailimap *
session_imap(const struct session *self)
{
	return self->imap;
}

const char *
session_host(const struct session *self)
{
	return self->host;
}

char *
session_quote_folder(const char *folder)
{
	g_autofree char *name = mutf7_encode(folder);
	g_autoptr(GString) quoted = g_string_new("\"");

	for (const char *at = name; *at != '\0'; at++) {
		if (*at == '"' || *at == '\\')
			g_string_append_c(quoted, '\\');
		g_string_append_c(quoted, *at);
	}
	g_string_append_c(quoted, '"');
	return g_string_free(g_steal_pointer(&quoted), FALSE);
}

/* A server that does not answer must not hold up a stop. */
static void
log_out(struct session *self)
{
	g_autoptr(GBytes) line = g_bytes_new_static("LOGOUT", 6);

	gate_begin(self->gate, 0);
	transport_set_deadline(driver_transport(self->low),
	    clock_boot() + LOGOUT_MS);
	if (!session_send_command(self, line, NULL))
		return;
	while (gate_tagged(self->gate)->status == GATE_NONE) {
		if (!driver_fill(self->low))
			return;
	}
}

void
session_free(struct session *self)
{
	if (self == NULL)
		return;
	if (!self->broken)
		log_out(self);
	/* mailimap_free() would send a LOGOUT of its own. */
	mailstream_close(self->imap->imap_stream);
	self->imap->imap_stream = NULL;
	mailimap_free(self->imap);
	gate_free(self->gate);
	g_free(self->host);
	g_free(self);
}
