/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include "pipeline/identify.h"
#include <glib.h>
#include <stdbool.h>

/* What the store knows of the people about a mail, for the desk to decide by:
 * the customer in the directory, his language, and who works how much. */
typedef struct acquaint acquaint;
struct acquaint {
	struct person *person, *claimed;
	char *earlier;
	struct staffing *staffing;
	identify identity;
};
void acquaint_clear(acquaint *known);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(acquaint, acquaint_clear)

/* Fills in known, and the situation from it, which must not outlive it. The
 * ticket is loaded and a forwarded mail found. STORE error. */
bool acquaint_with(const struct apply *apply, acquaint *known,
    struct decide_case *situation, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The person to whom a ticket's customer has proved to be: NULL without error
 * for everybody else. The caller frees. */
struct person *acquaint_customer(struct kv_txn *txn,
    const struct ticket *ticket, GError **error) G_GNUC_WARN_UNUSED_RESULT;
