/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A visit to every server that docket.conf names, by the daemon's own code, so
 * that what passes here passes there. No mail is read, marked or sent but the
 * check's own (ctlprobe.h), and no octet of a secret is printed or sent over a
 * line that has not been verified. */
#include "ctl/ctlconnect.h"

#include <signal.h>
#include <sysexits.h>

#include "ctl/ctlprobe.h"
#include "imap/account.h"
#include "pipeline/relay.h"
#include "smtp/submit.h"

/* A refusal that only the operator can end, or a server that may come back. */
static int
status_of(const GError *error)
{
	return fail_is(error, FAIL_CONFIG) ? EX_CONFIG : EX_UNAVAILABLE;
}

/* The text of an error says what broke; this says where to look. */
static const char *
advice_of(const GError *error)
{
	return fail_is(error, FAIL_CONFIG)
	    ? "compare host, port, tls, ca_file, user, password_file and "
	      "folder of this account with what the server offers"
	    : "try again; if it stays so, see whether the server is up and "
	      "reached from this machine under that host and port";
}

/* Selecting is what shows a missing folder, a read-only one, and keywords that
 * cannot be kept (PERMANENTFLAGS). */
static void
tell_folder(struct ctlcheck *check, const char *what, struct account *account,
    const struct settings_account *settings)
{
	struct account_folder folder = { 0 };
	g_autoptr(GError) error = NULL;

	if (!account_select(account, settings->folder, &folder, &error)) {
		ctlcheck_fail(check, status_of(error), what, error->message,
		    advice_of(error));
		return;
	}
	ctlcheck_ok(check, what, "folder %s can be read and written, %u mail%s",
	    settings->folder, folder.exists, folder.exists == 1 ? "" : "s");
	if (account_marking(account) == ACCOUNT_MARKING_MOVE)
		ctlcheck_ok(check, what,
		    "MOVE: mails taken in go to %s, refused ones to %s",
		    settings->done_folder, settings->quarantine_folder);
	else
		ctlcheck_ok(check, what,
		    "keyword: mails taken in get %s and stay in %s",
		    settings->keyword, settings->folder);
	if (settings->mark == SETTINGS_MARK_MOVE &&
	    account_marking(account) == ACCOUNT_MARKING_KEYWORD)
		ctlcheck_hint(check, what,
		    "the server has no MOVE (RFC 6851), so mark = \"move\" "
		    "works as mark = \"keyword\"");
}

static GBytes *
account_secret(GHashTable *secrets, const char *name)
{
	g_autofree char *key = g_strconcat("account:", name, NULL);

	return g_hash_table_lookup(secrets, key);
}

/* By the first relay, as letters go out; without one, or a border that could be
 * believed at all, there is nothing to find out. */
static void
probe(struct ctlcheck *check, const struct settings *settings,
    const struct settings_account *account, GHashTable *secrets,
    struct account *session)
{
	g_autofree char *what = g_strdup_printf("account %s", account->name);
	GBytes *key = g_hash_table_lookup(secrets, "key");

	if (settings->relays->len == 0 || !key || !settings->border_hosts ||
	    !settings->border_hosts[0])
		return;
	const struct settings_relay *relay = settings->relays->pdata[0];
	struct submit_relay where = relay_submit(relay, secrets);
	if (!where.login.secret && *relay->user)
		return;
	struct ctlprobe probe = { check, what, settings, account, &where, key };
	ctlprobe_run(&probe, session);
}

/* One session from TLS to the folder. It ends with the function, by LOGOUT. */
static void
visit_account(struct ctlcheck *check, const struct settings *settings,
    const struct settings_account *account, GHashTable *secrets)
{
	GBytes *secret = account_secret(secrets, account->name);
	g_autofree char *what = g_strdup_printf("account %s", account->name);
	g_autoptr(GError) error = NULL;
	g_autoptr(account) session = account_open(account, secret,
	    (guint64)settings->limits.message_size, &error);

	if (!session) {
		ctlcheck_fail(check, status_of(error), what, error->message,
		    advice_of(error));
		return;
	}
	ctlcheck_ok(check, what, "%s:%" G_GINT64_FORMAT ": %s, logged in as %s",
	    account->host, account->port,
	    account->tls == SETTINGS_TLS_NONE ? "no TLS, on this machine only"
	                                      : "TLS, certificate verified",
	    account->user);
	if (account_can(session, "IDLE"))
		ctlcheck_ok(check, what, "IDLE: new mail is seen at once");
	else
		ctlcheck_hint(check, what,
		    "the server has no IDLE: new mail is seen within %" G_GINT64_FORMAT
		    " s (poll_interval)",
		    account->poll_interval);
	tell_folder(check, what, session, account);
	probe(check, settings, account, secrets, session);
}

