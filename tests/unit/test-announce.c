/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MAIL and RCPT: what may stand in them, and what may not get in. */
#include "smtp/announce.h"

#include <string.h>

#define ALL (CAPABILITY_SIZE | CAPABILITY_8BITMIME | CAPABILITY_SMTPUTF8)

static const struct row {
	const char *name, *sender, *recipient;
	bool utf8;
	guint64 size;
	guint bits;
	guint64 most;
	const char *mail, *rcpt; /* NULL: not to be sent */
	enum outcome_kind kind;
	const char *says; /* what the outcome's text must hold */
} rows[] = {
	{ "plain", "b+x@example.org", "a@example.com", false, 0, 0, 0,
	    "MAIL FROM:<b+x@example.org>\r\n", "RCPT TO:<a@example.com>\r\n",
	    OUTCOME_ACCEPTED, NULL },
	{ "null sender", "", "a@example.com", false, 0, 0, 0,
	    "MAIL FROM:<>\r\n", "RCPT TO:<a@example.com>\r\n", OUTCOME_ACCEPTED,
	    NULL },
	{ "size", "", "a@example.com", false, 1000, ALL, 1000,
	    "MAIL FROM:<> SIZE=1000\r\n", "RCPT TO:<a@example.com>\r\n",
	    OUTCOME_ACCEPTED, NULL },
	{ "size without SIZE", "", "a@example.com", false, 1000, 0, 0,
	    "MAIL FROM:<>\r\n", "RCPT TO:<a@example.com>\r\n", OUTCOME_ACCEPTED,
	    NULL },
	{ "too big", "", "a@example.com", false, 1001, ALL, 1000, NULL, NULL,
	    OUTCOME_REFUSED, "1001" },
	{ "too big says both numbers", "", "a@example.com", false, 1001, ALL,
	    1000, NULL, NULL, OUTCOME_REFUSED, "1000" },
	{ "case of the local part", "", "Anna.B@example.com", false, 0, 0, 0,
	    "MAIL FROM:<>\r\n", "RCPT TO:<Anna.B@example.com>\r\n",
	    OUTCOME_ACCEPTED, NULL },
	{ "quoted local part", "", "\"a b\"@example.com", false, 0, 0, 0,
	    "MAIL FROM:<>\r\n", "RCPT TO:<\"a b\"@example.com>\r\n",
	    OUTCOME_ACCEPTED, NULL },
	{ "U-label domain without SMTPUTF8", "",
	    "Anna@b\xc3\xbc"
	    "cher.example",
	    false, 0, 0, 0, "MAIL FROM:<>\r\n",
	    "RCPT TO:<Anna@xn--bcher-kva.example>\r\n", OUTCOME_ACCEPTED,
	    NULL },
	{ "UTF-8 local part without SMTPUTF8", "", "j\xc3\xb6rg@example.com",
	    false, 0, 0, 0, NULL, NULL, OUTCOME_REFUSED, "SMTPUTF8" },
	{ "the remedy is said", "", "j\xc3\xb6rg@example.com", false, 0, 0, 0,
	    NULL, NULL, OUTCOME_REFUSED, "use an ASCII address" },
	{ "UTF-8 local part", "", "j\xc3\xb6rg@example.com", false, 0, ALL, 0,
	    "MAIL FROM:<> BODY=8BITMIME SMTPUTF8\r\n",
	    "RCPT TO:<j\xc3\xb6rg@example.com>\r\n", OUTCOME_ACCEPTED, NULL },
	{ "UTF-8 letter", "", "a@example.com", true, 5, ALL, 0,
	    "MAIL FROM:<> SIZE=5 BODY=8BITMIME SMTPUTF8\r\n",
	    "RCPT TO:<a@example.com>\r\n", OUTCOME_ACCEPTED, NULL },
	{ "UTF-8 letter without SMTPUTF8", "", "a@example.com", true, 0, 0, 0,
	    NULL, NULL, OUTCOME_REFUSED, "SMTPUTF8" },
	{ "CR LF in the recipient", "", "a@example.com>\r\nDATA", false, 0, 0,
	    0, NULL, NULL, OUTCOME_REFUSED, "not an address" },
	{ "CR LF in a quoted local part", "", "\"a\r\nDATA\"@example.com",
	    false, 0, 0, 0, NULL, NULL, OUTCOME_REFUSED, "not an address" },
	{ "LF in the sender", "b@example.org\n", "a@example.com", false, 0, 0,
	    0, NULL, NULL, OUTCOME_OUR_FAULT, "not an address" },
	{ "angle bracket", "", "a>@example.com", false, 0, 0, 0, NULL, NULL,
	    OUTCOME_REFUSED, "not an address" },
	{ "a parameter rides on it", "", "a@example.com> NOTIFY=NEVER", false,
	    0, 0, 0, NULL, NULL, OUTCOME_REFUSED, "not an address" },
	{ "empty recipient", "", "", false, 0, 0, 0, NULL, NULL,
	    OUTCOME_REFUSED, "not an address" },
	{ "no recipient", "", NULL, false, 0, 0, 0, NULL, NULL, OUTCOME_REFUSED,
	    "(none)" },
	{ "no sender", NULL, "a@example.com", false, 0, 0, 0, NULL, NULL,
	    OUTCOME_OUR_FAULT, "(none)" },
	{ "source route", "", "@example.net:a@example.com", false, 0, 0, 0,
	    NULL, NULL, OUTCOME_REFUSED, "not an address" },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	const struct submit_envelope envelope = { row->sender, row->recipient,
		row->utf8, row->size };
	const struct capability offered = { row->bits, row->most };
	ANNOUNCE_AUTO struct announce commands = { 0 };
	OUTCOME_AUTO struct outcome outcome = { 0 };
	bool built = announce_build(&envelope, &offered, &commands, &outcome);

	g_assert_cmpint(built, ==, row->mail != NULL);
	g_assert_cmpstr(commands.mail, ==, row->mail);
	g_assert_cmpstr(commands.rcpt, ==, row->rcpt);
	g_assert_cmpint(outcome.kind, ==, row->kind);
	if (row->says)
		g_assert_nonnull(strstr(outcome.text, row->says));
}

