/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of attachments. They are shown to agents and used when a file is saved,
 * and have been the way in for whoever could choose them: a zero width space
 * before ".htaccess", a right-to-left override that turns "gpj.exe" round,
 * "../". Order matters: first normalised, then cleaned, then judged, so that
 * nothing that is judged can still change. Must never return an empty name.
 */
#include "mime/safename.h"

#include <string.h>

/* Whether the character has no business in a file name. */
static gboolean
is_foul(gunichar c)
{
	switch (g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT: /* also all bidirectional ones */
	case G_UNICODE_SURROGATE:
	case G_UNICODE_PRIVATE_USE:
	case G_UNICODE_UNASSIGNED:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
		return TRUE;
	default:
		/* Fillers that show as nothing. */
		return c == 0x115f || c == 0x1160 || c == 0x3164 ||
		    c == 0xffa0 || c == 0x34f || c == 0x2800 ||
		    (c >= 0xfe00 && c <= 0xfe0f) || c >= 0xe0000;
	}
}

/* What looks like a separator or dot but is another character is made the plain
 * one, so that the rules below see it. */
static gunichar
plain(gunichar c)
{
	switch (c) {
	case 0x2215: /* division slash */
	case 0x2044: /* fraction slash */
	case 0xff0f: /* fullwidth / */
	case 0x29f8: /* big solidus */
		return '/';
	case 0xff3c: /* fullwidth \ */
	case 0x29f5: /* reverse solidus operator */
	case 0x29f9: /* big reverse solidus */
		return '\\';
	case 0xff0e: /* fullwidth . */
	case 0x2024: /* one dot leader */
		return '.';
	default:
		return g_unichar_isspace(c) ? ' ' : c;
	}
}

/* Cleaned of foul characters, behind the last separator. */
static GString *
clean(const char *name)
{
	g_autofree char *nfc =
	    g_utf8_normalize(name, -1, G_NORMALIZE_DEFAULT_COMPOSE);
	GString *out = g_string_new(NULL);

	for (const char *p = nfc ? nfc : ""; *p; p += g_utf8_skip[(guchar)*p]) {
		gunichar c = plain(g_utf8_get_char(p));

		if (c == '/' || c == '\\')
			g_string_truncate(out, 0);
		else if (is_foul(c))
			continue;
		else if (c < 128 && strchr("<>:\"|?*", (char)c))
			g_string_append_c(out, '_');
		else
			g_string_append_unichar(out, c);
	}
	return out;
}

/* Dots and spaces at both ends: hidden files, and what Windows drops. */
static void
trim(GString *name)
{
	gsize skip = strspn(name->str, ". ");

	g_string_erase(name, 0, (gssize)skip);
	while (name->len > 0 && strchr(". ", name->str[name->len - 1]))
		g_string_truncate(name, name->len - 1);
}

/* The last extension with its dot; "" when there is none worth keeping. */
static const char *
extension(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot > name && strlen(dot) <= 32 ? dot : "";
}

/* Cuts the name before its extension, between two characters. */
static void
shorten(GString *name)
{
	g_autofree char *tail = g_strdup(extension(name->str));
	glong left = SAFENAME_CHARACTERS - g_utf8_strlen(tail, -1);
	gsize room = SAFENAME_MAX - strlen(tail);
	const char *end = name->str, *next;

	if (name->len <= SAFENAME_MAX &&
	    g_utf8_strlen(name->str, -1) <= SAFENAME_CHARACTERS)
		return;
	for (; *end && left > 0; left--) {
		next = end + g_utf8_skip[(guchar)*end];
		if ((gsize)(next - name->str) > room)
			break;
		end = next;
	}
	g_string_truncate(name, (gsize)(end - name->str));
	trim(name);
	g_string_append(name, tail);
}

/* CON, NUL, COM1 and their like, with any extension. */
static gboolean
is_device(const char *name)
{
	static const char *const devices[] = { "con", "prn", "aux", "nul",
		"clock$", "conin$", "conout$" };
	gsize length = strcspn(name, ".");

	while (length > 0 && name[length - 1] == ' ')
		length--;
	for (guint i = 0; i < G_N_ELEMENTS(devices); i++) {
		if (strlen(devices[i]) == length &&
		    g_ascii_strncasecmp(name, devices[i], length) == 0)
			return TRUE;
	}
	if (g_ascii_strncasecmp(name, "com", 3) != 0 &&
	    g_ascii_strncasecmp(name, "lpt", 3) != 0)
		return FALSE;
	/* Superscript digits count as digits there. */
	return (length == 4 && g_ascii_isdigit(name[3])) ||
	    (length == 5 && (guint8)name[3] == 0xc2);
}

/* The extension by which a type without a name can be opened. */
static const char *
extension_of(const char *mime)
{
	static const struct {
		const char *mime, *extension;
	} known[] = {
		{ "image/jpeg", "jpg" },
		{ "image/svg+xml", "svg" },
		{ "image/tiff", "tif" },
		{ "text/plain", "txt" },
		{ "text/html", "html" },
		{ "text/calendar", "ics" },
		{ "text/vcard", "vcf" },
		{ "text/x-vcard", "vcf" },
		{ "text/rfc822-headers", "txt" },
		{ "message/rfc822", "eml" },
		{ "message/global", "eml" },
		{ "message/delivery-status", "txt" },
		{ "application/pgp-signature", "asc" },
		{ "application/pgp-encrypted", "asc" },
		{ "application/pkcs7-signature", "p7s" },
		{ "application/x-pkcs7-signature", "p7s" },
		{ "application/pkcs7-mime", "p7m" },
		{ "application/x-pkcs7-mime", "p7m" },
		{ "application/msword", "doc" },
		{ "application/ms-tnef", "dat" },
		{ "audio/mpeg", "mp3" },
		{ "video/quicktime", "mov" },
	};
	/* For these types the subtype is what the extension is. */
	static const char *const same[] = { "png", "gif", "webp", "bmp", "heic",
		"pdf", "zip", "gzip", "json", "xml", "csv", "rtf", "mp4", "ogg",
		"wav", "webm" };
	const char *subtype = strchr(mime, '/');

	for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
		if (strcmp(known[i].mime, mime) == 0)
			return known[i].extension;
	}
	for (guint i = 0; subtype && i < G_N_ELEMENTS(same); i++) {
		if (strcmp(same[i], subtype + 1) == 0)
			return same[i];
	}
	return "bin";
}

char *
safename_make(const char *name, const char *mime, guint number)
{
	g_autoptr(GString) safe = clean(name ? name : "");

	trim(safe);
	if (is_device(safe->str))
		g_string_prepend_c(safe, '_');
	shorten(safe);
	if (safe->len == 0)
		g_string_printf(safe, "attachment-%u.%s", number,
		    extension_of(mime));
	return g_strdup(safe->str);
}