/* What to do about a relay, by where it went wrong. */
static const char *
relay_advice(enum outcome_step step)
{
	static const char *const advice[] = {
		[OUTCOME_CONNECT] =
		    "see whether host, port, tls and ca_file of this relay are "
		    "right and the server is reached from this machine",
		[OUTCOME_GREETING] = "this is the server's own trouble, or "
		                     "port and tls do not fit each other",
		[OUTCOME_EHLO] = "is ehlo_name a name that the server accepts?",
		[OUTCOME_STARTTLS] =
		    "if the server has TLS from the start (port 465), use tls "
		    "= \"implicit\"",
		[OUTCOME_AUTH] = "compare user, auth and password_file of this "
		                 "relay with what the server wants",
	};

	return (gsize)step < G_N_ELEMENTS(advice) ? advice[step] : NULL;
}

/* What the relay cannot do is no fault, but somebody will not get a letter. */
static void
tell_relay(struct ctlcheck *check, const char *what,
    const struct submit *session, const struct settings *settings)
{
	const struct capability *offers = submit_capability(session);
	g_autofree char *text = capability_text(offers);

	ctlcheck_ok(check, what, "it offers %s", text);
	if (offers->size != 0 &&
	    offers->size < (guint64)settings->limits.message_size)
		ctlcheck_hint(check, what,
		    "it takes letters of at most %" G_GUINT64_FORMAT
		    " octets; limits.message_size is %" G_GINT64_FORMAT
		    ", so some attachments may not reach an agent",
		    offers->size, settings->limits.message_size);
	if (!(offers->bits & CAPABILITY_SMTPUTF8))
		ctlcheck_hint(check, what,
		    "no SMTPUTF8: nobody whose address has other letters than "
		    "ASCII before the @ can be written to");
}

/* Up to AUTH: no MAIL is said, for a sender that is refused shows only with a
 * recipient, and nobody wants a letter from a check. */
static void
visit_relay(struct ctlcheck *check, const struct settings *settings,
    const struct settings_relay *relay, GHashTable *secrets)
{
	g_autofree char *what = g_strdup_printf("relay %s", relay->name);
	struct submit_relay where = relay_submit(relay, secrets);
	OUTCOME_AUTO struct outcome outcome = { 0 };

	if (!where.login.secret && *relay->user)
		return;
	struct submit *session = submit_open(&where, &outcome);
	if (!session) {
		ctlcheck_fail(check,
		    outcome.kind == OUTCOME_LATER ? EX_UNAVAILABLE : EX_CONFIG,
		    what, outcome.text, relay_advice(outcome.step));
		return;
	}
	ctlcheck_ok(check, what, "%s:%" G_GINT64_FORMAT ": %s, %s%s",
	    relay->host, relay->port,
	    relay->tls == SETTINGS_TLS_NONE ? "no TLS, on this machine only"
	        : relay->tls == SETTINGS_TLS_STARTTLS
	        ? "STARTTLS, certificate verified"
	        : "TLS, certificate verified",
	    *relay->user ? "logged in as " : "without login", relay->user);
	tell_relay(check, what, session, settings);
	submit_close(session);
}

void
ctlconnect_run(struct ctlcheck *check, const struct settings *settings,
    GHashTable *secrets)
{
	signal(SIGPIPE, SIG_IGN); /* a server may hang up at any time */
	for (guint i = 0; i < settings->accounts->len; i++) {
		const struct settings_account *account =
		    settings->accounts->pdata[i];
		if (account_secret(secrets, account->name))
			visit_account(check, settings, account, secrets);
	}
	for (guint i = 0; i < settings->relays->len; i++) {
		visit_relay(check, settings, settings->relays->pdata[i],
		    secrets);
	}
}
