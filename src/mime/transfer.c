/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content transfer encodings. GMime's decoders end a base64 body at the first
 * padding and so lose what mailers append behind it; ours read on. Must never
 * write more octets than it was given, and never fails: what is no encoding is
 * taken as it stands.
 */
#include "mime/transfer.h"

#include <string.h>

struct transfer {
	enum message_encoding encoding;
	guint32 bits;   /* base64: sextets not yet written */
	guint sextets;  /* how many of them, 0..3 */
	GString *held;  /* what can not be decided before more is seen */
	gboolean begun; /* uuencode: "begin" was seen */
	gboolean ended; /* uuencode: "end" was seen */
	guint64 skip;   /* decoded octets that are not wanted, still to come */
	guint64 left;   /* wanted ones, still to come */
};

struct transfer *
transfer_new(enum message_encoding encoding)
{
	struct transfer *transfer = g_new0(struct transfer, 1);

	transfer->encoding = encoding;
	transfer->held = g_string_new(NULL);
	transfer->left = G_MAXUINT64;
	return transfer;
}

void
transfer_window(struct transfer *transfer, guint64 skip, guint64 size)
{
	transfer->skip = skip;
	transfer->left = size;
}

void
transfer_free(struct transfer *transfer)
{
	if (!transfer)
		return;
	g_string_free(transfer->held, TRUE);
	g_free(transfer);
}

enum message_encoding
transfer_encoding(const char *value)
{
	static const struct {
		const char *name;
		enum message_encoding encoding;
	} names[] = {
		{ "base64", MESSAGE_ENCODING_BASE64 },
		{ "base-64", MESSAGE_ENCODING_BASE64 },
		{ "quoted-printable", MESSAGE_ENCODING_QUOTED_PRINTABLE },
		{ "quoted_printable", MESSAGE_ENCODING_QUOTED_PRINTABLE },
		{ "x-uuencode", MESSAGE_ENCODING_UUENCODE },
		{ "x-uue", MESSAGE_ENCODING_UUENCODE },
		{ "uuencode", MESSAGE_ENCODING_UUENCODE },
	};
	gsize length;

	if (!value)
		return MESSAGE_ENCODING_IDENTITY;
	value += strspn(value, " \t\"'");
	while (*value == '(' && strchr(value, ')'))
		value = strchr(value, ')') + 1 +
		    strspn(strchr(value, ')') + 1, " \t");
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		length = strlen(names[i].name);
		if (g_ascii_strncasecmp(value, names[i].name, length) == 0 &&
		    !g_ascii_isalnum(value[length]))
			return names[i].encoding;
	}
	return MESSAGE_ENCODING_IDENTITY;
}

/* --- base64 ------------------------------------------------------------ */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "abcdefghijklmnopqrstuvwxyz0123456789+/";

/* Two sextets hold one octet, three two, four three; a lone one holds none. */
static guint8 *
base64_flush(struct transfer *transfer, guint8 *to)
{
	guint32 bits = transfer->bits << (24 - 6 * transfer->sextets);

	for (guint i = 1; i < transfer->sextets; i++)
		*to++ = (guint8)(bits >> (24 - 8 * i));
	transfer->sextets = 0;
	transfer->bits = 0;
	return to;
}

/* What a digit is worth at each of a quantum's four places, as three octets in
 * the order of memory; in the fourth a mark of what is no digit. Made once. */
#define QUANTUM_FOREIGN GUINT32_TO_BE(0x80u)
static guint32 places[4][256];

static void
base64_prepare(void)
{
	for (guint n = 0; n < 4 && places[n]['/'] == 0; n++) {
		for (guint c = 0; c < 256; c++)
			places[n][c] = QUANTUM_FOREIGN;
		for (guint i = 0; i < 64; i++)
			places[n][(guint8)digits[i]] =
			    GUINT32_TO_BE(i << (26 - 6 * n));
	}
}

