/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "mime/structure.h"
#include "mime/tnef.h"
#include <glib.h>

/* What a mail says in words. */
struct text_result {
	GString *text; /* valid UTF-8, "" or lines that end in "\n" */
	gboolean from_html;
	gboolean cut;         /* max was reached */
	gboolean bad_charset; /* octets became U+FFFD */
};

/* Picks the parts that are the mail's text and joins them: of alternatives the
 * plain one if it has content, else the HTML made text; the root of a related
 * group; each text in a mixed one that is no attachment; format=flowed
 * unwrapped. Marks what it used or passed over for a better form
 * (STRUCTURE_TEXT). A part that was cut stays unused, so that it is attached
 * whole. At most max octets. */
void text_collect(const char *raw, struct structure *root, gsize max,
    struct text_result *out);

/* Whether the leaf is a winmail.dat, by its type. */
bool text_is_tnef(const struct structure *leaf);

/* Reads that leaf (mime/tnef.h) for a text of max octets; octets_out (may be
 * NULL) gets what its files lie in. NULL when it is none. The caller frees
 * both. */
struct tnef *text_open_tnef(const char *raw, const struct structure *leaf,
    gsize max, GByteArray **octets_out);

/* The messages that are files in a winmail.dat, each under a header as Outlook
 * repeats one; "" when there is none. At most max octets. The caller frees. */
char *text_inside(const char *raw, const struct structure *root, gsize max);

/* Whether uuencoded files in the leaf's text are listed as attachments: its
 * octets stand in the raw mail as they are. */
bool text_may_hold_files(const struct structure *leaf);

/* Each calendar object of the mail on a line (mime/icalendar.h), of the first
 * few; "" when there is none. The caller frees. */
char *text_events(const char *raw, const struct structure *root);

/* The decoded octets of a leaf as UTF-8 with "\n" line ends and without
 * controls; at most max encoded octets are read. bad_out may be NULL. The
 * caller frees. */
char *text_of_leaf(const char *raw, const struct structure *leaf, gsize max,
    bool *bad_out);
