/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "daemon/fetcher.h"

/* Once a session: loads the mails below the watermarks that bear no mark, and
 * those that the server had still to be told about (fetcher->doubtful, cleared
 * here), so that the mailbox compares their content. Errors as
 * fetchbatch_load(). */
bool fetchbelow_look(struct fetcher *fetcher,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
