/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer must not get one answer twice, nor two that contradict each other
 * because two agents did not know of each other. Neither is ever thrown away
 * here: the second one is held, and its agent is told. */
#include "desk/double.h"

#include <stdbool.h>
#include <string.h>

#include "base/mac.h"

#define MINUTE_MS 60000
#define HOUR_MINUTES 60
#define DAY_MINUTES (24 * HOUR_MINUTES)

enum double_found
double_judge(const struct double_case *what, const struct answer **other_out)
{
	const struct answer *last = NULL;

	*other_out = NULL;
	for (guint i = 0; i < what->answers->len; i++) {
		const struct answer *answer = what->answers->pdata[i];
		gint64 ago = what->now - answer->when;

		last = answer;
		if (strcmp(answer->agent, what->agent) == 0 &&
		    memcmp(answer->digest, what->digest, ANSWER_DIGEST_SIZE) ==
		        0 &&
		    ago < DOUBLE_SPAN_MS && ago > -DOUBLE_SPAN_MS)
			*other_out = answer;
	}
	if (*other_out)
		return DOUBLE_SAME;
	if (!last || strcmp(last->agent, what->agent) == 0)
		return DOUBLE_NONE;
	if (what->notice ? last->when <= what->notice : what->open)
		return DOUBLE_NONE;
	*other_out = last;
	return DOUBLE_ANSWERED;
}

void
double_digest(const char *words, const struct message *message,
    uint8_t out[ANSWER_DIGEST_SIZE])
{
	g_autoptr(mac_digest) digest = mac_digest_new();

	for (const char *p = words; *p;) {
		gsize space = strspn(p, " \t\r\n");
		gsize length = strcspn(p + space, " \t\r\n");

		if (length > 0) {
			mac_digest_add(digest, p + space, length);
			mac_digest_add(digest, " ", 1);
		}
		p += space + length;
	}
	for (guint i = 0; i < message->parts->len; i++) {
		const struct message_part *part = message->parts->pdata[i];

		mac_digest_add(digest, "\0", 1);
		mac_digest_add(digest, part->sha256, sizeof part->sha256);
	}
	mac_digest_finish(digest, out);
}

/* "bob answered 3 minutes ago; reply to send". */
static char *
describe(const struct answer *other, gint64 now)
{
	gint64 minutes = MAX(now - other->when, 0) / MINUTE_MS;
	gint64 n = minutes;
	const char *unit = "minute";

	if (minutes >= DAY_MINUTES) {
		n = minutes / DAY_MINUTES;
		unit = "day";
	} else if (minutes >= HOUR_MINUTES) {
		n = minutes / HOUR_MINUTES;
		unit = "hour";
	}
	return g_strdup_printf("%s answered %" G_GINT64_FORMAT
	                       " %s%s ago; reply to send",
	    other->agent, n, unit, n == 1 ? "" : "s");
}

gboolean
double_holds(struct decision *decision, const struct decide_case *what)
{
	uint8_t digest[ANSWER_DIGEST_SIZE];
	struct double_case twice = { .answers = what->answers,
		.agent = what->agent,
		.digest = digest,
		.now = what->now,
		.notice = what->notice,
		.open = what->ticket->status == TICKET_OPEN };
	const struct answer *other = NULL;
	g_autofree char *detail = NULL;

	if (!what->answers || !what->agent)
		return FALSE;
	double_digest(decision->words, what->message, digest);
	switch (double_judge(&twice, &other)) {
	case DOUBLE_NONE:
		return FALSE;
	case DOUBLE_SAME:
		return decide_hold(decision, what, HOLD_AGENT_DOUBLE, NULL);
	case DOUBLE_ANSWERED:
		break;
	}
	detail = describe(other, what->now);
	return decide_hold(decision, what, HOLD_ANSWERED, detail);
}
