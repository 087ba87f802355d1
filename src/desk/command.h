/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Commands in an agent's mail: lines that begin with "#", at the very top of
 * what he typed. */

/* Where he typed them; a bit set, since a command may be good in several. */
enum command_where {
	COMMAND_IN_ANSWER = 1, /* a mail to the customer */
	COMMAND_IN_NOTE = 2,   /* to the address for notes */
	COMMAND_AT_DESK = 4,   /* to the desk, about no ticket yet */
};

/* What a mail's commands ask for of the letter itself; a bit set. */
enum command_does {
	COMMAND_NOTE = 1,
	COMMAND_INLINE = 2,
	COMMAND_FORWARD = 4,
	COMMAND_HELP = 8,
};

/* What else is to be done, in the order in which it stands (pipeline/acts.h).
 */
enum command_verb {
	COMMAND_NOTHING, /* all is said by command_does */
	COMMAND_STATUS,
	COMMAND_TAKE,
	COMMAND_ASSIGN,
	COMMAND_QUEUE,
	COMMAND_PRIORITY,
	COMMAND_TAG,
	COMMAND_CC,
	COMMAND_LANG,
	COMMAND_MERGE,
	COMMAND_SPLIT,
	COMMAND_MACRO,
	COMMAND_SPAM,
	COMMAND_BLOCK,
	COMMAND_UNDO,
	COMMAND_AWAY,
	COMMAND_BACK,
	COMMAND_COMPLAINT,
	COMMAND_PROVED,
	COMMAND_ATTACH,
	COMMAND_SHOW,
	COMMAND_LIST,
	COMMAND_SEARCH,
	COMMAND_VERBS /* how many there are */
};

struct command_act {
	enum command_verb verb;
	char *argument; /* one line, "" for none */
	char *line;     /* as it was written, made fit to be shown */
};

/* A list of them, which frees what is in it. */
GPtrArray *command_acts_new(void);
void command_acts_add(GPtrArray *acts, enum command_verb verb,
    const char *argument, const char *line);

/* Whether one of them is of that verb. */
bool command_acts_have(const GPtrArray *acts, enum command_verb verb);

typedef struct command_wish command_wish;
struct command_wish {
	guint does;      /* command_does */
	GPtrArray *acts; /* struct command_act; never NULL when read */
	char *about;     /* which command help is wanted of, or NULL */
	char *words;     /* the text without the commands */
	char *line;      /* the first line that looks like a command and is none
	                    here, made fit to be shown; NULL: all are understood
	                  */
	const char *nearest; /* the command that is most like it, or NULL */
};

/* Reads the commands off the top of a text. A line further down that is a
 * command word for word counts as not understood: what stands below it was
 * perhaps not meant for the customer. Fill in with command_clear() later. */
void command_read(const char *text, enum command_where where,
    struct command_wish *out);
void command_clear(command_wish *wish);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(command_wish, command_clear)

/* Whether the first line of a text with words in it begins with "#". */
bool command_starts(const char *text);

/* The commands that are good there, a line each, with what they do; about: only
 * that one, if there is one of that name, NULL: all. The caller frees. */
char *command_list(enum command_where where, const char *about);
