/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk, its keys and mail headers for tests of what is pure. */
#include "util-rules.h"

#include <string.h>

#include "util-conf.h"

static const char conf[] =
    "desk = { name = \"Example Support\"; address = \"support@example.com\"; "
    "};\n"
    "agents = (\n"
    "  { name = \"alice\"; addresses = [ \"alice@example.com\", "
    "\"alice@home.example\" ]; public_name = \"Alice\"; },\n"
    "  { name = \"bob\"; addresses = [ \"bob@example.com\" ]; },\n"
    "  { name = \"carol\"; addresses = [ \"carol@example.com\" ]; disabled = "
    "true; } );\n"
    "border_hosts = [ \"mx.example.com\" ];\n";

static const char queues[] =
    "queues = (\n"
    "  { name = \"support\"; addresses = [ \"support@example.com\" ]; },\n"
    "  { name = \"sales\"; addresses = [ \"sales@example.com\" ]; agents = [ "
    "\"bob\" ]; } );\n";

static const char outside[] =
    "accounts = ( { host = \"imap.example.com\"; user = \"u\"; password_file = "
    "\"p\"; } );\n"
    "relays = ( { host = \"smtp.example.com\"; user = \"u\"; password_file = "
    "\"p\"; } );\n";

struct settings *
rules_settings(const char *extra)
{
	gboolean own_queues = extra && strstr(extra, "queues =");
	g_autofree char *text =
	    g_strconcat(conf, outside, own_queues ? "" : queues, extra, NULL);

	return conf_good(text);
}

static void
set_key(struct keyring_key *key, guint8 id, guint8 first)
{
	key->id = id;
	for (gsize i = 0; i < sizeof key->key; i++)
		key->key[i] = (guint8)(first + i);
	key->created = RULES_NOW - 1000;
}

struct keyring *
rules_ring(void)
{
	struct keyring *ring = keyring_new(RULES_NOW);
	struct keyring_key *retired = g_new0(struct keyring_key, 1);

	set_key(ring->keys->pdata[0], 5, 0);
	set_key(retired, 3, 100);
	retired->retired = RULES_NOW - 500;
	retired->until = RULES_NOW + 1000;
	g_ptr_array_add(ring->keys, retired);
	return ring;
}

static void
add_field(struct header *header, const char *line)
{
	g_autofree char *name = g_strndup(line, strcspn(line, ":"));
	g_autofree char *value = g_strstrip(g_strdup(line + strlen(name) + 1));

	header_add(header, name, value);
}

struct header *
rules_header(const char *text)
{
	struct header *header = header_new();
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GString) field = g_string_new(NULL);

	for (guint i = 0; lines[i]; i++) {
		gboolean folded = *lines[i] == ' ' || *lines[i] == '\t';

		if (!folded && field->len > 0) {
			add_field(header, field->str);
			g_string_truncate(field, 0);
		}
		g_string_append(field, lines[i]);
	}
	if (field->len > 0)
		add_field(header, field->str);
	return header;
}

void
rules_assert_holds(const char *text, const char *part)
{
	if (!strstr(text, part))
		g_error("no \"%s\" in:\n%s", part, text);
}

void
rules_assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		g_error("\"%s\" in:\n%s", part, text);
}
