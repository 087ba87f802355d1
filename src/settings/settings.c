/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings as the rest of the program sees them: read once by the supervisor,
 * handed to each role in parts, looked up by name or address. A role must never
 * get more than its part, and never read docket.conf itself. */
#include "settings/settings.h"

#include <string.h>

#include "base/address.h"
#include "base/fail.h"
#include "base/secret.h"
#include "settings/confread.h"
#include "settings/crosscheck.h"
#include "settings/derive.h"
#include "settings/options.h"
#include "settings/optionvalue.h"

/* These travel beside the sections; no section is called so. */
#define PATH_KEY "path"
#define SUBJECTS_KEY "subjects"
#define TOP_KEY "top"

/* The part of settings, or the address of the GPtrArray, that is a section's.
 */
static void *
part_of(const struct settings *settings, const struct options_section *section)
{
	return (char *)(guintptr)settings + section->offset;
}

/* Of an OPTIONS_GROUPS section. */
static GPtrArray *
groups_of(const struct settings *settings,
    const struct options_section *section)
{
	return *(GPtrArray **)part_of(settings, section);
}

struct settings *
settings_defaults(void)
{
	struct settings *settings = g_new0(struct settings, 1);
	size_t n;
	const struct options_section *sections = options_sections(&n);

	settings->path = g_strdup("");
	settings->subjects = g_new0(char *, 1);
	for (size_t i = 0; i < n; i++) {
		if (sections[i].kind == OPTIONS_GROUPS)
			*(GPtrArray **)part_of(settings, &sections[i]) =
			    g_ptr_array_new();
		else
			optionvalue_set_defaults(&sections[i],
			    part_of(settings, &sections[i]));
	}
	return settings;
}

static void
free_groups(const struct options_section *section, GPtrArray *take_groups)
{
	for (guint i = 0; i < take_groups->len; i++)
		optionvalue_free_group(section, take_groups->pdata[i]);
	g_ptr_array_unref(take_groups);
}

void
settings_free(struct settings *settings)
{
	size_t n;
	const struct options_section *sections = options_sections(&n);

	if (!settings)
		return;
	for (size_t i = 0; i < n; i++) {
		if (sections[i].kind == OPTIONS_GROUPS)
			free_groups(&sections[i],
			    groups_of(settings, &sections[i]));
		else
			optionvalue_clear(&sections[i],
			    part_of(settings, &sections[i]));
	}
	g_free(settings->path);
	g_strfreev(settings->subjects);
	g_free(settings);
}

struct settings *
settings_read(const char *path, GError **error)
{
	g_autoptr(settings) settings = settings_defaults();
	g_autoptr(confplace) place = confplace_new(path);

	g_free(settings->path);
	settings->path = g_strdup(path);
	if (!confread_fill(settings, place, error))
		return NULL;
	derive_defaults(settings);
	if (!crosscheck_settings(settings, place, error))
		return NULL;
	return g_steal_pointer(&settings);
}

/* --- to a role and back --------------------------------------------------- */

/* Which part a section belongs to. */
static guint
part_bit(const struct options_section *section)
{
	static const struct {
		const char *name;
		enum settings_part part;
	} lists[] = {
		{ "accounts", SETTINGS_PART_ACCOUNT },
		{ "relays", SETTINGS_PART_RELAYS },
		{ "queues", SETTINGS_PART_PEOPLE },
		{ "agents", SETTINGS_PART_PEOPLE },
		{ "forms", SETTINGS_PART_PEOPLE },
		{ "categories", SETTINGS_PART_PEOPLE },
		{ "routing", SETTINGS_PART_PEOPLE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		if (strcmp(lists[i].name, section->name) == 0)
			return lists[i].part;
	return SETTINGS_PART_COMMON;
}

static GVariant *
encode_groups(const struct options_section *section, const GPtrArray *groups,
    guint first, guint last)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = first; i < last; i++)
		g_variant_builder_add_value(&builder,
		    optionvalue_encode(section, groups->pdata[i]));
	return g_variant_builder_end(&builder);
}

/* Of accounts only the one at index: a fetcher has no business with others. */
static GVariant *
encode_section(const struct settings *settings,
    const struct options_section *section, guint index)
{
	const GPtrArray *groups;

	if (section->kind != OPTIONS_GROUPS)
		return optionvalue_encode(section, part_of(settings, section));
	groups = groups_of(settings, section);
	if (part_bit(section) != SETTINGS_PART_ACCOUNT)
		return encode_groups(section, groups, 0, groups->len);
	g_assert(index < groups->len);
	return encode_groups(section, groups, index, index + 1);
}

