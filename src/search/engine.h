/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* Xapian, which is C++, for C. No C++ type and no exception passes here. An
 * index is of one language and knows its words by their stems, Chinese and
 * Japanese text by pairs of characters. It can always be made anew from what it
 * was made of, so all errors are TEMPORARY: go on without it. */
#ifdef __cplusplus
extern "C" {
#endif

struct engine;

/* An index that is there, to search in. The caller closes. */
struct engine *engine_open(const char *path,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A new one, in a folder of its own; what is in the folder is lost. language:
 * as BCP 47 tag, "de"; of one without a stemmer words are found as they are. */
struct engine *engine_create(const char *folder, const char *language,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL is fine. What was not published is lost. */
void engine_close(struct engine *engine);

/* Adds a document of that id. head: what it is about, in few words; body: all
 * of its text. UTF-8. */
bool engine_add(struct engine *engine, const char *id, const char *head,
    const char *body, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Lets each of the words or groups of words (up to ENGINE_GROUP) be found by
 * the others. NULL-terminated. */
#define ENGINE_GROUP 4
bool engine_same(struct engine *engine, const char *const *words,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes one file of the index, with a stamp, and puts it in the place of what
 * was at path, in one step. The folder is removed. */
bool engine_publish(struct engine *engine, const char *path, const char *stamp,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The stamp of an index that was opened. The caller frees. */
char *engine_stamp(struct engine *engine);

struct engine_hit {
	char *id;
	double weight; /* BM25, the head's words counting more */
	double head;   /* the part of that which is the head's */
	double share;  /* 0 to 1: how much of what was asked the head has,
	                  rare words counting more */
};

/* The best documents for a text, best first. Words that the index does not
 * have, but one that is spelt nearly so, are taken for that one. hits gets up
 * to limit rows, which engine_hits_clear() frees; their number is *n_out. */
bool engine_search(struct engine *engine, const char *text,
    struct engine_hit *hits, unsigned limit, unsigned *n_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void engine_hits_clear(struct engine_hit *hits, unsigned n);

/* Which of the passages (NULL-terminated) has most of what was asked; the first
 * of equals. 0 when none has anything. */
unsigned engine_passage(struct engine *engine, const char *text,
    const char *const *passages);

#ifdef __cplusplus
}
#endif
