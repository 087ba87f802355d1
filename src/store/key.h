/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/kv.h"
#include <glib.h>

/* Composite keys: a kind octet, then big-endian numbers and at most one string
 * at the end, so that the order of octets is the order wanted. All kinds stand
 * here, in one table; a letter is never given a second meaning. */
enum key_kind {
	KEY_CLAIM = 'c',   /* account id -> our claim on its folder */
	KEY_META = 'M',    /* name -> number: schema, created, copies */
	KEY_COUNTER = 'C', /* name -> next number */
	KEY_TICKET = 'T',  /* number -> ticket */
	KEY_ENTRY = 'E',   /* ticket, seq -> entry */
	KEY_LETTER = 'L',  /* number -> letter */
	KEY_DUE = 'D',     /* share (1 octet), due ms, letter number -> "" */
	KEY_TICKET_LETTER =
	    'l',              /* ticket, share (1 octet), letter number -> "" */
	KEY_HOLD = 'H',       /* number -> hold */
	KEY_UID = 'U',        /* account id, uidvalidity, uid -> place */
	KEY_RAW = 'R',        /* s of a Date, 32 octets rawkey -> place */
	KEY_CANON = 'K',      /* s of a Date, 32 octets canonkey -> place */
	KEY_FOREIGN_ID = 'I', /* SHA-256 of a Message-ID, ticket, seq -> "" */
	KEY_UNMARKED = 'N',   /* account id, uidvalidity, uid -> mark that the
	                         server still lacks */
	KEY_CURSOR = 'W',     /* account id -> watermarks */
	KEY_ACCOUNT = 'a',    /* "name\0folder" -> account id */
	KEY_ATTEMPT = 'A',    /* account id, uidvalidity, uid -> attempts */
	KEY_AGENT_SEAT = 'S', /* agent name -> seat number */
	KEY_SEAT_AGENT = 's', /* seat number -> agent name, bound address */
	KEY_REDIRECT = 'X',   /* ticket, seat -> ticket, seat */
	KEY_RATE = 'k',       /* rates_kind, name -> times of the last ones */
	KEY_LANGUAGE = 'g', /* folded address -> language of its last ticket */
	KEY_ANSWERS = 'w',  /* ticket -> who answered last, and when */
	KEY_PERSON = 'P',   /* UID -> person */
	KEY_PERSON_ADDRESS = 'p', /* folded address -> UID */
	KEY_AUDIT = 'Z',          /* commit number -> audit record */
	KEY_AUDIT_TICKET = 'z',   /* ticket, number of an audit record about it
	                             -> "" */
	KEY_ORDER = 'o', /* status, place in the order worked, ticket number
	                    -> queue (store/order.c) */
	KEY_WAKE = 'd',  /* ms of what falls due next, ticket number -> "" */
	KEY_WORK = 'b',  /* SHA-256 of an agent's name, ticket -> "": that he
	                    has to answer */
	KEY_WORK_COUNT = 'B', /* agent's name -> how many of these */
	KEY_TURN = 't',       /* queue -> agent who got its last ticket */
	KEY_ABSENCE = 'v',    /* agent's name -> absence */
	KEY_FAILED = 'F',     /* letter number -> "": failed, not yet told of */
	KEY_HEALTH = 'h',     /* account or relay -> how it fares, since when */
	KEY_FOLDED_SINCE = 'G', /* agent's seat -> ms of the first folded */
	KEY_FOLDED = 'f',       /* agent's seat, ticket -> mails not told of */
	KEY_BLOCK = 'j',        /* address or domain -> who blocked it */
	KEY_ARTICLE = 'q',      /* language "/" id -> help article */
	KEY_AUDIT_HEAD = 'u',   /* -> SHA-256 of the newest audit record */
	KEY_CLOSURE = 'x',      /* number -> closure */
	KEY_MATTER = 'm',       /* SHA-256 of a customer's address, number of an
	                           open or pending ticket -> "" */
	KEY_ALARM = 'y',        /* cause -> ms of the last alarm about it */
};

struct key {
	guint8 octets[KV_KEY_MAX];
	gsize size;
};

/* A key of that kind with nothing behind it yet. */
struct key key_new(enum key_kind kind);

/* The key of a numbered row, and of a part of one. */
struct key key_of(enum key_kind kind, guint64 number);
struct key key_of_part(enum key_kind kind, guint64 number, guint32 part);

/* Adds a number, big-endian. */
void key_add8(struct key *key, guint8 value);
void key_add16(struct key *key, guint16 value);
void key_add32(struct key *key, guint32 value);
void key_add64(struct key *key, guint64 value);

/* Adds milliseconds UTC; times before 1970 count as 1970. */
void key_add_time(struct key *key, gint64 ms);

/* Adds octets, cut at what fits; only as the last part. Where a cut would let
 * two names become one, the caller bounds them first. */
void key_add_octets(struct key *key, const void *data, gsize size);

/* Turns the key into the first one behind all that begin with it. */
void key_after(struct key *key);

/* Reads back a number of width 1..8 octets at octet offset (the kind is octet
 * 0); 0 when the key is shorter than that. */
guint64 key_read(GBytes *key, gsize offset, gsize width);

/* kv_get(), kv_put() and kv_del() by such a key. *value_out NULL: there is
 * none, which is no error; else the caller's. value NULL: written as empty. */
bool key_get(struct kv_txn *txn, const struct key *key, GBytes **value_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool key_put(struct kv_txn *txn, const struct key *key, GBytes *value,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool key_del(struct kv_txn *txn, const struct key *key,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For kv_range(): from on, up to before to, upward. Points into both keys. */
struct kv_range key_range(const struct key *from, const struct key *to);

/* All keys that begin with prefix, in that direction. */
bool key_each(struct kv_txn *txn, const struct key *prefix,
    enum kv_direction direction, kv_visit visit, void *context,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
