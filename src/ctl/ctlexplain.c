/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What docket makes of a mail, without taking it in: for bug reports and for an
 * operator who asks why. The stages are the pipeline's own. Nothing is written,
 * and nothing asked of a daemon. */
#include "ctl/ctlexplain.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "ctl/ctljson.h"
#include "ctl/ctlmail.h"
#include "ctl/ctlsecrets.h"
#include "ctl/explainprint.h"
#include "ctl/parsejson.h"
#include "pipeline/apply.h"
#include "pipeline/facts.h"
#include "pipeline/release.h"
#include "pipeline/tellheld.h"
#include "pipeline/verifying.h"
#include "store/dedupe.h"
#include "store/ring.h"

/* What was found, in order, for people and for JSON alike. */
struct explain {
	struct ctl *ctl;
	struct ctlmail mail;
	struct keyring *ring;
	json_t *row;
};

/* For verbs that need no settings: those of -c, else the built-in ones. */
static int
find_settings(struct ctl *ctl)
{
	if (ctl->conf)
		return ctl_need_settings(ctl);
	ctl->settings = settings_defaults();
	return EX_OK;
}

int
ctlexplain_parse(struct ctl *ctl)
{
	const char *path = ctl_operand(ctl, 0);
	struct ctlmail mail = { .memfd = -1 };
	int status = find_settings(ctl);

	if (status == EX_OK)
		status = ctlmail_read(ctl, path, &mail);
	if (status == EX_OK) {
		g_autofree char *text = parsejson_print(mail.mail->message,
		    mail.mail->header, mail.mail->verdict);
		fputs(text, stdout);
	}
	if (status == EX_OK && mail.mail->size == 0)
		status =
		    ctl_complain(EX_NOINPUT, "%s: the file is empty", path);
	else if (status == EX_OK && mail.too_large)
		status = ctl_complain(EX_NOINPUT,
		    "%s: has more than %" G_GINT64_FORMAT
		    " octets (limits.message_size)",
		    path, ctl->settings->limits.message_size);
	ctlmail_clear(&mail);
	return status;
}

/* The store and its key ring, when both can be had; else a ring that knows no
 * token, and a word about it. */
static void
find_store(struct explain *explain)
{
	struct ctl *ctl = explain->ctl;
	g_autoptr(GHashTable) secrets = ctlsecrets_new();
	g_autoptr(GError) error = NULL;
	const char *why = "--no-store, or no settings";

	if (!ctl_option(ctl, "--no-store") && ctl->settings->path) {
		if (ctlsecrets_read_key(secrets, ctl->settings, &error) &&
		    ctl_become_owner(ctl->settings->state_dir, &error))
			explain->ring = ring_read(ctl->settings->state_dir,
			    g_hash_table_lookup(secrets, "key"), &error);
		if (explain->ring)
			ctl->store = store_open(ctl->settings->state_dir,
			    KV_READ_ONLY, &error);
		why = error ? error->message : NULL;
	}
	json_object_set_new(explain->row, "store",
	    ctl->store ? ctljson_text(ctl->settings->state_dir) : json_null());
	if (!ctl->store)
		json_object_set_new(explain->row, "without_store",
		    ctljson_text(why));
	if (!explain->ring)
		explain->ring = keyring_new(clock_now());
}

/* What needs no store: who, whether proved, what kind of mail. */
static void
add_verdict(struct explain *explain)
{
	const struct accept_mail *mail = explain->mail.mail;
	const struct verdict *verdict = mail->verdict;

	json_object_set_new(explain->row, "from", ctljson_text(mail->from));
	json_object_set_new(explain->row, "subject",
	    ctljson_text(mail->message->subject));
	json_object_set_new(explain->row, "auth",
	    ctljson_text(verdict_auth_name(verdict->auth)));
	json_object_set_new(explain->row, "auth_reason",
	    ctljson_text(verdict->auth_reason));
	json_object_set_new(explain->row, "class",
	    ctljson_text(verdict_class_name(verdict->class)));
	json_object_set_new(explain->row, "class_reason",
	    ctljson_text(verdict->reason));
	json_object_set_new(explain->row, "auto_respond",
	    json_boolean(verdict->auto_respond));
	json_object_set_new(explain->row, "readable",
	    json_boolean(!(mail->message->flags & MESSAGE_FLAG_UNREADABLE)));
	json_object_set_new(explain->row, "limit",
	    ctljson_text(mail->header->limit));
}

