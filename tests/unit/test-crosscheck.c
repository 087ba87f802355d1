/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that are right each for itself and wrong together. */
#include "settings/crosscheck.h"

#include <string.h>

#include "util-conf.h"

#define DESK(more) "desk = { name = \"D\"; " more " };\n"
#define LOGIN "user = \"u\"; password_file = \"p\"; "
#define ACCOUNT(more) CONF_DESK "accounts = ( { " LOGIN more " } );\n"
#define RELAY(more) \
	CONF_DESK "relays = ( { host = \"smtp.example.com\"; " more " } );\n"
#define ALICE \
	"agents = ( { name = \"alice\"; addresses = [ \"alice@example.com\" ]; } );\n"

static const struct {
	const char *name, *text, *message;
} bad[] = {
	{ "25 octets leave no room for the token",
	    DESK("address = \"aaaaabbbbbcccccdddddeeeee@example.com\";"),
	    "docket.conf:1: desk.address: 25 octets before the @, a delimiter and a token of 39 "
	    "make 65, and mail servers take 64; use a shorter address or "
	    "token_form = \"catchall\"" },
	{ "36 octets leave no room for the bounce token",
	    DESK("address = \"a@example.com\"; bounce_address = "
	         "\"aaaaaaaaaabbbbbbbbbbccccccccccdddddd@example.com\";"),
	    "docket.conf:1: desk.bounce_address: 36 octets before the @, a delimiter and a token "
	    "of 28 make 65, and mail servers take 64; use a shorter address or token_form = "
	    "\"catchall\"" },
	{ "catchall without domain",
	    DESK("address = \"a@example.com\"; token_form = \"catchall\";"),
	    "docket.conf:1: desk.token_domain: missing; token_form = \"catchall\" needs the domain "
	    "of which all mail comes here" },
	{ "domain without catchall",
	    DESK("address = \"a@example.com\"; token_domain = \"r.example\";"),
	    "docket.conf:1: desk.token_domain: only goes with token_form = \"catchall\"" },
	{ "password in the clear",
	    ACCOUNT("host = \"imap.example.com\"; tls = \"none\";"),
	    "docket.conf:2: accounts[0].tls: \"none\" would send the password in the clear to "
	    "imap.example.com; only a server on this machine (127.0.0.1, ::1, localhost) may go "
	    "without TLS" },
	{ "address that only looks local",
	    ACCOUNT("host = \"128.0.0.1\"; tls = \"none\";"),
	    "docket.conf:2: accounts[0].tls: \"none\" would send the password in the clear to "
	    "128.0.0.1; only a server on this machine (127.0.0.1, ::1, localhost) may go "
	    "without TLS" },
	{ "name that only looks local", RELAY("tls = \"none\";"),
	    "docket.conf:2: relays[0].tls: \"none\" would send the password in the clear to "
	    "smtp.example.com; only a server on this machine (127.0.0.1, ::1, localhost) may go "
	    "without TLS" },
	{ "an agent's address as a form",
	    CONF_DESK ALICE "forms = ( { from = \"Alice@example.com\"; } );\n",
	    "docket.conf:3: forms[0].from: \"Alice@example.com\" is an agent's address" },
	{ "a rule to nowhere",
	    CONF_DESK
	    "routing = (\n { if_subject = [ \"a\" ];\n queue = \"q\"; } );\n",
	    "docket.conf:4: routing[0].queue: no queue is called \"q\"" },
	{ "a rule that fits every mail",
	    CONF_DESK
	    "routing = ( { if_body = [ \"a\" ]; queue = \"support\"; },\n"
	    " { queue = \"support\"; } );\n",
	    "docket.conf:3: routing[1]: has no condition, so that every mail would fit; for "
	    "that there is desk.catch_all" },
	{ "a catch-all that is none",
	    DESK("address = \"a@example.com\"; catch_all = \"q\";"),
	    "docket.conf:1: desk.catch_all: no queue is called \"q\"" },
	{ "a category of two queues",
	    CONF_DESK "queues = ( { name = \"a\"; category = [ \"Pay\" ]; },\n"
	              " { name = \"b\"; category = [ \"x\", \"PAY\" ]; } );\n",
	    "docket.conf:3: queues[1].category[1]: \"pay\" is already queues[0].category[0]" },
	{ "moved into itself",
	    ACCOUNT("host = \"h\"; done_folder = \"INBOX\";"),
	    "docket.conf:2: accounts[0].done_folder: must not be the folder that is read" },
	{ "quarantined into itself",
	    ACCOUNT("host = \"h\"; quarantine_folder = \"INBOX\";"),
	    "docket.conf:2: accounts[0].quarantine_folder: must not be the folder that is read" },
	{ "one mailbox twice",
	    CONF_DESK
	    "accounts = ( { name = \"a\"; host = \"H.example\"; " LOGIN "},\n"
	    "{ name = \"b\"; host = \"h.example\"; " LOGIN "} );",
	    "docket.conf:3: accounts[1]: \"u at h.example:993, folder INBOX\" is already "
	    "accounts[0]" },
	{ "account names",
	    CONF_DESK "accounts = ( { name = \"account2\"; host = \"a\"; " LOGIN
	              "},\n"
	              "{ name = \"account2\"; host = \"b\"; " LOGIN "} );",
	    "docket.conf:3: accounts[1].name: \"account2\" is already accounts[0].name" },
	{ "an account put in front without names",
	    CONF_DESK "accounts = ( { name = \"a\"; host = \"a\"; " LOGIN "},\n"
	              "{ host = \"b\"; " LOGIN "} );",
	    "docket.conf:3: accounts[1].name: missing; two accounts or more need names "
	    "(one that was alone before is \"account1\")" },
	{ "user without password", RELAY("user = \"u\";"),
	    "docket.conf:2: relays[0].password_file: missing; user = \"u\" has to log in" },
	{ "password without user", RELAY("password_file = \"p\";"),
	    "docket.conf:2: relays[0].user: missing; password_file is only used to log in" },
	{ "relay names",
	    CONF_DESK
	    "relays = ( { name = \"a\"; host = \"a\"; },\n{ name = \"a\"; host = \"b\"; } );",
	    "docket.conf:3: relays[1].name: \"a\" is already relays[0].name" },
	{ "agent names",
	    CONF_DESK
	    "agents = ( { name = \"a\"; addresses = [ \"a@example.com\" ]; },\n"
	    "{ name = \"a\"; addresses = [ \"b@example.com\" ]; } );",
	    "docket.conf:3: agents[1].name: \"a\" is already agents[0].name" },
	{ "one address for two agents",
	    CONF_DESK
	    "agents = ( { name = \"a\"; addresses = [ \"a@example.com\" ]; },\n"
	    "{ name = \"b\"; addresses = [ \"b@example.com\", \"A@Example.COM\" ]; } );",
	    "docket.conf:3: agents[1].addresses[1]: \"a@example.com\" is already "
	    "agents[0].addresses[0]" },
	{ "agent is the desk",
	    CONF_DESK
	    "agents = ( { name = \"a\"; addresses = [ \"Support+x@example.com\" ]; } );",
	    "docket.conf:2: agents[0].addresses[0]: \"Support+x@example.com\" is an address of the "
	    "desk itself" },
	{ "unknown agent",
	    CONF_DESK ALICE
	    "queues = ( { name = \"q\"; agents = [ \"alice\", \"bob\" ]; } );",
	    "docket.conf:3: queues[0].agents[1]: no agent is called \"bob\"; agents are listed in "
	    "agents = ( { name = \"bob\"; ... } );" },
	{ "queue names",
	    CONF_DESK "queues = ( { name = \"q\"; },\n{ name = \"q\"; } );",
	    "docket.conf:3: queues[1].name: \"q\" is already queues[0].name" },
	{ "one address for two queues",
	    CONF_DESK
	    "queues = ( { name = \"q\"; addresses = [ \"q@example.com\" ]; },\n"
	    "{ name = \"r\"; addresses = [ \"q@example.com\" ]; } );",
	    "docket.conf:3: queues[1].addresses[0]: \"q@example.com\" is already "
	    "queues[0].addresses[0]" },
	{ "queue name with blank",
	    CONF_DESK "queues = ( { name = \"my queue\"; } );",
	    "docket.conf:2: queues[0].name: \"my queue\" must be 1 to 32 of a-z, 0-9, _ and -" },
	{ "alarms to the desk",
	    CONF_DESK "owner_email = \"support@example.com\";",
	    "docket.conf:2: owner_email: \"support@example.com\" is an address "
	    "of the desk itself" },
	{ "one field larger than all",
	    CONF_DESK "limits = { header_bytes = 8192; };",
	    "docket.conf:2: limits.header_field_bytes: 32768 is more than header_bytes, 8192" },
	{ "too little memory for a mail",
	    CONF_DESK "limits = { parse_memory = 200000000; };",
	    "docket.conf:2: limits.parse_memory: 200000000 is too little to read a mail of "
	    "message_size = 36700160 with mime_parts = 1000 out of batch_bytes = 0; set it to "
	    "218955776 or more, or lower those" },
	{ "too little memory for a batch",
	    CONF_DESK "limits = { parse_memory = 218955776; };\n"
	              "accounts = ( { host = \"h\"; " LOGIN
	              "batch_bytes = 1048576; } );",
	    "docket.conf:2: limits.parse_memory: 218955776 is too little to read a mail of "
	    "message_size = 36700160 with mime_parts = 1000 out of batch_bytes = 1048576; set it "
	    "to 220004352 or more, or lower those" },
};

