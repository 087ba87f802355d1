/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "pipeline/accept.h"
#include <glib.h>
#include <stdbool.h>

/* The search index of tickets, the folder index/tickets of the state folder:
 * made from the store and from nothing else, so it is never backed up, and made
 * anew when it is missing, damaged or of another store. The keeper follows the
 * audit chain: how far is in the index itself, in one step with what is found
 * by it, so that a crash loses nothing and doubles nothing. */
struct catalogue;

/* accept is borrowed. */
struct catalogue *catalogue_new(struct accept *accept);
void catalogue_free(struct catalogue *catalogue);
AUTOPTR_DEFINE(catalogue, catalogue_free)

/* Brings the index up to the store, for about that long (ms); ANEW: from the
 * beginning. What could not be done is noted for "docketctl status"
 * (store/health.h), and no error: mail does not wait for it. *left_out: tickets
 * that are still to come while it is made. STORE error. */
enum catalogue_how { CATALOGUE_GO_ON, CATALOGUE_ANEW };
bool catalogue_keep(struct catalogue *catalogue, enum catalogue_how how,
    gint64 span, guint64 *left_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
