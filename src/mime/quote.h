/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

enum quote_context {
	QUOTE_UNKNOWN,  /* ">" may be anything until a quote says who wrote */
	QUOTE_IS_REPLY, /* the mail answers another */
};

/* The new words of a mail: which octets of text (valid UTF-8, lines end in
 * "\\n") are neither quoted nor signature. Returns an array of struct
 * message_range, ascending and apart, each of whole lines; one range for all of
 * it when nothing is to be cut or what would remain is empty or doubtful, none
 * when text is empty. Linear in text. The caller frees. */
GArray *quote_find(const char *text, enum quote_context context);

/* The same; steps_out is set to the octets that were looked at. */
GArray *quote_find_counted(const char *text, enum quote_context context,
    guint64 *steps_out);

/* The ranges of text, a struct message_range each, joined and without white
 * space round them. The caller frees. */
char *quote_join(const char *text, const GArray *ranges);

/* The ranges without what lies between the octets begin and end of their text:
 * a new array, which may be empty. The caller unrefs. */
GArray *quote_without(const GArray *ranges, gsize begin, gsize end);

/* Whether a subject says that the mail is an answer ("Re:", "AW:"). */
gboolean quote_is_reply_subject(const char *subject);
