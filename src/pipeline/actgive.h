/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/acts.h"
#include <glib.h>
#include <stdbool.h>

/* Commands that give the ticket at hand to an agent or a queue; whoever has it
 * then is told. Arguments and errors as in actset.h. */
bool actgive_take(struct acts *acts, const char *argument,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool actgive_assign(struct acts *acts, const char *argument,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool actgive_queue(struct acts *acts, const char *argument,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
