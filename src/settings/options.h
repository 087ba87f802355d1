/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* How an option is written in docket.conf, and what its struct field is. */
enum options_type {
	OPTIONS_STRING, /* "text"; char * */
	OPTIONS_PATH,   /* "text"; char *, absolute after reading; "" is none */
	OPTIONS_LIST,   /* [ "text", ... ]; char **, NULL-terminated */
	OPTIONS_BOOL,   /* true or false; gint64 */
	OPTIONS_INT,    /* a whole number from min to max; gint64 */
	OPTIONS_WORD,   /* one of words; gint64, the word's value */
	OPTIONS_SET, /* [ words, ... ], at least one; gint64, their values or-ed
	              */
};

struct options_word {
	const char *name;
	gint64 value;
};

/* Says what is wrong with a value, as the end of a sentence that starts with
 * the value ("is not a mail address"); NULL when nothing is. */
typedef const char *(*options_check)(const char *text);

/* One option. default_text is the default as it stands in docket.conf.5: a
 * number, a word, items with commas between them; NULL: it must be given. */
struct options_row {
	const char *name;
	enum options_type type;
	size_t offset; /* of the field in the section's struct */
	const char *default_text;
	gint64 min, max;                  /* OPTIONS_INT */
	const struct options_word *words; /* up to a NULL name; WORD and SET */
	options_check check;              /* of each text; NULL: any will do */
	size_t set_offset; /* not 0: a gint64, whether the file has it */
	const char *help;  /* one line */
};

enum options_section_kind {
	OPTIONS_TOP,   /* the file's top level; a part of struct settings */
	OPTIONS_GROUP, /* name = { ... }; a part of struct settings */
	OPTIONS_GROUPS /* name = ( { ... }, ... ); a GPtrArray of structs */
};

struct options_section {
	const char *name; /* "" for the top level */
	enum options_section_kind kind;
	size_t offset; /* of the part or the GPtrArray in struct settings */
	size_t size;   /* of one struct */
	const char
	    *name_prefix; /* GROUPS: names by place, "account1"; or NULL */
	const struct options_row *rows;
	size_t n_rows;
};

/* All sections in the order of the manual; n_out gets their number. */
const struct options_section *options_sections(size_t *n_out);

/* The section of that name; NULL when there is none. */
const struct options_section *options_section(const char *name);

/* The row of that name in a section; NULL when there is none. */
const struct options_row *options_row(const struct options_section *section,
    const char *name);

/* The first section that has an option of that name; NULL when none has. */
const struct options_section *options_home(const char *name);

/* The value of a word; false when the row does not know it. */
bool options_word_value(const struct options_row *row, const char *word,
    gint64 *value_out);

/* The words of a row as a person lists them: "a", "b" or "c". The caller frees.
 */
char *options_words_text(const struct options_row *row);
