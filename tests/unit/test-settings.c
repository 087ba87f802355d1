/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings as roles get them, and look-ups in them. */
#include "settings/settings.h"

#include <string.h>

#include "base/fail.h"
#include "base/secret.h"
#include "util-conf.h"

/* Two of everything that can be two. */
static const char full[] = CONF_DESK
    "authserv_id = \"mx\";\n"
    "accounts = (\n"
    "  { name = \"account1\"; host = \"a.example\"; user = \"u\"; password_file = \"p\"; },\n"
    "  { name = \"account2\"; host = \"b.example\"; user = \"v\"; password_file = \"p\"; } );\n"
    "relays = ( { host = \"s.example\"; } );\n"
    "agents = (\n"
    "  { name = \"alice\";\n"
    "    addresses = [ \"alice@example.com\", \"a@example.org\" ]; },\n"
    "  { name = \"bob\"; addresses = [ \"bob@example.com\" ];\n"
    "    disabled = true; } );\n"
    "queues = (\n"
    "  { name = \"support\"; addresses = [ \"support@example.com\" ]; },\n"
    "  { name = \"billing\";\n"
    "    addresses = [ \"billing@example.com\", \"pay@example.net\" ]; } );\n"
    "limits = { hops = 7; };\n";

static struct settings *
travelled(const struct settings *settings, guint parts, guint index)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) encoded =
	    g_variant_ref_sink(settings_encode(settings, parts, index, NULL));
	struct settings *decoded;

	g_assert_true(g_variant_is_normal_form(encoded));
	g_assert_cmpstr(g_variant_get_type_string(encoded), ==, SETTINGS_TYPE);
	decoded = settings_decode(encoded, NULL, &error);
	g_assert_no_error(error);
	return decoded;
}

static void
test_defaults(void)
{
	g_autoptr(settings) settings = settings_defaults();

	g_assert_cmpint(settings->limits.message_size, ==, 36700160);
	g_assert_cmpint(settings->limits.hops, ==, 50);
	g_assert_cmpint(settings->agent_auth, ==,
	    SETTINGS_AGENT_SUBMISSION | SETTINGS_AGENT_DMARC);
	g_assert_cmpstr(settings->desk.address, ==, "");
	g_assert_cmpstr(settings->desk.delimiter, ==, "+");
	g_assert_cmpuint(settings->accounts->len + settings->relays->len +
	        settings->queues->len + settings->agents->len,
	    ==, 0);
	g_assert_nonnull(settings->border_hosts);
	g_assert_false(settings_is_own_address(settings, "a@example.com"));
	g_assert_false(settings_is_own_address(settings, ""));
	g_assert_null(settings_queue_of(settings, NULL));
	g_assert_null(settings_catch_all(settings));
	settings_free(NULL);
}

/* Everything that was encoded comes back the same. */
static void
test_round_trip(void)
{
	g_autoptr(settings) settings = conf_good(full);
	guint all = SETTINGS_PART_COMMON | SETTINGS_PART_RELAYS |
	    SETTINGS_PART_PEOPLE | SETTINGS_PART_ACCOUNT;
	g_autoptr(settings) decoded = travelled(settings, all, 1);
	g_autoptr(settings) again = travelled(decoded, all, 0);
	g_autoptr(GVariant) first =
	    g_variant_ref_sink(settings_encode(settings, all, 1, NULL));
	g_autoptr(GVariant) second =
	    g_variant_ref_sink(settings_encode(again, all, 0, NULL));

	g_assert_true(g_variant_equal(first, second));
	g_assert_cmpstr(again->path, ==, settings->path);
	g_assert_cmpint(again->authserv_id_set, ==, 1);
	g_assert_cmpint(again->limits.hops, ==, 7);
}

