/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mistakes that operators make in docket.conf, and what they are told. */
#include "settings/confread.h"

#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "util-conf.h"
#include "util-folder.h"

#define ACCOUNT \
	"host = \"imap.example.com\"; user = \"u\"; password_file = \"p\"; "

static const struct {
	const char *name, *text, *message;
} bad[] = {
	{ "nothing", "",
	    "docket.conf: desk.name: missing; it must be given: what customers see as the sender" },
	{ "desk without address", "\ndesk = { name = \"Desk\"; };",
	    "docket.conf:2: desk.address: missing; it must be given: the support address" },
	{ "letters swapped", CONF_DESK "accounts = (\n{ hots = \"x\"; } );",
	    "docket.conf:3: accounts[0].hots: unknown option; did you mean \"host\"?" },
	{ "misspelt section", CONF_DESK "limit = { };",
	    "docket.conf:2: limit: unknown option; did you mean \"limits\"?" },
	{ "misspelt at the top", CONF_DESK "border_host = [ ];",
	    "docket.conf:2: border_host: unknown option; did you mean \"border_hosts\"?" },
	{ "like nothing", CONF_DESK "wallpaper = \"blue\";",
	    "docket.conf:2: wallpaper: unknown option" },
	{ "upper case", CONF_DESK "Owner_email = \"\";",
	    "docket.conf:2: Owner_email: unknown option; did you mean \"owner_email\"?" },
	{ "in the wrong group", CONF_DESK "sending = { hops = 5; };",
	    "docket.conf:2: sending.hops: unknown option; it belongs into a group such as limits" },
	{ "at the top but of a group", CONF_DESK "hops = 5;",
	    "docket.conf:2: hops: unknown option; it belongs into a group such as limits" },
	{ "in a group but of the top",
	    CONF_DESK "limits = { border_hosts = [ ]; };",
	    "docket.conf:2: limits.border_hosts: unknown option; it belongs to the top level, "
	    "outside of any { }" },
	{ "number too small", CONF_DESK "limits = {\n\n hops = 0; };",
	    "docket.conf:4: limits.hops: 0 is out of range (1 to 1000)" },
	{ "number too large", CONF_DESK "limits = { hops = 1001; };",
	    "docket.conf:2: limits.hops: 1001 is out of range (1 to 1000)" },
	{ "negative number", CONF_DESK "limits = { hops = -1; };",
	    "docket.conf:2: limits.hops: -1 is out of range (1 to 1000)" },
	{ "number past 32 bits", CONF_DESK "limits = { hops = 4294967297; };",
	    "docket.conf:2: limits.hops: 4294967297 is out of range (1 to 1000)" },
	{ "number past 64 bits",
	    CONF_DESK "limits = { hops = 99999999999999999999; };",
	    "docket.conf:2: limits.hops: 9223372036854775807 is out of range (1 to 1000)" },
	{ "number in quotes", CONF_DESK "limits = { hops = \"50\"; };",
	    "docket.conf:2: limits.hops: must be a whole number, without quotes" },
	{ "number with a point", CONF_DESK "limits = { hops = 50.0; };",
	    "docket.conf:2: limits.hops: must be a whole number, without quotes" },
	{ "text without quotes", CONF_DESK "owner_email = 7;",
	    "docket.conf:2: owner_email: must be a text in quotes, such as \"text\"" },
	{ "bool in quotes", CONF_DESK "log_addresses = \"true\";",
	    "docket.conf:2: log_addresses: must be true or false, without quotes" },
	{ "bool as number", CONF_DESK "log_addresses = 1;",
	    "docket.conf:2: log_addresses: must be true or false, without quotes" },
	{ "unknown word",
	    CONF_DESK "accounts = ( { " ACCOUNT "tls = \"ssl\"; } );",
	    "docket.conf:2: accounts[0].tls: \"ssl\" must be \"implicit\", "
	    "\"starttls\" or \"none\"" },
	{ "word in other case", CONF_DESK "sandbox = \"Off\";",
	    "docket.conf:2: sandbox: \"Off\" must be \"required\" or \"off\"" },
	{ "unknown word in a set",
	    CONF_DESK "agent_auth = [ \"dmarc\", \"spf\" ];",
	    "docket.conf:2: agent_auth[1]: \"spf\" must be \"submission\", "
	    "\"dmarc\" or \"confirm\"" },
	{ "empty set", CONF_DESK "agent_auth = [ ];",
	    "docket.conf:2: agent_auth: needs at least one of \"submission\", \"dmarc\" or "
	    "\"confirm\"" },
	{ "text instead of list",
	    CONF_DESK "border_hosts = \"mx.example.com\";",
	    "docket.conf:2: border_hosts: must be a list in brackets, such as [ \"text\" ]" },
	{ "number in a list", CONF_DESK "border_hosts = [ 1 ];",
	    "docket.conf:2: border_hosts[0]: must be a text in quotes, such as \"text\"" },
	{ "bad item",
	    CONF_DESK "border_hosts = (\"mx.example.com\",\n\"mx example\");",
	    "docket.conf:3: border_hosts[1]: \"mx example\" is not a host name" },
	{ "agent without address",
	    CONF_DESK "agents = ( { name = \"a\"; addresses = [ ]; } );",
	    "docket.conf:2: agents[0].addresses: needs at least one item" },
	{ "second account lacks host",
	    CONF_DESK "accounts = ( { " ACCOUNT " },\n{ user = \"u\"; } );",
	    "docket.conf:3: accounts[1].host: missing; it must be given: IMAP server" },
	{ "group instead of list", CONF_DESK "accounts = { " ACCOUNT "};",
	    "docket.conf:2: accounts: must be a list of groups: accounts = ( { ... } );" },
	{ "texts instead of groups", CONF_DESK "agents = ( \"alice\" );",
	    "docket.conf:2: agents[0]: must be a group: { ... }" },
	{ "list instead of group", "desk = ( );",
	    "docket.conf:1: desk: must be a group: desk = { ... };" },
	{ "bad address", "desk = { name = \"D\"; address = \"support\"; };",
	    "docket.conf:1: desk.address: \"support\" is not a mail address" },
	{ "address with CR LF",
	    "desk = { name = \"D\"; address = \"a@example.com\\r\\nX: y\"; };",
	    "docket.conf:1: desk.address: must not have control characters" },
	{ "empty name", "desk = { name = \"\"; address = \"a@example.com\"; };",
	    "docket.conf:1: desk.name: \"\" must not be empty" },
	{ "escape sequence",
	    "desk = { name = \"a\\x1b[2J\"; address = \"a@example.com\"; };",
	    "docket.conf:1: desk.name: must not have control characters" },
	{ "Latin-1",
	    "desk = { name = \"B\xfcro\"; address = \"a@example.com\"; };",
	    "docket.conf:1: desk.name: is not UTF-8; save the file in that encoding" },
	{ "no such day",
	    CONF_DESK "accounts = ( { " ACCOUNT "start = \"2026-02-29\"; } );",
	    "docket.conf:2: accounts[0].start: \"2026-02-29\" must be \"now\", \"unseen\", \"all\" "
	    "or a date YYYY-MM-DD" },
	{ "twice", CONF_DESK "log_level = \"info\";\nlog_level = \"debug\";",
	    "docket.conf:3: an option is given twice in its group: log_level = \"debug\";" },
	{ "no equals sign", CONF_DESK "log_level \"info\";",
	    "docket.conf:2: syntax error at: log_level \"info\"; (is a quote, bracket or "
	    "semicolon missing here or just above?)" },
	{ "bracket not closed", "desk = { name = \"D\";\n",
	    "docket.conf:2: syntax error at:  (is a quote, bracket or semicolon missing here or "
	    "just above?)" },
	{ "include", CONF_DESK "@include \"other.conf\"",
	    "docket.conf:2: @include is not supported; write all settings into this file" },
	{ "quote not closed",
	    "desk = { name = \"D;\n address = \"a@example.com\"; };",
	    "docket.conf:1: a text has no closing quote in its line" },
	{ "deep", "a = ((((((((((((1))))))))))));",
	    "docket.conf:1: more than 8 brackets within brackets" },
};

