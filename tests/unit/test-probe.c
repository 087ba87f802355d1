/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a check's own mail says of the border that it went through. */
#include "route/probe.h"

#include <string.h>

#include "util-rules.h"

#define NOW RULES_NOW
#define TOKEN "probetokenprobetokenprobetokenprobetoke"
#define LOGIN                                             \
	"Received: from docket (localhost [127.0.0.1])\n" \
	"\t(Authenticated sender: support@example.com)\n" \
	"\tby mx.example.com (Postfix) with ESMTPSA id 1 for <x@y.example>\n"
#define PLAIN                                             \
	"Received: from docket (localhost [127.0.0.1])\n" \
	"\tby mx.example.com (Postfix) with ESMTPS id 1 for <x@y.example>\n"
#define ELSEWHERE                                         \
	"Received: from docket (localhost [127.0.0.1])\n" \
	"\tby in.example.net (Postfix) with ESMTPS id 1 for <x@y.example>\n"
#define FORGED                                                       \
	"Authentication-Results: mx.example.com; dmarc=pass (" TOKEN \
	") header.from=example.com\n"
#define OWN                                                   \
	"Authentication-Results: mx.example.com; dmarc=pass " \
	"header.from=example.com\n"
#define OTHER                                                     \
	"Authentication-Results: filter.example.net; dmarc=pass " \
	"header.from=example.com\n"
#define MAIL "From: <support@example.com>\nX-Docket-Check: " TOKEN "\n"

static const struct {
	const char *name, *header;
	enum probe_fate fate;
	gboolean dmarc, submission;
	const char *renamed, *host, *others;
} rows[] = {
	{ "just under the border's Received", PLAIN FORGED MAIL, PROBE_BELIEVED,
	    FALSE, FALSE, NULL, NULL, NULL },
	{ "just under a login's Received", LOGIN FORGED MAIL, PROBE_BELIEVED,
	    FALSE, TRUE, NULL, NULL, NULL },
	{ "there, with the border's own on top", OWN LOGIN FORGED MAIL,
	    PROBE_IGNORED, TRUE, TRUE, NULL, NULL, NULL },
	{ "above it", FORGED LOGIN MAIL, PROBE_BELIEVED, FALSE, TRUE, NULL,
	    NULL, NULL },
	{ "removed", LOGIN MAIL, PROBE_REMOVED, FALSE, TRUE, NULL, NULL, NULL },
	{ "renamed", LOGIN "X-Old-" FORGED MAIL, PROBE_RENAMED, FALSE, TRUE,
	    "X-Old-Authentication-Results", NULL, NULL },
	{ "too far down", LOGIN "Subject: x\n" FORGED MAIL, PROBE_IGNORED,
	    FALSE, TRUE, NULL, NULL, NULL },
	{ "beside the border's own", OWN LOGIN "Subject: x\n" FORGED MAIL,
	    PROBE_IGNORED, TRUE, TRUE, NULL, NULL, NULL },
	{ "no login shows", PLAIN MAIL, PROBE_REMOVED, FALSE, FALSE, NULL, NULL,
	    NULL },
	{ "taken in elsewhere", ELSEWHERE FORGED MAIL, PROBE_IGNORED, FALSE,
	    FALSE, NULL, "in.example.net", NULL },
	{ "no trace at all", FORGED MAIL, PROBE_IGNORED, FALSE, FALSE, NULL,
	    NULL, NULL },
	{ "results of another name", OTHER LOGIN MAIL, PROBE_REMOVED, FALSE,
	    TRUE, NULL, NULL, "filter.example.net" },
};

static void
test_fates(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(header) header = rules_header(rows[i].header);
		struct probe_result result;

		g_test_message("%s", rows[i].name);
		probe_judge(header, conf, TOKEN, &result);
		g_assert_cmpint(result.fate, ==, rows[i].fate);
		g_assert_cmpint(result.dmarc, ==, rows[i].dmarc);
		g_assert_cmpint(result.submission, ==, rows[i].submission);
		g_assert_cmpstr(result.name, ==, rows[i].renamed);
		g_assert_cmpstr(result.host, ==, rows[i].host);
		g_assert_cmpstr(result.others, ==, rows[i].others);
		probe_result_clear(&result);
	}
}

/* The mail as it is sent is what the judge knows, and known as a probe for an
 * hour, to whoever has the key. */
static void
test_mail(void)
{
	static const struct {
		const char *name, *key;
		gint64 later;
		gboolean ours;
	} times[] = {
		{ "at once", "secret", 0, TRUE },
		{ "nearly an hour later", "secret", PROBE_FRESH_MS - 1, TRUE },
		{ "an hour later", "secret", PROBE_FRESH_MS, FALSE },
		{ "long before", "secret", -PROBE_FRESH_MS, FALSE },
		{ "with another key", "other", 0, FALSE },
	};
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(GBytes) secret = g_bytes_new("secret", 6);
	g_autofree char *token = probe_token(secret, NOW);
	g_autofree char *mail =
	    probe_mail(conf, token, "desk@example.com", NOW);
	g_autoptr(GString) text = g_string_new(LOGIN);
	struct probe_result result;

	g_string_append(text, mail);
	g_string_replace(text, "\r\n", "\n", 0);
	g_string_truncate(text,
	    (gsize)(strstr(text->str, "\n\n") - text->str) + 1);
	g_autoptr(header) header = rules_header(text->str);
	for (guint i = 0; i < G_N_ELEMENTS(times); i++) {
		g_autoptr(GBytes) key =
		    g_bytes_new(times[i].key, strlen(times[i].key));
		g_test_message("%s", times[i].name);
		g_assert_cmpint(probe_is_ours(header, key,
		                    NOW + times[i].later),
		    ==, times[i].ours);
	}
	g_assert_false(probe_is_ours(header, NULL, NOW));
	g_assert_true(probe_has_token(header, token));
	g_assert_false(probe_has_token(header, TOKEN));
	probe_judge(header, conf, token, &result);
	g_assert_cmpint(result.fate, ==, PROBE_BELIEVED);
	probe_result_clear(&result);
}

/* No other field, and no other text, makes a mail a probe. */
static void
test_forgeries(void)
{
	static const char *const headers[] = {
		"From: <support@example.com>\n",
		"X-Docket-Check: " TOKEN "\n",
		"X-Docket-Check:\n",
		"X-Docket-Check: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
	};
	g_autoptr(GBytes) secret = g_bytes_new("secret", 6);

	for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
		g_autoptr(header) header = rules_header(headers[i]);
		g_assert_false(probe_is_ours(header, secret, NOW));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/probe/fates", test_fates);
	g_test_add_func("/probe/mail", test_mail);
	g_test_add_func("/probe/forgeries", test_forgeries);
	return g_test_run();
}
