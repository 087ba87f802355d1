/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail on its way, from the batch that brought it to the outcome that is
 * told. What can be known of it without the store is worked out here, before
 * the transaction begins, so that no lock is held for it. */
#include "pipeline/accept_mail.h"
#include "base/mac.h"
#include "base/strings.h"
#include "classify/classify.h"
#include "desk/forward.h"
#include "intake/digest.h"
#include "intake/scan.h"
#include "model/hold.h"
#include "pipeline/redact.h"
#include "route/authres.h"
#include "route/replyaddr.h"
#include "route/requester.h"

void
accept_mail_free(struct accept_mail *mail)
{
	if (mail == NULL)
		return;
	message_free(mail->message);
	message_free(mail->original);
	g_clear_pointer(&mail->record, g_bytes_unref);
	g_clear_pointer(&mail->octets, g_bytes_unref);
	header_free(mail->header);
	verdict_free(mail->verdict);
	g_free(mail->from);
	g_free(mail->refused);
	g_free(mail);
}

/* Bounds first: what is over a hard limit never reaches the reader. A mail that
 * was too large to be loaded is over one by definition. */
struct header *
accept_mail_scan(const struct accept_mail *mail,
    const struct settings *settings)
{
	const struct settings_limits *from = &settings->limits;
	struct scan_limits limits = {
		.message_size = from->message_size,
		.header_bytes = from->header_bytes,
		.header_field_bytes = from->header_field_bytes,
		.header_fields = from->header_fields,
		.line_bytes = from->line_bytes,
		.mime_depth = from->mime_depth,
		.mime_parts = from->mime_parts,
		.boundary_bytes = from->boundary_bytes,
		.field_addresses = from->field_addresses,
		.addresses = from->addresses,
		.parameters = from->parameters,
		.encoded_words = from->encoded_words,
	};
	struct header *header = scan_header(mail->raw, mail->size, &limits);

	if (mail->too_large && header->limit == NULL)
		header->limit = g_strdup("message_size");
	return header;
}

void
accept_mail_digest(struct accept_mail *mail, const struct store *store)
{
	if (!mail->summed)
		mac_sha256(mail->raw, mail->size, mail->copy.raw);
	digest_mail(mail->raw, mail->size, mail->header, store->copies,
	    &mail->copy);
}

void
accept_mail_prepare(struct accept_mail *mail, const struct settings *settings)
{
	mail->verdict = verdict_new();
	authres_check(mail->header, settings, mail->verdict, &mail->from);
	classify_message(mail->header, mail->message, settings, mail->verdict);
	/* The form's name in From is not the visitor's. */
	if (requester_of_form(mail->header, settings, mail->verdict,
	        &mail->from))
		strings_set(&mail->message->from_name, "");
	mail->verdict->forwards = forward_is_asked(mail->message->text);
	redact_mail(mail, settings);
	mail->verdict->lifted = mail->released;
	/* Whoever lets a mail without its marker through has not vouched for
	 * its sender. */
	if (mail->released &
	    (hold_bit(HOLD_AGENT_UNVERIFIED) | hold_bit(HOLD_AGENT_NO_TOKEN)))
		mail->verdict->auth = mail->released_auth;
}

static void
scrub(const struct settings *settings, char **text)
{
	char *clean = replyaddr_scrub(settings, *text);

	g_free(*text);
	*text = clean;
}

void
accept_mail_scrub(struct accept_mail *mail, const struct settings *settings)
{
	struct message *message = mail->message;

	scrub(settings, &message->subject);
	scrub(settings, &message->from_name);
	scrub(settings, &message->reply_to);
	for (guint i = 0; i < message->parts->len; i++) {
		struct message_part *part = message->parts->pdata[i];

		scrub(settings, &part->name);
	}
}
