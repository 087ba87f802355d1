/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The status of a bounce by its words. */
#include "classify/statuscode.h"

static const struct {
	const char *text, *status;
} rows[] = {
	{ "", "" },
	{ "Remote host said: 550 5.1.1 <a@x.example>... gone", "5.1.1" },
	{ "Sorry, no. (#4.4.3)", "4.4.3" },
	{ "said: 550-5.7.26 policy", "5.7.26" },
	{ "said: 550 no", "5.0.0" },
	{ "said: 451 no", "4.0.0" },
	{ "450 4.2.2 full. 550 5.1.1 later", "4.2.2" },
	/* What only looks like one. */
	{ "host 5.6.7.8 said no", "" },
	{ "192.5.1.1 is no status", "" },
	{ "a message of 550 octets", "5.0.0" },
	{ "v5.1.1x", "" },
	{ "5.1", "" },
	{ "5.1234.1", "" },
	{ "the year 2014", "" },
	{ "user unknown", "5.1.1" },
	{ "unknown user", "5.1.1" },
	{ "no such user", "5.1.1" },
	{ "no such mailbox", "5.1.1" },
	{ "no such recipient", "5.1.1" },
	{ "unknown recipient", "5.1.1" },
	{ "unknown local", "5.1.1" },
	{ "recipient not found", "5.1.1" },
	{ "recipnotfound", "5.1.1" },
	{ "recipientnotfound", "5.1.1" },
	{ "address not found", "5.1.1" },
	{ "invalid recipient", "5.1.1" },
	{ "invalid user", "5.1.1" },
	{ "invalid address", "5.1.1" },
	{ "invalid mailbox", "5.1.1" },
	{ "invalid final delivery userid", "5.1.1" },
	{ "recipient name is not recognized", "5.1.1" },
	{ "not listed in", "5.1.1" },
	{ "mailbox not found", "5.1.1" },
	{ "no mailbox here", "5.1.1" },
	{ "does not exist", "5.1.1" },
	{ "doesn't exist", "5.1.1" },
	{ "isn't a valid", "5.1.1" },
	{ "wasn't found", "5.1.1" },
	{ "couldn't be found", "5.1.1" },
	{ "possibly incorrect", "5.1.1" },
	{ "account is disabled", "5.1.1" },
	{ "account that you tried to reach is disabled", "5.1.1" },
	{ "account is locked", "5.1.1" },
	{ "ディレクトリのリストにありません", "5.1.1" },
	{ "メールアドレスが見つか", "5.1.1" },
	{ "host unknown", "5.1.2" },
	{ "unknown host", "5.1.2" },
	{ "host not found", "5.1.2" },
	{ "domain not found", "5.1.2" },
	{ "no mx record", "5.1.2" },
	{ "unrouteable", "5.1.2" },
	{ "unroutable", "5.1.2" },
	{ "name service error", "5.1.2" },
	{ "couldn't find any host", "5.1.2" },
	{ "mailbox is full", "4.2.2" },
	{ "mailbox full", "4.2.2" },
	{ "mailfolder is full", "4.2.2" },
	{ "over quota", "4.2.2" },
	{ "quota exceeded", "4.2.2" },
	{ "exceeds allowed size", "4.2.2" },
	{ "exceeded storage", "4.2.2" },
	{ "exceeded the local limit", "4.2.2" },
	{ "disk quota", "4.2.2" },
	{ "out of storage", "4.2.2" },
	{ "inbox is full", "4.2.2" },
	{ "一杯のため", "4.2.2" },
	{ "size limit exceeded", "5.3.4" },
	{ "message too big", "5.3.4" },
	{ "too large", "5.3.4" },
	{ "message size exceeds", "5.3.4" },
	{ "exceeds size limit", "5.3.4" },
	{ "exceeds the maximum", "5.3.4" },
	{ "in the queue too long", "4.4.7" },
	{ "retry timeout exceeded", "4.4.7" },
	{ "retry time not reached", "4.4.7" },
	{ "message expired", "4.4.7" },
	{ "envelope expired", "4.4.7" },
	{ "delivery time expired", "4.4.7" },
	{ "giving up", "4.4.7" },
	{ "gave up", "4.4.7" },
	{ "multiple retries", "4.4.7" },
	{ "cannot send message for", "4.4.7" },
	{ "could not deliver for", "4.4.7" },
	{ "timed out", "4.4.1" },
	{ "connection refused", "4.4.1" },
	{ "connect to remote", "4.4.1" },
	{ "establish an smtp connection", "4.4.1" },
	{ "unable to connect", "4.4.1" },
	{ "host not reachable", "4.4.1" },
	{ "temporary failure", "4.4.1" },
	{ "temporarily", "4.4.1" },
	{ "blacklist", "5.7.1" },
	{ "blocked", "5.7.1" },
	{ "spam", "5.7.1" },
	{ "rejected", "5.7.1" },
	{ "access denied", "5.7.1" },
	{ "policy", "5.7.1" },
	{ "relaying", "5.7.1" },
	{ "permission", "5.7.1" },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *status = statuscode_find(rows[i].text);

		g_test_message("%s", rows[i].text);
		g_assert_cmpstr(status, ==, rows[i].status);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/statuscode/rows", test_rows);
	return g_test_run();
}
