/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a relay's answer means for a letter. Pure. The danger here is to fail a
 * customer's answer because of something only the operator can mend: so
 * whatever speaks of our login, our right to relay or our sender defers and
 * alarms, and only what speaks of this recipient or this letter refuses. */
#include "smtp/outcome.h"

#include <string.h>

#include "base/fail.h"

/* The first row that fits decides; nothing fits: LATER. enhanced: NULL fits
 * any, "" only none, "5.7." each that starts so. phrase: NULL fits any; else it
 * must occur in the text as whole words, case aside. */
struct rule {
	enum outcome_step first, last;
	guint low, high; /* codes */
	const char *enhanced, *phrase;
	enum outcome_kind kind;
};

#define AT(step) OUTCOME_##step, OUTCOME_##step
#define FROM(first, last) OUTCOME_##first, OUTCOME_##last
#define ACCEPTED OUTCOME_ACCEPTED
#define LATER OUTCOME_LATER
#define REFUSED OUTCOME_REFUSED
#define OUR_FAULT OUTCOME_OUR_FAULT

static const struct rule rules[] = {
	/* What each step waits for. */
	{ AT(GREETING), 220, 220, NULL, NULL, ACCEPTED },
	{ AT(EHLO), 250, 250, NULL, NULL, ACCEPTED },
	{ AT(STARTTLS), 220, 220, NULL, NULL, ACCEPTED },
	{ AT(AUTH), 235, 235, NULL, NULL, ACCEPTED },
	{ FROM(MAIL, RCPT), 250, 252, NULL, NULL, ACCEPTED },
	{ AT(DATA), 354, 354, NULL, NULL, ACCEPTED },
	{ AT(DOT), 200, 299, NULL, NULL, ACCEPTED },

	/* "Closing": says nothing of the letter, whatever its words. */
	{ FROM(CONNECT, DOT), 421, 421, NULL, NULL, LATER },

	/* Postfix only defers where relaying is not allowed (its default,
	 * defer_unauth_destination): the letter would grow old over it. */
	{ AT(RCPT), 400, 499, "4.7.", "relay", OUR_FAULT },
	{ AT(RCPT), 400, 499, "", "relay access denied", OUR_FAULT },
	/* RFC 4954: the password must be changed to suit the mechanism. */
	{ AT(AUTH), 432, 432, NULL, NULL, OUR_FAULT },
	{ FROM(CONNECT, DOT), 400, 499, NULL, NULL, LATER },

	/* No before there was a letter to say it of. */
	{ FROM(CONNECT, AUTH), 500, 599, NULL, NULL, OUR_FAULT },

	/* Login missing, wrong or disabled (RFC 4954, 5248), whenever a server
	 * minds. Not 5.7.12 and 5.7.13 by themselves: Exchange says them of a
	 * recipient who takes no mail from outside. */
	{ FROM(MAIL, DOT), 523, 525, NULL, NULL, OUR_FAULT },
	{ FROM(MAIL, DOT), 530, 538, NULL, NULL, OUR_FAULT },
	{ FROM(MAIL, DOT), 500, 599, "5.7.8", NULL, OUR_FAULT },
	{ FROM(MAIL, DOT), 500, 599, "5.7.9", NULL, OUR_FAULT },
	{ FROM(MAIL, DOT), 500, 599, "5.7.10", NULL, OUR_FAULT },
	{ FROM(MAIL, DOT), 500, 599, "5.7.11", NULL, OUR_FAULT },
	{ FROM(MAIL, DOT), 500, 599, "5.7.14", NULL, OUR_FAULT },
	/* After the letter itself 5.7.0 is Gmail's for blocked content. */
	{ FROM(MAIL, DATA), 500, 599, "5.7.0", NULL, OUR_FAULT },
	{ FROM(MAIL, RCPT), 500, 599, NULL, "authentication required",
	    OUR_FAULT },
	/* Exchange: not logged in; not as this sender; no relaying. */
	{ FROM(MAIL, DOT), 500, 599, "5.7.57", NULL, OUR_FAULT },
	{ FROM(MAIL, DOT), 500, 599, "5.7.60", NULL, OUR_FAULT },
	{ FROM(MAIL, DOT), 500, 599, "5.2.252", NULL, OUR_FAULT },
	{ FROM(MAIL, DOT), 500, 599, "5.7.54", NULL, OUR_FAULT },
	{ FROM(MAIL, DOT), 500, 599, "5.7.64", NULL, OUR_FAULT },
	/* The account's daily quota: Exchange Online, Gmail. */
	{ FROM(MAIL, DOT), 500, 599, "5.1.90", NULL, OUR_FAULT },
	{ FROM(MAIL, DOT), 500, 599, "5.4.5", NULL, OUR_FAULT },

	/* MAIL is about our sender, but for what it says of this letter. */
	{ AT(MAIL), 500, 599, "5.3.4", NULL, REFUSED },
	{ AT(MAIL), 500, 599, "5.2.3", NULL, REFUSED },
	{ AT(MAIL), 552, 552, "", NULL, REFUSED },
	{ AT(MAIL), 500, 599, "5.6.7", NULL, REFUSED },
	{ AT(MAIL), 500, 599, NULL, NULL, OUR_FAULT },

	/* Postfix by default tells only at RCPT what it has against the client
	 * or the sender (smtpd_delay_reject). */
	{ FROM(RCPT, DOT), 500, 599, "5.1.7", NULL, OUR_FAULT },
	{ FROM(RCPT, DOT), 500, 599, "5.1.8", NULL, OUR_FAULT },
	{ FROM(RCPT, DATA), 500, 599, NULL, "sender address rejected",
	    OUR_FAULT },
	{ FROM(RCPT, DATA), 500, 599, NULL, "client host rejected", OUR_FAULT },
	{ FROM(RCPT, DATA), 500, 599, NULL, "helo command rejected",
	    OUR_FAULT },

	/* No relaying: Postfix, Exim, Sendmail, Exchange, Courier (513) and
	 * qmail each word it another way. */
	{ AT(RCPT), 500, 599, "5.7.", "relay", OUR_FAULT },
	{ AT(RCPT), 500, 599, "5.7.", "relaying", OUR_FAULT },
	{ AT(RCPT), 500, 599, "", "relay", OUR_FAULT },
	{ AT(RCPT), 500, 599, "", "relaying", OUR_FAULT },
	{ AT(RCPT), 553, 553, NULL, "allowed rcpthosts", OUR_FAULT },

	/* Bad sequence: one of us has lost count. */
	{ FROM(RCPT, DATA), 503, 503, NULL, NULL, LATER },

	{ FROM(RCPT, DOT), 500, 599, NULL, NULL, REFUSED },
};

