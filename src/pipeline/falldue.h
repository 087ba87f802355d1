/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/inbox.h"
#include <glib.h>
#include <stdbool.h>

/* What falls due on tickets without a mail: the keeper's round over the index
 * of store/order.h, which reads only what is due. */

/* Tickets in one transaction, and in one round; the rest is for the next. */
#define FALLDUE_PAGE 64
#define FALLDUE_ROUND 20000

/* Does what is due; whether letters were written in *letters_out. A ticket on
 * which it fails for any other reason than the store is logged, and stops no
 * other. */
bool falldue_run(struct inbox *inbox, bool *letters_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
