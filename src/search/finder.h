/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

/* The index of tickets, by Xapian, for C: a folder that is searched while it is
 * written. A document is found by its words as they stand and by their stems in
 * its own language, by pairs of characters where a script has no blanks, and by
 * numbers as a whole. It can always be made anew, so all errors are TEMPORARY,
 * but PERMANENT for a folder that holds no index that can be read. */
#ifdef __cplusplus
extern "C" {
#endif

struct finder;

/* An index that is there, to search in, or also to be written, made if there is
 * none. Only one process may write. The caller closes (NULL is fine); what was
 * put and not committed may be in it, but the state is of the last commit. */
struct finder *finder_open(const char *folder,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
struct finder *finder_open_to_write(const char *folder,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void finder_close(struct finder *finder);

/* Takes the folder away, as far as that is possible. */
void finder_remove(const char *folder);

/* Octets of a whole number; longer ones are left out. */
#define FINDER_EXACT_MAX 200

struct finder_document {
	uint32_t number;      /* from 1; the one that has it is replaced */
	const char *language; /* as BCP 47 tag, "" unknown */
	const char *head;     /* its words count three times; UTF-8 */
	const char *body;
	const char *const *exact; /* found as a whole, whatever the case;
	                             NULL-terminated */
};
bool finder_put(struct finder *finder, const struct finder_document *document,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes a document out; there may be none. */
bool finder_drop(struct finder *finder, uint32_t number,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes what was put durable, and the state with it, in one step. */
bool finder_commit(struct finder *finder, const char *state,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The state of the last commit, "" for none. The caller frees. */
char *finder_state(struct finder *finder);

/* How many documents there are. */
unsigned finder_count(struct finder *finder);

/* The documents that have all of the words or, where none has, any of them,
 * best first by BM25, newer ones first among equals: those from place first on,
 * up to limit. A word that the index does not have, but one that is spelt
 * nearly so, is taken for that one. No word of the text is an operator. */
bool finder_search(struct finder *finder, const char *text, unsigned first,
    unsigned limit, GArray *numbers_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

#ifdef __cplusplus
}
#endif