static void
test_bad(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		conf_assert_refused(bad[i].name, bad[i].text, bad[i].message);
}

static const struct {
	const char *name, *text;
} good[] = {
	{ "nothing but the desk", CONF_DESK },
	{ "24 octets",
	    DESK("address = \"aaaaabbbbbcccccdddddeeee@example.com\";") },
	{ "long address with catchall",
	    DESK(
	        "address = \"aaaaabbbbbcccccdddddeeeee@example.com\"; token_form = \"catchall\"; "
	        "token_domain = \"r.example\";") },
	{ "35 octets for bounces",
	    DESK("address = \"a@example.com\"; bounce_address = "
	         "\"aaaaaaaaaabbbbbbbbbbccccccccccddddd@example.com\";") },
	{ "127.0.0.1", ACCOUNT("host = \"127.0.0.1\"; tls = \"none\";") },
	{ "127.9.9.9", ACCOUNT("host = \"127.9.9.9\"; tls = \"none\";") },
	{ "::1", ACCOUNT("host = \"::1\"; tls = \"none\";") },
	{ "localhost", ACCOUNT("host = \"LocalHost\"; tls = \"none\";") },
	{ "keyword in the folder that is read",
	    ACCOUNT(
	        "host = \"h\"; mark = \"keyword\"; done_folder = \"INBOX\";") },
	{ "two folders of one mailbox",
	    CONF_DESK "accounts = ( { name = \"a\"; host = \"h\"; " LOGIN
	              "}, { name = \"b\"; host = \"h\"; folder = \"B\"; " LOGIN
	              "} );" },
	{ "relay without login", RELAY("") },
	{ "agent at the desk's domain", CONF_DESK ALICE },
	{ "queue without agents", CONF_DESK "queues = ( { name = \"q\"; } );" },
};

static void
test_good(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autoptr(settings) settings = NULL;

		g_test_message("%s", good[i].name);
		settings = conf_good(good[i].text);
		g_assert_nonnull(settings);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/crosscheck/bad", test_bad);
	g_test_add_func("/crosscheck/good", test_good);
	return g_test_run();
}
