/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail in a file, read as if it had come: the same scanner, the same
 * sandboxed reader, the same rules, so that "parse" and "explain" show what
 * would have happened. Nothing of the mail is parsed in this process but by
 * intake/scan. */
#include "ctl/ctlmail.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/memfd.h"
#include "intake/reader.h"
#include "intake/scan.h"
#include "pipeline/filed.h"

#define CHUNK 65536

void
ctlmail_clear(struct ctlmail *mail)
{
	g_clear_pointer(&mail->mail, accept_mail_free);
	g_clear_pointer(&mail->raw, g_bytes_unref);
	g_clear_pointer(&mail->accept.zone, g_time_zone_unref);
	autofd_clear(&mail->memfd);
}

/* Copies at most max octets and looks whether there are more. -1 with errno. */
static gssize
copy(int from, struct ctlmail *mail, gint64 max, GError **error)
{
	g_autofree char *chunk = g_malloc(CHUNK);
	gint64 total = 0;

	while (total <= max) {
		ssize_t got =
		    read(from, chunk, (size_t)MIN(CHUNK, max - total + 1));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -1 : (gssize)total;
		if (total + got > max) {
			mail->too_large = true;
			got = (ssize_t)(max - total);
		}
		if (!memfd_append(mail->memfd, chunk, (size_t)got, error))
			return -1;
		total += got;
		if (mail->too_large)
			break;
	}
	return (gssize)total;
}

/* Into a sealed memfd, which is what a reader takes. A status. */
static int
load(const char *path, struct ctlmail *mail, gint64 max)
{
	g_autoptr(GError) error = NULL;
	autofd int file = -1;
	bool is_stdin = g_str_equal(path, "-");

	mail->memfd = memfd_new("docket-mail", &error);
	if (mail->memfd < 0)
		return ctl_fail(error);
	if (!is_stdin && (file = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return ctl_complain(EX_NOINPUT, "%s: %s", path,
		    g_strerror(errno));
	if (copy(is_stdin ? STDIN_FILENO : file, mail, max, &error) < 0)
		return error ? ctl_fail(error)
		             : ctl_complain(EX_NOINPUT, "%s: %s", path,
		                   g_strerror(errno));
	if (!memfd_seal(mail->memfd, &error))
		return ctl_fail(error);
	mail->raw = memfd_map(mail->memfd, (gsize)max, &error);
	return mail->raw ? EX_OK : ctl_fail(error);
}

/* What the scanner saw has to do: no reader has, or may have, looked at it. */
static void
fill_unread(struct accept_mail *mail)
{
	const char *subject = header_find(mail->header, "Subject", 0);
	const char *id = header_find(mail->header, "Message-ID", 0);

	if (!mail->message)
		mail->message = message_new();
	mail->message->flags |= MESSAGE_FLAG_UNREADABLE;
	g_free(mail->message->subject);
	mail->message->subject = g_utf8_make_valid(subject ? subject : "", -1);
	g_free(mail->message->message_id);
	mail->message->message_id = g_utf8_make_valid(id ? id : "", -1);
	g_strdelimit(mail->message->message_id, "<>", ' ');
	g_strstrip(mail->message->message_id);
}

/* What passes a hard limit is never given to a reader. */
static int
understand(struct ctlmail *mail, const struct settings *settings,
    enum settings_sandbox sandbox)
{
	g_autoptr(reader) reader = reader_new(&settings->limits, sandbox);
	struct reader_mail place = { .length = mail->mail->size };
	g_autoptr(GError) error = NULL;

	if (!mail->mail->header->limit && mail->mail->size > 0) {
		if (reader_begin(reader, mail->memfd, &place, 1, &error))
			mail->mail->message =
			    reader_next(reader, &mail->mail->record, &error);
		if (!mail->mail->message)
			return ctl_fail(error);
	}
	if (!mail->mail->message ||
	    mail->mail->message->flags & MESSAGE_FLAG_UNREADABLE)
		fill_unread(mail->mail);
	accept_mail_prepare(mail->mail, settings);
	return filed_read(mail->mail, settings, reader, mail->memfd, &place,
	           &error)
	    ? EX_OK
	    : ctl_fail(error);
}

/* The setting, or none at all when the operator insists. */
static enum settings_sandbox
sandbox_of(const struct ctl *ctl)
{
	if (!ctl_option(ctl, "--no-sandbox"))
		return (enum settings_sandbox)ctl->settings->sandbox;
	ctl_complain(0,
	    "warning: --no-sandbox: this mail is parsed without a "
	    "sandbox");
	return SETTINGS_SANDBOX_OFF;
}

int
ctlmail_read(struct ctl *ctl, const char *path, struct ctlmail *out)
{
	const struct settings *settings = ctl->settings;
	int status = load(path, out, settings->limits.message_size);

	if (status != EX_OK)
		return status;
	out->accept.settings = settings;
	out->mail = g_new0(struct accept_mail, 1);
	out->mail->raw = g_bytes_get_data(out->raw, &out->mail->size);
	if (!out->mail->raw)
		out->mail->raw = "";
	out->mail->too_large = out->too_large;
	out->mail->header = accept_mail_scan(out->mail, settings);
	return understand(out, settings, sandbox_of(ctl));
}
