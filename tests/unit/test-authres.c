/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is authenticated: genuine headers of several borders, and forged ones. */
#include "route/authres.h"

#include "model/message.h"
#include "util-rules.h"

#define FROM "From: Alice <alice@example.com>\n"
#define RECEIVED                                                           \
	"Received: from mail.example.com (mail.example.com [192.0.2.1])\n" \
	"\tby mx.example.com (Postfix) with ESMTPS id 4Zb;\n\tMon\n"
#define LOGIN                                           \
	"Received: from laptop (unknown [192.0.2.1])\n" \
	"\t(Authenticated sender: alice@example.com)\n" \
	"\tby mx.example.com (Postfix) with ESMTPSA id 4Zb;\n\tMon\n"
#define LMTP                              \
	"Received: from mx.example.com\n" \
	"\tby mx.example.com with LMTP\n\tid aB;\n\tMon\n"
/* From the border to the server that holds the mailbox. */
#define HOP                                                           \
	"Received: from mx.example.com (mx.example.com [10.0.0.1])\n" \
	"\tby inner.example.com (Postfix) with ESMTP id 1; Mon\n"
#define GOOGLE                                                        \
	"Received: by 2002:a05:6402:1:0:0:0:0 with SMTP id b1csp1;\n" \
	"\tMon\nX-Received: by 2002:a05:600c:1 with SMTP id x; Mon\n"
/* A second way in that border_hosts does not name. */
#define BACKUP                                                          \
	"Received: from mail.evil.example (evil.example [192.0.2.6])\n" \
	"\tby relay2.example (Postfix) with ESMTP id 1; Mon\n"
#define PASS "dmarc=pass header.from=example.com\n"
#define OURS "Authentication-Results: mx.example.com; "
#define THEIRS "Authentication-Results: mx.evil.example; "

