/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a delivery failed, in the numbers of RFC 3463: those that the server
 * wrote, or those that its words mean. Must never call a full mailbox or a
 * server that did not answer "for good": letters may be tried again.
 */
#include "classify/statuscode.h"

#include <string.h>

#include "classify/foldtext.h"

/* A row a phrase, in the form of foldtext.c; the first that fits. */
static const struct {
	const char *status, *text;
} reasons[] = {
	{ "5.1.1", "user unknown" },
	{ "5.1.1", "unknown user" },
	{ "5.1.1", "no such user" },
	{ "5.1.1", "no such mailbox" },
	{ "5.1.1", "no such recipient" },
	{ "5.1.1", "unknown recipient" },
	{ "5.1.1", "unknown local" },
	{ "5.1.1", "recipient not found" },
	{ "5.1.1", "recipnotfound" },
	{ "5.1.1", "recipientnotfound" },
	{ "5.1.1", "address not found" },
	{ "5.1.1", "invalid recipient" },
	{ "5.1.1", "invalid user" },
	{ "5.1.1", "invalid address" },
	{ "5.1.1", "invalid mailbox" },
	{ "5.1.1", "invalid final delivery userid" },
	{ "5.1.1", "recipient name is not recognized" },
	{ "5.1.1", "not listed in" },
	{ "5.1.1", "mailbox not found" },
	{ "5.1.1", "no mailbox here" },
	{ "5.1.1", "does not exist" },
	{ "5.1.1", "doesn't exist" },
	{ "5.1.1", "isn't a valid" },
	{ "5.1.1", "wasn't found" },
	{ "5.1.1", "couldn't be found" },
	{ "5.1.1", "possibly incorrect" },
	{ "5.1.1", "account is disabled" },
	{ "5.1.1", "account that you tried to reach is disabled" },
	{ "5.1.1", "account is locked" },
	{ "5.1.1", "ディレクトリのリストにありません" },
	{ "5.1.1", "メールアドレスが見つか" },
	{ "5.1.2", "host unknown" },
	{ "5.1.2", "unknown host" },
	{ "5.1.2", "host not found" },
	{ "5.1.2", "domain not found" },
	{ "5.1.2", "no mx record" },
	{ "5.1.2", "unrouteable" },
	{ "5.1.2", "unroutable" },
	{ "5.1.2", "name service error" },
	{ "5.1.2", "couldn't find any host" },
	{ "5.1.2", "domain does not exist" },
	{ "4.2.2", "mailbox is full" },
	{ "4.2.2", "mailbox full" },
	{ "4.2.2", "mailfolder is full" },
	{ "4.2.2", "over quota" },
	{ "4.2.2", "quota exceeded" },
	{ "4.2.2", "exceeds allowed size" },
	{ "4.2.2", "exceeded storage" },
	{ "4.2.2", "exceeded the local limit" },
	{ "4.2.2", "disk quota" },
	{ "4.2.2", "out of storage" },
	{ "4.2.2", "inbox is full" },
	{ "4.2.2", "一杯のため" },
	{ "5.3.4", "size limit exceeded" },
	{ "5.3.4", "message too big" },
	{ "5.3.4", "too large" },
	{ "5.3.4", "message size exceeds" },
	{ "5.3.4", "exceeds size limit" },
	{ "5.3.4", "exceeds the maximum" },
	{ "4.4.7", "in the queue too long" },
	{ "4.4.7", "retry timeout exceeded" },
	{ "4.4.7", "retry time not reached" },
	{ "4.4.7", "message expired" },
	{ "4.4.7", "envelope expired" },
	{ "4.4.7", "delivery time expired" },
	{ "4.4.7", "giving up" },
	{ "4.4.7", "gave up" },
	{ "4.4.7", "multiple retries" },
	{ "4.4.7", "cannot send message for" },
	{ "4.4.7", "could not deliver for" },
	{ "4.4.1", "timed out" },
	{ "4.4.1", "connection refused" },
	{ "4.4.1", "connect to remote" },
	{ "4.4.1", "establish an smtp connection" },
	{ "4.4.1", "unable to connect" },
	{ "4.4.1", "host not reachable" },
	{ "4.4.1", "temporary failure" },
	{ "4.4.1", "temporarily" },
	{ "5.7.1", "blacklist" },
	{ "5.7.1", "blocked" },
	{ "5.7.1", "spam" },
	{ "5.7.1", "rejected" },
	{ "5.7.1", "access denied" },
	{ "5.7.1", "policy" },
	{ "5.7.1", "relaying" },
	{ "5.7.1", "permission" },
};

/* "5.1.1" at p: class, subject (1 to 3 digits), detail (the same), and no digit
 * or dot behind, as an IP address has. Its length, or 0. */
static gsize
match_enhanced(const char *p)
{
	gsize subject, detail, length;

	if (!strchr("45", *p) || !*p || p[1] != '.')
		return 0;
	subject = strspn(p + 2, "0123456789");
	if (subject < 1 || subject > 3 || p[2 + subject] != '.')
		return 0;
	detail = strspn(p + 3 + subject, "0123456789");
	if (detail < 1 || detail > 3)
		return 0;
	length = 3 + subject + detail;
	if (p[length] == '.' && g_ascii_isdigit(p[length + 1]))
		return 0;
	return length;
}

static gboolean
is_word_begin(const char *text, const char *p)
{
	return p == text || strchr(" (#[<:;'-", p[-1]);
}

static char *
find_enhanced(const char *text)
{
	for (const char *p = text; *p; p++) {
		gsize length = is_word_begin(text, p) ? match_enhanced(p) : 0;

		if (length > 0)
			return g_strndup(p, length);
	}
	return NULL;
}

/* "550 " of an SMTP answer: "5.0.0". */
static char *
find_reply(const char *text)
{
	for (const char *p = text; *p; p++) {
		if (is_word_begin(text, p) && strchr("45", *p) &&
		    strchr("0125", p[1]) && p[1] && g_ascii_isdigit(p[2]) &&
		    p[3] && strchr(" -", p[3]))
			return g_strdup_printf("%c.0.0", *p);
	}
	return NULL;
}

static char *
find_reason(const char *text)
{
	for (guint i = 0; i < G_N_ELEMENTS(reasons); i++) {
		if (strstr(text, reasons[i].text))
			return g_strdup(reasons[i].status);
	}
	return NULL;
}

char *
statuscode_find(const char *text)
{
	g_autofree char *folded = foldtext_fold(text, STATUSCODE_OCTETS);
	char *status = find_enhanced(folded);

	if (!status)
		status = find_reason(folded);
	if (!status)
		status = find_reply(folded);
	return status ? status : g_strdup("");
}
