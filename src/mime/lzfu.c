/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The compression of RTF bodies in a winmail.dat: runs that repeat what stood
 * in the last 4,096 octets, which begin as words that any RTF has. No library
 * of the distribution unpacks it. Must never believe the sizes in its header,
 * nor read past the end because a run says so.
 */
#include "mime/lzfu.h"

#include <string.h>

#define LZFU_COMPRESSED 0x75465a4cu /* "LZFu" */
#define LZFU_PLAIN 0x414c454du      /* "MELA" */
#define LZFU_HEADER 16              /* octets: sizes, kind, check sum */
#define LZFU_WINDOW 4096

/* What stands in the window at first (MS-OXRTFCP section 2.1.2.1). */
static const char first_words[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}"
    "{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
    "{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

struct unpacking {
	const guint8 *at, *end;
	guint8 window[LZFU_WINDOW];
	guint write;
	GByteArray *out;
	gsize max;
};

static guint32
number(const guint8 *p)
{
	return (guint32)p[0] | (guint32)p[1] << 8 | (guint32)p[2] << 16 |
	    (guint32)p[3] << 24;
}

static void
put(struct unpacking *un, guint8 octet)
{
	un->window[un->write] = octet;
	un->write = (un->write + 1) % LZFU_WINDOW;
	g_byte_array_append(un->out, &octet, 1);
}

/* One token; whether another may follow. */
static gboolean
take(struct unpacking *un, gboolean is_run)
{
	guint from, length;

	if (un->end - un->at < (is_run ? 2 : 1) || un->out->len >= un->max)
		return FALSE;
	if (!is_run) {
		put(un, *un->at++);
		return TRUE;
	}
	from = (guint)un->at[0] << 4 | (guint)un->at[1] >> 4;
	length = (un->at[1] & 0xfu) + 2;
	un->at += 2;
	/* A run from where the next octet goes is the end. */
	if (from == un->write)
		return FALSE;
	for (; length > 0 && un->out->len < un->max; length--) {
		put(un, un->window[from]);
		from = (from + 1) % LZFU_WINDOW;
	}
	return TRUE;
}

static void
unpack(struct unpacking *un)
{
	while (un->at < un->end) {
		guint flags = *un->at++;

		for (guint bit = 0; bit < 8; bit++) {
			if (!take(un, (flags >> bit & 1) != 0))
				return;
		}
	}
}

GByteArray *
lzfu_unpack(const void *data, gsize size, gsize max, gboolean *cut_out)
{
	const guint8 *octets = data;
	struct unpacking un = { .write = sizeof first_words - 1 };
	guint32 raw, kind;

	*cut_out = FALSE;
	if (size < LZFU_HEADER)
		return NULL;
	raw = number(octets + 4);
	kind = number(octets + 8);
	if (kind != LZFU_COMPRESSED && kind != LZFU_PLAIN)
		return NULL;
	un.at = octets + LZFU_HEADER;
	un.end = octets + size;
	un.max = MIN(raw, max);
	un.out = g_byte_array_new();
	if (kind == LZFU_COMPRESSED) {
		memset(un.window, ' ', sizeof un.window);
		memcpy(un.window, first_words, sizeof first_words - 1);
		unpack(&un);
	} else {
		g_byte_array_append(un.out, un.at,
		    (guint)MIN(un.max, size - LZFU_HEADER));
	}
	*cut_out = un.out->len < raw;
	return un.out;
}