static inline guint32
quantum_at(const guint8 *data)
{
	return places[0][data[0]] | places[1][data[1]] | places[2][data[2]] |
	    places[3][data[3]];
}

/* As many whole quanta of four digits as stand together, two at a time. Moves
 * *to on, behind which an octet more is written. */
static const guint8 *
base64_quanta(const guint8 *at, const guint8 *end, guint8 **to)
{
	guint8 *out = *to;

	for (; end - at >= 8; at += 8, out += 6) {
		guint32 one = quantum_at(at), two = quantum_at(at + 4);

		if ((one | two) & QUANTUM_FOREIGN)
			break;
		memcpy(out, &one, sizeof one);
		memcpy(out + 3, &two, sizeof two);
	}
	for (; end - at >= 4; at += 4, out += 3) {
		guint32 one = quantum_at(at);

		if (one & QUANTUM_FOREIGN)
			break;
		memcpy(out, &one, sizeof one);
	}
	*to = out;
	return at;
}

/* Quanta and line ends between them: nearly all of a body. Returns how many
 * octets of data were used. */
static gsize
base64_lines(const guint8 *data, gsize size, guint8 **to)
{
	const guint8 *at = data, *end = data + size, *line;

	do {
		at = line = base64_quanta(at, end, to);
		at += at < end && *at == '\r';
		at += at < end && *at == '\n';
	} while (at > line);
	return (gsize)(at - data);
}

static guint8 *
base64_decode(struct transfer *transfer, const guint8 *data, gsize size,
    guint8 *to)
{
	guint32 value;

	base64_prepare();
	for (gsize i = 0; i < size; i++) {
		if (transfer->sextets == 0)
			i += base64_lines(data + i, size - i, &to);
		if (i == size)
			break;
		if (data[i] == '=') {
			to = base64_flush(transfer, to);
			continue;
		}
		value = places[3][data[i]];
		if (value == QUANTUM_FOREIGN)
			continue;
		value = GUINT32_FROM_BE(value) >> 8;
		transfer->bits = transfer->bits << 6 | value;
		if (++transfer->sextets == 4)
			to = base64_flush(transfer, to);
	}
	return to;
}

/* --- quoted-printable -------------------------------------------------- */

static guint8 *
append_held(struct transfer *transfer, guint8 *to)
{
	memcpy(to, transfer->held->str, transfer->held->len);
	to += transfer->held->len;
	g_string_truncate(transfer->held, 0);
	return to;
}

