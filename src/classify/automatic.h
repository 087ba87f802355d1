/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stdbool.h>

#include "model/header.h"
#include "model/message.h"
#include "model/verdict.h"

/* Applies a table of rules over the raw header (RFC 3834, 2919, 2369, and what
 * mailers made up before them). True when one settled the class (automatic or
 * list), with its field as the reason; a rule may also only forbid an automatic
 * answer. Linear time. */
bool automatic_apply(const struct header *header, struct verdict *verdict);

/* Whether a machine says of itself in the header that it wrote the mail (the
 * rules that make a mail automatic, without those for bulk mail). */
bool automatic_is_marked(const struct header *header);
