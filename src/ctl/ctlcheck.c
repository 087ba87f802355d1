/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at everything that docketd needs before docketd does, and goes on after
 * a failure, so that an operator mends all in one go. It leaves nothing behind
 * in the state folder and prints no octet of a secret. */
#include "ctl/ctlcheck.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/escape.h"
#include "ctl/ctlconnect.h"
#include "ctl/ctljson.h"
#include "ctl/ctlsecrets.h"
#include "ctl/ctltable.h"
#include "desk/wording.h"
#include "store/directory.h"

/* Below it intake stops before long: the store and a mail or two. */
#define GONE_SHOWN 10 /* people who are named */
#define SPACE_LEAST ((guint64)64 * 1024 * 1024)
#define SPACE_HINT ((guint64)1024 * 1024 * 1024)

struct ctlcheck {
	struct ctl *ctl;
	int status;
	json_t *rows;
};

/* One line for people, at once; one object for programs, at the end. */
static void
say(struct ctlcheck *check, const char *result, const char *what,
    const char *text)
{
	if (check->ctl->format == CTL_JSON) {
		json_t *row = json_object();
		json_object_set_new(row, "result", ctljson_text(result));
		json_object_set_new(row, "what", ctljson_text(what));
		json_object_set_new(row, "text", ctljson_text(text));
		json_array_append_new(check->rows, row);
		return;
	}
	g_autofree char *line = g_strdup_printf("%s: %s", what, text);
	g_autofree char *safe = escape_terminal(line, ESCAPE_ONE_LINE);
	printf("%-4s %s\n", result, safe);
	fflush(stdout);
}

void
ctlcheck_ok(struct ctlcheck *check, const char *what, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	say(check, "ok", what, text);
}

void
ctlcheck_hint(struct ctlcheck *check, const char *what, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	say(check, "hint", what, text);
}

void
ctlcheck_fail(struct ctlcheck *check, int status, const char *what,
    const char *reason, const char *advice)
{
	g_autofree char *text =
	    g_strjoin(advice ? "; " : NULL, reason, advice, NULL);

	say(check, "FAIL", what, text);
	/* What the operator must change counts for more than what may pass. */
	if (check->status != EX_CONFIG)
		check->status = status;
}

/* What docket.conf amounts to. It has been read by now, so it is right; what is
 * left out on purpose elsewhere may be forgotten here. */
static void
check_settings(struct ctlcheck *check)
{
	const struct settings *settings = check->ctl->settings;

	ctlcheck_ok(check, "settings",
	    "%s: desk %s, %u account%s, %u relay%s, %u queue%s, %u agent%s",
	    settings->path, settings->desk.address, settings->accounts->len,
	    settings->accounts->len == 1 ? "" : "s", settings->relays->len,
	    settings->relays->len == 1 ? "" : "s", settings->queues->len,
	    settings->queues->len == 1 ? "" : "s", settings->agents->len,
	    settings->agents->len == 1 ? "" : "s");
	if (settings->accounts->len == 0)
		ctlcheck_hint(check, "accounts",
		    "none: mail comes in by docketctl deliver only");
	if (settings->relays->len == 0)
		ctlcheck_hint(check, "relays", "none: no letter can be sent");
	if (settings->agents->len == 0)
		ctlcheck_hint(check, "agents",
		    "none: nobody is told of a ticket");
	if (settings->sandbox == SETTINGS_SANDBOX_OFF)
		ctlcheck_hint(check, "sandbox",
		    "off: a fault in a parser is open to every sender of a "
		    "mail; set sandbox = \"required\"");
}

static void
check_secret(struct ctlcheck *check, GHashTable *secrets, const char *kind,
    const char *name, const char *path)
{
	g_autofree char *key = g_strdup_printf("%s:%s", kind, name);
	g_autofree char *what = g_strdup_printf("%s %s", kind, name);
	g_autoptr(GError) error = NULL;

	if (ctlsecrets_read(secrets, key, path, &error))
		ctlcheck_ok(check, what, "secret %s can be read", path);
	else
		ctlcheck_fail(check, EX_CONFIG, what, error->message, NULL);
}

