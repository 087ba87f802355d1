/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all verbs share: settings, store, complaints. Everything that a person
 * reads on stderr leaves through here, made safe for a terminal. Nothing here
 * may write to the store, or leave a file in the state folder that belongs to
 * somebody else than the daemon. */
#include "ctl/ctl.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/escape.h"

#define DEFAULT_CONF DOCKET_SYSCONFDIR "/docket.conf"
#define NAMES_MAX 16384 /* octets of a user's entry in passwd(5) */

void
ctl_init(struct ctl *ctl)
{
	*ctl = (struct ctl){
		.operands = g_ptr_array_new(),
		.options = g_hash_table_new(g_str_hash, g_str_equal),
		.uid = getuid(),
	};
}

void
ctl_clear(struct ctl *ctl)
{
	g_clear_pointer(&ctl->operands, g_ptr_array_unref);
	g_clear_pointer(&ctl->options, g_hash_table_unref);
	g_clear_pointer(&ctl->store, store_close);
	g_clear_pointer(&ctl->zone, g_time_zone_unref);
	g_clear_pointer(&ctl->settings, settings_free);
}

const char *
ctl_option(const struct ctl *ctl, const char *name)
{
	return g_hash_table_lookup(ctl->options, name);
}

const char *
ctl_operand(const struct ctl *ctl, guint n)
{
	return n < ctl->operands->len ? ctl->operands->pdata[n] : NULL;
}

bool
ctl_number(const char *text, guint64 *out)
{
	return text &&
	    g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, out, NULL);
}

/* Entries are counted from 0, so this is another kind of number. */
bool
ctl_place(const char *text, guint32 *out)
{
	guint64 number = 0;

	if (!text ||
	    !g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32, &number,
	        NULL))
		return false;
	*out = (guint32)number;
	return true;
}

int
ctl_complain(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_strchomp(text); /* the daemon's texts are whole lines */
	g_autofree char *safe = escape_terminal(text, ESCAPE_KEEP_LINES);
	fflush(stdout); /* so that the two come in their order */
	fprintf(stderr, "docketctl: %s\n", safe);
	return status;
}

int
ctl_fail(const GError *error)
{
	return ctl_complain(fail_exit_status(error), "%s", error->message);
}

int
ctl_need_settings(struct ctl *ctl)
{
	const char *path = ctl->conf ? ctl->conf : DEFAULT_CONF;
	g_autoptr(GError) error = NULL;

	/* "No permission" is not a mistake in the file: another status. */
	if (ctl->settings)
		return EX_OK;
	ctl->settings = settings_read(path, &error);
	if (!ctl->settings && access(path, R_OK) != 0 && errno == EACCES)
		return ctl_complain(EX_NOPERM, "%s: you may not read it", path);
	if (!ctl->settings)
		return ctl_fail(error);
	ctl->zone = g_time_zone_new_identifier(ctl->settings->desk.time_zone);
	return EX_OK;
}

int
ctl_find_store(struct ctl *ctl)
{
	const char *dir = ctl->settings->state_dir;
	g_autofree char *path =
	    g_build_filename(dir, "store", "data.mdb", NULL);
	struct stat status;

	if (stat(path, &status) == 0)
		return EX_OK;
	if (errno == EACCES)
		return ctl_complain(EX_NOPERM,
		    "%s: you may not look into it; call docketctl as root or "
		    "as the user that docketd runs as",
		    dir);
	return ctl_complain(EX_NOINPUT,
	    "%s: there is no store yet: no mail has been taken in, or "
	    "state_dir in %s names another folder",
	    dir, ctl->settings->path);
}

int
ctl_need_store(struct ctl *ctl)
{
	g_autoptr(GError) error = NULL;
	int status = ctl_need_settings(ctl);

	if (status == EX_OK)
		status = ctl_find_store(ctl);
	if (status != EX_OK)
		return status;
	if (ctl_become_owner(ctl->settings->state_dir, &error))
		ctl->store =
		    store_open(ctl->settings->state_dir, KV_READ_ONLY, &error);
	return ctl->store ? EX_OK : ctl_fail(error);
}

/* Takes a user's rights and no other; an owner without a name (a user that
 * systemd made up and took back) has no groups but the folder's. */
static bool
become(uid_t user, gid_t folder_group)
{
	g_autofree char *names = g_malloc(NAMES_MAX);
	struct passwd entry, *owner = NULL;

	if (getpwuid_r(user, &entry, names, NAMES_MAX, &owner) != 0)
		return false;
	gid_t group = owner ? owner->pw_gid : folder_group;
	int grouped =
	    owner ? initgroups(owner->pw_name, group) : setgroups(1, &group);
	return grouped == 0 && setgid(group) == 0 && setuid(user) == 0;
}

bool
ctl_become_owner(const char *state_dir, GError **error)
{
	struct stat status;

	if (geteuid() != 0 || stat(state_dir, &status) != 0 ||
	    status.st_uid == 0 || become(status.st_uid, status.st_gid))
		return true;
	return fail_errno(error, FAIL_CONFIG, errno,
	    "%s: can not become its owner, uid %u", state_dir,
	    (guint)status.st_uid);
}

void
ctl_write(const void *data, gsize size)
{
	const char *text = data;

	if (!isatty(STDOUT_FILENO)) {
		fwrite(data, 1, size, stdout);
		return;
	}
	/* Piece by piece, for NUL ends a text. */
	for (gsize at = 0; at < size;) {
		g_autofree char *piece = g_strndup(text + at, size - at);
		g_autofree char *safe =
		    escape_terminal(piece, ESCAPE_KEEP_LINES);
		at += strlen(piece) + 1;
		fputs(safe, stdout);
		if (at <= size)
			fputs("\\x00", stdout);
	}
}
