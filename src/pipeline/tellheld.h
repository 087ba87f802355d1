/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/hold.h"
#include "pipeline/apply.h"
#include <glib.h>

/* Letters to one address an hour about mails that are held. */
#define TELLHELD_LETTERS_MAX 5

/* Writes the confirm letter or notice about a mail that is being held, where
 * the agent is to get one, and notes a confirm letter's number in hold. */
bool tellheld_agent(struct apply *apply, struct hold *hold,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
