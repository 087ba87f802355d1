/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/accept.h"
#include <glib.h>
#include <stdbool.h>

/* Tells the owner that something needs a person: a log line, and a letter to
 * owner_email where there is one; at most one of a cause ("relay relay1") an
 * hour. text: one or more lines that say what is wrong and what to do. Within
 * the caller's transaction; STORE error. */
bool alarm_raise(const struct accept *accept, struct kv_txn *txn,
    const char *cause, const char *text,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Tells security_email, or the owner where there is none, of an attack; of one
 * kind ("" for phishing) once an hour, and the others of that hour not at all.
 * Within the caller's transaction; STORE error. */
bool alarm_security(const struct accept *accept, struct kv_txn *txn,
    const char *kind, const char *subject, const char *text,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
