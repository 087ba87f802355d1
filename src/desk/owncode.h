/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Where a customer's own anti-phishing code stands in a text, as customers
 * quote the letters that carry it: in any case, and where a line that was
 * wrapped or quoted ("> ") has parted it. Within a longer word of ASCII letters
 * and digits it does not count. text: UTF-8 of any size; code: as
 * model/person.h has it, "" is nowhere. An array of struct disclosed_range
 * (desk/disclosed.h) of the kind DISCLOSED_OWN, ascending and apart; the caller
 * unrefs. Linear. */
GArray *owncode_find(const char *text, const char *code);
