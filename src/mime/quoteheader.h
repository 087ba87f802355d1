/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "mime/quotelines.h"

/* Whether a line that says who wrote the text below it ends in line n ("On
 * Monday, Ann <ann@example.com> wrote:"); it may have been wrapped, and
 * first_out is where it begins. Only lines behind floor count. */
gboolean quoteheader_attribution(struct quotelines *lines, guint n, guint floor,
    guint *first_out);

/* Whether line n is GroupWise's ">>> Ann <ann@example.com> 5/6/2024 >>>", below
 * which the old text stands without signs. */
gboolean quoteheader_between(const struct quotelines *lines, guint n);

/* How many lines the header has that a mail program repeated from line n on
 * ("From: ... Sent: ... To: ... Subject: ..."); 0 when there is none. */
guint quoteheader_block(const struct quotelines *lines, guint n);

/* Whether line n is what a telephone or an app writes under its mails. */
gboolean quoteheader_is_mobile(struct quotelines *lines, guint n);