/* A role gets its part and nothing else. */
static void
test_parts(void)
{
	g_autoptr(settings) settings = conf_good(full);
	g_autoptr(settings) fetcher =
	    travelled(settings, SETTINGS_PART_ACCOUNT, 1);
	g_autoptr(settings) sender =
	    travelled(settings, SETTINGS_PART_COMMON | SETTINGS_PART_RELAYS, 0);
	g_autoptr(settings) mailbox =
	    travelled(settings, SETTINGS_PART_COMMON | SETTINGS_PART_PEOPLE, 0);
	const struct settings_account *account = fetcher->accounts->pdata[0];

	g_assert_cmpuint(fetcher->accounts->len, ==, 1);
	g_assert_cmpstr(account->host, ==, "b.example");
	g_assert_cmpstr(account->name, ==, "account2");
	g_assert_cmpuint(fetcher->relays->len + fetcher->agents->len, ==, 0);
	g_assert_cmpstr(fetcher->desk.address, ==, "");
	g_assert_cmpint(fetcher->limits.hops, ==, 50);
	g_assert_cmpuint(sender->relays->len, ==, 1);
	g_assert_cmpuint(sender->accounts->len + sender->agents->len, ==, 0);
	g_assert_cmpint(sender->limits.hops, ==, 7);
	g_assert_cmpuint(mailbox->agents->len, ==, 2);
	g_assert_cmpuint(mailbox->queues->len, ==, 2);
	g_assert_cmpuint(mailbox->accounts->len + mailbox->relays->len, ==, 0);
	/* What there is, in name only: whose health is still of interest. */
	g_autofree char *subjects = g_strjoinv(", ", mailbox->subjects);
	g_assert_cmpstr(subjects, ==,
	    "account account1, account account2, relay relay1");
}

/* Without it in the file, any border host may have written the field. */
static void
test_absent_stays_absent(void)
{
	g_autoptr(settings) settings = conf_good(CONF_DESK);
	g_autoptr(settings) decoded =
	    travelled(settings, SETTINGS_PART_COMMON, 0);

	g_assert_cmpint(settings->authserv_id_set, ==, 0);
	g_assert_cmpint(decoded->authserv_id_set, ==, 0);
}

static void
free_secret(gpointer secret)
{
	secret_free(secret);
}

static void
test_secrets(void)
{
	g_autoptr(settings) settings = conf_good(full);
	g_autoptr(GHashTable) secrets =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_secret);
	g_autoptr(GHashTable) got = NULL;
	g_autoptr(GVariant) encoded = NULL;
	g_autoptr(settings) decoded = NULL;
	g_autoptr(GError) error = NULL;
	const char binary[] = "a\0b\xff";

	g_hash_table_insert(secrets, g_strdup("relay1"),
	    g_bytes_new("pass", 4));
	g_hash_table_insert(secrets, g_strdup("key"),
	    g_bytes_new(binary, sizeof(binary)));
	encoded = g_variant_ref_sink(settings_encode(settings,
	    SETTINGS_PART_RELAYS, 0, secrets));
	decoded = settings_decode(encoded, &got, &error);
	g_assert_no_error(error);
	g_assert_nonnull(decoded);
	g_assert_cmpuint(g_hash_table_size(got), ==, 2);
	g_assert_true(g_bytes_equal(g_hash_table_lookup(secrets, "key"),
	    g_hash_table_lookup(got, "key")));
	g_assert_true(g_bytes_equal(g_hash_table_lookup(secrets, "relay1"),
	    g_hash_table_lookup(got, "relay1")));
}

static void
test_bad_encoding(void)
{
	static const char *const texts[] = {
		"(@a{sv} {'limits': <{'hops': <'many'>}>}, @a{say} {})",
		"(@a{sv} {'desk': <{'name': <1>}>}, @a{say} {})",
		"(@a{sv} {'agents': <[{'addresses': <'a@example.com'>}]>}, @a{say} {})",
		"(@a{sv} {}, 'no secrets')",
		"'text'",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GVariant) encoded =
		    g_variant_parse(NULL, texts[i], NULL, NULL, NULL);

		g_assert_nonnull(encoded);
		g_assert_null(settings_decode(encoded, NULL, &error));
		g_assert_true(fail_is(error, FAIL_CONFIG));
	}
}