/* The top level has no name in the file, but needs a key here. */
static const char *
section_key(const struct options_section *section)
{
	return section->kind == OPTIONS_TOP ? TOP_KEY : section->name;
}

/* Bytes go in without a copy; the GVariant's own is not wiped, so whoever
 * encodes for a role must live only as long as it has to hold secrets anyway.
 */
static GVariant *
encode_secrets(GHashTable *secrets)
{
	GVariantBuilder builder;
	GHashTableIter iter;
	gpointer name, bytes;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("a{say}"));
	if (!secrets)
		return g_variant_builder_end(&builder);
	g_hash_table_iter_init(&iter, secrets);
	while (g_hash_table_iter_next(&iter, &name, &bytes)) {
		g_variant_builder_open(&builder, G_VARIANT_TYPE("{say}"));
		g_variant_builder_add(&builder, "s", name);
		g_variant_builder_add_value(&builder,
		    g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, bytes,
		        TRUE));
		g_variant_builder_close(&builder);
	}
	return g_variant_builder_end(&builder);
}

GVariant *
settings_encode(const struct settings *settings, guint parts, guint index,
    GHashTable *secrets)
{
	GVariantBuilder builder;
	size_t n;
	const struct options_section *sections = options_sections(&n);

	g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
	g_variant_builder_add(&builder, "{sv}", PATH_KEY,
	    g_variant_new_string(settings->path));
	g_variant_builder_add(&builder, "{sv}", SUBJECTS_KEY,
	    g_variant_new_strv((const char *const *)settings->subjects, -1));
	for (size_t i = 0; i < n; i++)
		if (parts & part_bit(&sections[i]))
			g_variant_builder_add(&builder, "{sv}",
			    section_key(&sections[i]),
			    encode_section(settings, &sections[i], index));
	return g_variant_new("(@a{sv}@a{say})", g_variant_builder_end(&builder),
	    encode_secrets(secrets));
}

static bool
decode_groups(const struct options_section *section, GPtrArray *groups,
    GVariant *encoded, GError **error)
{
	for (gsize i = 0; i < g_variant_n_children(encoded); i++) {
		g_autoptr(GVariant) child =
		    g_variant_get_child_value(encoded, i);
		void *group = optionvalue_new_group(section);

		g_ptr_array_add(groups, group);
		if (!optionvalue_decode(section, group, child, error))
			return false;
	}
	return true;
}

/* A section that was not handed over keeps its defaults. */
static bool
decode_section(struct settings *settings, const struct options_section *section,
    GVariant *parts, GError **error)
{
	bool is_list = section->kind == OPTIONS_GROUPS;
	g_autoptr(GVariant) encoded =
	    g_variant_lookup_value(parts, section_key(section),
	        is_list ? G_VARIANT_TYPE("aa{sv}") : G_VARIANT_TYPE_VARDICT);

	if (!encoded)
		return true;
	if (is_list)
		return decode_groups(section, groups_of(settings, section),
		    encoded, error);
	return optionvalue_decode(section, part_of(settings, section), encoded,
	    error);
}

static void
free_secret(gpointer secret)
{
	secret_free(secret);
}

/* Each in memory of its own, so that it can be wiped. */
static GHashTable *
decode_secrets(GVariant *encoded)
{
	GHashTable *secrets =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_secret);

	for (gsize i = 0; i < g_variant_n_children(encoded); i++) {
		g_autoptr(GVariant) bytes = NULL;
		g_autofree char *name = NULL;
		gconstpointer data;
		gsize size;

		g_variant_get_child(encoded, i, "{s@ay}", &name, &bytes);
		data = g_variant_get_fixed_array(bytes, &size, 1);
		g_hash_table_replace(secrets, g_steal_pointer(&name),
		    g_bytes_new(data, size));
	}
	return secrets;
}

