/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/acts.h"
#include <glib.h>
#include <stdbool.h>

/* Commands about the agent who writes, and what is handed to him: "away", with
 * the day on which he is there again or nothing; "back"; "attach", with the
 * file as "3/1", or "1" for one of the newest mail that has any. As those of
 * pipeline/actset.h. */
bool actduty_away(struct acts *acts, const char *argument,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool actduty_back(struct acts *acts, const char *argument,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool actduty_attach(struct acts *acts, const char *argument,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