static bool
fits_enhanced(const char *pattern, const char *enhanced)
{
	if (!pattern)
		return true;
	if (*pattern && g_str_has_suffix(pattern, "."))
		return g_str_has_prefix(enhanced, pattern);
	return strcmp(pattern, enhanced) == 0;
}

/* Whether phrase occurs as whole words; "relay.example.com" has no word
 * "relay", but "no relay." has. */
static bool
has_phrase(const char *words, const char *phrase)
{
	const char *at = words;

	while ((at = strstr(at, phrase))) {
		const char *end = at + strlen(phrase);

		end += strspn(end, ".,;:!?)'\"");
		if ((at == words || strchr(" \t\n(>'\"", at[-1])) &&
		    strchr(" \t\n", *end))
			return true;
		at++;
	}
	return false;
}

enum outcome_kind
outcome_classify(enum outcome_step step, guint code, const char *enhanced,
    const char *text)
{
	g_autofree char *words = g_ascii_strdown(text, -1);

	for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
		const struct rule *rule = &rules[i];

		if (step < rule->first || step > rule->last)
			continue;
		if (code < rule->low || code > rule->high)
			continue;
		if (!fits_enhanced(rule->enhanced, enhanced))
			continue;
		if (!rule->phrase || has_phrase(words, rule->phrase))
			return rule->kind;
	}
	return OUTCOME_LATER;
}

bool
outcome_is_relay(const struct outcome *outcome)
{
	if (outcome->kind == OUTCOME_ACCEPTED ||
	    outcome->kind == OUTCOME_REFUSED)
		return false;
	if (outcome->step < OUTCOME_MAIL || outcome->code == 421)
		return true;
	/* The connection broke. */
	return outcome->code == 0 && outcome->kind == OUTCOME_LATER;
}

const char *
outcome_kind_name(enum outcome_kind kind)
{
	static const char *const names[] = { "accepted", "later", "refused",
		"our-fault" };

	return (guint)kind < G_N_ELEMENTS(names) ? names[kind] : "?";
}

const char *
outcome_step_name(enum outcome_step step)
{
	static const char *const names[] = {
		"connect",
		"greeting",
		"ehlo",
		"starttls",
		"auth",
		"mail",
		"rcpt",
		"data",
		"body",
		"dot",
	};

	return (guint)step < G_N_ELEMENTS(names) ? names[step] : "?";
}

void
outcome_clear(struct outcome *outcome)
{
	g_free(outcome->text);
	*outcome = (struct outcome){ 0 };
}

void
outcome_move(struct outcome *to, struct outcome *from)
{
	g_free(to->text);
	*to = *from;
	*from = (struct outcome){ 0 };
}

void
outcome_set_reply(struct outcome *outcome, enum outcome_step step,
    const struct reply *answer)
{
	outcome_clear(outcome);
	outcome->step = step;
	outcome->code = answer->code;
	g_strlcpy(outcome->enhanced, answer->enhanced,
	    sizeof(outcome->enhanced));
	outcome->text = reply_text(answer);
	outcome->kind = outcome_classify(step, answer->code, answer->enhanced,
	    outcome->text);
}

void
outcome_set(struct outcome *outcome, enum outcome_step step,
    enum outcome_kind kind, const char *format, ...)
{
	g_autofree char *text = NULL;
	g_autofree char *valid = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	valid = g_utf8_make_valid(text, -1);
	outcome_clear(outcome);
	outcome->step = step;
	outcome->kind = kind;
	outcome->text = g_utf8_substring(valid, 0,
	    MIN(g_utf8_strlen(valid, -1), REPLY_TEXT_MAX));
}

void
outcome_set_error(struct outcome *outcome, enum outcome_step step,
    const GError *error)
{
	enum outcome_kind kind = OUTCOME_LATER;

	bool final =
	    fail_is(error, FAIL_PERMANENT) || fail_is(error, FAIL_LIMIT);

	/* Before MAIL there is no letter yet that could be at fault. */
	if (fail_is(error, FAIL_CONFIG) || (final && step < OUTCOME_MAIL))
		kind = OUTCOME_OUR_FAULT;
	else if (final)
		kind = OUTCOME_REFUSED;
	outcome_set(outcome, step, kind, "%s", error->message);
}
