/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/confirm.h"
#include "model/hold.h"
#include "pipeline/apply.h"
#include <glib.h>

/* Letters to one address an hour about mails that are held. */
#define TELLHELD_LETTERS_MAX 5

/* What the agent of a mail that is held hears of it, but for the cap on such
 * letters, and who that is: settings' or NULL. */
enum confirm_tell tellheld_judge(const struct apply *apply,
    const struct hold *hold, const struct settings_agent **agent_out);

/* Writes the confirm letter or notice about a mail that is being held, where
 * the agent is to get one, and notes a confirm letter's number in hold. */
bool tellheld_agent(struct apply *apply, struct hold *hold,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
