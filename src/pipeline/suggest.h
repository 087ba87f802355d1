/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"
#include "pipeline/apply.h"

/* Looks the articles up that answer what the decision asks for, if anything;
 * where a menu has none to offer, the decision is made anew without it. STORE
 * error; without an index nothing is found. */
bool suggest_articles(const struct apply *apply, struct decide_case *situation,
    struct decision **decision, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Puts the decision's tags on the ticket; one that is full goes without. */
void suggest_mark(const struct apply *apply, const struct decision *decision);