static void
test_bad(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		conf_assert_refused(bad[i].name, bad[i].text, bad[i].message);
}

static void
test_long_text(void)
{
	g_autofree char *name = g_strnfill(1001, 'x');
	g_autofree char *text =
	    g_strdup_printf("desk = { name = \"%s\"; };", name);

	conf_assert_refused("long", text,
	    "docket.conf:1: desk.name: has 1001 octets, 1000 are allowed");
}

/* What is not a text file of reasonable size. */
static void
test_bad_files(void)
{
	g_autofree char *nul = NULL, *large = NULL;
	g_autofree char *megabyte = g_strnfill(1024 * 1024 + 1, '\n');
	g_autoptr(GError) missing = NULL;
	g_autoptr(GError) folder = NULL;

	g_assert_null(conf_read("a\0b", 3, &nul));
	g_assert_cmpstr(nul, ==,
	    "docket.conf: has NUL octets; this is not a text file");
	g_assert_null(conf_read(megabyte, -1, &large));
	g_assert_cmpstr(large, ==, "docket.conf: larger than 1048576 octets");
	g_assert_null(settings_read("/nowhere/docket.conf", &missing));
	g_assert_true(fail_is(missing, FAIL_CONFIG));
	g_assert_cmpstr(missing->message, ==,
	    "/nowhere/docket.conf: No such file or directory");
	g_assert_null(settings_read("/", &folder));
	g_assert_true(fail_is(folder, FAIL_CONFIG));
}

