/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/letter.h"
#include "pipeline/accept.h"
#include "store/store.h"
#include <glib.h>

/* A whole desk in a scratch folder for tests of pipeline/: store, key ring,
 * templates and settings, with mails parsed in this process instead of a
 * sandboxed reader. Clock: 2026-03-02 10:00 UTC, until the test moves it. */
struct util_desk {
	char *dir;
	struct settings *settings;
	struct store *store;
	struct keyring *ring;
	struct template *templates;
	struct accept accept;
	/* of the next mails: as if found at the first start, and how old (ms)
	 */
	gboolean backlog;
	gint64 age;
	guint32 uid; /* of the next mail of util_desk_next() */
};

#define UTIL_DESK_NOW G_GINT64_CONSTANT(1772445600000)

/* extra: lines added to docket.conf, or NULL. Agents: alice, bob. */
struct util_desk *util_desk_new(const char *extra);
/* Closes and removes the folder. */
void util_desk_free(struct util_desk *desk);
AUTOPTR_DEFINE(util_desk, util_desk_free)

/* A mail as the border hands it on: authenticated as its From by DMARC
 * (UTIL_DMARC), by submission, or not at all. text may have lines of "\n". */
enum util_auth { UTIL_NONE, UTIL_DMARC, UTIL_SUBMISSION };
char *util_desk_mail(const char *from, const char *to, enum util_auth auth,
    const char *more_header, const char *text);

/* A raw mail as it is before it is taken in, for batches of them. */
struct accept_mail *util_desk_parse(struct util_desk *desk, const char *raw,
    guint32 uid);

/* Takes one raw mail in; the result. uid 0: not from an account. */
struct accept_mail *util_desk_take(struct util_desk *desk, const char *raw,
    guint32 uid);

/* The same with the next UID of an account. */
struct accept_mail *util_desk_next(struct util_desk *desk, const char *raw);
/* The same of a mail that must become an entry; its ticket. */
guint64 util_desk_put(struct util_desk *desk, const char *raw);

/* All letters by number (struct letter); their octets as sent; the value of a
 * header field in such octets. */
GPtrArray *util_desk_letters(struct util_desk *desk);
char *util_desk_octets(struct util_desk *desk, const struct letter *letter);
char *util_desk_field(const char *octets, const char *name);
/* The newest letter of that kind to that address; the test fails without. */
struct letter *util_desk_letter(struct util_desk *desk, guint32 kind,
    const char *to);
