/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"
#include "desk/decide.h"

/* What a new matter is about, in the operator's words (option categories). It
 * gives no right and proves nothing: it sorts. */

#define CATEGORY_OCTETS 64

struct category {
	char *said; /* by the mail's own line, one clean line; NULL: by none */
	char *name; /* of the settings', else said; "" unknown */
	char *why;  /* how that was found; NULL: it was not */
};

void category_free(struct category *category);
AUTOPTR_DEFINE(category, category_free)

/* What a believed form's field says, or the first line of the text where the
 * settings let it; then, of mails that say none, the first category of the
 * settings by the words of which subject or text has some. Never NULL. The
 * caller frees. */
struct category *category_find(const struct decide_case *what);
