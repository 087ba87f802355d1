/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The control words of RTF that say something about its words: what they stand
 * for, and which groups hold none. All others only say how it looks, and must
 * stay unknown here.
 */
#include "mime/rtfwords.h"

#include <string.h>

static const struct rtfwords words[] = {
	{ "par", RTFWORDS_BREAK, 0 },
	{ "line", RTFWORDS_BREAK, 0 },
	{ "row", RTFWORDS_BREAK, 0 },
	{ "sect", RTFWORDS_BREAK, 0 },
	{ "page", RTFWORDS_BREAK, 0 },
	{ "nestrow", RTFWORDS_BREAK, 0 },
	{ "tab", RTFWORDS_CHAR, '\t' },
	{ "cell", RTFWORDS_CHAR, '\t' },
	{ "nestcell", RTFWORDS_CHAR, '\t' },
	{ "u", RTFWORDS_UNICODE, 0 },
	{ "uc", RTFWORDS_OCTETS, 0 },
	{ "f", RTFWORDS_FONT, 0 },
	{ "htmlrtf", RTFWORDS_DOUBLED, 0 },
	{ "htmltag", RTFWORDS_PLACE, RTFWORDS_AT_TAG },
	{ "mhtmltag", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "fromhtml", RTFWORDS_PAGE, 0 },
	{ "plain", RTFWORDS_PLAIN, 0 },
	{ "v", RTFWORDS_HIDDEN, 0 },
	{ "fcharset", RTFWORDS_CHARSET, 0 },
	{ "ansicpg", RTFWORDS_CODEPAGE, 0 },
	{ "deff", RTFWORDS_DEFAULT_FONT, 0 },
	{ "bin", RTFWORDS_BINARY, 0 },
	{ "lquote", RTFWORDS_CHAR, 0x2018 },
	{ "rquote", RTFWORDS_CHAR, 0x2019 },
	{ "ldblquote", RTFWORDS_CHAR, 0x201c },
	{ "rdblquote", RTFWORDS_CHAR, 0x201d },
	{ "bullet", RTFWORDS_CHAR, 0x2022 },
	{ "endash", RTFWORDS_CHAR, 0x2013 },
	{ "emdash", RTFWORDS_CHAR, 0x2014 },
	{ "enspace", RTFWORDS_CHAR, 0x2002 },
	{ "emspace", RTFWORDS_CHAR, 0x2003 },
	{ "qmspace", RTFWORDS_CHAR, 0x2005 },
	{ "zwj", RTFWORDS_CHAR, 0x200d },
	{ "zwnj", RTFWORDS_CHAR, 0x200c },
	{ "ltrmark", RTFWORDS_CHAR, 0x200e },
	{ "rtlmark", RTFWORDS_CHAR, 0x200f },
	{ "fonttbl", RTFWORDS_PLACE, RTFWORDS_AT_FONTS },
	{ "fldinst", RTFWORDS_PLACE, RTFWORDS_AT_LINK },
	{ "fldrslt", RTFWORDS_RESULT, 0 },
	{ "colortbl", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "stylesheet", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "info", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "pict", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "nonshppict", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "objdata", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "header", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "headerl", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "headerr", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "headerf", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "footer", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "footerl", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "footerr", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "footerf", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "nonesttables", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "xe", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
	{ "tc", RTFWORDS_PLACE, RTFWORDS_AT_NOWHERE },
};

const struct rtfwords *
rtfwords_find(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		if (*name == *words[i].name && strcmp(name, words[i].name) == 0)
			return &words[i];
	}
	return NULL;
}

guint
rtfwords_page(int charset)
{
	static const struct {
		int charset;
		guint page;
	} pages[] = { { 0, 1252 }, { 128, 932 }, { 129, 949 }, { 130, 1361 },
		{ 134, 936 }, { 136, 950 }, { 161, 1253 }, { 162, 1254 },
		{ 163, 1258 }, { 177, 1255 }, { 178, 1256 }, { 186, 1257 },
		{ 204, 1251 }, { 222, 874 }, { 238, 1250 }, { 255, 850 } };

	for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
		if (pages[i].charset == charset)
			return pages[i].page;
	}
	return 0;
}
