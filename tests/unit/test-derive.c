/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is filled in where docket.conf says nothing, and what is left alone. */
#include "settings/derive.h"

#include "util-conf.h"

#define LOGIN "user = \"u\"; password_file = \"p\"; "

static void
test_desk(void)
{
	g_autoptr(settings) bare = conf_good(CONF_DESK);
	g_autoptr(settings) given = conf_good(
	    "desk = { name = \"D\"; address = \"a@example.com\"; bounce_address = "
	    "\"b@example.org\"; };");
	const struct settings_queue *queue = bare->queues->pdata[0];

	g_assert_cmpstr(bare->desk.bounce_address, ==, "support@example.com");
	g_assert_cmpstr(given->desk.bounce_address, ==, "b@example.org");
	g_assert_cmpuint(bare->queues->len, ==, 1);
	g_assert_cmpstr(queue->name, ==, "support");
	g_assert_cmpstr(queue->addresses[0], ==, "support@example.com");
	g_assert_null(queue->addresses[1]);
	g_assert_null(queue->agents[0]);
	g_assert_cmpint(queue->acknowledge, ==, SETTINGS_ACK_VERIFIED);
}

static const struct {
	const char *options;
	gint64 imap, smtp;
} ports[] = {
	{ "tls = \"implicit\";", 993, 465 },
	{ "tls = \"starttls\";", 143, 587 },
	{ "tls = \"none\";", 143, 587 },
	{ "tls = \"none\"; port = 1143;", 1143, 1143 },
	{ "port = 1;", 1, 1 },
	{ "", 993, 587 },
};

static void
test_ports(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ports); i++) {
		g_autofree char *text = g_strdup_printf(CONF_DESK
		    "accounts = ( { host = \"::1\"; " LOGIN "%s } );\n"
		    "relays = ( { host = \"::1\"; %s } );",
		    ports[i].options, ports[i].options);
		g_autoptr(settings) settings = conf_good(text);
		const struct settings_account *account =
		    settings->accounts->pdata[0];
		const struct settings_relay *relay = settings->relays->pdata[0];

		g_assert_cmpint(account->port, ==, ports[i].imap);
		g_assert_cmpint(relay->port, ==, ports[i].smtp);
	}
}

static void
test_names(void)
{
	g_autoptr(settings) settings = conf_good(CONF_DESK
	    "accounts = ( { name = \"post\"; host = \"a\"; " LOGIN
	    "}, { name = \"sales\"; host = \"b\"; " LOGIN "} );\n"
	    "relays = ( { host = \"a\"; }, { host = \"b\"; ehlo_name = \"me.example\"; } );");
	const struct settings_account *const *accounts =
	    (const struct settings_account *const *)(guintptr)
	        settings->accounts->pdata;
	const struct settings_relay *const *relays =
	    (const struct settings_relay *const *)(guintptr)
	        settings->relays->pdata;

	g_assert_cmpstr(accounts[0]->name, ==, "post");
	g_assert_cmpstr(accounts[1]->name, ==, "sales");
	g_assert_cmpstr(relays[1]->name, ==, "relay2");
	g_assert_cmpstr(relays[0]->ehlo_name, ==, "example.com");
	g_assert_cmpstr(relays[1]->ehlo_name, ==, "me.example");
	g_autofree char *subjects = g_strjoinv(", ", settings->subjects);
	g_assert_cmpstr(subjects, ==,
	    "account post, account sales, relay relay1, relay relay2");
}

/* One account needs no name; see test-crosscheck.c for two. */
static void
test_single_account(void)
{
	g_autoptr(settings) settings =
	    conf_good(CONF_DESK "accounts = ( { host = \"a\"; " LOGIN "} );");
	const struct settings_account *account = settings->accounts->pdata[0];

	g_assert_cmpstr(account->name, ==, "account1");
}

static void
test_people(void)
{
	g_autoptr(settings) settings = conf_good(CONF_DESK
	    "agents = ( { name = \"alice\"; addresses = [ \"a@example.com\" ]; },\n"
	    "{ name = \"bob\"; addresses = [ \"b@example.com\" ]; public_name = \"Bob\"; } );\n"
	    "queues = ( { name = \"all\"; }, { name = \"one\"; agents = [ \"bob\" ]; } );");
	const struct settings_agent *alice = settings->agents->pdata[0];
	const struct settings_agent *bob = settings->agents->pdata[1];
	const struct settings_queue *all = settings->queues->pdata[0];
	const struct settings_queue *one = settings->queues->pdata[1];

	g_assert_cmpstr(alice->public_name, ==, "Desk");
	g_assert_cmpstr(bob->public_name, ==, "Bob");
	g_assert_cmpuint(settings->queues->len, ==, 2);
	g_assert_cmpstr(all->agents[0], ==, "alice");
	g_assert_cmpstr(all->agents[1], ==, "bob");
	g_assert_null(all->agents[2]);
	g_assert_null(all->addresses[0]);
	g_assert_cmpstr(one->agents[0], ==, "bob");
	g_assert_null(one->agents[1]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/derive/desk", test_desk);
	g_test_add_func("/derive/ports", test_ports);
	g_test_add_func("/derive/names", test_names);
	g_test_add_func("/derive/single-account", test_single_account);
	g_test_add_func("/derive/people", test_people);
	return g_test_run();
}
