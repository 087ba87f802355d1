/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What docket does with one mailbox but reading it: open, select, mark, append.
 * Marking is the delicate part: a mail that is marked is never looked at again.
 * Must never copy, expunge or delete anything, and never mark by sequence
 * number.
 */
#include "imap/account.h"

#include <string.h>

#include "base/escape.h"
#include "base/log.h"
#include "imap/session.h"
#include "imap/signin.h"
#include "imap/uidset.h"

#define CONNECT_MS 30000
#define PORT_IMPLICIT 993
#define PORT_PLAIN 143

struct account {
	struct session *session;
	const struct settings_account *settings;
	guint64 message_max;
	enum account_marking marking;
};

/* The secret is used for this call only and never kept: a session that breaks
 * is opened anew by the fetcher, which has it. */
struct account *
account_open_on(struct transport *take_transport,
    const struct settings_account *options, GBytes *secret, guint64 message_max,
    GError **error)
{
	g_autoptr(account) self = g_new0(struct account, 1);
	enum signin_line line = transport_is_tls(take_transport)
	    ? SIGNIN_LINE_TLS
	    : SIGNIN_LINE_PLAIN;

	self->settings = options;
	self->message_max = message_max;
	self->session = session_new(take_transport, options->host, message_max);
	if (!signin_run(self->session, line, options, secret, error))
		return NULL;
	return g_steal_pointer(&self);
}

struct account *
account_open(const struct settings_account *options, GBytes *secret,
    guint64 message_max, GError **error)
{
	static const enum transport_tls kinds[] = {
		[SETTINGS_TLS_IMPLICIT] = TRANSPORT_TLS_IMPLICIT,
		[SETTINGS_TLS_STARTTLS] = TRANSPORT_TLS_STARTTLS,
		[SETTINGS_TLS_NONE] = TRANSPORT_TLS_NONE,
	};
	struct transport_where where = {
		.host = options->host,
		.port = (guint16)options->port,
		.tls = kinds[options->tls],
		.ca_file = options->ca_file,
		.connect_timeout_ms = CONNECT_MS,
	};

	if (where.port == 0)
		where.port = where.tls == TRANSPORT_TLS_IMPLICIT ? PORT_IMPLICIT
		                                                 : PORT_PLAIN;
	g_autoptr(transport) wire = transport_open(&where, error);
	if (wire == NULL)
		return NULL;
	return account_open_on(g_steal_pointer(&wire), options, secret,
	    message_max, error);
}

bool
account_is_open(const struct account *self)
{
	return session_is_open(self->session);
}

bool
account_can(const struct account *self, const char *capability)
{
	return session_can(self->session, capability);
}

/* Turns the last NO into a CONFIG error of the same text, unless it asks for
 * patience or the session is gone. */
static bool
blame_settings(struct account *self, const char *about, GError *take_failure,
    GError **error)
{
	if (account_is_open(self) && !session_refused_for_now(self->session) &&
	    fail_is(take_failure, FAIL_TEMPORARY))
		take_failure->code = FAIL_CONFIG;
	g_propagate_error(error, take_failure);
	g_prefix_error(error, "%s: ", about);
	return false;
}

/* --- folders ------------------------------------------------------------- */

static bool
read_status(struct account *self, struct account_folder *folder)
{
	const struct mailimap_response_info *info =
	    session_imap(self->session)->imap_response_info;

	memset(folder, 0, sizeof(*folder));
	if (info == NULL || info->rsp_status == NULL)
		return false;
	for (clistiter *at = clist_begin(info->rsp_status->st_info_list);
	     at != NULL; at = clist_next(at)) {
		const struct mailimap_status_info *one = clist_content(at);

		if (one->st_att == MAILIMAP_STATUS_ATT_UIDVALIDITY)
			folder->uidvalidity = one->st_value;
		else if (one->st_att == MAILIMAP_STATUS_ATT_UIDNEXT)
			folder->uidnext = one->st_value;
		else if (one->st_att == MAILIMAP_STATUS_ATT_MESSAGES)
			folder->exists = one->st_value;
	}
	return true;
}

bool
account_status(struct account *self, const char *folder,
    struct account_folder *folder_out, GError **error)
{
	g_autofree char *name = session_quote_folder(folder);
	g_autofree char *command =
	    g_strdup_printf("STATUS %s (MESSAGES UIDNEXT UIDVALIDITY)", name);

