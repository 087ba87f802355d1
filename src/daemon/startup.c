/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must be right before any role is started, at a start, at SIGHUP and for
 * --check: settings, templates, secrets, the sandbox. Whatever is wrong is said
 * here in the operator's words, once, and not by a role that starts again and
 * again. Nothing may be changed by looking. */
#include "daemon/startup.h"
#include "daemon/secrets.h"
#include "intake/sandbox.h"
#include "pipeline/inbox.h"
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#define STARTUP_DESCRIPTORS 16

/* A child tries the reader's sandbox: without one no mail may be parsed, and
 * that must be known before a mail has come. */
static bool
startup_sandbox(const struct settings *settings, GError **error)
{
	struct sandbox_limits limits = {
		.memory = settings->limits.parse_memory,
		.cpu_seconds = settings->limits.parse_cpu_seconds,
		.descriptors = STARTUP_DESCRIPTORS,
	};
	int status = 0;

	if (settings->sandbox == SETTINGS_SANDBOX_OFF)
		return true;
	pid_t pid = fork();
	if (pid == 0)
		_exit(sandbox_enter(&limits, NULL) ? 0 : 1);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return fail_errno(error, FAIL_TEMPORARY, errno, "fork");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	return fail_set(error, FAIL_CONFIG,
	    "%s: sandbox: this system has no seccomp filter for the mail "
	    "parser; use a kernel that has, or say sandbox = \"off\"",
	    settings->path);
}

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
	if (!startup_sandbox(settings, error))
		return false;
	g_autoptr(template) templates = inbox_templates(settings, error);
	if (templates == NULL)
		return false;
	*secrets_out = secrets_read(settings, error);
	if (*secrets_out == NULL)
		return false;
	*settings_out = g_steal_pointer(&settings);
	return true;
}
