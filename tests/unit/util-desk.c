/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util-desk.h"
#include "base/clock.h"
#include "base/mac.h"
#include "desk/templatedir.h"
#include "intake/scan.h"
#include "mime/parse.h"
#include "pipeline/filed.h"
#include "pipeline/letterstream.h"
#include "store/letters.h"
#include "store/ring.h"
#include <ftw.h>
#include <stdio.h>
#include <string.h>

static const char util_conf[] =
    "desk = { name = \"Example Support\"; address = \"support@example.com\"; };\n"
    "accounts = ( { host = \"127.0.0.1\"; user = \"support\"; password_file = \"pw\"; } );\n"
    "relays = ( { host = \"127.0.0.1\"; } );\n"
    "agents = ( { name = \"alice\"; addresses = [ "
    "\"alice@example.com\" ]; public_name = \"Alice\"; },\n"
    "           { name = \"bob\"; addresses = [ \"bob@example.com\" ]; } );\n"
    "border_hosts = [ \"mx.example.com\" ];\n";

struct util_desk *
util_desk_new(const char *extra)
{
	struct util_desk *desk = g_new0(struct util_desk, 1);
	g_autofree char *text =
	    g_strconcat(util_conf, extra != NULL ? extra : "", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) secret =
	    g_bytes_new("0123456789abcdef0123456789abcdef", 32);

	clock_set_for_test(UTIL_DESK_NOW, 1000000);
	desk->dir = g_dir_make_tmp("docket-desk-XXXXXX", NULL);
	g_autofree char *conf =
	    g_build_filename(desk->dir, "docket.conf", NULL);
	g_autofree char *state = g_build_filename(desk->dir, "state", NULL);
	g_autofree char *words =
	    g_test_build_filename(G_TEST_DIST, "..", "conf", "templates", NULL);
	g_assert_true(g_file_set_contents(conf, text, -1, NULL));
	desk->settings = settings_read(conf, &error);
	g_assert_no_error(error);
	desk->settings->sending.undo_seconds = 0;
	desk->store = store_open(state, KV_READ_WRITE, &error);
	g_assert_no_error(error);
	desk->ring = ring_open(state, secret, UTIL_DESK_NOW, &error);
	g_assert_no_error(error);
	desk->templates = templatedir_open(words, "", &error);
	g_assert_no_error(error);
	desk->accept = (struct accept){ .store = desk->store,
		.settings = desk->settings,
		.ring = desk->ring,
		.templates = desk->templates,
		.zone = g_time_zone_new_utc(),
		.actor = "docketd" };
	return desk;
}

static int
util_remove(const char *path, const struct stat *info, int type, struct FTW *at)
{
	(void)info;
	(void)type;
	(void)at;
	return remove(path);
}

void
util_desk_free(struct util_desk *desk)
{
	if (desk == NULL)
		return;
	g_time_zone_unref(desk->accept.zone);
	template_free(desk->templates);
	keyring_free(desk->ring);
	store_close(desk->store);
	settings_free(desk->settings);
	nftw(desk->dir, util_remove, 16, FTW_DEPTH | FTW_PHYS);
	g_free(desk->dir);
	g_free(desk);
	clock_set_for_test(-1, -1);
}

char *
util_desk_mail(const char *from, const char *to, enum util_auth auth,
    const char *more_header, const char *text)
{
	const char *at = strchr(from, '@');
	g_autoptr(GString) mail = g_string_new(NULL);

	if (auth == UTIL_DMARC)
		g_string_append_printf(mail,
		    "Authentication-Results: mx.example.com;\n"
		    " dmarc=pass header.from=%s\n",
		    at + 1);
	if (auth == UTIL_SUBMISSION)
		g_string_append_printf(mail,
		    "Received: from laptop.example.com (unknown [127.0.0.1])\n"
		    "\t(Authenticated sender: %s)\n"
		    "\tby mx.example.com (Postfix) with ESMTPSA id 4F2C\n"
		    "\tfor <x@example.com>; Mon, 2 Mar 2026 09:59:00 +0000\n",
		    from);
	else
		g_string_append(mail,
		    "Received: from out.example.org (out.example.org [192.0.2.7])\n"
		    "\tby mx.example.com (Postfix) with ESMTPS id 5A1B\n"
		    "\tfor <x@example.com>; Mon, 2 Mar 2026 09:59:00 +0000\n");
	g_string_append_printf(mail,
	    "From: %s\nTo: %s\nDate: Mon, 2 Mar 2026 09:58:00 +0000\n"
	    "%sMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n%s",
	    from, to, more_header != NULL ? more_header : "", text);
	g_auto(GStrv) lines = g_strsplit(mail->str, "\n", -1);
	return g_strjoinv("\r\n", lines);
}

static struct parse_limits
util_limits(const struct util_desk *desk)
{
	const struct settings_limits *limits = &desk->settings->limits;

	return (struct parse_limits){ .mime_depth = limits->mime_depth,
		.mime_parts = limits->mime_parts,
		.attachments = limits->attachments,
		.attachment_bytes = limits->attachment_bytes,
		.attachments_bytes = limits->attachments_bytes,
		.addresses = limits->addresses,
		.references = limits->references,
		.encoded_words = limits->encoded_words,
		.text_bytes = limits->text_bytes };
}