/* The ways of secret files to be wrong are many: absent, empty, readable by
 * all, a key too short. What can be read stays in secrets for --connect. */
static void
check_secrets(struct ctlcheck *check, GHashTable *secrets)
{
	const struct settings *settings = check->ctl->settings;
	g_autoptr(GError) error = NULL;

	if (ctlsecrets_read_key(secrets, settings, &error))
		ctlcheck_ok(check, "key_file", "%s can be read",
		    settings->key_file);
	else
		ctlcheck_fail(check, EX_CONFIG, "key_file", error->message,
		    NULL);
	for (guint i = 0; i < settings->accounts->len; i++) {
		const struct settings_account *account =
		    settings->accounts->pdata[i];
		check_secret(check, secrets, "account", account->name,
		    account->password_file);
	}
	for (guint i = 0; i < settings->relays->len; i++) {
		const struct settings_relay *relay = settings->relays->pdata[i];
		if (*relay->user)
			check_secret(check, secrets, "relay", relay->name,
			    relay->password_file);
	}
}

/* A file made and taken away again: permissions, quotas and read-only mounts
 * all show. */
static bool
can_write(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "check-XXXXXX", NULL);
	autofd int fd = mkstemp(path);

	if (fd < 0)
		return false;
	unlink(path);
	return true;
}

/* dir may be the folder in which the state folder would be made. */
static void
check_space(struct ctlcheck *check, const char *dir)
{
	guint64 octets = store_free_space(dir);
	g_autofree char *size = ctltable_size(octets);

	if (octets == G_MAXUINT64)
		return;
	if (octets < SPACE_LEAST)
		ctlcheck_fail(check, EX_CONFIG, "space", size,
		    "free some: intake pauses on a full disk");
	else if (octets < SPACE_HINT)
		ctlcheck_hint(check, "space", "only %s are free", size);
	else
		ctlcheck_ok(check, "space", "%s are free", size);
}

/* As its owner, which docketd runs as; afterwards there is no way back. */
static void
check_state(struct ctlcheck *check)
{
	const char *dir = check->ctl->settings->state_dir;
	g_autofree char *parent = g_path_get_dirname(dir);
	g_autoptr(GError) error = NULL;
	struct stat status;

	if (stat(dir, &status) != 0 && errno == ENOENT) {
		if (access(parent, W_OK) == 0)
			ctlcheck_ok(check, "state_dir",
			    "%s is not there yet and can be made", dir);
		else
			ctlcheck_fail(check, EX_CONFIG, "state_dir", dir,
			    "it is not there and can not be made; make it, for "
			    "the user that docketd runs as");
		check_space(check, parent);
		return;
	}
	if (!ctl_become_owner(dir, &error))
		ctlcheck_fail(check, EX_CONFIG, "state_dir", error->message,
		    NULL);
	else if (can_write(dir))
		ctlcheck_ok(check, "state_dir", "%s can be written", dir);
	else
		ctlcheck_fail(check, EX_CONFIG, "state_dir", dir,
		    "it can not be written; look at its owner, mode and "
		    "mount, and call docketctl as root or as the user that "
		    "docketd runs as");
	check_space(check, dir);
}

struct gone {
	const struct settings *settings;
	GString *who; /* "U-7 (manager bob)", ... */
	guint count;
};

static void
add_gone(struct gone *gone, const struct person *person, const char *part,
    const char *name)
{
	if (!*name || settings_agent_by_name(gone->settings, name))
		return;
	if (gone->count++ < GONE_SHOWN)
		g_string_append_printf(gone->who, "%s%s (%s %s)",
		    gone->who->len > 0 ? ", " : "", person->uid, part, name);
}

static bool
look_at_person(const struct person *person, void *context)
{
	add_gone(context, person, "manager", person->manager);
	add_gone(context, person, "deputy", person->deputy);
	return true;
}

