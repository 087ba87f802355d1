/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/message.h"
#include "model/person.h"
#include "settings/settings.h"

/* What is known of the language of somebody who opens a ticket; each may be
 * NULL, and texts "". */
/* Why it is that language when nothing is known of the customer's own. */
#define TONGUE_DEFAULT "the queue's default"

struct tongue_case {
	const struct person *person; /* only who has proved to be that person */
	const char *earlier;         /* of the last ticket of that address */
	const struct message *message;
	const struct settings_queue *queue;
};

/* The language (BCP 47) by, in this order: the directory, earlier tickets, the
 * text of the mail, what its client says (Content-Language, Accept-Language;
 * message->language holds what the reader made of these three), the queue's
 * default; "" when there is nothing. why_out: which it was, static. Good as
 * long as the case. */
const char *tongue_find(const struct tongue_case *what, const char **why_out);