static const struct {
	const char *name, *header;
	guint32 auth;
} rows[] = {
	/* Genuine. */
	{ "above Received", OURS PASS RECEIVED FROM, VERDICT_AUTH_DMARC },
	{ "just under it", RECEIVED OURS PASS FROM, VERDICT_AUTH_DMARC },
	{ "under it, behind Received-SPF",
	    RECEIVED "Received-SPF: pass\n" OURS PASS FROM,
	    VERDICT_AUTH_DMARC },
	{ "under Dovecot's and Postfix's Received",
	    LMTP OURS PASS RECEIVED FROM, VERDICT_AUTH_DMARC },
	{ "just under Postfix's, Dovecot's on top",
	    LMTP RECEIVED OURS PASS FROM, VERDICT_AUTH_DMARC },
	{ "a hop from the border on top", HOP OURS PASS RECEIVED FROM,
	    VERDICT_AUTH_DMARC },
	{ "Dovecot and a hop from the border on top",
	    LMTP HOP RECEIVED OURS PASS FROM, VERDICT_AUTH_DMARC },
	{ "Google's own on top", GOOGLE OURS PASS RECEIVED FROM,
	    VERDICT_AUTH_DMARC },
	{ "Google's own on top, results under the border's",
	    GOOGLE RECEIVED OURS PASS FROM, VERDICT_AUTH_DMARC },
	{ "a third one's above ours",
	    THEIRS "dmarc=fail\n" OURS PASS RECEIVED FROM, VERDICT_AUTH_DMARC },
	{ "domain in capitals",
	    OURS "dmarc=pass header.from=EXAMPLE.com\n" RECEIVED FROM,
	    VERDICT_AUTH_DMARC },
	{ "host and id in capitals",
	    "Authentication-Results: MX.example.COM; " PASS RECEIVED FROM,
	    VERDICT_AUTH_DMARC },
	{ "header.from is an address",
	    OURS "dmarc=pass header.from=alice@example.com\n" RECEIVED FROM,
	    VERDICT_AUTH_DMARC },
	{ "dkim of that very domain",
	    OURS "dkim=pass header.d=example.com; dmarc=none\n" RECEIVED FROM,
	    VERDICT_AUTH_DMARC },
	{ "dkim, dmarc could not be looked up",
	    OURS
	    "dkim=pass header.d=example.com; dmarc=temperror\n" RECEIVED FROM,
	    VERDICT_AUTH_DMARC },
	{ "two signatures, one good",
	    OURS "dkim=fail header.d=x.example; dkim=pass "
	         "header.d=example.com\n" RECEIVED FROM,
	    VERDICT_AUTH_DMARC },
	{ "submission", LOGIN FROM, VERDICT_AUTH_SUBMISSION },
	{ "submission below Dovecot", LMTP LOGIN FROM,
	    VERDICT_AUTH_SUBMISSION },
	{ "submission, From in capitals", LOGIN "FROM: Alice@EXAMPLE.com\n",
	    VERDICT_AUTH_SUBMISSION },
	{ "submission, dmarc=fail", OURS "dmarc=fail\n" LOGIN FROM,
	    VERDICT_AUTH_SUBMISSION },

	/* Not good enough. */
	{ "no results", RECEIVED FROM, VERDICT_AUTH_NONE },
	{ "nothing at all", FROM, VERDICT_AUTH_NONE },
	{ "no Received", OURS PASS FROM, VERDICT_AUTH_NONE },
	{ "dmarc=fail",
	    OURS "dmarc=fail header.from=example.com\n" RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "dmarc=fail beats dkim=pass",
	    OURS "dkim=pass header.d=example.com; dmarc=fail "
	         "header.from=example.com\n" RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "dmarc=fail beats dmarc=pass",
	    OURS "dmarc=fail header.from=x.example; " PASS RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "dmarc=pass twice",
	    OURS "dmarc=pass header.from=x.example; " PASS RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "dmarc=none",
	    OURS "dmarc=none header.from=example.com\n" RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "bestguesspass",
	    OURS "dmarc=bestguesspass header.from=example.com\n" RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "spf=pass alone",
	    OURS "spf=pass smtp.mailfrom=example.com\n" RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "another domain",
	    OURS "dmarc=pass header.from=evil.example\n" RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "no domain", OURS "dmarc=pass\n" RECEIVED FROM, VERDICT_AUTH_NONE },
	{ "parent domain", OURS "dkim=pass header.d=com\n" RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "domain's tail",
	    OURS "dmarc=pass header.from=notexample.com\n" RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "dkim of another domain",
	    OURS
	    "dkim=pass header.d=evil.example header.i=@example.com\n" RECEIVED
	        FROM,
	    VERDICT_AUTH_NONE },
	{ "topmost of ours decides",
	    OURS "spf=pass smtp.mailfrom=x\n" OURS PASS RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "topmost of ours can not be read", OURS "(\n" OURS PASS RECEIVED FROM,
	    VERDICT_AUTH_NONE },

	/* Forged. */
	{ "below the trusted block", RECEIVED "Subject: x\n" OURS PASS FROM,
	    VERDICT_AUTH_NONE },
	{ "below, own Received forged with it",
	    RECEIVED "Subject: x\n" OURS PASS RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "under the next Received", RECEIVED RECEIVED OURS PASS FROM,
	    VERDICT_AUTH_NONE },
	{ "under ours that says fail",
	    OURS "dmarc=fail\n" RECEIVED OURS PASS FROM, VERDICT_AUTH_NONE },
	{ "of another server", THEIRS PASS RECEIVED FROM, VERDICT_AUTH_NONE },
	{ "id of a sub-domain",
	    "Authentication-Results: x.mx.example.com; " PASS RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "id goes on",
	    "Authentication-Results: mx.example.com.evil.example; " PASS
	        RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "id in a comment",
	    "Authentication-Results: (mx.example.com;) evil.example; " PASS
	        RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "two ids",
	    "Authentication-Results: evil.example mx.example.com; " PASS
	        RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "no id", "Authentication-Results: " PASS RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "in a property of spf",
	    OURS "spf=pass smtp.helo=\"; "
	         "dmarc=pass header.from=example.com"
	         "\"\n" RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "in a comment",
	    OURS "spf=none (; dmarc=pass header.from=example.com)"
	         "\n" RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "another field's name", "X-" OURS PASS RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "ARC of a stranger",
	    "ARC-Authentication-Results: i=1; mx.example.com; " PASS RECEIVED
	        FROM,
	    VERDICT_AUTH_NONE },
	{ "by a way in that is not named", BACKUP OURS PASS RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "by it, results forged under it", BACKUP RECEIVED OURS PASS FROM,
	    VERDICT_AUTH_NONE },
	{ "by it, then delivered by LMTP", LMTP BACKUP RECEIVED OURS PASS FROM,
	    VERDICT_AUTH_NONE },
	{ "by it, login forged", BACKUP LOGIN FROM, VERDICT_AUTH_NONE },
	{ "by it, which calls itself the border in HELO",
	    "Received: from mx.example.com (evil.example [192.0.2.6])\n\tby "
	    "relay2.example with ESMTP; Mon\n" RECEIVED OURS PASS FROM,
	    VERDICT_AUTH_NONE },
	{ "by it, a client in HELO",
	    "Received: from x (mx.example.com [192.0.2.6]) (evil.example "
	    "[192.0.2.6])\n\tby relay2.example with ESMTP; Mon\n" RECEIVED OURS
	        PASS FROM,
	    VERDICT_AUTH_NONE },
	{ "by it, without a client",
	    "Received: by relay2.example (Postfix, from userid 33)\n\tid 1; "
	    "Mon\n" RECEIVED OURS PASS FROM,
	    VERDICT_AUTH_NONE },
	{ "a forged hop from the border under it",
	    BACKUP HOP RECEIVED OURS PASS FROM, VERDICT_AUTH_NONE },
	{ "a forged hop from the border under the border's",
	    RECEIVED HOP RECEIVED OURS PASS FROM, VERDICT_AUTH_NONE },
	{ "by a content filter at the border",
	    "Received: from localhost (localhost [127.0.0.1])\n\tby "
	    "mx.example.com (Postfix) with ESMTP id 1; Mon\n" RECEIVED OURS PASS
	        FROM,
	    VERDICT_AUTH_NONE },
	{ "border's name in HELO",
	    "Received: from mx.example.com (evil.example [192.0.2.6])\n\tby "
	    "other.example with ESMTP; Mon\n" OURS PASS FROM,
	    VERDICT_AUTH_NONE },
	{ "LMTP on top, then not the border",
	    LMTP
	    "Received: from a (b [192.0.2.6]) by other.example with ESMTP; "
	    "x\nX: y\n" OURS PASS RECEIVED FROM,
	    VERDICT_AUTH_NONE },
	{ "the border's Received can not be read",
	    "Received: from by (evil.example [192.0.2.6])\n\tby "
	    "mx.example.com (Postfix) with ESMTP; Mon\n" OURS PASS RECEIVED
	        FROM,
	    VERDICT_AUTH_NONE },

	/* Submission by another, or not at all. */
	{ "login of another", LOGIN "From: bob@example.com\n",
	    VERDICT_AUTH_NONE },
	{ "login of another, results forged under it",
	    LOGIN OURS PASS "From: bob@example.com\n", VERDICT_AUTH_NONE },
	{ "login of another, the border's results above",
	    OURS PASS LOGIN "From: bob@example.com\n", VERDICT_AUTH_DMARC },
	{ "login below the border", RECEIVED LOGIN FROM, VERDICT_AUTH_NONE },
	{ "login at another server",
	    "Received: from x (y [192.0.2.6])\n\t(Authenticated sender: "
	    "alice@example.com)\n\tby evil.example with ESMTPSA; Mon\n" RECEIVED
	        FROM,
	    VERDICT_AUTH_NONE },
	{ "login without ESMTPSA",
	    "Received: from x (y [192.0.2.6])\n\t(Authenticated sender: "
	    "alice@example.com)\n\tby mx.example.com with ESMTPS; Mon\n" FROM,
	    VERDICT_AUTH_NONE },
	{ "login in the HELO name",
	    "Received: from x (Authenticated sender: alice@example.com) (y "
	    "[192.0.2.6])\n\tby mx.example.com with ESMTPSA; Mon\n" FROM,
	    VERDICT_AUTH_NONE },
	{ "login in another field",
	    "X-Received: (Authenticated sender: alice@example.com)\n" RECEIVED
	        FROM,
	    VERDICT_AUTH_NONE },

	/* From. */
	{ "two From fields", OURS PASS RECEIVED FROM FROM, VERDICT_AUTH_NONE },
	{ "a second From with a space",
	    OURS PASS RECEIVED FROM "From : eve@evil.example\n",
	    VERDICT_AUTH_NONE },
	{ "no From", OURS PASS RECEIVED "Sender: alice@example.com\n",
	    VERDICT_AUTH_NONE },
	{ "two addresses",
	    OURS PASS RECEIVED "From: alice@example.com, eve@evil.example\n",
	    VERDICT_AUTH_NONE },
	{ "display name",
	    OURS "dmarc=pass header.from=evil.example\n" RECEIVED
	         "From: \"alice@example.com\" <e@evil.example>\n",
	    VERDICT_AUTH_DMARC },
};

