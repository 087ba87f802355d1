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

/* What a mail's commands ask for; a bit set. */
enum command_does {
	COMMAND_NOTE = 1,
	COMMAND_INLINE = 2,
	COMMAND_FORWARD = 4,
	COMMAND_HELP = 8,
};

typedef struct command_wish command_wish;
struct command_wish {
	guint does;    /* command_does */
	gint32 status; /* the ticket's new status, -1 unchanged */
	char *words;   /* the text without the commands */
	char *line;    /* the first line that looks like a command and is none
	                  here, made fit to be shown; NULL: all are understood */
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

/* The commands that are good there, a line each, with what they do. The caller
 * frees. */
char *command_list(enum command_where where);
