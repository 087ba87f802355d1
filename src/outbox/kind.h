/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "model/letter.h"

/* What every kind of letter has, so that no automatic letter looks like a
 * human's and no human's words look automatic (RFC 3834, MS-OXCMAIL 2.1.3.2.20
 * for X-Auto-Response-Suppress). */
enum kind_sender {
	KIND_SENDER_BOUNCE, /* the letter's own bounce address */
	KIND_SENDER_NULL,   /* <>; the setting auto_sender may say otherwise */
};

struct kind {
	enum kind_sender sender;
	const char *auto_submitted; /* NULL: a human's words */
	const char *suppress; /* X-Auto-Response-Suppress, NULL: no field */
};

/* The row of a letter_kind; of an unknown one the most silent row. Static. */
const struct kind *kind_of(guint32 letter_kind);
