/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Takes the armour of clear-signed text (RFC 9580 section 7: its first lines
 * and the signature) out of kept, an array of struct message_range in text,
 * whose order it keeps. When nothing would be left, nothing is taken. Linear
 * time. */
void armor_exclude(const char *text, GArray *kept);
