/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order in which a mail's kind is asked for: loops, reports, our own
 * address, out of office by a program's subject, bounces in prose, the rules
 * over the header, looser signs, the writer's name. The first that knows wins,
 * so a new question must never be put before a surer one.
 */
#include "classify/classify.h"

#include <stdbool.h>
#include <string.h>

#include "base/address.h"
#include "classify/automatic.h"
#include "classify/away.h"
#include "classify/originator.h"
#include "classify/prose.h"
#include "classify/report.h"

#define OWN_ID "<docket."
#define BASE32 "abcdefghijklmnopqrstuvwxyz234567ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define OWN_TOKEN 28 /* characters of the token behind it */

/* Whether the Message-ID has the form of our letters' (route/replyaddr.c). What
 * the token is worth does not matter: a false one only silences the mail that
 * has it. Ids of tickets and of our own reports have none. */
static bool
is_own_id(const struct header *header, const struct settings *conf)
{
	const char *id = header_find(header, "Message-ID", 0);
	const char *domain = address_domain(conf->desk.address);
	gsize size = strlen(domain);

	if (!id || g_ascii_strncasecmp(id, OWN_ID, strlen(OWN_ID)) != 0)
		return false;
	id += strlen(OWN_ID);
	return strspn(id, BASE32) == OWN_TOKEN && id[OWN_TOKEN] == '@' &&
	    g_ascii_strncasecmp(id + OWN_TOKEN + 1, domain, size) == 0 &&
	    id[OWN_TOKEN + 1 + size] == '>';
}

/* Why this is a loop, or NULL. X-Docket-Loop counts with an address of ours
 * only: another docket's letters are not ours. Servers on the way may have
 * taken it out, or written another From, but hardly ever another Message-ID.
 * Our address in From alone is no proof: contact forms write in the desk's
 * name. */
static const char *
reason_for_loop(const struct header *header, const struct settings *conf)
{
	gint64 hops = 0;

	for (guint i = 0; i < header->fields->len; i++) {
		const struct header_field *field = header->fields->pdata[i];

		if (g_ascii_strcasecmp(field->name, "Received") == 0 &&
		    ++hops > conf->limits.hops)
			return "too many Received fields";
		if (g_ascii_strcasecmp(field->name, "X-Docket-Loop") == 0 &&
		    settings_is_own_address(conf, field->value))
			return "X-Docket-Loop: our own letter came back";
	}
	if (is_own_id(header, conf))
		return "its Message-ID is ours: our own letter came back";
	return NULL;
}

static void
move_list(char ***to, char ***from)
{
	g_strfreev(*to);
	*to = g_steal_pointer(from);
}

static bool
apply_report(const struct header *header, const struct message *message,
    struct verdict *verdict)
{
	g_autoptr(report) report = report_read(message);

	if (!report)
		return false;
	verdict_settle(verdict, report->class, "a report");
	verdict->permanent = report->permanent;
	move_list(&verdict->failed, &report->failed);
	move_list(&verdict->delayed, &report->delayed);
	g_free(verdict->status);
	verdict->status = g_steal_pointer(&report->status);
	/* Servers cut their reports short, or put them where the mail's
	 * structure hides them; then the words beside them must do. */
	if (!verdict->failed[0] && !verdict->delayed[0] &&
	    (report->class == VERDICT_BOUNCE || report->class == VERDICT_DELAY))
		prose_fill(header, message, verdict);
	return true;
}

/* Whether the mail as a whole is a report. A human may attach one that he got
 * to a mail of his own: that one is a machine's only when the rest of the mail
 * says so as well. */
static bool
is_report(const struct message *message)
{
	return strcmp(message->content_type, "multipart/report") == 0 ||
	    g_str_has_prefix(message->content_type, "message/");
}

static bool
is_machine(const struct verdict *verdict)
{
	return verdict->class == VERDICT_AUTOMATIC ||
	    verdict->class == VERDICT_BOUNCE;
}

static bool
apply_away(const struct header *header, const struct message *message,
    enum away_hint hint, struct verdict *verdict)
{
	if (!away_is_answer(header, message, hint))
		return false;
	verdict_settle(verdict, VERDICT_AUTOMATIC,
	    "out of office, by its words");
	return true;
}

static void
apply_writer(enum originator_kind kind, struct verdict *verdict)
{
	if (kind == ORIGINATOR_DAEMON)
		verdict_settle(verdict, VERDICT_AUTOMATIC, "From is a daemon");
	else if (kind != ORIGINATOR_PERSON)
		verdict->auto_respond = FALSE;
}

void
classify_message(const struct header *header, const struct message *message,
    const struct settings *conf, struct verdict *verdict)
{
	g_autofree char *sender = originator_address(header, message);
	const char *loop = reason_for_loop(header, conf);
	enum originator_kind kind = originator_find(header, message);
	enum away_hint hint;

	verdict_settle(verdict, VERDICT_HUMAN, "nothing speaks against it");
	if (loop) {
		verdict_settle(verdict, VERDICT_LOOP, loop);
		return;
	}
	if ((is_report(message) || kind == ORIGINATOR_DAEMON) &&
	    apply_report(header, message, verdict))
		return;
	if (settings_is_own_address(conf, sender)) {
		verdict_settle(verdict, VERDICT_HUMAN,
		    "From is an address of ours");
		verdict->auto_respond = FALSE;
	}
	hint = away_find_hint(header, message);
	/* "Automatic reply: Undeliverable" is no bounce. */
	if (apply_away(header, message, AWAY_NO_HINT, verdict) ||
	    prose_apply(header, message, kind, verdict) ||
	    automatic_apply(header, verdict) ||
	    (hint != AWAY_NO_HINT &&
	        apply_away(header, message, hint, verdict))) {
		if (is_machine(verdict))
			apply_report(header, message, verdict);
		return;
	}
	apply_writer(kind, verdict);
}
