/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What docketctl can do, as a table. A new verb is a row here, a function, a
 * paragraph in docketctl(1) and a word in the completion; tests/unit/test-verbs
 * misses the last two. Nothing is done here: a row only names who does it. */
#include "ctl/verbs.h"

#include <string.h>

#include "base/strings.h"
#include "ctl/ctlagent.h"
#include "ctl/ctlattachment.h"
#include "ctl/ctlbackup.h"
#include "ctl/ctlblock.h"
#include "ctl/ctlcheck.h"
#include "ctl/ctlevidence.h"
#include "ctl/ctlexplain.h"
#include "ctl/ctlhelp.h"
#include "ctl/ctllist.h"
#include "ctl/ctlpeople.h"
#include "ctl/ctlphish.h"
#include "ctl/ctlqueue.h"
#include "ctl/ctlsearch.h"
#include "ctl/ctlshow.h"
#include "ctl/ctlstats.h"
#include "ctl/ctlstatus.h"
#include "ctl/ctltemplate.h"
#include "ctl/ctltoken.h"
#include "ctl/ctlverify.h"
#include "ctl/ctlwrite.h"

static const struct verbs_row rows[] = {
	{ "check", "", 0, 0, VERBS_NOTHING, ctlcheck_run,
	    "look at settings, secrets and folders" },
	{ "parse", "FILE", 1, 1, VERBS_NOTHING, ctlexplain_parse,
	    "print what docket understands of a mail, as JSON" },
	{ "explain", "FILE", 1, 1, VERBS_NOTHING, ctlexplain_run,
	    "say what would be done with a mail, and why" },
	{ "deliver", "", 0, 0, VERBS_SETTINGS, ctlwrite_deliver,
	    "take in a mail from standard input" },
	{ "list", "", 0, 0, VERBS_STORE, ctllist_run,
	    "list tickets in the order in which they are worked" },
	{ "search", "TEXT", 1, 1, VERBS_STORE, ctlsearch_run,
	    "find tickets by their words, numbers and addresses" },
	{ "show", "N [NAME]", 1, 2, VERBS_STORE, ctlshow_run,
	    "show a ticket, its mails and its letters" },
	{ "attachment get", "N ENTRY/FILE PATH", 3, 3, VERBS_SETTINGS,
	    ctlattachment_get, "write a customer's file out, with a record" },
	{ "raw", "N[/ENTRY]", 1, 1, VERBS_SETTINGS, ctlattachment_raw,
	    "write a mail out as it came, with a record" },
	{ "export", "N [FILE]", 1, 2, VERBS_SETTINGS, ctlevidence_export,
	    "write out all there is of a ticket, with a record" },
	{ "assign", "N AGENT|none", 2, 2, VERBS_SETTINGS, ctlwrite_run,
	    "give a ticket to an agent, or to nobody" },
	{ "close", "N", 1, 1, VERBS_SETTINGS, ctlwrite_run, "close a ticket" },
	{ "solve", "N", 1, 1, VERBS_SETTINGS, ctlwrite_run,
	    "say that a ticket's matter is done" },
	{ "reopen", "N", 1, 1, VERBS_SETTINGS, ctlwrite_run,
	    "open a closed ticket again" },
	{ "merge", "N INTO", 2, 2, VERBS_SETTINGS, ctlwrite_run,
	    "let one ticket go on in another of the same customer" },
	{ "split", "N ENTRY", 2, 2, VERBS_SETTINGS, ctlwrite_run,
	    "make a ticket of its own of a customer's mail" },
	{ "tag", "N +TAG|-TAG...", 2, 16, VERBS_SETTINGS, ctlwrite_run,
	    "mark a ticket, or take marks away" },
	{ "block list", "", 0, 0, VERBS_STORE, ctlblock_list,
	    "list blocked and flagged senders" },
	{ "block add", "ADDRESS|DOMAIN", 1, 1, VERBS_SETTINGS, ctlwrite_verb,
	    "hold all mail of a sender" },
	{ "block remove", "ADDRESS|DOMAIN", 1, 1, VERBS_SETTINGS, ctlwrite_verb,
	    "take a sender's mail in again" },
	{ "phish list", "", 0, 0, VERBS_STORE, ctlphish_list,
	    "count what customers asked about that is not the desk's" },
	{ "hold list", "", 0, 0, VERBS_STORE, ctlqueue_list_holds,
	    "list held mails" },
	{ "hold show", "N", 1, 1, VERBS_STORE, ctlqueue_show_hold,
	    "show a held mail and why it is held" },
	{ "hold release", "N", 1, 1, VERBS_SETTINGS, ctlwrite_run,
	    "let a held mail act as if it had been proved" },
	{ "hold drop", "N", 1, 1, VERBS_SETTINGS, ctlwrite_run,
	    "let a held mail go nowhere" },
	{ "queue list", "", 0, 0, VERBS_STORE, ctlqueue_list_letters,
	    "list letters that wait to be sent" },
	{ "queue retry", "N|all", 1, 1, VERBS_SETTINGS, ctlwrite_run,
	    "send a letter now" },
	{ "queue hold", "N|all", 1, 1, VERBS_SETTINGS, ctlwrite_run,
	    "keep a letter until it is retried" },
	{ "queue drop", "N|all", 1, 1, VERBS_SETTINGS, ctlwrite_run,
	    "never send a letter" },
	{ "token read", "TEXT", 1, 1, VERBS_SETTINGS, ctltoken_read,
	    "say what a reply address or Message-ID names" },
	{ "token issue", "ROLE N [SEAT|AGENT]", 2, 3, VERBS_SETTINGS,
	    ctltoken_issue, "make a reply address of a ticket, or desk AGENT" },
	{ "token rotate", "", 0, 0, VERBS_SETTINGS, ctltoken_rotate,
	    "sign with a new key from now on" },
	{ "token keys", "", 0, 0, VERBS_SETTINGS, ctltoken_keys,
	    "list the keys that sign reply addresses" },
	{ "people import", "FILE", 1, 1, VERBS_SETTINGS, ctlpeople_import,
	    "take people in from a CSV file" },
	{ "people list", "", 0, 0, VERBS_STORE, ctlpeople_list,
	    "list the people whom the desk knows" },
	{ "people show", "UID|ADDRESS", 1, 1, VERBS_STORE, ctlpeople_show,
	    "show what is known of somebody" },
	{ "people set", "UID [FIELD=VALUE]...", 1, 16, VERBS_SETTINGS,
	    ctlpeople_set, "change what is known of somebody" },
	{ "people remove", "UID", 1, 1, VERBS_SETTINGS, ctlwrite_verb,
	    "forget somebody" },
	{ "people export", "", 0, 0, VERBS_STORE, ctlpeople_export,
	    "write all people out as CSV" },
	{ "agent list", "", 0, 0, VERBS_STORE, ctlagent_list,
	    "list the agents, and who is away" },
	{ "agent away", "AGENT [DAY]", 1, 2, VERBS_SETTINGS, ctlwrite_verb,
	    "give an agent's work on, until that day" },
	{ "agent back", "AGENT", 1, 1, VERBS_SETTINGS, ctlwrite_verb,
	    "let an agent get work again" },
	{ "help import", "DIR", 1, 1, VERBS_SETTINGS, ctlhelp_import,
	    "take help articles in from DIR/LANGUAGE/NAME.md" },
	{ "help list", "", 0, 0, VERBS_STORE, ctlhelp_list,
	    "list the help articles" },
	{ "help search", "TEXT", 1, 1, VERBS_STORE, ctlhelp_search,
	    "show which help articles answer a question" },
	{ "reindex", "", 0, 0, VERBS_SETTINGS, ctlwrite_verb,
	    "make the search indexes anew" },
	{ "template render", "NAME LANGUAGE", 2, 2, VERBS_SETTINGS,
	    ctltemplate_render, "show a letter's text in a language" },
	{ "backup", "DIR", 1, 1, VERBS_STORE, ctlbackup_make,
	    "copy the state folder, also while docketd runs" },
	{ "restore", "DIR", 1, 1, VERBS_SETTINGS, ctlbackup_restore,
	    "put such a copy back" },
	{ "takeover", "ACCOUNT", 1, 1, VERBS_SETTINGS, ctlwrite_verb,
	    "read an account that another docket has been reading" },
	{ "verify", "", 0, 0, VERBS_STORE, ctlverify_run,
	    "check every record, reference and digest" },
	{ "status", "", 0, 0, VERBS_STORE, ctlstatus_run,
	    "say how docket fares" },
	{ "stats", "", 0, 0, VERBS_STORE, ctlstats_run,
	    "say how promises are kept, and how long customers wait" },
};

