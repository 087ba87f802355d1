/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include <stdbool.h>

/* Fills in what the situation says of automatic letters: to the sender, to
 * everybody, and on apply's ticket. STORE error. */
bool caps_count(const struct apply *apply, struct decide_case *situation,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
