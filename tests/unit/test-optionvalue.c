/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields by row of the table. */
#include "settings/optionvalue.h"

#include "base/fail.h"
#include "settings/settings.h"

static void
test_group(void)
{
	const struct options_section *section = options_section("agents");
	struct settings_agent *agent = optionvalue_new_group(section);

	g_assert_cmpstr(agent->name, ==, "");
	g_assert_cmpstr(agent->public_name, ==, "");
	g_assert_cmpint(agent->disabled, ==, 0);
	g_assert_nonnull(agent->addresses);
	g_assert_null(agent->addresses[0]);
	optionvalue_free_group(section, agent);
	optionvalue_free_group(section, NULL);
}

static void
test_fields(void)
{
	const struct options_section *section = options_section("queues");
	struct settings_queue *queue = optionvalue_new_group(section);

	g_assert_true(optionvalue_text(options_row(section, "name"), queue) ==
	    &queue->name);
	g_assert_true(optionvalue_list(options_row(section, "agents"), queue) ==
	    &queue->agents);
	g_assert_true(optionvalue_number(options_row(section, "acknowledge"),
	                  queue) == &queue->acknowledge);
	optionvalue_clear(section, queue);
	g_assert_null(queue->name);
	g_assert_null(queue->addresses);
	optionvalue_free_group(section, queue);
}

static void
test_round_trip(void)
{
	const struct options_section *section = options_section("agents");
	struct settings_agent *agent = optionvalue_new_group(section);
	struct settings_agent *copy = optionvalue_new_group(section);
	g_autoptr(GVariant) encoded = NULL;
	g_autoptr(GError) error = NULL;

	g_free(agent->name);
	agent->name = g_strdup("alice");
	g_strfreev(agent->addresses);
	agent->addresses = g_strsplit("a@b c@d", " ", -1);
	agent->disabled = 1;
	encoded = g_variant_ref_sink(optionvalue_encode(section, agent));
	g_assert_true(optionvalue_decode(section, copy, encoded, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(copy->name, ==, "alice");
	g_assert_cmpstr(copy->addresses[1], ==, "c@d");
	g_assert_cmpint(copy->disabled, ==, 1);
	optionvalue_free_group(section, agent);
	optionvalue_free_group(section, copy);
}

static const struct {
	const char *text;
	bool good;
} encodings[] = {
	{ "@a{sv} {}", true },
	{ "{'unknown': <1>}", true },
	{ "{'name': <'bob'>}", true },
	{ "{'name': <1>}", false },
	{ "{'addresses': <'a@b'>}", false },
	{ "{'disabled': <true>}", false },
};

static void
test_decode(void)
{
	const struct options_section *section = options_section("agents");

	for (size_t i = 0; i < G_N_ELEMENTS(encodings); i++) {
		struct settings_agent *agent = optionvalue_new_group(section);
		g_autoptr(GVariant) encoded =
		    g_variant_parse(G_VARIANT_TYPE_VARDICT, encodings[i].text,
		        NULL, NULL, NULL);
		g_autoptr(GError) error = NULL;

		g_assert_cmpint(optionvalue_decode(section, agent, encoded,
		                    &error),
		    ==, encodings[i].good);
		g_assert_cmpint(fail_is(error, FAIL_CONFIG), ==,
		    !encodings[i].good);
		optionvalue_free_group(section, agent);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/optionvalue/group", test_group);
	g_test_add_func("/optionvalue/fields", test_fields);
	g_test_add_func("/optionvalue/round-trip", test_round_trip);
	g_test_add_func("/optionvalue/decode", test_decode);
	return g_test_run();
}