	if (!session_run(self->session, command, 0, error))
		return false;
	return read_status(self, folder_out) ||
	    session_break(self->session, "STATUS without an answer", error);
}

/* The hierarchy separator, for the operator; '\0' when it is not known. */
static char
find_separator(struct account *self)
{
	const struct mailimap_response_info *info;

	if (!session_run(self->session, "LIST \"\" \"\"", 0, NULL))
		return '\0';
	info = session_imap(self->session)->imap_response_info;
	if (info == NULL || clist_begin(info->rsp_mailbox_list) == NULL)
		return '\0';
	const struct mailimap_mailbox_list *first =
	    clist_content(clist_begin(info->rsp_mailbox_list));
	return first->mb_delimiter;
}

/* STATUS before CREATE: some servers answer CREATE of a folder that is there
 * with a NO that says nothing. */
bool
account_ensure_folder(struct account *self, const char *folder, GError **error)
{
	struct account_folder ignored;
	g_autofree char *name = session_quote_folder(folder);
	g_autofree char *command = g_strdup_printf("CREATE %s", name);
	GError *failure = NULL;

	if (account_status(self, folder, &ignored, NULL))
		return true;
	if (session_run(self->session, command, 0, &failure))
		return true;
	/* STATUS may have been refused for another reason (RFC 5530). */
	if (account_is_open(self) &&
	    strcmp(session_reply(self->session)->code, "ALREADYEXISTS") == 0) {
		g_error_free(failure);
		return true;
	}
	g_autofree char *about =
	    g_strdup_printf("can not make the folder \"%s\"", folder);
	bool open = account_is_open(self);
	blame_settings(self, about, failure, error);
	char separator = open ? find_separator(self) : '\0';
	if (separator != '\0' && error != NULL && *error != NULL) {
		g_autofree char *text = g_strdup_printf(
		    "%s (names on this server are parted by \"%c\"; some want "
		    "all folders below INBOX)",
		    (*error)->message, separator);
		g_free((*error)->message);
		(*error)->message = g_steal_pointer(&text);
	}
	return false;
}

/* Whether the folder keeps a keyword for ever. No PERMANENTFLAGS means that
 * all flags are kept (RFC 3501 7.1). */
static bool
keeps_keyword(const struct account *self, const char *keyword)
{
	const char *flags =
	    gate_folder(session_gate(self->session))->permanent_flags;
	g_auto(GStrv) words = NULL;

	if (flags == NULL)
		return true;
	words = g_strsplit(flags, " ", -1);
	for (char **word = words; *word != NULL; word++) {
		if (strcmp(*word, "\\*") == 0 ||
		    g_ascii_strcasecmp(*word, keyword) == 0)
			return true;
	}
	return false;
}

/* Without a keyword that stays, each start would take every mail for a new one
 * and only the dedupe keys would stand against it. */
static bool
prepare_keyword(struct account *self, const char *folder, GError **error)
{
	const char *keyword = self->settings->keyword;

	self->marking = ACCOUNT_MARKING_KEYWORD;
	if (keeps_keyword(self, keyword))
		return true;
	return fail_set(error, FAIL_CONFIG,
	    "%s keeps no keywords in the folder \"%s\", so that mails can not "
	    "be marked with \"%s\"; use mark = \"move\"%s",
	    session_host(self->session), folder, keyword,
	    account_can(self, "MOVE") ? ""
	                              : " and a server with MOVE (RFC 6851)");
}

/* Both folders are made at the start: a mail that must be quarantined is no
 * moment to find out that it can not be. */
static bool
prepare_marking(struct account *self, const char *folder, GError **error)
{
	if (self->settings->mark == SETTINGS_MARK_KEYWORD)
		return prepare_keyword(self, folder, error);
	if (!account_can(self, "MOVE")) {
		if (self->marking == ACCOUNT_MARKING_MOVE)
			log_event(LOG_WARNING, "imap.no-move", "host",
			    session_host(self->session), "instead", "keyword",
			    NULL);
		return prepare_keyword(self, folder, error);
	}
	return account_ensure_folder(self, self->settings->done_folder,
	           error) &&
	    account_ensure_folder(self, self->settings->quarantine_folder,
	        error);
}

