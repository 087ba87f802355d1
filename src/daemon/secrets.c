/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All secrets of docket.conf, read once by the supervisor and handed on role by
 * role. They must never be printed, put into an argument or an environment, or
 * kept where a core would show them. */
#include "daemon/secrets.h"
#include "base/mac.h"
#include "base/secret.h"

static bool
secrets_add(GHashTable *secrets, const struct settings *settings,
    const char *option, const char *file, char *take_name, GError **error)
{
	g_autofree char *name = take_name;
	g_autofree char *folder = g_path_get_dirname(settings->path);
	g_autofree char *path = secret_path(folder, file);
	GBytes *secret = secret_read(path, error);

	if (secret == NULL) {
		g_prefix_error(error, "%s: %s: ", settings->path, option);
		return false;
	}
	g_hash_table_insert(secrets, g_steal_pointer(&name), secret);
	return true;
}

static bool
secrets_add_key(GHashTable *secrets, const struct settings *settings,
    GError **error)
{
	uint8_t derived[MAC_KEY_SIZE];

	if (!secrets_add(secrets, settings, "key_file", settings->key_file,
	        g_strdup("key"), error))
		return false;
	gsize size = 0;
	const void *key =
	    g_bytes_get_data(g_hash_table_lookup(secrets, "key"), &size);
	if (size < MAC_KEY_SIZE)
		return fail_set(error, FAIL_CONFIG,
		    "%s: key_file: %s: %zu octets are too few, 32 are needed; make one "
		    "with: head -c 32 /dev/urandom > FILE; chmod 600 FILE",
		    settings->path, settings->key_file, size);
	mac_derive(key, size, "docket log", derived);
	g_hash_table_insert(secrets, g_strdup("log-key"),
	    g_bytes_new(derived, sizeof derived));
	return true;
}

GHashTable *
secrets_read(const struct settings *settings, GError **error)
{
	g_autoptr(GHashTable) secrets = g_hash_table_new_full(g_str_hash,
	    g_str_equal, g_free, (GDestroyNotify)secret_free);

	if (!secrets_add_key(secrets, settings, error))
		return NULL;
	for (guint i = 0; i < settings->accounts->len; i++) {
		const struct settings_account *one =
		    g_ptr_array_index(settings->accounts, i);
		g_autofree char *option =
		    g_strdup_printf("accounts[%u].password_file", i);
		if (!secrets_add(secrets, settings, option, one->password_file,
		        g_strconcat("account:", one->name, NULL), error))
			return NULL;
	}
	for (guint i = 0; i < settings->relays->len; i++) {
		const struct settings_relay *one =
		    g_ptr_array_index(settings->relays, i);
		g_autofree char *option =
		    g_strdup_printf("relays[%u].password_file", i);
		if (*one->user != '\0' &&
		    !secrets_add(secrets, settings, option, one->password_file,
		        g_strconcat("relay:", one->name, NULL), error))
			return NULL;
	}
	return g_steal_pointer(&secrets);
}