static void
test_values(void)
{
	g_autoptr(settings) settings = conf_good(
	    "\xef\xbb\xbf# a mark, then\r\n" CONF_DESK
	    "log_addresses = true; agent_auth = (\"confirm\", \"dmarc\");\r\n"
	    "sandbox = \"off\"; authserv_id = \"\";\n"
	    "limits = { hops = 0x10; parse_memory = 5368709120; };\n"
	    "accounts = ( { " ACCOUNT
	    "tls = \"starttls\"; start = \"2024-02-29\"; } );\n"
	    "border_hosts = [ \"a.example\", \"b.example\" ]; // end");
	const struct settings_account *account = settings->accounts->pdata[0];

	g_assert_cmpint(settings->log_addresses, ==, 1);
	g_assert_cmpint(settings->agent_auth, ==,
	    SETTINGS_AGENT_CONFIRM | SETTINGS_AGENT_DMARC);
	g_assert_cmpint(settings->sandbox, ==, SETTINGS_SANDBOX_OFF);
	g_assert_cmpint(settings->authserv_id_set, ==, 1);
	g_assert_cmpstr(settings->authserv_id, ==, "");
	g_assert_cmpint(settings->limits.hops, ==, 16);
	g_assert_cmpint(settings->limits.parse_memory, ==, 5368709120);
	g_assert_cmpint(account->tls, ==, SETTINGS_TLS_STARTTLS);
	g_assert_cmpstr(account->start, ==, "2024-02-29");
	g_assert_cmpstr(settings->border_hosts[1], ==, "b.example");
	g_assert_null(settings->border_hosts[2]);
}

/* Relative names become absolute, beside the file or among credentials. */
static void
test_paths(void)
{
	char *folder = folder_new();
	g_autofree char *path = folder_write(folder, "docket.conf",
	    CONF_DESK "accounts = ( { " ACCOUNT
	              "ca_file = \"/etc/ca.pem\"; } );",
	    -1, 0600);
	g_autofree char *secret = g_build_filename(folder, "p", NULL);
	g_autofree char *key = g_build_filename(folder, "docket-key", NULL);
	g_autofree char *old = g_get_current_dir();
	g_autoptr(GError) error = NULL;
	g_autoptr(settings) settings = NULL;
	const struct settings_account *account;

	g_assert_cmpint(chdir(folder), ==, 0);
	g_assert_nonnull(path);
	settings = settings_read("docket.conf", &error);
	g_assert_cmpint(chdir(old), ==, 0);
	g_assert_no_error(error);
	account = settings->accounts->pdata[0];
	g_assert_cmpstr(settings->path, ==, "docket.conf");
	g_assert_cmpstr(account->password_file, ==, secret);
	g_assert_cmpstr(account->ca_file, ==, "/etc/ca.pem");
	g_assert_cmpstr(settings->key_file, ==, key);
	g_assert_cmpstr(settings->templates_dir, ==, "");
	g_assert_cmpstr(settings->state_dir, ==, "/var/lib/docket");
	folder_remove(folder);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_unsetenv("CREDENTIALS_DIRECTORY");
	g_test_add_func("/confread/bad", test_bad);
	g_test_add_func("/confread/long-text", test_long_text);
	g_test_add_func("/confread/bad-files", test_bad_files);
	g_test_add_func("/confread/values", test_values);
	g_test_add_func("/confread/paths", test_paths);
	return g_test_run();
}
