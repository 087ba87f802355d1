/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must be right before any role is started, at a start, at SIGHUP and for
 * --check: settings, templates, secrets. Nothing may be changed by looking. */
#include "daemon/startup.h"
#include "daemon/secrets.h"
#include "pipeline/inbox.h"

bool
startup_load(const char *conf, struct settings **settings_out,
    GHashTable **secrets_out, GError **error)
{
	g_autoptr(settings) settings = settings_read(conf, error);

	if (settings == NULL)
		return false;
	if (settings->accounts->len == 0)
		return fail_set(error, FAIL_CONFIG,
		    "%s: accounts: docketd needs at least one; see docket.conf(5)",
		    conf);
	if (settings->relays->len == 0)
		return fail_set(error, FAIL_CONFIG,
		    "%s: relays: docketd needs at least one; see docket.conf(5)",
		    conf);
	g_autoptr(template) templates = inbox_templates(settings, error);
	if (templates == NULL)
		return false;
	*secrets_out = secrets_read(settings, error);
	if (*secrets_out == NULL)
		return false;
	*settings_out = g_steal_pointer(&settings);
	return true;
}