static void
test_look_ups(void)
{
	g_autoptr(settings) settings = conf_good(full);
	const struct settings_agent *alice = settings->agents->pdata[0];
	const struct settings_agent *bob = settings->agents->pdata[1];

	g_assert_true(settings_agent_by_name(settings, "alice") == alice);
	g_assert_true(settings_agent_by_name(settings, "bob") == bob);
	g_assert_null(settings_agent_by_name(settings, "Alice"));
	g_assert_null(settings_agent_by_name(settings, NULL));
	g_assert_true(settings_agent_by_address(settings, "A@Example.ORG") ==
	    alice);
	g_assert_true(settings_agent_by_address(settings, "bob@example.com") ==
	    bob);
	g_assert_null(settings_agent_by_address(settings, "bob+x@example.com"));
	g_assert_null(settings_agent_by_address(settings, NULL));
	g_assert_true(settings_queue_by_name(settings, "billing") ==
	    settings->queues->pdata[1]);
	g_assert_null(settings_queue_by_name(settings, "sales"));
}

static const struct {
	const char *address;
	bool own;
} own[] = {
	{ "support@example.com", true },
	{ "SUPPORT@Example.Com", true },
	{ "support+token@example.com", true },
	{ "pay+x@example.net", true },
	{ "support@example.net", false },
	{ "supporter@example.com", false },
	{ "suppor@example.com", false },
	{ "support-x@example.com", false },
	{ "x+support@example.com", false },
	{ "support", false },
	{ "", false },
};

static void
test_own_address(void)
{
	g_autoptr(settings) settings = conf_good(full);
	g_autoptr(settings) catchall = conf_good(
	    "desk = { name = \"D\"; address = \"eu-support@example.com\"; delimiter = \"-\";"
	    " token_form = \"catchall\"; token_domain = \"Reply.example.com\";"
	    " bounce_address = \"bounces@example.org\"; };");

	for (size_t i = 0; i < G_N_ELEMENTS(own); i++) {
		g_test_message("%s", own[i].address);
		g_assert_cmpint(settings_is_own_address(settings,
		                    own[i].address),
		    ==, own[i].own);
	}
	g_assert_true(settings_is_own_address(catchall,
	    "any@reply.EXAMPLE.com"));
	g_assert_true(settings_is_own_address(catchall, "bounces@example.org"));
	g_assert_true(settings_is_own_address(catchall,
	    "eu-support-x@example.com"));
	g_assert_true(settings_is_own_address(catchall,
	    "eu-support@example.com"));
	g_assert_false(settings_is_own_address(catchall, "eu@example.com"));
	g_assert_false(settings_is_own_address(catchall,
	    "any@x.reply.example.com"));
	g_assert_false(settings_is_own_address(settings, NULL));
}

static const struct {
	const char *recipients[4], *queue;
} routes[] = {
	{ { "billing@example.com" }, "billing" },
	{ { "Pay+abc@Example.NET" }, "billing" },
	{ { "x@example.com", "pay@example.net" }, "billing" },
	{ { "support@example.com", "billing@example.com" }, "support" },
	{ { "billing@example.com", "support@example.com" }, "billing" },
	{ { "x@example.com" }, NULL },
	{ { NULL }, NULL },
};

static void
test_queues(void)
{
	g_autoptr(settings) settings = conf_good(full);

	for (size_t i = 0; i < G_N_ELEMENTS(routes); i++) {
		g_auto(GStrv) list =
		    g_strdupv((char **)(guintptr)routes[i].recipients);

		const struct settings_queue *queue =
		    settings_queue_of(settings, list);

		g_assert_cmpstr(queue ? queue->name : NULL, ==,
		    routes[i].queue);
	}
	g_assert_cmpstr(settings_catch_all(settings)->name, ==, "support");
	g_free(settings->desk.catch_all);
	settings->desk.catch_all = g_strdup("billing");
	g_assert_cmpstr(settings_catch_all(settings)->name, ==, "billing");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/settings/defaults", test_defaults);
	g_test_add_func("/settings/round-trip", test_round_trip);
	g_test_add_func("/settings/parts", test_parts);
	g_test_add_func("/settings/absent-stays-absent",
	    test_absent_stays_absent);
	g_test_add_func("/settings/secrets", test_secrets);
	g_test_add_func("/settings/bad-encoding", test_bad_encoding);
	g_test_add_func("/settings/look-ups", test_look_ups);
	g_test_add_func("/settings/own-address", test_own_address);
	g_test_add_func("/settings/queues", test_queues);
	return g_test_run();
}