/* A trace to a ticket. What is not known may be forged, of another desk, or of
 * a store that was not looked into. */
static json_t *
clue_object(const struct thread_clue *clue)
{
	static const char *const kinds[] = {
		[THREAD_TOKEN] = "token",
		[THREAD_BOUNCE] = "bounce address",
		[THREAD_OWN_ID] = "own Message-ID",
		[THREAD_FOREIGN_ID] = "foreign Message-ID",
		[THREAD_NUMBER] = "number",
	};
	json_t *row = json_object();

	json_object_set_new(row, "kind", ctljson_text(kinds[clue->kind]));
	json_object_set_new(row, "where", ctljson_text(clue->where));
	json_object_set_new(row, "text", ctljson_text(clue->text));
	if (clue->kind == THREAD_TOKEN)
		json_object_set_new(row, "role",
		    ctljson_text(token_role_name(clue->token.role)));
	json_object_set_new(row, "known", json_boolean(clue->known));
	if (!clue->known)
		return row;
	json_object_set_new(row, "ticket", ctljson_number(clue->ticket));
	if (clue->letter != 0)
		json_object_set_new(row, "letter",
		    ctljson_number(clue->letter));
	json_object_set_new(row, "holder", ctljson_text(clue->holder));
	if (clue->agent)
		json_object_set_new(row, "agent", ctljson_text(clue->agent));
	return row;
}

static json_t *
steps_array(const GPtrArray *steps)
{
	json_t *rows = json_array();

	for (guint i = 0; i < steps->len; i++)
		json_array_append_new(rows, ctljson_text(steps->pdata[i]));
	return rows;
}

/* The rules tried, in their order, and what came of them. */
static void
add_match(json_t *row, const struct thread_match *match)
{
	static const char *const outcomes[] = {
		[THREAD_NEW] = "new ticket",
		[THREAD_CUSTOMER] = "append for a customer",
		[THREAD_AGENT] = "an agent acts",
		[THREAD_RETURNED] = "report about a letter",
		[THREAD_FORWARD] = "an agent files a mail",
		[THREAD_HELD] = "held",
		[THREAD_CONFIRM] = "answer to a confirm letter",
	};

	json_object_set_new(row, "steps", steps_array(match->steps));
	json_object_set_new(row, "outcome",
	    ctljson_text(outcomes[match->outcome]));
	json_object_set_new(row, "cell",
	    ctljson_text(trust_cell_name(match->cell)));
	json_object_set_new(row, "ticket",
	    match->ticket != 0 ? ctljson_number(match->ticket) : json_null());
	json_object_set_new(row, "agent",
	    match->agent ? ctljson_text(match->agent) : json_null());
}

static void
add_letter(struct explain *explain, const char *kind, const char *to)
{
	json_t *letters = json_object_get(explain->row, "letters");
	g_autofree char *text = g_strdup_printf("%s to %s", kind, to);

	json_array_append_new(letters, ctljson_text(text));
}

static void
set_cause(json_t *row, guint32 cause, const char *detail)
{
	json_object_set_new(row, "cause", ctljson_number(cause));
	json_object_set_new(row, "cause_text",
	    ctljson_text(hold_cause_text(cause)));
	json_object_set_new(row, "detail", ctljson_text(detail));
}