struct settings *
settings_decode(GVariant *encoded, GHashTable **secrets_out, GError **error)
{
	g_autoptr(settings) settings = settings_defaults();
	g_autoptr(GVariant) parts = NULL;
	g_autoptr(GVariant) secrets = NULL;
	size_t n;
	const struct options_section *sections = options_sections(&n);
	const char *path;
	char **subjects;

	if (!g_variant_is_of_type(encoded, G_VARIANT_TYPE(SETTINGS_TYPE))) {
		fail_set(error, FAIL_CONFIG,
		    "handed-over settings have type %s",
		    g_variant_get_type_string(encoded));
		return NULL;
	}
	g_variant_get(encoded, "(@a{sv}@a{say})", &parts, &secrets);
	if (g_variant_lookup(parts, PATH_KEY, "&s", &path)) {
		g_free(settings->path);
		settings->path = g_strdup(path);
	}
	if (g_variant_lookup(parts, SUBJECTS_KEY, "^as", &subjects)) {
		g_strfreev(settings->subjects);
		settings->subjects = subjects;
	}
	for (size_t i = 0; i < n; i++)
		if (!decode_section(settings, &sections[i], parts, error))
			return NULL;
	if (secrets_out)
		*secrets_out = decode_secrets(secrets);
	return g_steal_pointer(&settings);
}

/* --- look-ups ------------------------------------------------------------- */

const struct settings_agent *
settings_agent_by_name(const struct settings *settings, const char *name)
{
	for (guint i = 0; i < settings->agents->len; i++) {
		const struct settings_agent *agent = settings->agents->pdata[i];

		if (g_strcmp0(agent->name, name) == 0)
			return agent;
	}
	return NULL;
}

const struct settings_agent *
settings_agent_by_address(const struct settings *settings, const char *address)
{
	for (guint i = 0; i < settings->agents->len; i++) {
		const struct settings_agent *agent = settings->agents->pdata[i];

		for (char **next = agent->addresses; *next; next++)
			if (address_equal(*next, address))
				return agent;
	}
	return NULL;
}

const struct settings_queue *
settings_queue_by_name(const struct settings *settings, const char *name)
{
	for (guint i = 0; i < settings->queues->len; i++) {
		const struct settings_queue *queue = settings->queues->pdata[i];

		if (g_strcmp0(queue->name, name) == 0)
			return queue;
	}
	return NULL;
}

/* Whether folded is own, or own with a subaddress. Split from own's side: own
 * may have the delimiter in its name ("support-eu@" with "-"). */
static bool
is_form_of(const struct settings *settings, const char *own, const char *folded)
{
	g_autofree char *mine = *own ? address_fold(own) : NULL;
	const char *domain = mine ? address_domain(mine) : "";
	size_t local = mine ? strlen(mine) - strlen(domain) - 1 : 0;
	const char *delimiter = settings->desk.delimiter;

	if (!mine || strncmp(mine, folded, local) != 0)
		return false;
	if (strcmp(address_domain(folded), domain) != 0)
		return false;
	return folded[local] == '@' ||
	    (*delimiter && folded[local] == *delimiter);
}

/* The same for a NULL-terminated list of own addresses. */
static bool
holds_form_of(const struct settings *settings, char *const *own,
    const char *folded)
{
	for (; *own; own++)
		if (is_form_of(settings, *own, folded))
			return true;
	return false;
}

bool
settings_is_own_address(const struct settings *settings, const char *address)
{
	g_autofree char *folded = address_fold(address);
	const struct settings_desk *desk = &settings->desk;

	if (!folded || !*folded)
		return false;
	if (is_form_of(settings, desk->address, folded) ||
	    is_form_of(settings, desk->bounce_address, folded) ||
	    is_form_of(settings, desk->verify_address, folded))
		return true;
	if (*desk->token_domain &&
	    g_ascii_strcasecmp(address_domain(folded), desk->token_domain) == 0)
		return true;
	for (guint i = 0; i < settings->queues->len; i++) {
		const struct settings_queue *queue = settings->queues->pdata[i];

		if (holds_form_of(settings, queue->addresses, folded))
			return true;
	}
	return false;
}

const struct settings_queue *
settings_queue_of(const struct settings *settings, char *const *recipients)
{
	for (; recipients && *recipients; recipients++) {
		g_autofree char *folded = address_fold(*recipients);

		for (guint i = 0; i < settings->queues->len; i++) {
			const struct settings_queue *queue =
			    settings->queues->pdata[i];

			if (holds_form_of(settings, queue->addresses, folded))
				return queue;
		}
	}
	return NULL;
}

const struct settings_queue *
settings_catch_all(const struct settings *settings)
{
	const struct settings_queue *named =
	    settings_queue_by_name(settings, settings->desk.catch_all);

	if (named)
		return named;
	return settings->queues->len > 0 ? settings->queues->pdata[0] : NULL;
}

bool
settings_attaches(const struct settings *settings, const char *queue)
{
	const struct settings_queue *found =
	    settings_queue_by_name(settings, queue);

	if (!found)
		found = settings_catch_all(settings);
	return !found || found->attachments == SETTINGS_ATTACHMENTS_ATTACH;
}
