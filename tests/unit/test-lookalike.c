/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who looks like us: agents are warned of twenty tricks with names and domains,
 * and not of honest people. */
#include "desk/lookalike.h"

#include "base/address.h"
#include "util-rules.h"
#include <string.h>

static const struct {
	const char *name, *display, *from;
	const char *warning; /* a part of it; NULL: none */
} rows[] = {
	/* Other letters in address and domain. */
	{ "Cyrillic a in the local part", "Alice",
	    "\xd0\xb0"
	    "lice@example.com",
	    "address looks like alice@example.com" },
	{ "Cyrillic a in the domain", "Alice",
	    "alice@ex\xd0\xb0"
	    "mple.com",
	    "address looks like alice@example.com" },
	{ "the same as an A-label", "Alice", "alice@xn--exmple-4nf.com",
	    "address looks like alice@example.com" },
	{ "Cyrillic e, another local part", "Eve",
	    "eve@\xd0\xb5"
	    "xample.com",
	    "domain looks like example.com" },
	{ "1 for l", "Eve", "eve@examp1e.com",
	    "domain looks like example.com" },
	{ "rn for m", "Eve", "eve@exarnple.com",
	    "domain looks like example.com" },
	{ "0 for o", "Eve", "eve@example.c0m",
	    "domain looks like example.com" },
	{ "Greek o", "Eve",
	    "eve@example.c\xce\xbf"
	    "m",
	    "domain looks like example.com" },
	{ "fullwidth letters in the name",
	    "\xef\xbd\x81"
	    "lice@example.com",
	    "eve@evil.example", "shows the address alice@example.com" },
	{ "the desk's address with a Cyrillic p", "x",
	    "su\xd1\x80\xd1\x80"
	    "ort@example.com",
	    "address looks like support@example.com" },
	{ "1 for l in the local part", "Alice", "a1ice@example.com",
	    "address looks like alice@example.com" },
	/* The display name. */
	{ "an agent's address as name", "alice@example.com", "eve@evil.example",
	    "shows the address alice@example.com" },
	{ "with words around", "Alice (alice@example.com) via desk",
	    "eve@evil.example", "shows the address alice@example.com" },
	{ "in capitals", "ALICE@EXAMPLE.COM", "eve@evil.example",
	    "shows the address alice@example.com" },
	{ "the desk's address", "support@example.com", "eve@evil.example",
	    "shows the address support@example.com" },
	{ "in Cyrillic letters",
	    "\xd0\xb0"
	    "l\xd1\x96"
	    "ce@ex\xd0\xb0"
	    "mple.com",
	    "eve@evil.example", "shows the address alice@example.com" },
	{ "the desk's name", "Example Support", "eve@evil.example",
	    "name looks like the desk's" },
	{ "the desk's name with a Cyrillic E",
	    "\xd0\x95"
	    "xample Supp\xd0\xbe"
	    "rt",
	    "eve@evil.example", "name looks like the desk's" },
	{ "an agent through the desk", "Bob via Example Support",
	    "eve@evil.example", "name looks like the desk's" },
	{ "an agent's whole name", "Alice Miller", "eve@evil.example",
	    "name looks like alice" },
	{ "in other letters",
	    "\xce\x91"
	    "lice Mi11er",
	    "eve@evil.example", "name looks like alice" },
	/* Honest people. */
	{ "a customer", "Carla", "carla@customer.example", NULL },
	{ "one with an agent's first name", "Alice", "alice@customer.example",
	    NULL },
	{ "one of our own domain", "Carla", "carla@example.com", NULL },
	{ "the agent", "Alice Miller", "alice@example.com", NULL },
	{ "the desk", "Example Support", "support@example.com", NULL },
	{ "a name in Cyrillic letters", "\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0",
	    "anna@example.net", NULL },
	{ "a sub-domain", "Carla", "carla@mail.example.com", NULL },
	{ "nobody", "", "", NULL },
};

static void
test_rows(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);

	struct settings_agent *alice = conf->agents->pdata[0];

	g_free(alice->public_name);
	alice->public_name = g_strdup("Alice Miller");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *from = address_fold(rows[i].from);
		g_autofree char *warning =
		    lookalike_find(conf, from, rows[i].display);

		g_test_message("%s: %s", rows[i].name, warning ? warning : "-");
		if (rows[i].warning) {
			g_assert_nonnull(warning);
			g_assert_nonnull(strstr(warning, rows[i].warning));
		} else {
			g_assert_null(warning);
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/lookalike/rows", test_rows);
	return g_test_run();
}
