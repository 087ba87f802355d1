/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"

/* What a request to an exchange usually names. The numbers stand in records: a
 * new one goes to the end. */
enum mention_kind {
	MENTION_UID,
	MENTION_ORDER,
	MENTION_TRANSACTION,
	MENTION_ADDRESS, /* of a coin */
	MENTION_AMOUNT,
	MENTION_DEVICE,
	MENTION_SYSTEM,
	MENTION_VERSION, /* of the app */
	MENTION_ERROR,
	MENTION_DATE,
};

/* Of MENTION_ADDRESS and MENTION_TRANSACTION; in records as well. */
enum mention_check {
	MENTION_UNCHECKED, /* its form has no checksum */
	MENTION_CHECKED,   /* its checksum is right */
	MENTION_WRONG,     /* its checksum is not right */
};

/* Something that somebody wrote: never a proof of anything. */
struct mention {
	guint32 kind;  /* mention_kind */
	guint32 check; /* mention_check */
	char *value;   /* printable; as written, a date as YYYY-MM-DD */
	char *detail;  /* chain or asset, "" for none */
};

/* Copies the texts. */
struct mention *mention_new(enum mention_kind kind, enum mention_check check,
    const char *value, const char *detail);
void mention_free(struct mention *mention);
AUTOPTR_DEFINE(mention, mention_free)

/* How many kinds there are, and the bit of one in a set of them. */
#define MENTION_KINDS (MENTION_DATE + 1)
#define MENTION_BIT(kind) (1U << (kind))

/* The kinds that the list has, as a set. */
guint32 mention_list_kinds(const GPtrArray *list);

/* "UID, order", for people; "" for the empty set. The caller frees. */
char *mention_kinds_text(guint32 kinds);

/* "order", for people; "unknown" for a number that is none. */
const char *mention_kind_name(guint32 kind);

/* "address TR7N... (TRON, checksum wrong)"; the caller frees. */
char *mention_text(const struct mention *mention);

/* A list that frees what is in it; its form in a record, floating; and the
 * reverse, added to list. */
#define MENTION_TYPE "a(uuss)"
GPtrArray *mention_list_new(void);
GVariant *mention_encode(const GPtrArray *list);
void mention_decode(GVariant *encoded, GPtrArray *list);

/* Adds one (which is the list's, or freed), unless its kind and value are there
 * or the list has so many already. */
void mention_list_add(GPtrArray *list, struct mention *take_mention,
    guint most);
