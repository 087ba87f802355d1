/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Where the words of a group go. */
enum rtfwords_place {
	RTFWORDS_AT_SHOWN,
	RTFWORDS_AT_TAG,   /* markup of the page: shown when it was one */
	RTFWORDS_AT_FONTS, /* the table of fonts */
	RTFWORDS_AT_LINK,  /* what a field does */
	RTFWORDS_AT_NOWHERE,
};

/* What a control word does. */
enum rtfwords_action {
	RTFWORDS_CHAR,    /* says the character of its row */
	RTFWORDS_BREAK,   /* ends a line */
	RTFWORDS_PLACE,   /* its group's words go to the row's place */
	RTFWORDS_UNICODE, /* \u */
	RTFWORDS_OCTETS,  /* \uc */
	RTFWORDS_FONT,
	RTFWORDS_DEFAULT_FONT,
	RTFWORDS_CHARSET,
	RTFWORDS_CODEPAGE,
	RTFWORDS_PLAIN, /* properties of characters back to none */
	RTFWORDS_HIDDEN,
	RTFWORDS_DOUBLED, /* \htmlrtf */
	RTFWORDS_PAGE,    /* \fromhtml */
	RTFWORDS_BINARY,  /* octets follow */
	RTFWORDS_RESULT,  /* what a field shows */
};

/* A control word and what it does. */
struct rtfwords {
	const char *name;
	enum rtfwords_action action;
	gunichar c; /* or enum rtfwords_place */
};

/* The word of that name (without its backslash); NULL for one that says nothing
 * about what is read. */
const struct rtfwords *rtfwords_find(const char *name);

/* The code page of a font's \fcharset (RTF 1.9.1, "Font Table"); 0: the
 * document's. */
guint rtfwords_page(int charset);
