/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The common beginning of every role: settings from a sealed memfd, never from
 * a file or an argument, so that a role sees only its part and no secret shows
 * in a process list. */
#include "daemon/role.h"
#include "base/bell.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mac.h"
#include "base/memfd.h"
#include "base/secret.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

#define ROLE_SETTINGS_MAX (16 * 1024 * 1024)
#define ROLE_ALIVE_MORE 5 /* seconds for which a promise is not repeated */

volatile int role_stop;

static const char *const role_names[ROLE_KINDS] = {
	[ROLE_FETCHER] = "fetcher",
	[ROLE_MAILBOX] = "mailbox",
	[ROLE_SENDER] = "sender",
	[ROLE_KEEPER] = "keeper",
};

const char *
role_name(enum role_kind kind)
{
	return role_names[kind];
}

bool
role_parse(const char *text, enum role_kind *out)
{
	for (guint i = 0; i < ROLE_KINDS; i++)
		if (g_str_equal(text, role_names[i])) {
			*out = (enum role_kind)i;
			return true;
		}
	return false;
}

static enum log_level
role_level(const struct settings *settings)
{
	if (g_str_equal(settings->log_level, "debug"))
		return LOG_DEBUG;
	return g_str_equal(settings->log_level, "warning") ? LOG_WARNING
	                                                   : LOG_INFO;
}

/* Two accounts have two fetchers: the log says whose line it is. */
static void
role_open_log(struct role *role)
{
	GBytes *key = g_hash_table_lookup(role->secrets, "log-key");
	const struct settings_account *account =
	    role->settings->accounts->len > 0
	    ? g_ptr_array_index(role->settings->accounts, 0)
	    : NULL;
	g_autofree char *name =
	    role->kind == ROLE_FETCHER || role->kind == ROLE_MAILBOX
	    ? g_strdup_printf("%s/%s", role_name(role->kind),
	          account != NULL ? account->name : "")
	    : g_strdup(role_name(role->kind));

	log_open(name, role_level(role->settings));
	if (key != NULL && g_bytes_get_size(key) == MAC_KEY_SIZE)
		log_set_address_key(g_bytes_get_data(key, NULL),
		    role->settings->log_addresses != 0);
}

/* By way of a copy, so that it is aligned as GVariant wants it; the secrets in
 * that are not to lie about in the heap for as long as the role lives. */
static bool
role_decode(struct role *role, GError **error)
{
	g_autoptr(GBytes) octets =
	    memfd_map(ROLE_FD_SETTINGS, ROLE_SETTINGS_MAX, error);

	if (octets == NULL)
		return false;
	GBytes *copy = g_bytes_new(g_bytes_get_data(octets, NULL),
	    g_bytes_get_size(octets));
	GVariant *encoded = g_variant_ref_sink(g_variant_new_from_bytes(
	    G_VARIANT_TYPE(SETTINGS_TYPE), copy, FALSE));
	role->settings = settings_decode(encoded, &role->secrets, error);
	g_variant_unref(encoded);
	secret_free(copy);
	return role->settings != NULL;
}

bool
role_writes_letters(enum role_kind kind)
{
	return kind == ROLE_MAILBOX || kind == ROLE_KEEPER;
}

static bool
role_read_wording(struct role *role, GError **error)
{
	if (!role_writes_letters(role->kind))
		return true;
	g_autoptr(GBytes) octets =
	    memfd_map(ROLE_FD_WORDING, WORDING_MAX, error);
	if (octets == NULL)
		return false;
	role->wording = wording_decode(octets, role->settings);
	close(ROLE_FD_WORDING);
	return true;
}

int
role_open(struct role *role)
{
	g_autoptr(GError) error = NULL;

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0L, 0L, 0L) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) != 0)
		return EX_OSERR;
	log_open(role_name(role->kind), LOG_INFO);
	if (!role_decode(role, &error) || !role_read_wording(role, &error)) {
		log_error(LOG_ERROR, "role.settings", error, NULL);
		return EX_SOFTWARE;
	}
	close(ROLE_FD_SETTINGS);
	role_open_log(role);
	return -1;
}

void
role_close(struct role *role)
{
	g_clear_pointer(&role->settings, settings_free);
	g_clear_pointer(&role->secrets, g_hash_table_unref);
	g_clear_pointer(&role->wording, wording_free);
}

void
role_alive(unsigned int seconds)
{
	static gint64 told; /* clock_boot() ms */
	gint64 now = clock_boot(), due = now + (gint64)seconds * 1000;
	ssize_t written;

	if (told >= due && told <= due + ROLE_ALIVE_MORE * 1000)
		return;
	seconds += ROLE_ALIVE_MORE;
	told = now + (gint64)seconds * 1000;
	do
		written = write(ROLE_FD_HEART, &seconds, sizeof seconds);
	while (written < 0 && errno == EINTR);
	if (written < 0 && errno == EPIPE)
		exit(EX_UNAVAILABLE); /* the supervisor is gone */
}

void
role_ring_senders(const struct role *role)
{
	for (int i = 0; i < (int)role->settings->sending.senders; i++)
		bell_ring(ROLE_FD_SENDERS + i);
}

static void
role_term(int signal_number)
{
	(void)signal_number;
	role_stop = 1;
}

void
role_catch_term(void)
{
	struct sigaction action = { .sa_handler = role_term };

	sigaction(SIGTERM, &action, NULL);
}

void
role_hold_term(int how)
{
	sigset_t term;

	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(how, &term, NULL);
}