/* Why it would be held, and whom that would be told. */
static void
add_hold(struct explain *explain, const struct apply *apply, guint32 cause,
    const char *detail)
{
	g_autoptr(hold) hold = apply_make_hold(apply, cause, detail);
	const struct settings *settings = explain->ctl->settings;
	const struct settings_agent *agent = NULL;
	enum confirm_tell tell = tellheld_judge(apply, hold, &agent);

	json_object_set_new(explain->row, "would",
	    ctljson_text("hold the mail"));
	set_cause(explain->row, cause, detail);
	if (tell != CONFIRM_NOTHING)
		add_letter(explain,
		    letter_kind_name(tell == CONFIRM_LETTER ? LETTER_CONFIRM
		                                            : LETTER_NOTICE),
		    agent->addresses[0]);
	if (cause == HOLD_AGENT_STRANGER && *settings->owner_email)
		add_letter(explain, letter_kind_name(LETTER_ALARM),
		    settings->owner_email);
}

static void
add_confirm(struct explain *explain, const struct apply *apply)
{
	g_autofree char *would =
	    g_strdup_printf("release hold %" G_GUINT64_FORMAT,
	        apply->match->hold);

	if (release_has_word(apply))
		json_object_set_new(explain->row, "would", ctljson_text(would));
	else
		add_hold(explain, apply, HOLD_CONFIRM_VOID,
		    "the letter's word does not stand above the quote");
}

static void
add_menu(struct explain *explain, const struct decision *decision)
{
	json_t *row = explain->row;

	json_object_set_new(row, "would",
	    json_string("answer from the help articles, without a ticket"));
	json_object_set_new(row, "language", ctljson_text(decision->language));
	json_object_set_new(row, "decision", ctljson_text(decision->detail));
	for (guint i = 0; i < decision->letters->len; i++) {
		const struct decide_letter *letter =
		    decision->letters->pdata[i];
		add_letter(explain, letter_kind_name(letter->kind), letter->to);
	}
}

static void
add_entry(struct explain *explain, const struct decision *decision,
    const struct ticket *ticket)
{
	json_t *row = explain->row;
	g_autofree char *where = ticket
	    ? g_strdup_printf("ticket %" G_GUINT64_FORMAT, ticket->number)
	    : g_strdup_printf("a new ticket of queue %s",
	          decision->queue ? decision->queue : "(none)");
	g_autofree char *would = g_strdup_printf("add an entry (%s) to %s",
	    entry_kind_name(decision->entry_kind), where);
	g_autofree char *asked = mention_kinds_text(decision->asked);

	if (decision->routed)
		json_object_set_new(row, "routing",
		    steps_array(decision->routed));
	const struct {
		const char *key, *text;
	} facts[] = { { "category", decision->category }, { "asks_for", asked },
		{ "language", decision->language },
		{ "language_why", decision->language_why },
		{ "assignee", decision->assignee },
		{ "assignee_why", decision->assignee_why }, { "would", would },
		{ "decision", decision->why }, { "remark", decision->detail } };

	for (guint i = 0; i < G_N_ELEMENTS(facts); i++)
		json_object_set_new(row, facts[i].key,
		    ctljson_text(facts[i].text));
	for (guint i = 0; i < decision->letters->len; i++) {
		const struct decide_letter *letter =
		    decision->letters->pdata[i];
		add_letter(explain, letter_kind_name(letter->kind), letter->to);
	}
}

/* What the desk would do; needs the store, for what it owes to the sender. */
static bool
add_decision(struct explain *explain, struct kv_txn *txn,
    const struct thread_match *match, GError **error)
{
	struct apply apply = { .accept = &explain->mail.accept,
		.txn = txn,
		.mail = explain->mail.mail,
		.match = match,
		.now = clock_now() };
	g_autoptr(decision) decision = NULL;

	json_object_set_new(explain->row, "letters", json_array());
	if (match->outcome == THREAD_HELD) {
		add_hold(explain, &apply, match->cause, match->detail);
		return true;
	}
	if (match->outcome == THREAD_CONFIRM) {
		add_confirm(explain, &apply);
		return true;
	}
	decision = apply_decide(&apply, error);
	if (decision && decision->action == DECIDE_HOLD)
		add_hold(explain, &apply, decision->cause, decision->detail);
	else if (decision && decision->action == DECIDE_MENU)
		add_menu(explain, decision);
	else if (decision)
		add_entry(explain, decision, apply.ticket);
	apply_clear(&apply);
	return decision != NULL;
}