/* Settings change after people were imported: a VIP whose manager has left is
 * nobody's. Where there is no store yet, there are no people. */
static void
check_people(struct ctlcheck *check)
{
	const struct settings *settings = check->ctl->settings;
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) who = g_string_new(NULL);
	struct gone gone = { .settings = settings, .who = who };
	g_autoptr(store) store =
	    store_open(settings->state_dir, KV_READ_ONLY, &error);
	g_autoptr(kv_txn) txn =
	    store ? kv_begin(store->kv, KV_READ, &error) : NULL;

	if (!txn || !directory_each(txn, "", look_at_person, &gone, &error))
		return;
	if (gone.count > 0)
		ctlcheck_fail(check, EX_CONFIG, "people", who->str,
		    "no agent is called so; change it: docketctl people set");
	else
		ctlcheck_ok(check, "people",
		    "every manager and deputy is an agent");
}

/* All languages are loaded, so a place that one lacks shows now. */
static void
check_templates(struct ctlcheck *check)
{
	const char *own = check->ctl->settings->templates_dir;
	g_autoptr(GError) error = NULL;
	g_autoptr(template) templates =
	    wording_templates(check->ctl->settings, &error);

	if (templates)
		ctlcheck_ok(check, "templates", "%s can be used",
		    *own ? own : WORDING_SHIPPED);
	else
		ctlcheck_fail(check, EX_CONFIG, "templates", error->message,
		    NULL);
}

static void
check_macros(struct ctlcheck *check)
{
	const struct settings *settings = check->ctl->settings;
	g_autoptr(GError) error = NULL;
	g_autoptr(macro) macros =
	    macro_open(settings->macros_dir, settings->macro_fallback, &error);

	if (!macros)
		ctlcheck_fail(check, EX_CONFIG, "macros", error->message, NULL);
	else if (*settings->macros_dir)
		ctlcheck_ok(check, "macros", "%s can be used",
		    settings->macros_dir);
}

/* What no look at this machine can tell, and what goes wrong in most set-ups.
 */
static void
hint_addresses(struct ctlcheck *check)
{
	const struct settings *settings = check->ctl->settings;
	const struct settings_desk *desk = &settings->desk;
	g_auto(GStrv) parts = g_strsplit(desk->address, "@", 2);

	if (desk->token_form == SETTINGS_TOKEN_CATCHALL)
		ctlcheck_hint(check, "addresses",
		    "every address at %s must reach an account of docket: it "
		    "is what customers and agents reply to",
		    desk->token_domain);
	else
		ctlcheck_hint(check, "addresses",
		    "mail to %s%sANYTHING@%s must reach the same mailbox as "
		    "%s (in Postfix: recipient_delimiter = %s); if the server "
		    "can not do that, use token_form = \"catchall\"",
		    parts[0], desk->delimiter, parts[1] ? parts[1] : "",
		    desk->address, desk->delimiter);
	if (!settings->border_hosts[0])
		ctlcheck_hint(check, "border_hosts",
		    "none: no mail counts as authenticated, and every agent's "
		    "answer is held; name the server that takes the desk's "
		    "mail from outside");
}

int
ctlcheck_run(struct ctl *ctl)
{
	json_auto_t *rows = json_array();
	struct ctlcheck check = { .ctl = ctl, .rows = rows };
	g_autoptr(GHashTable) secrets = ctlsecrets_new();
	int status = ctl_need_settings(ctl);

	if (status != EX_OK)
		return status;
	check_settings(&check);
	check_secrets(&check, secrets);
	check_templates(&check);
	check_macros(&check);
	check_state(&check);
	check_people(&check);
	hint_addresses(&check);
	if (ctl_option(ctl, "--connect"))
		ctlconnect_run(&check, ctl->settings, secrets);
	if (ctl->format == CTL_JSON) {
		json_t *row = json_object();
		json_object_set_new(row, "ok",
		    json_boolean(check.status == EX_OK));
		json_object_set(row, "checks", rows);
		ctljson_print(row);
	}
	return check.status;
}
