/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include "desk/wording.h"
#include "intake/reader.h"
#include "pipeline/accept.h"
#include "pipeline/catalogue.h"
#include "pipeline/library.h"
#include "store/dedupe.h"
#include "store/ring.h"
#include <glib.h>
#include <stdbool.h>

/* Everything that takes mail in needs, opened once: store, key ring, reader.
 * The mailbox role, the keeper (deliver, release) and docketctl without a
 * daemon use the same. */
struct inbox {
	struct accept accept;
	struct store *store;
	struct keyring *ring;
	struct ring_stamp ring_seen; /* of the file that ring was read from */
	struct ring_stamp ring_refused; /* of one that could not be read */
	GBytes *secret;                 /* what opens it; borrowed */
	struct library *library;
	struct catalogue *catalogue;
	struct reader *reader;
};

/* settings, secrets ("key": what seals the key ring) and wording are borrowed
 * until inbox_close(). */
bool inbox_open(struct inbox *inbox, const struct settings *settings,
    GHashTable *secrets, const struct wording *wording,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void inbox_close(struct inbox *inbox);

/* Reads the key ring anew if its file has been replaced: one stat(2) if not.
 * One that can not be read leaves the old one in use, is logged once and tried
 * again at the next call. inbox_read() and inbox_release() begin with it; ring
 * and accept.ring of before are freed. */
void inbox_refresh(struct inbox *inbox);

/* Mails that came together, in one sealed memfd. */
struct inbox_batch {
	int memfd;
	GPtrArray *mails; /* struct accept_mail, their first part filled in */
	GArray *places;   /* struct reader_mail: where each lies */
	/* inbox_begin()'s: the mails lie in octets, and the reader has been
	 * asked for the first so many. NULL and 0 before it. */
	GBytes *octets;
	guint begun;
	gint64 began; /* clock_boot() */
};

/* A batch goes through three steps. The first maps and scans it, and asks the
 * reader for its mails; the second waits for them and prepares each; the third
 * takes them in, in one transaction, while the reader may be at the next batch,
 * which must be begun after the second step of this one. Errors as
 * accept_batch(). */
bool inbox_begin(struct inbox *inbox, struct inbox_batch *batch,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool inbox_read(struct inbox *inbox, struct inbox_batch *batch,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool inbox_accept(struct inbox *inbox, const struct inbox_batch *batch,
    accept_finish finish, void *context,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All three. */
bool inbox_take(struct inbox *inbox, struct inbox_batch *batch,
    accept_finish finish, void *context,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What inbox_begin() holds. */
void inbox_batch_clear(struct inbox_batch *batch);

/* Lifts a hold: its mail is taken from the archive and accepted as if the check
 * that held it had been passed. mail is zeroed by the caller, and says
 * afterwards what became of it. PERMANENT error when there is no such hold. */
bool inbox_release(struct inbox *inbox, guint64 hold, struct accept_mail *mail,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A mail that can not be had, and why: a hold without octets
 * says where it lies on the server. */
bool inbox_quarantine(struct inbox *inbox, const struct dedupe_uid *uid,
    const struct settings_account *account, const char *why,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