/* By SELECT or EXAMINE. */
static bool
open_folder(struct account *self, const char *verb, const char *folder,
    struct account_folder *folder_out, GError **error)
{
	struct gate *door = session_gate(self->session);
	g_autofree char *name = session_quote_folder(folder);
	g_autofree char *command = g_strconcat(verb, " ", name, NULL);
	g_autofree char *about =
	    g_strdup_printf("can not open the folder \"%s\"", folder);
	const struct gate_folder *found = gate_folder(door);
	GError *failure = NULL;

	gate_clear_folder(door);
	if (!session_run(self->session, command, 0, &failure))
		return blame_settings(self, about, failure, error);
	if (found->uidvalidity == 0)
		return session_break(self->session,
		    "the folder has no UIDVALIDITY", error);
	gate_clear_news(door);
	folder_out->uidvalidity = found->uidvalidity;
	folder_out->uidnext = found->uidnext;
	folder_out->exists = found->exists;
	return true;
}

bool
account_examine(struct account *self, const char *folder,
    struct account_folder *folder_out, GError **error)
{
	return open_folder(self, "EXAMINE", folder, folder_out, error);
}

bool
account_select(struct account *self, const char *folder,
    struct account_folder *folder_out, GError **error)
{
	if (!open_folder(self, "SELECT", folder, folder_out, error))
		return false;
	if (gate_folder(session_gate(self->session))->read_only)
		return fail_set(error, FAIL_CONFIG,
		    "%s opens the folder \"%s\" for reading only",
		    session_host(self->session), folder);
	return prepare_marking(self, folder, error);
}

enum account_marking
account_marking(const struct account *self)
{
	return self->marking;
}

/* --- marking ------------------------------------------------------------- */

/* MOVE is atomic (RFC 6851); COPY and a later EXPUNGE would be two chances to
 * lose a mail or to have it twice. */
static char *
marking_command(const struct account *self, const char *set,
    enum account_mark how)
{
	const struct settings_account *options = self->settings;

	if (self->marking == ACCOUNT_MARKING_MOVE) {
		g_autofree char *name =
		    session_quote_folder(how == ACCOUNT_MARK_DONE
		            ? options->done_folder
		            : options->quarantine_folder);
		return g_strdup_printf("UID MOVE %s %s", set, name);
	}
	/* A quarantined mail is done with as well, until it is released. */
	return g_strdup_printf("UID STORE %s +FLAGS.SILENT (%s%s)", set,
	    options->keyword,
	    how == ACCOUNT_MARK_QUARANTINE ? " " ACCOUNT_QUARANTINE_KEYWORD
	                                   : "");
}

/* UIDs in sets of bounded length: many servers cut a command at 8,192 octets.
 */
bool
account_mark(struct account *self, const GArray *uids, enum account_mark how,
    GError **error)
{
	g_autoptr(GPtrArray) sets = uidset_format(uids);

	for (guint i = 0; i < sets->len; i++) {
		g_autofree char *command =
		    marking_command(self, g_ptr_array_index(sets, i), how);

		if (!session_run(self->session, command, 0, error)) {
			g_prefix_error(error, "can not mark mails: ");
			return false;
		}
	}
	return true;
}

/* --- the rest ------------------------------------------------------------ */

bool
account_noop(struct account *self, GError **error)
{
	return session_run(self->session, "NOOP", 0, error);
}

/* As a literal that is waited for: LITERAL+ is not asked for, one round trip
 * more at a check does not matter. */
bool
account_append(struct account *self, const char *folder, GBytes *mail,
    GError **error)
{
	g_autofree char *name = session_quote_folder(folder);
	g_autofree char *command =
	    g_strdup_printf("APPEND %s {%" G_GSIZE_FORMAT "}", name,
	        g_bytes_get_size(mail));
	g_autoptr(GPtrArray) steps =
	    g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	g_ptr_array_add(steps, g_bytes_new(command, strlen(command)));
	g_ptr_array_add(steps, g_bytes_ref(mail));
	return session_exchange(self->session, steps, error);
}

void
account_free(struct account *self)
{
	if (self == NULL)
		return;
	session_free(self->session);
	g_free(self);
}

struct session *
account_session(const struct account *self)
{
	return self->session;
}

const struct settings_account *
account_settings(const struct account *self)
{
	return self->settings;
}

guint64
account_message_max(const struct account *self)
{
	return self->message_max;
}
