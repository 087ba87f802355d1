/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alarms to the owner: what only a person can mend. They must never become a
 * storm, so each cause has its hour; and they must never wait for somebody to
 * read a log. Where no owner is named, the log has them all the same. */
#include "pipeline/alarm.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/letter.h"
#include "pipeline/freeze.h"
#include "store/health.h"
#include "store/rates.h"

#define ALARM_HOUR_MS (3600 * G_GINT64_CONSTANT(1000))

static bool
alarm_write(const struct accept *accept, struct kv_txn *txn, const char *cause,
    const char *text, GError **error)
{
	const struct settings *settings = accept->settings;
	g_autofree char *subject =
	    g_strdup_printf("[%s] alarm: %s", settings->desk.name, cause);
	g_autofree char *body = g_strdup_printf(
	    "%s\n\n%s\n\n\"docketctl status\" shows how things are now. Another "
	    "alarm about this\ncause comes in an hour at the earliest.\n",
	    cause, text);
	guint64 number = 0;
	struct freeze_what what = {
		.kind = LETTER_ALARM,
		.to = settings->owner_email,
		.to_name = "",
		.from_name = settings->desk.name,
		.subject = subject,
		.text = body,
		.now = clock_now(),
	};

	return freeze_letter(accept, txn, &what, &number, error);
}

bool
alarm_raise(const struct accept *accept, struct kv_txn *txn, const char *cause,
    const char *text, GError **error)
{
	switch (health_alarm(txn, cause, clock_now(), error)) {
	case HEALTH_ALARM_ERROR:
		return false;
	case HEALTH_ALARM_TOLD:
		return true;
	case HEALTH_ALARM_DUE:
		break;
	}
	log_event(LOG_ERROR, "alarm", "cause", cause, NULL);
	if (!address_is_valid(accept->settings->owner_email))
		return true;
	return alarm_write(accept, txn, cause, text, error);
}

bool
alarm_security(const struct accept *accept, struct kv_txn *txn,
    const char *kind, const char *subject, const char *text, GError **error)
{
	const struct settings *settings = accept->settings;
	const char *to = *settings->desk.security_email != '\0'
	    ? settings->desk.security_email
	    : settings->owner_email;
	struct rates_what what = { RATES_PHISH, kind, ALARM_HOUR_MS };
	g_autofree char *titled =
	    g_strdup_printf("[%s] %s", settings->desk.name, subject);
	struct freeze_what letter = { .kind = LETTER_ALARM,
		.to = to,
		.to_name = "",
		.from_name = settings->desk.name,
		.subject = titled,
		.text = text,
		.now = clock_now() };
	guint before = 0;
	guint64 number = 0;

	if (!address_is_valid(to))
		return true;
	if (!rates_count(txn, &what, letter.now, &before, error))
		return false;
	return before > 0 ||
	    (rates_add(txn, what.kind, what.name, letter.now, error) &&
	        freeze_letter(accept, txn, &letter, &number, error));
}
