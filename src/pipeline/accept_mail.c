/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail on its way, from the batch that brought it to the outcome that is
 * told. What can be known of it without the store is worked out here, before
 * the transaction begins, so that no lock is held for it. */
#include "pipeline/accept_mail.h"
#include "classify/classify.h"
#include "intake/digest.h"
#include "model/hold.h"
#include "route/authres.h"

void
accept_mail_free(struct accept_mail *mail)
{
	if (mail == NULL)
		return;
	message_free(mail->message);
	g_clear_pointer(&mail->record, g_bytes_unref);
	header_free(mail->header);
	verdict_free(mail->verdict);
	g_free(mail->from);
	g_free(mail->refused);
	g_free(mail);
}

void
accept_mail_prepare(struct accept_mail *mail, const struct settings *settings)
{
	digest_mail(mail->raw, mail->size, mail->header, mail->rawkey,
	    mail->canonkey);
	mail->verdict = verdict_new();
	authres_check(mail->header, settings, mail->verdict, &mail->from);
	classify_message(mail->header, mail->message, settings, mail->verdict);
	mail->verdict->lifted = mail->released;
	/* Whoever lets a mail without its marker through has not vouched for
	 * its sender. */
	if (mail->released &
	    (hold_bit(HOLD_AGENT_UNVERIFIED) | hold_bit(HOLD_AGENT_NO_TOKEN)))
		mail->verdict->auth = VERDICT_AUTH_OPERATOR;
}
