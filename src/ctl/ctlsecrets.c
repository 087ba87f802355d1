/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets for the verbs that work without a daemon, under the names by which
 * the supervisor hands them to roles. They are never printed, and wiped when
 * the verb is done. */
#include "ctl/ctlsecrets.h"

#include "base/fail.h"
#include "base/mac.h"
#include "base/secret.h"
#include "store/ring.h"

/* Overwrites; g_bytes_unref() would leave the octets in the heap. */
static void
wipe(gpointer secret)
{
	secret_free(secret);
}

GHashTable *
ctlsecrets_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, wipe);
}

bool
ctlsecrets_read(GHashTable *secrets, const char *name, const char *path,
    GError **error)
{
	GBytes *secret = secret_read(path, error);

	if (secret)
		g_hash_table_insert(secrets, g_strdup(name), secret);
	return secret != NULL;
}

bool
ctlsecrets_read_key(GHashTable *secrets, const struct settings *settings,
    GError **error)
{
	uint8_t log_key[MAC_KEY_SIZE];
	gsize size = 0;

	if (!ctlsecrets_read(secrets, "key", settings->key_file, error))
		return false;
	const void *key =
	    g_bytes_get_data(g_hash_table_lookup(secrets, "key"), &size);
	if (size < RING_SECRET_MIN)
		return fail_set(error, FAIL_CONFIG,
		    "%s: has %zu octets, at least %d are wanted; do: head -c "
		    "32 /dev/urandom | base64 >%s",
		    settings->key_file, size, RING_SECRET_MIN,
		    settings->key_file);
	mac_derive(key, size, "docket log", log_key);
	g_hash_table_insert(secrets, g_strdup("log-key"),
	    g_bytes_new(log_key, sizeof log_key));
	return true;
}