static const struct verbs_option options[] = {
	{ NULL, "-c", "FILE",
	    "settings, instead of " DOCKET_SYSCONFDIR "/docket.conf" },
	{ NULL, "--json", NULL, "print JSON" },
	{ NULL, "--help", NULL, "print this" },
	{ NULL, "--version", NULL, "print the version" },
	{ "check", "--connect", NULL,
	    "also log in to every account and relay" },
	{ "parse", "--no-sandbox", NULL,
	    "parse without the sandbox: never with mails of strangers" },
	{ "explain", "--no-sandbox", NULL,
	    "parse without the sandbox: never with mails of strangers" },
	{ "explain", "--no-store", NULL, "do not look into the store" },
	{ "list", "--status", "STATUS",
	    "only those that are open, pending, solved or closed" },
	{ "list", "--queue", "QUEUE", "only those of that queue" },
	{ "list", "--category", "CATEGORY",
	    "only those of the category, which may have \"*\" and \"?\"" },
	{ "list", "-n", "N", "at most so many" },
	{ "search", "-n", "N", "at most so many; 20 if not given" },
	{ "stats", "--since", "DATE", "only tickets opened from that day on" },
	{ "stats", "--days", "N", "only those opened in the last N days" },
	{ "stats", "--queue", "QUEUE", "only those of that queue" },
	{ "help list", "--lang", "LANGUAGE", "only those in that language" },
	{ "help search", "--lang", "LANGUAGE",
	    "of the question; the desk's if not given" },
	{ "show", "--audit", NULL,
	    "show what was done to the ticket, by whom and why" },
	{ "show", "--attachment", "SEQ",
	    "write out the attachment NAME of an entry" },
	{ "export", "--evidence", NULL, "as evidence: must be given" },
	{ "export", "--reason", "TEXT",
	    "what it is needed for; must be given" },
	{ "verify", "--audit", NULL, "only the chain of the audit" },
	{ "raw", "--reason", "TEXT", "what it is needed for; must be given" },
	{ "restore", "--reconcile", NULL,
	    "hold letters that may have been sent since" },
	{ "people set", "--code", NULL,
	    "the anti-phishing code is the line on standard input" },
	{ "people set", "--no-code", NULL, "the person has no such code" },
	{ "hold list", "--all", NULL, "also those released or dropped" },
	{ "token rotate", "--keep", "TIME",
	    "how long older keys are believed: 400 (days), 12h, 30s" },
};

