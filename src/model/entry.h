/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "model/blob.h"
#include "model/mention.h"
#include <glib.h>

/* The numbers stand in records: a new one goes to the end. */
enum entry_kind {
	ENTRY_CUSTOMER,    /* from the seat's holder */
	ENTRY_THIRD_PARTY, /* somebody else with a customer's token */
	ENTRY_AGENT,       /* an answer that went out */
	ENTRY_NOTE,        /* internal */
	ENTRY_AUTOMATIC,   /* a machine's mail on this ticket */
	ENTRY_BOUNCE,      /* a letter of ours failed */
	ENTRY_UNREADABLE,  /* raw kept, not understood */
};

/* "customer", "third-party", ...; "unknown" for a number that is none. */
const char *entry_kind_name(guint32 kind);

/* By which way a copy of the mail arrived. */
struct entry_source {
	char *account; /* "" : docketctl deliver */
	char *folder;
	guint32 uidvalidity, uid;
};

#define ENTRY_SHOWN_ALL 0xffffffffu

struct entry {
	guint64 ticket;
	guint32 seq;  /* from 0 */
	guint32 kind; /* entry_kind */
	guint32 seat; /* of who wrote; agents: their store-wide seat */
	char *from_addr, *from_name;
	char *agent;   /* name, for kinds AGENT and NOTE, else "" */
	guint32 auth;  /* verdict_auth */
	guint32 class; /* verdict_class */
	char *message_id;
	gint64 received;    /* ms UTC: commit time */
	gint64 date;        /* the mail's own Date, Unix seconds; 0 none */
	struct blob raw;    /* the mail as it came; none for operator's notes */
	struct blob record; /* the encoded message (model/message.h) */
	guint32 shown;      /* octets of text that are the new words (an agent's
	                       above the marker); ENTRY_SHOWN_ALL: all */
	GPtrArray *sources; /* struct entry_source, the first ones */
	guint32 more_sources; /* how many were not kept */
	char *remark;         /* for agents: limit passed, flags; "" */
	GPtrArray *mentions;  /* struct mention: what its new words name */
};

/* An entry whose strings are "" and whose words are all shown. */
struct entry *entry_new(void);

/* Adds a copy of source, unless it is on the list already. Whoever sends one
 * mail thousands of times must not make a record of any size: behind the
 * ENTRY_SOURCES_MAX-th they are only counted. */
#define ENTRY_SOURCES_MAX 16
void entry_add_source(struct entry *entry, const struct entry_source *source);

/* Whether source is among those that were kept. */
gboolean entry_has_source(const struct entry *entry,
    const struct entry_source *source);

/* The same for any such list, which a held mail has as well. The list frees
 * what is in it; an encoded one is floating. */
#define ENTRY_SOURCES_TYPE "a(ssuu)"
GPtrArray *entry_sources_new(void);
void entry_sources_add(GPtrArray *sources, guint32 *more,
    const struct entry_source *source);
GVariant *entry_sources_encode(const GPtrArray *sources);
void entry_sources_decode(GVariant *encoded, GPtrArray *sources);
void entry_free(struct entry *entry);
AUTOPTR_DEFINE(entry, entry_free)

/* The record's octets (model/codec.h); the caller frees. */
GBytes *entry_encode(const struct entry *entry);

/* The reverse, of any bytes; STORE error when they are no entry. */
struct entry *entry_decode(GBytes *record,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