static guint32
check(const struct header *header, const struct settings *conf, char **from)
{
	g_autoptr(verdict) verdict = verdict_new();

	authres_check(header, conf, verdict, from);
	g_test_message("%s", verdict->auth_reason);
	g_assert_cmpstr(verdict->auth_reason, !=, "");
	return verdict->auth;
}

static guint32
check_text(const char *text, const struct settings *conf)
{
	g_autoptr(header) header = rules_header(text);
	g_autofree char *from = NULL;

	return check(header, conf, &from);
}

static void
test_rows(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(check_text(rows[i].header, conf), ==,
		    rows[i].auth);
	}
}

static void
test_from(void)
{
	static const struct {
		const char *name, *header, *from;
	} froms[] = {
		{ "one", FROM, "alice@example.com" },
		{ "folded", "From: Alice\n <Alice@EXAMPLE.com>\n",
		    "alice@example.com" },
		{ "none", "To: x@example.com\n", "" },
		{ "two", FROM FROM, "" },
		{ "group", "From: g: alice@example.com;\n", "" },
		{ "daemon", "From: MAILER-DAEMON (Mail System)\n", "" },
		{ "other fields do not count",
		    "Reply-To: e@evil.example\nResent-From: e@evil.example\n" FROM
		    "Sender: e@evil.example\n",
		    "alice@example.com" },
	};
	g_autoptr(settings) conf = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(froms); i++) {
		g_autoptr(header) header = rules_header(froms[i].header);
		g_autofree char *from = NULL;

		check(header, conf, &from);
		g_test_message("%s", froms[i].name);
		g_assert_cmpstr(from, ==, froms[i].from);
	}
}

