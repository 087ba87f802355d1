/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "daemon/fetcher.h"

/* Before the folder is selected: claims it, or finds the claim that holds to be
 * our own. CONFIG error that names the other when it is not. A server that
 * keeps no claim is warned of, and worked without. */
bool fetchclaim_settle(struct fetcher *fetcher,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Before mails are loaded: whether the claims are as they were. TEMPORARY error
 * when they are not: the next session begins by reading them. */
bool fetchclaim_check(struct fetcher *fetcher,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
