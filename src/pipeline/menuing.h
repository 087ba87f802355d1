/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"

/* Carries out a DECIDE_MENU (desk/menu.h): writes the letter, counts it, and
 * keeps the mail among the held ones as done. Opens no ticket. STORE error. */
bool menuing_take(struct apply *apply, const struct decision *decision,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