/* Why there is no proof must lead to the option that is wrong. */
static void
test_reason(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(header) header = rules_header(BACKUP OURS PASS RECEIVED FROM);
	g_autoptr(verdict) verdict = verdict_new();
	g_autofree char *from = NULL;

	authres_check(header, conf, verdict, &from);
	g_assert_cmpstr(verdict->auth_reason, ==,
	    "the mail was taken in by relay2.example, which border_hosts does "
	    "not name");
}

#define EXCHANGE                                                                \
	"Received: from DB9PR02MB1.eurprd02.prod.outlook.com (2603:10a6::1)\n"  \
	" by AM0PR02MB2.eurprd02.prod.outlook.com with HTTPS; Mon\n"            \
	"Received: from AM5FT037.eop-EUR02.prod.protection.outlook.com\n"       \
	" (2603:10a6:208:3e:cafe::14) by AM0PR02CA0001.outlook.office365.com\n" \
	" (2603:10a6:208:3e::1) with Microsoft SMTP Server (version=TLS1_2,\n"  \
	" cipher=TLS_ECDHE) id 15.20.1.1 via Frontend Transport; Mon\n"
#define EXCHANGE_BORDER                                                        \
	"Received: from mail.example.com (192.0.2.1) by\n"                     \
	" AM5FT037.mail.protection.outlook.com (10.152.16.1) with Microsoft\n" \
	" SMTP Server (version=TLS1_3, cipher=TLS_AES) id 15.20.1.1; Mon\n"
#define FASTMAIL                                            \
	"Received: from phl-frontend-01 ([10.202.2.160])\n" \
	"  by store12.example.net (LMTPProxy); Mon\n"

#define NO_ID                                                              \
	"Authentication-Results: spf=pass (sender IP is 192.0.2.1) "       \
	"smtp.mailfrom=example.com; dkim=pass header.d=example.com;dmarc=" \
	"pass action=none header.from=example.com;compauth=pass reason=1\n"

static void
test_settings(void)
{
	static const struct {
		const char *name, *option, *header;
		guint32 auth;
	} options[] = {
		{ "own id", "authserv_id = \"filter\";",
		    "Authentication-Results: filter; " PASS RECEIVED FROM,
		    VERDICT_AUTH_DMARC },
		{ "own id, host's does not count", "authserv_id = \"filter\";",
		    OURS PASS RECEIVED FROM, VERDICT_AUTH_NONE },
		{ "without id", "authserv_id = \"\";", NO_ID RECEIVED FROM,
		    VERDICT_AUTH_DMARC },
		{ "without id, one with an id above", "authserv_id = \"\";",
		    THEIRS "dmarc=fail\n" NO_ID RECEIVED FROM,
		    VERDICT_AUTH_DMARC },
		{ "without id, an id does not count", "authserv_id = \"\";",
		    OURS PASS RECEIVED FROM, VERDICT_AUTH_NONE },
		{ "a proxy that is an inner host",
		    "inner_hosts = [ \"store12.example.net\" ];",
		    FASTMAIL OURS PASS RECEIVED FROM, VERDICT_AUTH_DMARC },
		{ "a proxy that nobody named", "",
		    FASTMAIL OURS PASS RECEIVED FROM, VERDICT_AUTH_NONE },
		{ "inner host under the border",
		    "inner_hosts = [ \"inner.example.com\" ];",
		    RECEIVED HOP RECEIVED OURS PASS FROM, VERDICT_AUTH_NONE },
		{ "both hold: what counts for agents", "", OURS PASS LOGIN FROM,
		    VERDICT_AUTH_SUBMISSION },
		{ "both hold, submission does not count",
		    "agent_auth = [ \"dmarc\" ];", OURS PASS LOGIN FROM,
		    VERDICT_AUTH_DMARC },
		{ "submission still counts for customers",
		    "agent_auth = [ \"dmarc\" ];", LOGIN FROM,
		    VERDICT_AUTH_SUBMISSION },
	};

	for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
		g_autoptr(settings) conf = rules_settings(options[i].option);

		g_test_message("%s", options[i].name);
		g_assert_cmpuint(check_text(options[i].header, conf), ==,
		    options[i].auth);
	}
}

