/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Foreign text made fit to be shown to an agent. */

enum display_form {
	DISPLAY_ONE_LINE, /* for a line of ours: cut at DISPLAY_LINE_MAX */
	DISPLAY_NAME,     /* a person's on such a line: at DISPLAY_NAME_MAX */
	DISPLAY_ADDRESS,  /* its address: whole, if it is one */
	DISPLAY_LINES,    /* keeps line ends and tabs; no space at line ends */
};

#define DISPLAY_LINE_MAX 200 /* characters, of a subject too */
#define DISPLAY_NAME_MAX 100 /* characters */

/* The text as valid UTF-8, without control characters and those that turn the
 * direction of reading (UAX 9). The caller frees. */
char *display_clean(const char *text, enum display_form form);

/* Adds "label: text" as a line of its own, on one line and clean; nothing where
 * there is no text. */
void display_add_line(GString *out, const char *label, const char *text);

/* "Name <address>", or the address alone; "nobody (no address)" for "". Both
 * made clean. The caller frees. */
char *display_person(const char *name, const char *address);

/* What to call somebody in a From field: the name, else what stands before the
 * "@". A name is foreign text still. The caller frees. */
char *display_name(const char *name, const char *address);

/* "999 octets", "12 kB", "2.5 MB". The caller frees. */
char *display_size(guint64 octets);
