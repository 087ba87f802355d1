/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports about our own letters: that a relay refused one at once, or that one
 * has waited for hours. They go the way of everybody's reports and must never
 * have one of their own, so nothing here knows of tickets or notices. */
#include "pipeline/ownreport.h"
#include "base/address.h"
#include "base/autofd.h"
#include "base/clock.h"
#include "base/escape.h"
#include "base/memfd.h"
#include "outbox/schedule.h"
#include "route/replyaddr.h"
#include "route/token.h"
#include "store/letters.h"
#include "store/numbers.h"
#include <string.h>

#define OWNREPORT_LOOK_MS 60000
#define OWNREPORT_MOST 1000 /* delays in one look */
#define HOUR_MS G_GINT64_CONSTANT(3600000)

/* What differs between the two. */
static const struct {
	const char *id, *subject, *words, *action, *status;
} ownreport_kinds[] = {
	[OWNREPORT_FAILED] = { "failed", "Undelivered letter",
	    "This letter could not be delivered.", "failed", "5.0.0" },
	[OWNREPORT_DELAYED] = { "delayed", "Delayed letter",
	    "This letter could not be delivered yet. It is still tried.",
	    "delayed", "4.0.0" },
};

/* When it is given up, for a delay; "" otherwise. The caller frees. */
static char *
ownreport_until(const struct inbox *inbox, const struct letter *letter,
    enum ownreport_action action)
{
	const struct settings *settings = inbox->accept.settings;
	gint64 end =
	    letter->created + settings->sending.lifetime_hours * HOUR_MS;
	g_autofree char *when = clock_format_iso(end, inbox->accept.zone);

	return action == OWNREPORT_DELAYED
	    ? g_strdup_printf("It is given up at: %s\r\n", when)
	    : g_strdup("");
}

static char *
ownreport_text(const struct inbox *inbox, const struct letter *letter,
    enum ownreport_action action)
{
	const struct settings_desk *desk = &inbox->accept.settings->desk;
	const char *domain = address_domain(desk->address);
	g_autofree char *token =
	    token_short_issue(inbox->ring, TOKEN_USE_BOUNCE, letter->number);
	g_autofree char *to = replyaddr_bounce(desk, token);
	g_autofree char *date = clock_format_mail(action == OWNREPORT_FAILED
	        ? letter->done
	        : schedule_notice_at(letter));
	g_autofree char *said = escape_text(letter->response, 400);
	g_autofree char *until = ownreport_until(inbox, letter, action);

	return g_strdup_printf(
	    "Return-Path: <>\r\nDate: %s\r\nFrom: <MAILER-DAEMON@%s>\r\n"
	    "To: <%s>\r\nSubject: %s\r\n"
	    "Message-ID: <docket.%s.%" G_GUINT64_FORMAT "@%s>\r\n"
	    "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/report; report-type=delivery-status;\r\n"
	    " boundary=\"docket-report\"\r\n\r\n"
	    "--docket-report\r\nContent-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: 8bit\r\n\r\n"
	    "%s\r\n\r\n"
	    "Recipient: %s\r\nLetter: %s, number %" G_GUINT64_FORMAT "\r\n"
	    "%sAnswer of relay %s: %u %s\r\n\r\n"
	    "--docket-report\r\nContent-Type: message/delivery-status\r\n\r\n"
	    "Reporting-MTA: dns; %s\r\n\r\nFinal-Recipient: rfc822; %s\r\n"
	    "Action: %s\r\nStatus: %s\r\n"
	    "Diagnostic-Code: smtp; %u %s\r\n\r\n--docket-report--\r\n",
	    date, domain, to, ownreport_kinds[action].subject,
	    ownreport_kinds[action].id, letter->number, domain,
	    ownreport_kinds[action].words, letter->to,
	    letter_kind_name(letter->kind), letter->number, until,
	    letter->relay, letter->code, said, domain, letter->to,
	    ownreport_kinds[action].action, ownreport_kinds[action].status,
	    letter->code, said);
}

