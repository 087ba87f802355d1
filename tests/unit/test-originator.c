/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who wrote, by address, name and Return-Path. */
#include "classify/originator.h"

#include "util-rules.h"

static const struct {
	const char *address, *name;
	enum originator_kind kind;
} rows[] = {
	{ "mailer-daemon17@x.example", "", ORIGINATOR_DAEMON },
	{ "mailer_daemon@x.example", "", ORIGINATOR_DAEMON },
	{ "mailerdaemon@x.example", "", ORIGINATOR_DAEMON },
	{ "mail-daemon@x.example", "", ORIGINATOR_DAEMON },
	{ "maildaemon@x.example", "", ORIGINATOR_DAEMON },
	{ "maildelivery@x.example", "", ORIGINATOR_DAEMON },
	{ "mail-delivery17@x.example", "", ORIGINATOR_DAEMON },
	{ "mmdf@x.example", "", ORIGINATOR_DAEMON },
	{ "postmaster@x.example", "", ORIGINATOR_DAEMON },
	{ "post_master@x.example", "", ORIGINATOR_DAEMON },
	{ "post-master@x.example", "", ORIGINATOR_DAEMON },
	{ "postmast@x.example", "", ORIGINATOR_DAEMON },
	{ "nondelivery@x.example", "", ORIGINATOR_DAEMON },
	{ "microsoftexchange17@x.example", "", ORIGINATOR_DAEMON },
	{ "Shop-noreply9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-no-reply9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-no_reply9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-no.reply9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-not-reply9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-not_reply9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-notreply9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-noresponse9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-nicht-antworten9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-keine-antwort9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-ne-pas-repondre9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-nepasrepondre9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-no-responder9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-nao-responda9@x.example", "", ORIGINATOR_SILENT },
	{ "Shop-non-rispondere9@x.example", "", ORIGINATOR_SILENT },
	{ "bounce17@x.example", "", ORIGINATOR_SILENT },
	{ "nobody@x.example", "", ORIGINATOR_SILENT },
	{ "ab@x.example", "mail delivery system", ORIGINATOR_DAEMON },
	{ "ab@x.example", "mail delivery agentystem", ORIGINATOR_DAEMON },
	{ "ab@x.example", "mailer-daemonystem", ORIGINATOR_DAEMON },
	{ "ab@x.example", "mailer daemonystem", ORIGINATOR_DAEMON },
	{ "ab@x.example", "delivery status notificationystem",
	    ORIGINATOR_DAEMON },
	{ "ab@x.example", "internet mail delivery", ORIGINATOR_DAEMON },
	{ "ab@x.example", "system administrator", ORIGINATOR_DAEMON },
	{ "ab@x.example", "systemadministrator", ORIGINATOR_DAEMON },
	{ "ab@x.example", "microsoft outlook", ORIGINATOR_DAEMON },
	{ "ab@x.example", "microsoft exchangeystem", ORIGINATOR_DAEMON },
	{ "ab@x.example", "interscanystem", ORIGINATOR_DAEMON },
	{ "ab@x.example", "postmaster", ORIGINATOR_DAEMON },
	{ "jane@x.example", "Jane", ORIGINATOR_PERSON },
	{ "jane@noreply.example", "Jane", ORIGINATOR_PERSON },
	{ "postmasters@x.example", "Jane", ORIGINATOR_PERSON },
};

static void
test_rows(void)
{
	g_autoptr(header) header = rules_header("From: x\n");

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(message) message = message_new();

		g_free(message->from_addr);
		g_free(message->from_name);
		message->from_addr = g_strdup(rows[i].address);
		message->from_name = g_strdup(rows[i].name);
		g_test_message("%s %s", rows[i].name, rows[i].address);
		g_assert_cmpint((int)originator_find(header, message), ==,
		    (int)rows[i].kind);
	}
}

/* What the reader could not make an address of. */
static void
test_raw(void)
{
	static const struct {
		const char *header, *address;
		enum originator_kind kind;
	} raw[] = {
		{ "From: MAILER-DAEMON <>\n", "", ORIGINATOR_DAEMON },
		{ "From: <>\n", "", ORIGINATOR_DAEMON },
		{ "From: \"Mail Delivery System\" <>\n", "",
		    ORIGINATOR_DAEMON },
		{ "From: Jane <jane@x.example\n", "jane@x.example",
		    ORIGINATOR_PERSON },
		{ "Return-Path: <>\nFrom: Jane <jane@x.example\n",
		    "jane@x.example", ORIGINATOR_ROBOT },
		{ "Return-Path: < >\n", "", ORIGINATOR_ROBOT },
		{ "Return-Path: <jane@x.example>\n", "", ORIGINATOR_PERSON },
		{ "", "", ORIGINATOR_PERSON },
	};

	for (guint i = 0; i < G_N_ELEMENTS(raw); i++) {
		g_autoptr(header) header = rules_header(raw[i].header);
		g_autoptr(message) message = message_new();
		g_autofree char *address = originator_address(header, message);

		g_test_message("%s", raw[i].header);
		g_assert_cmpstr(address, ==, raw[i].address);
		g_assert_cmpint((int)originator_find(header, message), ==,
		    (int)raw[i].kind);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/originator/rows", test_rows);
	g_test_add_func("/originator/raw", test_raw);
	return g_test_run();
}