/* A mail that was taken in before would only be known again; the rest tells
 * what became of it then, or would now. */
static bool
add_known(struct explain *explain, struct kv_txn *txn, GError **error)
{
	struct accept_mail *mail = explain->mail.mail;
	struct dedupe_place place = { 0 };
	accept_mail_digest(mail, explain->ctl->store);
	enum dedupe_found found =
	    dedupe_find(txn, NULL, &mail->copy, &place, error);
	g_autofree char *where =
	    g_strdup_printf("%s %" G_GUINT64_FORMAT ", by its %s",
	        place.kind == DEDUPE_ENTRY ? "ticket" : "hold", place.number,
	        found == DEDUPE_BY_RAW ? "octets" : "content");

	if (found == DEDUPE_BY_RAW || found == DEDUPE_BY_CANON)
		json_object_set_new(explain->row, "known", ctljson_text(where));
	return found != DEDUPE_ERROR;
}

/* Clues, facts and match within one transaction: what is shown belongs
 * together. */
static bool
add_route(struct explain *explain, GError **error)
{
	struct accept *accept = &explain->mail.accept;
	const struct accept_mail *mail = explain->mail.mail;
	g_autoptr(kv_txn) txn = NULL;
	json_t *list = json_array();

	json_object_set_new(explain->row, "clues", list);
	if (verifying_is_asked(mail, accept->settings)) {
		json_object_set_new(explain->row, "outcome",
		    json_string("asks whether something is the desk's: "
		                "answered, no ticket"));
		return true;
	}
	if (accept->store) {
		txn = kv_begin(accept->store->kv, KV_READ, error);
		if (!txn)
			return false;
	}
	g_autoptr(GPtrArray) clues = facts_clues(accept, txn, mail, error);
	if (!clues)
		return false;
	for (guint i = 0; i < clues->len; i++)
		json_array_append_new(list, clue_object(clues->pdata[i]));
	struct thread_mail what = facts_mail(mail);
	g_autoptr(thread_match) match = thread_find(clues, &what,
	    accept->settings, accept->ring, clock_now());
	add_match(explain->row, match);
	if (match->outcome == THREAD_HELD && !txn)
		set_cause(explain->row, match->cause, match->detail);
	return !txn ||
	    (add_known(explain, txn, error) &&
	        add_decision(explain, txn, match, error));
}

static int
explain_mail(struct explain *explain)
{
	g_autoptr(GError) error = NULL;

	find_store(explain);
	explain->mail.accept.store = explain->ctl->store;
	explain->mail.accept.ring = explain->ring;
	add_verdict(explain);
	if (!add_route(explain, &error))
		return ctl_fail(error);
	if (explain->ctl->format == CTL_JSON)
		ctljson_print(json_incref(explain->row));
	else
		explainprint_row(explain->row);
	return EX_OK;
}

/* With the file of -c or, where it can be read, the default one: border_hosts
 * and agents are what trust rests on. */
static int
find_some_settings(struct ctl *ctl)
{
	if (!ctl->conf && access(DOCKET_SYSCONFDIR "/docket.conf", R_OK) != 0)
		return find_settings(ctl);
	return ctl_need_settings(ctl);
}

int
ctlexplain_run(struct ctl *ctl)
{
	struct explain explain = { .ctl = ctl, .mail = { .memfd = -1 } };
	int status = find_some_settings(ctl);

	if (status == EX_OK)
		status = ctlmail_read(ctl, ctl_operand(ctl, 0), &explain.mail);
	explain.row = json_object();
	if (status == EX_OK)
		status = explain_mail(&explain);
	json_decref(explain.row);
	keyring_free(explain.ring);
	ctlmail_clear(&explain.mail);
	return status;
}
