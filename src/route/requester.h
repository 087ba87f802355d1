/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "model/header.h"
#include "model/verdict.h"
#include "settings/settings.h"

/* Web forms that mail in their own name for a visitor (option forms). If from,
 * the one folded From address, is authenticated and a form's, *from becomes the
 * visitor's address of Reply-To, folded, and the verdict says that nothing is
 * known of him: not authenticated, a human. A form's mail is noted
 * as one (verdict->form) even where nothing else is done. True when that was
 * done. It is not where Reply-To is no single address, or one of ours. */
bool requester_of_form(const struct header *header,
    const struct settings *settings, struct verdict *verdict, char **from);