/* What an agent has attached, as the inbox does it. */
static void
util_parse_inner(struct util_desk *desk, struct accept_mail *mail)
{
	const struct message_part *part = filed_part(mail, desk->settings);
	struct parse_limits limits = util_limits(desk);
	g_autoptr(GBytes) octets = NULL;
	const void *data;
	gsize size = 0;

	if (!part)
		return;
	octets = filed_octets(mail, part);
	data = g_bytes_get_data(octets, &size);
	filed_take(mail, part, parse_message(data, size, &limits));
}

static void
util_parse(struct util_desk *desk, struct accept_mail *mail)
{
	const struct settings_limits *limits = &desk->settings->limits;
	struct scan_limits scan = { limits->message_size, limits->header_bytes,
		limits->header_field_bytes, limits->header_fields,
		limits->line_bytes, limits->mime_depth, limits->mime_parts,
		limits->boundary_bytes, limits->field_addresses,
		limits->addresses, limits->parameters, limits->encoded_words };
	struct parse_limits parse = util_limits(desk);

	mail->header = scan_header(mail->raw, mail->size, &scan);
	mail->message = parse_message(mail->raw, mail->size, &parse);
	mail->record = message_encode(mail->message);
}

struct accept_mail *
util_desk_parse(struct util_desk *desk, const char *raw, guint32 uid)
{
	struct accept_mail *mail = g_new0(struct accept_mail, 1);
	static char account[] = "support", folder[] = "INBOX", none[] = "";

	mail->source = (struct entry_source){ .account = uid ? account : none,
		.folder = uid ? folder : none,
		.uidvalidity = 1,
		.uid = uid };
	mail->account = uid != 0;
	mail->internaldate = clock_now() - desk->age;
	mail->backlog = desk->backlog;
	mail->raw = raw;
	mail->size = strlen(raw);
	util_parse(desk, mail);
	accept_mail_digest(mail, desk->store);
	accept_mail_prepare(mail, desk->settings);
	util_parse_inner(desk, mail);
	return mail;
}

struct accept_mail *
util_desk_take(struct util_desk *desk, const char *raw, guint32 uid)
{
	struct accept_mail *mail = util_desk_parse(desk, raw, uid);
	g_autoptr(GPtrArray) mails = g_ptr_array_new();
	g_autoptr(GError) error = NULL;

	g_ptr_array_add(mails, mail);
	g_assert_true(accept_batch(&desk->accept, mails, NULL, NULL, &error));
	g_assert_no_error(error);
	return mail;
}

struct accept_mail *
util_desk_next(struct util_desk *desk, const char *raw)
{
	return util_desk_take(desk, raw, ++desk->uid);
}

guint64
util_desk_put(struct util_desk *desk, const char *raw)
{
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	return mail->number;
}

static bool
util_collect(struct letter *letter, void *context)
{
	g_array_append_val((GArray *)context, letter->number);
	return true;
}

GPtrArray *
util_desk_letters(struct util_desk *desk)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *letters =
	    g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_READ, &error);

	g_assert_no_error(error);
	g_assert_true(letters_each(txn, util_collect, numbers, &error));
	for (guint i = 0; i < numbers->len; i++)
		g_ptr_array_add(letters,
		    letters_get(txn, g_array_index(numbers, guint64, i),
		        &error));
	g_assert_no_error(error);
	return letters;
}

char *
util_desk_octets(struct util_desk *desk, const struct letter *letter)
{
	g_autoptr(letterstream) stream =
	    letterstream_new(desk->store->archive, letter);
	g_autoptr(GError) error = NULL;
	GString *octets = g_string_new(NULL);
	const void *data = NULL;
	gsize size = 0;

	do {
		g_assert_true(letterstream_next(stream, &data, &size, &error));
		g_string_append_len(octets, data, (gssize)size);
	} while (size > 0);
	return g_string_free(octets, FALSE);
}

char *
util_desk_field(const char *octets, const char *name)
{
	g_autofree char *start = g_strdup_printf("\r\n%s: ", name);
	g_autofree char *whole = g_strconcat("\r\n", octets, NULL);
	const char *head_end = strstr(whole, "\r\n\r\n");
	const char *place = strstr(whole, start);

	if (place == NULL || place > head_end)
		return NULL;
	place += strlen(start);
	GString *value = g_string_new(NULL);
	for (; *place; place++) {
		if (place[0] == '\r' && place[2] != ' ' && place[2] != '\t')
			break;
		if (*place != '\r' && *place != '\n')
			g_string_append_c(value, *place);
	}
	return g_string_free(value, FALSE);
}

struct letter *
util_desk_letter(struct util_desk *desk, guint32 kind, const char *to)
{
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);

	for (guint i = letters->len; i-- > 0;) {
		struct letter *letter = g_ptr_array_index(letters, i);
		if (letter->kind == kind && g_str_equal(letter->to, to))
			return g_ptr_array_steal_index(letters, i);
	}
	g_error("no letter of kind %u to %s", kind, to);
}
