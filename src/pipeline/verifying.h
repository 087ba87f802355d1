/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include <glib.h>
#include <stdbool.h>

/* Answers of verify_address to one address in an hour. */
#define VERIFYING_AN_HOUR 5

/* Whether a mail asks "is it really you?": verify_address is in To or Cc, and
 * no other address of the desk's. */
bool verifying_is_asked(const struct accept_mail *mail,
    const struct settings *settings);

/* Finds the verdict (desk/authentic.h), answers who may get an automatic
 * letter, counts it, keeps the mail among the held ones as done, and tells
 * security of a report, once an hour. Opens no ticket. */
bool verifying_take(struct apply *apply,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
