/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Received fields, genuine ones and those whose HELO name, certificate or
 * recipient tries to write the rest. */
#include "route/received.h"

#include <string.h>

#define CLIENT "(mail.customer.example [192.0.2.1])"
#define TLS                                                                     \
	"\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\t " \
	"key-exchange X25519)\t(No client certificate requested)"
#define BY "\tby mx.example.com (Postfix) with "
#define END \
	" id 4Zb1\tfor <support@example.com>; Mon, 2 Mar 2026 10:00:00 +0000"
#define LOGIN "\t(Authenticated sender: alice@example.com)"

/* by NULL: refused; login "" : none that is beyond doubt. */
static const struct {
	const char *name, *value, *by, *with, *login;
} rows[] = {
	{ "Postfix", "from helo.example " CLIENT TLS BY "ESMTPS" END,
	    "mx.example.com", "ESMTPS", "" },
	{ "Postfix, logged in",
	    "from laptop " CLIENT TLS LOGIN BY "ESMTPSA" END, "mx.example.com",
	    "ESMTPSA", "alice@example.com" },
	{ "Postfix, logged in, no TLS",
	    "from laptop " CLIENT LOGIN BY "ESMTPA" END, "mx.example.com",
	    "ESMTPA", "alice@example.com" },
	{ "HELO is a literal",
	    "from [192.0.2.9] " CLIENT LOGIN BY "ESMTPSA" END, "mx.example.com",
	    "ESMTPSA", "alice@example.com" },
	{ "login in capitals",
	    "from x " CLIENT "(Authenticated sender: Alice@Example.COM)" BY
	    "ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "alice@example.com" },
	{ "login without a domain",
	    "from x " CLIENT "(Authenticated sender: alice)" BY "ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "" },
	{ "Dovecot",
	    "from mx.example.com\tby mx.example.com with LMTP\tid aBc\t"
	    "(envelope-from <a@b.example>)\tfor <support@example.com>; Mon",
	    "mx.example.com", "LMTP", "" },
	{ "Gmail",
	    "by 2002:a05:6a10:1::1 with SMTP id x1csp1;        Mon, 2 Mar",
	    "2002:a05:6a10:1::1", "SMTP", "" },
	{ "Microsoft",
	    "from A.example (192.0.2.1) by B.example (10.0.0.1) with Microsoft "
	    "SMTP Server (version=TLS1_2, cipher=X) id 15.20 via Frontend "
	    "Transport; Mon",
	    "B.example", "MICROSOFT", "" },
	{ "Exim",
	    "from [192.0.2.1] (helo=x) by mx.example.com with esmtpsa "
	    "(TLS1.3) tls X (Exim 4.96) (envelope-from <a@b.example>) id 1; Mon",
	    "mx.example.com", "ESMTPSA", "" },
	{ "qmail", "(qmail 4711 invoked by uid 0); 2 Mar 2026 10:00:00 -0000",
	    "", "", "" },
	{ "pickup", "by mx.example.com (Postfix, from userid 33) id 4Z; Mon",
	    "mx.example.com", "", "" },

	/* The HELO name is whatever the client says. */
	{ "HELO with a login",
	    "from x (Authenticated sender: alice@example.com) " CLIENT TLS BY
	    "ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "" },
	{ "HELO with client and login",
	    "from x (a [192.0.2.2]) (Authenticated sender: "
	    "alice@example.com) " CLIENT TLS BY "ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "" },
	{ "HELO with client and login, own login behind",
	    "from x (a [192.0.2.2]) (Authenticated sender: "
	    "alice@example.com) " CLIENT TLS
	    "(Authenticated sender: eve@example.com)" BY "ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "" },
	{ "HELO with a whole line",
	    "from x " CLIENT LOGIN BY "ESMTPSA id 1 " CLIENT BY "ESMTP" END,
	    NULL, NULL, NULL },
	{ "HELO 'by'", "from by " CLIENT BY "ESMTP" END, NULL, NULL, NULL },
	{ "HELO 'with'", "from with " CLIENT BY "ESMTP" END, NULL, NULL, NULL },
	{ "HELO of two words", "from x y " CLIENT LOGIN BY "ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "" },
	{ "HELO opens a comment", "from x( " CLIENT BY "ESMTP" END, NULL, NULL,
	    NULL },
	{ "HELO opens what the recipient closes",
	    "from x( " CLIENT BY "ESMTP id 1 for <\"a)\"@example.com>; Mon",
	    NULL, NULL, NULL },
	{ "HELO closes a comment", "from x) " CLIENT BY "ESMTP" END, NULL, NULL,
	    NULL },
	{ "HELO opens a quote",
	    "from \" " CLIENT BY "ESMTP id 1 for <\"a\"@example.com>; Mon",
	    "mx.example.com", "ESMTP", "" },
	{ "HELO is a semicolon", "from x; " CLIENT BY "ESMTP" END, NULL, NULL,
	    NULL },

	/* So are the certificate's name and the recipient. */
	{ "certificate with a login",
	    "from x " CLIENT "\t(Client CN \"x\" (y)) (Authenticated sender: "
	    "alice@example.com) (z \"\", Issuer \"i\" (not verified))" BY
	    "ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "" },
	{ "login before the client", "from x" LOGIN " " CLIENT BY "ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "" },
	{ "login twice", "from x " CLIENT LOGIN LOGIN BY "ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "" },
	{ "login behind 'by'",
	    "from x " CLIENT "\tby mx.example.com" LOGIN " with ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "" },
	{ "login without a client", "from x" LOGIN BY "ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "" },
	{ "login nested",
	    "from x " CLIENT "((Authenticated sender: alice@example.com))" BY
	    "ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "" },
	{ "login with a comment in it",
	    "from x " CLIENT "(Authenticated sender: alice@example.com (x))" BY
	    "ESMTPSA" END,
	    "mx.example.com", "ESMTPSA", "" },
	{ "recipient with words",
	    "from x " CLIENT BY "ESMTP id 1 for <\"a by b\"@example.com>; Mon",
	    NULL, NULL, NULL },
	{ "with before by", "from x " CLIENT " with ESMTPSA by mx.example.com",
	    NULL, NULL, NULL },
	{ "from without by", "from x " CLIENT " id 1; Mon", NULL, NULL, NULL },
	{ "nothing", "", "", "", "" },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(received) received = received_parse(rows[i].value);

		g_test_message("%s", rows[i].name);
		if (!rows[i].by) {
			g_assert_null(received);
			continue;
		}
		g_assert_nonnull(received);
		g_assert_cmpstr(received->by, ==, rows[i].by);
		g_assert_cmpstr(received->with, ==, rows[i].with);
		g_assert_cmpstr(received->authenticated, ==, rows[i].login);
	}
}

static void
test_protocols(void)
{
	static const struct {
		const char *with;
		gboolean submission, handover;
	} protocols[] = {
		{ "SMTP", FALSE, FALSE },
		{ "ESMTP", FALSE, FALSE },
		{ "ESMTPS", FALSE, FALSE },
		{ "ESMTPA", TRUE, FALSE },
		{ "esmtpsa", TRUE, FALSE },
		{ "UTF8SMTPSA", TRUE, FALSE },
		{ "ESMTPSAX", FALSE, FALSE },
		{ "LMTP", FALSE, TRUE },
		{ "lmtps", FALSE, TRUE },
		{ "LMTPA", FALSE, TRUE },
		{ "HTTP", FALSE, FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(protocols); i++) {
		g_autofree char *value =
		    g_strdup_printf("by x with %s", protocols[i].with);
		g_autoptr(received) received = received_parse(value);

		g_test_message("%s", protocols[i].with);
		g_assert_cmpint(received_is_submission(received), ==,
		    protocols[i].submission);
		g_assert_cmpint(received_is_handover(received), ==,
		    protocols[i].handover);
	}
}

static void
test_handovers(void)
{
	static const struct {
		const char *name, *value;
		gboolean handover;
	} handovers[] = {
		{ "Google's", "by 2002:a05:6402:1:0:0:0:0 with SMTP id x; Mon",
		    TRUE },
		{ "Google's, old", "by 10.0.0.1 with SMTP id x; Mon", TRUE },
		{ "by a name", "by www.example.com with SMTP id x; Mon",
		    FALSE },
		{ "with a client",
		    "from a (b [192.0.2.6]) by 192.0.2.1 with SMTP; Mon",
		    FALSE },
		{ "from twice", "from a from b by 192.0.2.1 with SMTP; Mon",
		    FALSE },
		{ "another protocol", "by 192.0.2.1 with ESMTP; Mon", FALSE },
		{ "Postfix, local",
		    "by mx.example.com (Postfix, from userid 33); Mon", FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(handovers); i++) {
		g_autoptr(received) received =
		    received_parse(handovers[i].value);

		g_test_message("%s", handovers[i].name);
		g_assert_cmpint(received_is_handover(received), ==,
		    handovers[i].handover);
	}
}

static void
test_clients(void)
{
	static const struct {
		const char *name, *value, *client;
	} clients[] = {
		{ "Postfix", "from x (a.example [192.0.2.1]) by mx",
		    "a.example" },
		{ "Postfix, TLS",
		    "from x (a.example [192.0.2.1]) (using TLSv1.3) by mx",
		    "a.example" },
		{ "Postfix, no name", "from x (unknown [192.0.2.1]) by mx",
		    "unknown" },
		{ "sendmail, no name", "from x ([192.0.2.1]) by mx", "" },
		{ "sendmail, doubtful",
		    "from x (a.example [192.0.2.1] (may be forged)) by mx",
		    "" },
		{ "sendmail, ident", "from x (me@a.example [192.0.2.1]) by mx",
		    "me@a.example" },
		{ "Exim", "from a.example ([192.0.2.1] helo=x) by mx", "" },
		{ "address alone", "from a.example (192.0.2.1) by mx", "" },
		{ "HELO alone", "from a.example by mx", "" },
		{ "in the HELO name",
		    "from x (a.example [192.0.2.6]) (b.example [192.0.2.6]) by mx",
		    "" },
		{ "in the HELO name, with words",
		    "from x (a.example [192.0.2.6]) y (b.example [192.0.2.6]) by mx",
		    "" },
		{ "none", "by mx with SMTP", "" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(clients); i++) {
		g_autoptr(received) received = received_parse(clients[i].value);

		g_test_message("%s", clients[i].name);
		g_assert_cmpstr(received->client, ==, clients[i].client);
	}
}

static void
test_depth(void)
{
	static const char signs[] = "()<\"\\a ";

	for (guint i = 0; i < strlen(signs); i++) {
		g_autofree char *text = g_strnfill(200000, signs[i]);
		g_autoptr(received) received = received_parse(text);

		if (received)
			g_assert_cmpstr(received->by, ==, "");
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/received/rows", test_rows);
	g_test_add_func("/received/protocols", test_protocols);
	g_test_add_func("/received/handovers", test_handovers);
	g_test_add_func("/received/clients", test_clients);
	g_test_add_func("/received/depth", test_depth);
	return g_test_run();
}
