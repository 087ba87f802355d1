/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>

/* A customer whom the desk knows: the entry of the people directory. */
struct person {
	char *uid; /* by which the desk's other systems call the person */
	char **addresses; /* folded, registered; the first is the main one */
	char *name;       /* or "" */
	char *language;   /* BCP 47 or "" */
	char *time_zone;  /* IANA or "" */
	guint32 vip;      /* level, 0 none to PERSON_VIP_MAX */
	char *manager, *deputy; /* agents' names or "" */
	char *code; /* anti-phishing code, or "": in letters to this person and
	               nowhere else, never shown to agents, never logged */
};

#define PERSON_UID_MAX 64       /* octets */
#define PERSON_NAME_MAX 200     /* octets */
#define PERSON_ADDRESSES_MAX 20 /* of one person */
#define PERSON_VIP_MAX 9
#define PERSON_CODE_MIN 4        /* characters of a code */
#define PERSON_CODE_MAX 32       /* the same */
#define PERSON_CODE_DIGITS_MIN 6 /* of a code that is digits alone */

/* Nobody yet: every string "", no address. */
struct person *person_new(void);
void person_free(struct person *person);
AUTOPTR_DEFINE(person, person_free)

/* The nth field that person_set() knows, from 0: "uid", "addresses", "name",
 * "language", "time_zone", "vip", "manager", "deputy", "code"; NULL behind the
 * last. */
const char *person_field(guint n);

/* Sets a field from text as operators write it; addresses stand apart by blanks
 * or semicolons; a code is what can be found again in a text without doubt:
 * letters and digits of any script, with single blanks, - or _ between them.
 * False and *problem_out, the end of a sentence that starts with the value ("is
 * not a mail address"), static, when it cannot be; then nothing has changed. */
bool person_set(struct person *person, const char *field, const char *text,
    const char **problem_out);

/* The reverse: the field as text. The caller frees. */
char *person_get(const struct person *person, const char *field);

/* The record's octets (model/codec.h); the caller frees. */
GBytes *person_encode(const struct person *person);

/* The reverse, of any bytes; STORE error when they are no person. */
struct person *person_decode(GBytes *record,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