/* With the entry, in its transaction: somebody has been told. */
static bool
ownreport_told(struct kv_txn *txn, void *context, GError **error)
{
	return letters_told(txn, *(guint64 *)context, error);
}

bool
ownreport_take(struct inbox *inbox, struct letter *letter,
    enum ownreport_action action, GError **error)
{
	static char none[] = "";
	g_autofree char *report = ownreport_text(inbox, letter, action);
	g_autoptr(GPtrArray) mails =
	    g_ptr_array_new_with_free_func((GDestroyNotify)accept_mail_free);
	g_autoptr(GArray) places =
	    g_array_new(FALSE, TRUE, sizeof(struct reader_mail));
	struct reader_mail place = { .length = strlen(report) };
	struct accept_mail *mail = g_new0(struct accept_mail, 1);
	autofd int memfd =
	    memfd_of("docket-report", report, place.length, error);
	struct inbox_batch batch = {
		.memfd = memfd, .mails = mails, .places = places
	};

	mail->source = (struct entry_source){ .account = none, .folder = none };
	g_ptr_array_add(mails, mail);
	g_array_append_val(places, place);
	return memfd >= 0 &&
	    inbox_take(inbox, &batch,
	        action == OWNREPORT_FAILED ? ownreport_told : NULL,
	        &letter->number, error);
}

/* Letters whose time to be told of came since the last look. */
struct ownreport_late {
	gint64 since, now;
	GArray *numbers;
};

static bool
ownreport_visit(struct letter *letter, void *context)
{
	struct ownreport_late *late = context;
	gint64 when = schedule_notice_at(letter);

	if (letter->state == LETTER_READY && letter->kind == LETTER_ANSWER &&
	    letter->ticket != 0 && letter->attempt > 0 && when > late->since &&
	    when <= late->now)
		g_array_append_val(late->numbers, letter->number);
	return late->numbers->len < OWNREPORT_MOST;
}

static struct key
ownreport_key(void)
{
	struct key key = key_new(KEY_META);

	key_add_octets(&key, "delays", strlen("delays"));
	return key;
}

static bool
ownreport_find(struct inbox *inbox, struct ownreport_late *late, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_READ, error);
	struct key key = ownreport_key();
	guint64 since = 0;
	bool found = false;

	if (txn == NULL || !numbers_get(txn, &key, &since, &found, error))
		return false;
	/* a clock that was set back must not silence this for long */
	late->since = MIN((gint64)since, late->now);
	return late->now - late->since < OWNREPORT_LOOK_MS ||
	    letters_each_waiting(txn, ownreport_visit, late, error);
}

static bool
ownreport_find_letter(struct inbox *inbox, guint64 number,
    struct letter **letter_out, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_READ, error);
	g_autoptr(GError) problem = NULL;

	if (txn == NULL)
		return false;
	*letter_out = letters_get(txn, number, &problem);
	if (problem == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

static bool
ownreport_one(struct inbox *inbox, guint64 number, GError **error)
{
	g_autoptr(letter) letter = NULL;

	return ownreport_find_letter(inbox, number, &letter, error) &&
	    (letter == NULL ||
	        ownreport_take(inbox, letter, OWNREPORT_DELAYED, error));
}

/* The last look is noted behind the reports: one that is made again after a
 * crash is the same octets, and known before. */
bool
ownreport_delays(struct inbox *inbox, bool *letters_out, GError **error)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	struct ownreport_late late = { .now = clock_now(), .numbers = numbers };
	struct key key = ownreport_key();

	if (!ownreport_find(inbox, &late, error))
		return false;
	if (late.now - late.since < OWNREPORT_LOOK_MS)
		return true;
	for (guint i = 0; i < numbers->len; i++)
		if (!ownreport_one(inbox, g_array_index(numbers, guint64, i),
		        error))
			return false;
	*letters_out |= numbers->len > 0;
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_WRITE, error);
	return txn != NULL &&
	    numbers_put(txn, &key, (guint64)late.now, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}
