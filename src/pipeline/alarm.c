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
