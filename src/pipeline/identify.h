/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include <glib.h>
#include <stdbool.h>

/* Whose account a mail is about, from the store, for desk/identity.h; and what
 * follows from its decision. */
typedef struct identify identify;
struct identify {
	struct person *named;
	char *uid, *word;
};
void identify_clear(identify *known);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(identify, identify_clear)

/* Fills in known, and the situation's identity from it, which must not outlive
 * it; claimed is there. The words of a mail are only looked at where anybody is
 * registered. STORE error. */
bool identify_find(const struct apply *apply, identify *known,
    struct decide_case *situation, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sets what has been decided on the ticket, with an audit record; when the
 * registered address denies it, security hears of it, once an hour. The ticket
 * is still to be written. */
bool identify_settle(struct apply *apply, const struct decision *decision,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the confirm letter, and counts it. */
bool identify_write(struct apply *apply, const struct decide_letter *want,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
