/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "model/blob.h"
#include "model/entry.h"
#include "model/header.h"
#include "model/message.h"
#include "model/verdict.h"
#include "settings/settings.h"
#include "store/dedupe.h"
#include "store/store.h"
#include <glib.h>
#include <stdint.h>

enum accept_result {
	ACCEPT_ENTRY,     /* number, seq: the new entry */
	ACCEPT_HELD,      /* number: the hold */
	ACCEPT_DUPLICATE, /* number, seq: of the entry that was there */
	ACCEPT_CONFIRM,   /* number: the hold that it released */
	ACCEPT_CHECK,     /* docketctl check's own mail: nothing follows */
};

/* One mail on its way. The first part is the caller's, the second
 * accept_mail_prepare()'s, the third the outcome. */
struct accept_mail {
	struct entry_source
	    source;          /* strings borrowed; account "" for deliver */
	guint32 account;     /* cursors_account(); 0: from no account */
	gint64 internaldate; /* ms UTC; 0 unknown */
	const void *raw;     /* borrowed */
	gsize size;
	gboolean backlog;   /* there before the first start */
	gboolean too_large; /* raw is only the header */
	gboolean summed;    /* copy.raw is there: the fetcher's */
	gboolean alone;     /* to be read by a reader that has read no other */
	guint32 released;   /* hold_bit() of the causes that were lifted */
	guint32 released_auth;    /* verdict_auth: on whose word */
	GBytes *octets;           /* what raw lies in, where it is owned */
	struct message *message;  /* owned */
	struct message *original; /* what an agent forwards (pipeline/filed.h),
	                             or NULL; owned */
	GBytes *record;           /* its encoded form, owned */

	struct header *header;
	struct verdict *verdict;
	char *from; /* the one From address, folded, or "" */
	struct dedupe_copy copy;
	struct blob raw_blob, record_blob; /* segment 0: not yet archived */
	char *refused; /* why it could not be taken in; then it is held */

	enum accept_result result;
	guint64 number;
	guint32 seq;
	guint letters;       /* written because of it */
	guint64 supersedes;  /* hold that it ends, 0 none */
	gboolean quarantine; /* a copy of one that could not be taken in */
};

void accept_mail_free(struct accept_mail *mail);
AUTOPTR_DEFINE(accept_mail, accept_mail_free)

/* The keys by which a copy of it is known again (intake/digest.h); header is
 * there. */
void accept_mail_digest(struct accept_mail *mail, const struct store *store);

/* Trust-bearing fields, class: all that needs no store; and message and record
 * lose the secrets in them (redact.h). header and message are there; settings
 * are borrowed for the call. */
void accept_mail_prepare(struct accept_mail *mail,
    const struct settings *settings);

/* The mail's header, as far as the limits let it be read. */
struct header *accept_mail_scan(const struct accept_mail *mail,
    const struct settings *settings);

/* Takes own tokens out of the short texts of a mail that letters repeat:
 * subject, names, Reply-To. The stored record and the mail itself keep them.
 * May be called again. */
void accept_mail_scrub(struct accept_mail *mail,
    const struct settings *settings);
