/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mailbox names on the wire: UTF-16 in a base64 of IMAP's own between "&" and
 * "-". One direction only, since folders are named by docket.conf and names
 * from servers are never read. Must never emit anything but printable ASCII.
 */
#include "imap/mutf7.h"

#include <glib.h>

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

struct shifted {
	GString *out;
	guint32 bits; /* not written yet */
	guint count;  /* of bits */
};

static void
add_unit(struct shifted *self, guint32 unit)
{
	self->bits = (self->bits << 16) | unit;
	self->count += 16;
	while (self->count >= 6) {
		self->count -= 6;
		g_string_append_c(self->out,
		    digits[(self->bits >> self->count) & 63]);
	}
	self->bits &= (1u << self->count) - 1;
}

static void
add_character(struct shifted *self, gunichar character)
{
	if (character < 0x10000) {
		add_unit(self, character);
		return;
	}
	add_unit(self, 0xD800 + ((character - 0x10000) >> 10));
	add_unit(self, 0xDC00 + ((character - 0x10000) & 0x3FF));
}

static void
finish(struct shifted *self)
{
	if (self->count > 0)
		g_string_append_c(self->out,
		    digits[(self->bits << (6 - self->count)) & 63]);
	g_string_append_c(self->out, '-');
	self->bits = self->count = 0;
}

static gboolean
is_plain(gunichar character)
{
	return character >= 0x20 && character <= 0x7E;
}

char *
mutf7_encode(const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct shifted shifted = { .out = out };
	gboolean inside = FALSE;

	g_autofree gunichar *characters = g_utf8_to_ucs4_fast(text, -1, NULL);
	for (const gunichar *at = characters; *at != 0; at++) {
		gunichar character = *at;

		if (is_plain(character) && inside)
			finish(&shifted);
		else if (!is_plain(character) && !inside)
			g_string_append_c(out, '&');
		inside = !is_plain(character);
		if (inside)
			add_character(&shifted, character);
		else if (character == '&')
			g_string_append(out, "&-");
		else
			g_string_append_c(out, (char)character);
	}
	if (inside)
		finish(&shifted);
	return g_string_free(g_steal_pointer(&out), FALSE);
}
