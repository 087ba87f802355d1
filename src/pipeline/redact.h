/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/accept_mail.h"
#include "settings/settings.h"
#include <glib.h>

/* Octets of a file's text that are looked through. */
#define REDACT_FILE_MAX ((guint64)4 * 1024 * 1024)

/* Takes the secrets out of what is kept of a mail as text (desk/hidden.h), and
 * flags files that hold some (MESSAGE_PART_SECRET): parts of type text, message
 * and the like, decoded, not what is packed in other formats. mail->record is
 * made anew when something changed. An agent's own words are left alone, for a
 * password in them may be meant for the customer; what he forwards is not. May
 * be called again. Linear time. */
void redact_mail(struct accept_mail *mail, const struct settings *settings);

/* The same of a mail inside it, whose parts lie in the same octets. */
void redact_original(const struct accept_mail *mail, struct message *original);
