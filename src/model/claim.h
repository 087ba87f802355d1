/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>

/* That one docket works a folder of a mailbox, as a mail beside that folder:
 * the server gives UIDs in one order to all that append, so of two claims
 * everybody sees the same one first. That is a compare-and-swap which every
 * IMAP server has, with CONDSTORE or without. */
struct claim {
	char *id;         /* of the store, for this folder; random, for ever */
	guint64 serial;   /* how often this store has claimed it, from 1 */
	char *place;      /* machine, its boot and the state folder: a digest */
	char *supersedes; /* id of another that an operator dismissed, or "" */
	char *who;        /* "host:/var/lib/docket", for people */
	gint64 when;      /* ms UTC */
};

/* What an operator has said about it, until it is done. */
enum claim_wish {
	CLAIM_WISH_NONE,
	CLAIM_WISH_GO_ON, /* this store was put back from a copy */
	CLAIM_WISH_TAKE,  /* whoever has it now is to be dismissed */
};

/* What the store knows of its own claim. serial 0: never claimed. */
struct claim_own {
	struct claim claim;
	guint8 wish; /* claim_wish */
};

void claim_clear(struct claim *claim);
void claim_own_clear(struct claim_own *own);
void claim_free(struct claim *claim);
AUTOPTR_DEFINE(claim, claim_free)

/* An id for claim->id; the caller frees. */
char *claim_new_id(void);

/* As a value of that type, floating, and back: the caller frees by
 * claim_clear(). */
#define CLAIM_TYPE "(stsssx)"
GVariant *claim_to_variant(const struct claim *claim);
void claim_of_variant(GVariant *variant, struct claim *out);

/* The mail that states the claim on that folder (UTF-8), CRLF lines. */
GBytes *claim_mail(const struct claim *claim, const char *folder);

/* The claim in such a mail; NULL when it is none, or one on another folder. */
struct claim *claim_parse(const char *mail, gsize size, const char *folder);

/* Of claims (struct claim) in the order of their UIDs the one that holds: the
 * first, until one of the same store counts higher or one dismisses it. NULL
 * when there is none; borrowed. */
const struct claim *claim_holder(const GPtrArray *claims);

/* What follows for a store that knows own and runs at the place here, where
 * holder (NULL: nobody) holds: it may work; it must first write the claim
 * next_out, which it puts down as its own before; or it must not work. next_out
 * is filled in for CLAIM_WRITE, but for who and when. */
enum claim_verdict { CLAIM_MINE, CLAIM_WRITE, CLAIM_FOREIGN };
enum claim_verdict claim_judge(const struct claim_own *own, const char *here,
    const struct claim *holder, struct claim *next_out);

/* The record's octets (model/codec.h); decode: STORE error. */
GBytes *claim_encode(const struct claim_own *own);
gboolean claim_decode(GBytes *record, struct claim_own *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