const struct verbs_row *
verbs_rows(guint *n_out)
{
	*n_out = G_N_ELEMENTS(rows);
	return rows;
}

const struct verbs_option *
verbs_options(guint *n_out)
{
	*n_out = G_N_ELEMENTS(options);
	return options;
}

const struct verbs_row *
verbs_find(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_str_equal(rows[i].name, name))
			return &rows[i];
	return NULL;
}

bool
verbs_is_group(const char *word)
{
	size_t length = strlen(word);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strncmp(rows[i].name, word, length) == 0 &&
		    rows[i].name[length] == ' ')
			return true;
	return false;
}

/* Whether the verb (NULL: none is known yet) takes the option. */
static bool
belongs(const struct verbs_option *option, const char *verb)
{
	return !option->verb || (verb && g_str_equal(option->verb, verb));
}

const struct verbs_option *
verbs_find_option(const char *verb, const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(options); i++)
		if (belongs(&options[i], verb) &&
		    g_str_equal(options[i].name, name))
			return &options[i];
	return NULL;
}

/* Keeps candidate in *best when it is nearer than what is there. A third of
 * the letters may be wrong. */
static void
keep_nearer(const char *name, const char *candidate, const char **best)
{
	guint have = strings_distance(name, candidate);

	if (have <= strlen(candidate) / 3 + 1 && have < strlen(candidate) &&
	    (!*best || have < strings_distance(name, *best)))
		*best = candidate;
}

const char *
verbs_nearest(const char *name)
{
	const char *best = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		keep_nearer(name, rows[i].name, &best);
	keep_nearer(name, "hold", &best);
	keep_nearer(name, "queue", &best);
	keep_nearer(name, "token", &best);
	keep_nearer(name, "template", &best);
	keep_nearer(name, "people", &best);
	keep_nearer(name, "help", &best);
	keep_nearer(name, "agent", &best);
	keep_nearer(name, "attachment", &best);
	keep_nearer(name, "block", &best);
	keep_nearer(name, "phish", &best);
	return best;
}

const char *
verbs_nearest_option(const char *verb, const char *name)
{
	const char *best = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(options); i++)
		if (belongs(&options[i], verb))
			keep_nearer(name, options[i].name, &best);
	return best;
}

/* The options of a verb, or (NULL) those of all. */
static void
help_options(GString *out, const char *verb)
{
	for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
		const struct verbs_option *o = &options[i];
		if (g_strcmp0(o->verb, verb) != 0)
			continue;
		g_autofree char *name =
		    g_strjoin(o->value ? " " : NULL, o->name, o->value, NULL);
		g_string_append_printf(out, "  %-18s %s\n", name, o->help);
	}
}

char *
verbs_help(const struct verbs_row *row)
{
	GString *out = g_string_new("usage: docketctl [-c FILE] [--json] ");

	if (row) {
		g_string_append_printf(out, "%s%s%s\n%s\n", row->name,
		    *row->arguments ? " " : "", row->arguments, row->help);
		help_options(out, row->name);
	} else {
		g_string_append(out, "VERB [ARGUMENT]...\n\n");
		for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
			g_autofree char *name = g_strjoin(" ", rows[i].name,
			    rows[i].arguments, NULL);
			g_string_append_printf(out, "  %-18s %s\n", name,
			    rows[i].help);
		}
		g_string_append(out,
		    "\n\"docketctl VERB --help\" tells a verb's options.\n");
	}
	help_options(out, NULL);
	return g_string_free(out, FALSE);
}