static const struct {
	const char *name;
	bool good;
} hosts[] = {
	{ "desk.example.com", true },
	{ "localhost", true },
	{ "[192.0.2.1]", true },
	{ "[IPv6:2001:db8::1]", true },
	{ "", false },
	{ NULL, false },
	{ "a b", false },
	{ "a\r\nMAIL", false },
	{ "[]", false },
	{ "[192.0.2.1", false },
	{ "[192.0.2.1]x", false },
	{ "b\xc3\xbc"
	  "cher.example",
	    false },
};

static void
test_hosts(void)
{
	g_autofree char *endless = g_strnfill(256, 'a');

	for (guint i = 0; i < G_N_ELEMENTS(hosts); i++)
		g_assert_cmpint(announce_is_host(hosts[i].name), ==,
		    hosts[i].good);
	g_assert_false(announce_is_host(endless));
}

/* What hostile addresses are made from: a form, and what is put into it. */
static const char *const forms[] = { "%sa@example.com", "a%s@example.com",
	"a@%sexample.com", "a@example%s.com", "a@example.com%s",
	"\"%s\"@example.com", "\"a%s", "<a@example.com>%s", "a@[%s]", "%s@%s",
	"a%%%s@example.com", "a.%s.b@example.com", "a@example.com, %s",
	"@%s:a@example.com", "%s:a@example.com;", "a(%s)@example.com",
	"a@example.com (%s)", "\\%s@example.com", "=?utf-8?Q?a%s?=@example.com",
	"xn--%s@example.com" };
static const char *const pieces[] = { "\r\nDATA\r\n",
	"\r\nRCPT TO:<e@x.example>", "\n", "\r", "> NOTIFY=NEVER",
	"><e@x.example>", " ", "\t", "\"", "\\", "`id`", "$(id)", ";id", "|id",
	"&", "\x7f", "\x01", "\xe2\x80\xa8", "\xff", "\xc0\x80", ">", "<", "@",
	"..", "" };

/* One command of one line whose address ends where it should. */
static void
assert_one_command(const char *command)
{
	gsize length = strlen(command);
	bool quoted = false;

	g_assert_true(g_str_has_prefix(command, "RCPT TO:<"));
	g_assert_true(g_str_has_suffix(command, ">\r\n"));
	for (const char *p = command + strlen("RCPT TO:<");
	     p < command + length - strlen(">\r\n"); p++) {
		g_assert_false((guchar)*p < ' ' || *p == 0x7f);
		if (*p == '\\' && quoted)
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else
			g_assert_true(quoted || !strchr("<> ,;:()\\", *p) ||
			    strchr(command, '['));
	}
	g_assert_false(quoted);
}

/* 500 addresses: each makes one RCPT command, or none. */
static void
test_hostile(void)
{
	const struct capability offered = { ALL, 0 };
	guint refused = 0, count = 0;

	for (guint i = 0; i < G_N_ELEMENTS(forms) * G_N_ELEMENTS(pieces); i++) {
		g_auto(GStrv) parts =
		    g_strsplit(forms[i / G_N_ELEMENTS(pieces)], "%s", -1);
		g_autofree char *address =
		    g_strjoinv(pieces[i % G_N_ELEMENTS(pieces)], parts);
		const struct submit_envelope envelope = { "", address, false,
			0 };
		ANNOUNCE_AUTO struct announce commands = { 0 };
		OUTCOME_AUTO struct outcome outcome = { 0 };

		count++;
		if (announce_build(&envelope, &offered, &commands, &outcome)) {
			assert_one_command(commands.rcpt);
			continue;
		}
		refused++;
		g_assert_null(commands.rcpt);
		g_assert_cmpint(outcome.kind, ==, OUTCOME_REFUSED);
	}
	g_assert_cmpuint(count, ==, 500);
	g_assert_cmpuint(refused, >, 350);
	g_test_message("%u of %u refused", refused, count);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/announce/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/announce/hosts", test_hosts);
	g_test_add_func("/announce/hostile", test_hostile);
	return g_test_run();
}