/* The border's name for itself in "by" is another than in "from" above it. */
static void
test_microsoft(void)
{
	static const struct {
		const char *name, *option;
		guint32 auth;
	} options[] = {
		{ "with inner_hosts",
		    "authserv_id = \"\"; inner_hosts = [ "
		    "\"*.prod.outlook.com\", \"*.outlook.office365.com\" ];",
		    VERDICT_AUTH_DMARC },
		{ "without", "authserv_id = \"\";", VERDICT_AUTH_NONE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
		g_autoptr(settings) conf = rules_settings(options[i].option);

		g_free(conf->border_hosts[0]);
		conf->border_hosts[0] =
		    g_strdup("*.mail.protection.outlook.com");
		g_test_message("%s", options[i].name);
		g_assert_cmpuint(
		    check_text(EXCHANGE NO_ID
		        "Received-SPF: Pass\n" EXCHANGE_BORDER FROM,
		        conf),
		    ==, options[i].auth);
	}
}

static void
test_many_borders(void)
{
	static const struct {
		const char *border, *host;
		guint32 auth;
	} hosts[] = {
		{ "*.mail.example", "a.mail.example", VERDICT_AUTH_DMARC },
		{ "*.mail.example", "b.a.MAIL.example", VERDICT_AUTH_DMARC },
		{ "*.mail.example", "mail.example", VERDICT_AUTH_NONE },
		{ "*.mail.example", "amail.example", VERDICT_AUTH_NONE },
		{ "*.mail.example", "a.mail.example.evil", VERDICT_AUTH_NONE },
		{ "mail.example", "a.mail.example", VERDICT_AUTH_NONE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(hosts); i++) {
		g_autoptr(settings) conf =
		    rules_settings("authserv_id = \"filter\";");
		g_autofree char *text = g_strdup_printf(
		    "Authentication-Results: filter; " PASS
		    "Received: from a (b [192.0.2.1]) by %s with ESMTPS; x\n" FROM,
		    hosts[i].host);

		g_free(conf->border_hosts[0]);
		conf->border_hosts[0] = g_strdup(hosts[i].border);
		g_test_message("%s", hosts[i].host);
		g_assert_cmpuint(check_text(text, conf), ==, hosts[i].auth);
	}
}

/* What the scanner could not read to its end proves nothing. */
static void
test_broken_header(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(header) header = rules_header(OURS PASS RECEIVED FROM);
	g_autofree char *from = NULL, *cut = NULL, *malformed = NULL;

	g_assert_cmpuint(check(header, conf, &from), ==, VERDICT_AUTH_DMARC);
	header->limit = g_strdup("header_bytes");
	g_assert_cmpuint(check(header, conf, &cut), ==, VERDICT_AUTH_NONE);
	g_clear_pointer(&header->limit, g_free);
	header->flags = HEADER_FLAG_MALFORMED;
	g_assert_cmpuint(check(header, conf, &malformed), ==,
	    VERDICT_AUTH_NONE);
	g_assert_cmpstr(malformed, ==, "alice@example.com");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/authres/rows", test_rows);
	g_test_add_func("/authres/reason", test_reason);
	g_test_add_func("/authres/from", test_from);
	g_test_add_func("/authres/settings", test_settings);
	g_test_add_func("/authres/microsoft", test_microsoft);
	g_test_add_func("/authres/many-borders", test_many_borders);
	g_test_add_func("/authres/broken-header", test_broken_header);
	return g_test_run();
}