static gboolean
is_white(guint8 c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static guint8
octet_of(guint8 high, guint8 low)
{
	return (guint8)(g_ascii_xdigit_value((char)high) << 4 |
	    g_ascii_xdigit_value((char)low));
}

/* Decides about an "=" that is held with what followed it, now that c came:
 * whether c was used up. held is "=", "=X" or "=" and white space. */
static gboolean
quoted_step(struct transfer *transfer, guint8 c, guint8 **to)
{
	GString *held = transfer->held;
	guint8 second = held->len > 1 ? (guint8)held->str[1] : 0;

	if (c == '\n' && (held->len == 1 || is_white(second))) {
		/* A soft line break, also behind "= \t\r". */
		g_string_truncate(held, 0);
		return TRUE;
	}
	if ((held->len == 1 && (g_ascii_isxdigit((char)c) || is_white(c))) ||
	    (is_white(second) && is_white(c))) {
		g_string_append_c(held, (char)c);
		return TRUE;
	}
	if (held->len == 2 && g_ascii_isxdigit((char)second) &&
	    g_ascii_isxdigit((char)c)) {
		*(*to)++ = octet_of(second, c);
		g_string_truncate(held, 0);
		return TRUE;
	}
	*to = append_held(transfer, *to);
	return FALSE;
}

/* White space at a line's end was added on the way (RFC 2045 section 6.7 rule
 * 3) and goes. */
static guint8 *
quoted_decode(struct transfer *transfer, const guint8 *data, gsize size,
    guint8 *to)
{
	GString *held = transfer->held;

	for (gsize i = 0; i < size; i++) {
		guint8 c = data[i];

		if (held->len > 0 && held->str[0] == '=' &&
		    quoted_step(transfer, c, &to))
			continue;
		if (c == '=' && i + 2 < size &&
		    g_ascii_isxdigit((char)data[i + 1]) &&
		    g_ascii_isxdigit((char)data[i + 2])) {
			to = append_held(transfer, to);
			*to++ = octet_of(data[i + 1], data[i + 2]);
			i += 2;
		} else if (c == '=') {
			to = append_held(transfer, to);
			g_string_append_c(held, '=');
		} else if ((c == ' ' || c == '\t') &&
		    (i + 1 == size || data[i + 1] <= ' ')) {
			g_string_append_c(held, (char)c);
		} else {
			if (c == '\n' || c == '\r')
				g_string_truncate(held, 0);
			else if (held->len > 0)
				to = append_held(transfer, to);
			*to++ = c;
		}
	}
	return to;
}

/* --- uuencode ---------------------------------------------------------- */

static guint8
uu_value(const char *line, gsize length, gsize at)
{
	return at < length ? (guint8)((line[at] - ' ') & 0x3f) : 0;
}

/* One line without its end. The length character is believed only as far as
 * the line has octets. */
static void
uu_line(struct transfer *transfer, const char *line, gsize length,
    GByteArray *out)
{
	guint wanted;

	if (!transfer->begun) {
		transfer->begun = g_str_has_prefix(line, "begin ");
		return;
	}
	if (length == 0 || transfer->ended)
		return;
	if (strcmp(line, "end") == 0) {
		transfer->ended = TRUE;
		return;
	}
	wanted = uu_value(line, length, 0);
	for (gsize i = 1; wanted > 0 && i < length; i += 4) {
		guint8 a = uu_value(line, length, i);
		guint8 b = uu_value(line, length, i + 1);
		guint8 c = uu_value(line, length, i + 2);
		guint8 d = uu_value(line, length, i + 3);
		guint8 octets[3] = { (guint8)(a << 2 | b >> 4),
			(guint8)(b << 4 | c >> 2), (guint8)(c << 6 | d) };
		guint n = MIN(wanted, 3);

		g_byte_array_append(out, octets, n);
		wanted -= n;
	}
}

static void
uu_flush(struct transfer *transfer, GByteArray *out)
{
	GString *held = transfer->held;

	if (held->len > 0 && held->str[held->len - 1] == '\r')
		g_string_truncate(held, held->len - 1);
	uu_line(transfer, held->str, held->len, out);
	g_string_truncate(held, 0);
}

/* Lines are at most 62 octets long; the rest of a longer one is not ours. */
static void
uu_decode(struct transfer *transfer, const guint8 *data, gsize size,
    GByteArray *out)
{
	for (gsize i = 0; i < size; i++) {
		if (data[i] == '\n')
			uu_flush(transfer, out);
		else if (transfer->held->len < 128)
			g_string_append_c(transfer->held, (char)data[i]);
	}
}

/* --- the interface ----------------------------------------------------- */

/* Room for size more octets and those held back; where to write them. */
static guint8 *
make_room(const struct transfer *transfer, gsize size, GByteArray *out)
{
	guint length = out->len;

	g_byte_array_set_size(out,
	    length + (guint)(size + transfer->held->len) + 4);
	return out->data + length;
}

static void
set_end(GByteArray *out, const guint8 *end)
{
	g_byte_array_set_size(out, (guint)(end - out->data));
}

/* Takes away what was appended behind begin and lies outside the window. */
static void
apply_window(struct transfer *transfer, guint begin, GByteArray *out)
{
	guint64 fresh = out->len - begin;
	guint64 front = MIN(fresh, transfer->skip);
	guint64 kept = MIN(fresh - front, transfer->left);

	if (front > 0)
		g_byte_array_remove_range(out, begin, (guint)front);
	g_byte_array_set_size(out, begin + (guint)kept);
	transfer->skip -= front;
	transfer->left -= kept;
}

static void
decode(struct transfer *transfer, const void *data, gsize size, GByteArray *out)
{
	guint8 *to;

	if (transfer->encoding == MESSAGE_ENCODING_IDENTITY) {
		g_byte_array_append(out, data, (guint)size);
	} else if (transfer->encoding == MESSAGE_ENCODING_UUENCODE) {
		uu_decode(transfer, data, size, out);
	} else {
		to = make_room(transfer, size, out);
		set_end(out,
		    transfer->encoding == MESSAGE_ENCODING_BASE64
		        ? base64_decode(transfer, data, size, to)
		        : quoted_decode(transfer, data, size, to));
	}
}

void
transfer_decode(struct transfer *transfer, const void *data, gsize size,
    GByteArray *out)
{
	guint begin = out->len;

	decode(transfer, data, size, out);
	apply_window(transfer, begin, out);
}

static void
finish(struct transfer *transfer, GByteArray *out)
{
	GString *held = transfer->held;

	switch (transfer->encoding) {
	case MESSAGE_ENCODING_BASE64:
		set_end(out,
		    base64_flush(transfer, make_room(transfer, 0, out)));
		break;
	case MESSAGE_ENCODING_QUOTED_PRINTABLE:
		/* A last "=" is a soft break whose line end was cut off. */
		if (held->len > 1 && held->str[0] == '=' &&
		    g_ascii_isxdigit(held->str[1]))
			set_end(out,
			    append_held(transfer, make_room(transfer, 0, out)));
		g_string_truncate(held, 0);
		break;
	case MESSAGE_ENCODING_UUENCODE:
		uu_flush(transfer, out);
		break;
	case MESSAGE_ENCODING_IDENTITY:
		break;
	}
}

void
transfer_finish(struct transfer *transfer, GByteArray *out)
{
	guint begin = out->len;

	finish(transfer, out);
	apply_window(transfer, begin, out);
}

GByteArray *
transfer_decode_all(enum message_encoding encoding, const void *data,
    gsize size)
{
	g_autoptr(transfer) transfer = transfer_new(encoding);
	GByteArray *out = g_byte_array_sized_new((guint)size);

	transfer_decode(transfer, data, size, out);
	transfer_finish(transfer, out);
	return out;
}

static void
base64_line(const guint8 *data, gsize size, GString *out)
{
	char line[80]; /* 57 octets are 76 digits */
	gsize n = 0;

	for (; size > 0; data += MIN(size, 3), size -= MIN(size, 3)) {
		guint32 b = (guint32)data[0] << 16 |
		    (size > 1 ? (guint32)data[1] << 8 : 0) |
		    (size > 2 ? data[2] : 0u);

		line[n++] = digits[b >> 18];
		line[n++] = digits[b >> 12 & 63];
		line[n++] = size > 1 ? digits[b >> 6 & 63] : '=';
		line[n++] = size > 2 ? digits[b & 63] : '=';
	}
	g_string_append_len(out, line, (gssize)n);
	g_string_append_len(out, "\r\n", 2);
}

void
transfer_base64(struct transfer_base64 *state, const void *data, gsize size,
    GString *out)
{
	const guint8 *at = data;

	for (gsize n; size > 0; at += n, size -= n) {
		if (state->kept == 0 && size >= sizeof state->keep) {
			base64_line(at, sizeof state->keep, out);
			n = sizeof state->keep;
		} else {
			n = MIN(size, sizeof state->keep - state->kept);
			memcpy(state->keep + state->kept, at, n);
			state->kept += (guint)n;
			if (state->kept == sizeof state->keep)
				transfer_base64_finish(state, out);
		}
	}
}

void
transfer_base64_finish(struct transfer_base64 *state, GString *out)
{
	if (state->kept > 0)
		base64_line(state->keep, state->kept, out);
	state->kept = 0;
}
