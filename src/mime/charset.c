/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charsets by ICU. What a mail declares is a hint and often wrong, so the
 * octets are looked at first. Converters stay open in a small table, because
 * opening one costs more than converting a subject. Must never drop an octet,
 * never hand on text that is not valid UTF-8, and never let a name from a mail
 * reach ICU as anything but letters and digits.
 */
#include "mime/charset.h"

#include <string.h>

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ustring.h>

#define CHARSET_KEY 32  /* longest name without separators, with NUL */
#define CHARSET_OPEN 24 /* converters kept */
#define CHARSET_CHUNK 2048

enum charset_kind {
	CHARSET_UNKNOWN, /* nothing declared that helps */
	CHARSET_UTF8,
	CHARSET_LATIN,    /* windows-1252 and what is taken for it */
	CHARSET_SINGLE,   /* any other */
	CHARSET_EASTERN,  /* short texts may look like UTF-8 by chance */
	CHARSET_STATEFUL, /* 7-bit with escapes */
	CHARSET_WIDE,     /* UTF-16, UTF-32 */
};

/* Names as mailers write them, without separators and in lower case, and the
 * ICU converter that reads what they send. Names not listed go to ICU as they
 * are. */
static const struct charset_alias {
	const char *key, *name;
	enum charset_kind kind;
} aliases[] = {
	{ "utf8", "UTF-8", CHARSET_UTF8 },
	{ "utf8n", "UTF-8", CHARSET_UTF8 },
	{ "xutf8", "UTF-8", CHARSET_UTF8 },
	{ "unicode11utf8", "UTF-8", CHARSET_UTF8 },
	{ "cp65001", "UTF-8", CHARSET_UTF8 },
	{ "usascii", "windows-1252", CHARSET_LATIN },
	{ "ascii", "windows-1252", CHARSET_LATIN },
	{ "ansix341968", "windows-1252", CHARSET_LATIN },
	{ "iso646us", "windows-1252", CHARSET_LATIN },
	{ "iso88591", "windows-1252", CHARSET_LATIN },
	{ "latin1", "windows-1252", CHARSET_LATIN },
	{ "l1", "windows-1252", CHARSET_LATIN },
	{ "cp819", "windows-1252", CHARSET_LATIN },
	{ "windows1252", "windows-1252", CHARSET_LATIN },
	{ "cp1252", "windows-1252", CHARSET_LATIN },
	{ "xcp1252", "windows-1252", CHARSET_LATIN },
	{ "ansi", "windows-1252", CHARSET_LATIN },
	{ "iso88599", "windows-1254", CHARSET_SINGLE },
	{ "latin5", "windows-1254", CHARSET_SINGLE },
	{ "iso88598", "windows-1255", CHARSET_SINGLE },
	{ "iso88598i", "windows-1255", CHARSET_SINGLE },
	{ "iso88598e", "windows-1255", CHARSET_SINGLE },
	{ "iso88596i", "ISO-8859-6", CHARSET_SINGLE },
	{ "iso88596e", "ISO-8859-6", CHARSET_SINGLE },
	{ "xmaccyrillic", "x-mac-cyrillic", CHARSET_SINGLE },
	{ "xmacroman", "macintosh", CHARSET_SINGLE },
	{ "iso885911", "windows-874", CHARSET_EASTERN },
	{ "tis620", "windows-874", CHARSET_EASTERN },
	{ "windows874", "windows-874", CHARSET_EASTERN },
	{ "gb2312", "gb18030", CHARSET_EASTERN },
	{ "gb231280", "gb18030", CHARSET_EASTERN },
	{ "csgb2312", "gb18030", CHARSET_EASTERN },
	{ "chinesegb2312", "gb18030", CHARSET_EASTERN },
	{ "gbk", "gb18030", CHARSET_EASTERN },
	{ "xgbk", "gb18030", CHARSET_EASTERN },
	{ "cp936", "gb18030", CHARSET_EASTERN },
	{ "windows936", "gb18030", CHARSET_EASTERN },
	{ "euccn", "gb18030", CHARSET_EASTERN },
	{ "gb18030", "gb18030", CHARSET_EASTERN },
	{ "big5", "Big5-HKSCS", CHARSET_EASTERN },
	{ "big5hkscs", "Big5-HKSCS", CHARSET_EASTERN },
	{ "xbig5", "Big5-HKSCS", CHARSET_EASTERN },
	{ "chinesebig5", "Big5-HKSCS", CHARSET_EASTERN },
	{ "csbig5", "Big5-HKSCS", CHARSET_EASTERN },
	{ "cp950", "Big5-HKSCS", CHARSET_EASTERN },
	{ "euctw", "EUC-TW", CHARSET_EASTERN },
	{ "shiftjis", "windows-31j", CHARSET_EASTERN },
	{ "sjis", "windows-31j", CHARSET_EASTERN },
	{ "xsjis", "windows-31j", CHARSET_EASTERN },
	{ "mskanji", "windows-31j", CHARSET_EASTERN },
	{ "csshiftjis", "windows-31j", CHARSET_EASTERN },
	{ "cp932", "windows-31j", CHARSET_EASTERN },
	{ "windows932", "windows-31j", CHARSET_EASTERN },
	{ "windows31j", "windows-31j", CHARSET_EASTERN },
	{ "eucjp", "ibm-33722", CHARSET_EASTERN },
	{ "xeucjp", "ibm-33722", CHARSET_EASTERN },
	{ "ksc56011987", "windows-949", CHARSET_EASTERN },
	{ "ksc56011989", "windows-949", CHARSET_EASTERN },
	{ "ksc5601", "windows-949", CHARSET_EASTERN },
	{ "cseuckr", "windows-949", CHARSET_EASTERN },
	{ "euckr", "windows-949", CHARSET_EASTERN },
	{ "xeuckr", "windows-949", CHARSET_EASTERN },
	{ "korean", "windows-949", CHARSET_EASTERN },
	{ "cp949", "windows-949", CHARSET_EASTERN },
	{ "uhc", "windows-949", CHARSET_EASTERN },
	{ "iso2022jp", "ISO-2022-JP", CHARSET_STATEFUL },
	{ "iso2022jp1", "ISO-2022-JP-1", CHARSET_STATEFUL },
	{ "iso2022jp2", "ISO-2022-JP-2", CHARSET_STATEFUL },
	{ "iso2022jpms", "ISO-2022-JP", CHARSET_STATEFUL },
	{ "csiso2022jp", "ISO-2022-JP", CHARSET_STATEFUL },
	{ "cp50220", "ISO-2022-JP", CHARSET_STATEFUL },
	{ "cp50221", "ISO-2022-JP", CHARSET_STATEFUL },
	{ "jis", "ISO-2022-JP", CHARSET_STATEFUL },
	{ "iso2022kr", "ISO-2022-KR", CHARSET_STATEFUL },
	{ "iso2022cn", "ISO-2022-CN", CHARSET_STATEFUL },
	{ "hzgb2312", "HZ", CHARSET_STATEFUL },
	{ "hz", "HZ", CHARSET_STATEFUL },
	{ "utf7", "UTF-7", CHARSET_STATEFUL },
	{ "unicode11utf7", "UTF-7", CHARSET_STATEFUL },
	{ "utf16", NULL, CHARSET_WIDE },
	{ "utf16le", NULL, CHARSET_WIDE },
	{ "utf16be", NULL, CHARSET_WIDE },
	{ "ucs2", NULL, CHARSET_WIDE },
	{ "iso10646ucs2", NULL, CHARSET_WIDE },
	{ "unicode", NULL, CHARSET_WIDE },
	{ "utf32", NULL, CHARSET_WIDE },
	{ "utf32le", NULL, CHARSET_WIDE },
	{ "utf32be", NULL, CHARSET_WIDE },
	{ "unknown8bit", NULL, CHARSET_UNKNOWN },
	{ "xunknown", NULL, CHARSET_UNKNOWN },
	{ "unknown", NULL, CHARSET_UNKNOWN },
	{ "8bit", NULL, CHARSET_UNKNOWN },
	{ "7bit", NULL, CHARSET_UNKNOWN },
	{ "binary", NULL, CHARSET_UNKNOWN },
	{ "default", NULL, CHARSET_UNKNOWN },
	{ "none", NULL, CHARSET_UNKNOWN },
	{ "xuserdefined", NULL, CHARSET_UNKNOWN },
};

/* A declared name, understood. */
struct charset_choice {
	enum charset_kind kind;
	char key[CHARSET_KEY];
	const char *name; /* for ICU; points into key or the table */
};

/* What the octets look like as UTF-8. */
struct charset_look {
	gsize two, more; /* good sequences of two octets, of three and four */
	gsize bad;
	gboolean escape; /* an ISO-2022-JP designation */
	gboolean high;   /* an octet above 127 */
	gboolean nul;
};

static struct {
	char name[CHARSET_KEY];
	UConverter *converter; /* NULL: ICU does not know that name */
} opened[CHARSET_OPEN];
static guint opened_n, opened_next;

/* --- names ------------------------------------------------------------- */

/* Letters and digits of the name in lower case. "win-1251" and "cp-1252" of old
 * mailers become what ICU knows. */
static void
make_key(const char *declared, char key[CHARSET_KEY])
{
	char plain[CHARSET_KEY];
	guint n = 0;

	for (const char *p = declared; *p && n + 1 < CHARSET_KEY; p++) {
		if (strchr(";,?*", *p))
			break;
		if (g_ascii_isalnum(*p))
			plain[n++] = g_ascii_tolower(*p);
	}
	plain[n] = '\0';
	if (n == 7 && strncmp(plain, "win", 3) == 0)
		g_snprintf(key, CHARSET_KEY, "windows%s", plain + 3);
	else if (n == 7 && strncmp(plain, "xcp", 3) == 0)
		g_snprintf(key, CHARSET_KEY, "windows%s", plain + 3);
	else
		g_strlcpy(key, plain, CHARSET_KEY);
}

static struct charset_choice
choose(const char *declared)
{
	struct charset_choice choice = { .kind = CHARSET_UNKNOWN };

	if (declared)
		make_key(declared, choice.key);
	if (!choice.key[0])
		return choice;
	for (guint i = 0; i < G_N_ELEMENTS(aliases); i++) {
		if (strcmp(aliases[i].key, choice.key) == 0) {
			choice.kind = aliases[i].kind;
			choice.name = aliases[i].name;
			return choice;
		}
	}
	choice.kind = CHARSET_SINGLE;
	return choice;
}

/* The open converter of that name, reset; NULL when ICU has none. A name that
 * failed is remembered too. */
static UConverter *
find_converter(const char *name)
{
	UErrorCode status = U_ZERO_ERROR;
	guint at;

	for (guint i = 0; i < opened_n; i++) {
		if (strcmp(opened[i].name, name) != 0)
			continue;
		if (opened[i].converter)
			ucnv_reset(opened[i].converter);
		return opened[i].converter;
	}
	at =
	    opened_n < CHARSET_OPEN ? opened_n++ : opened_next++ % CHARSET_OPEN;
	if (opened[at].converter)
		ucnv_close(opened[at].converter);
	g_strlcpy(opened[at].name, name, CHARSET_KEY);
	opened[at].converter = ucnv_open(name, &status);
	if (U_FAILURE(status))
		opened[at].converter = NULL;
	return opened[at].converter;
}

void
charset_init(void)
{
	static const char *const usual[] = { "windows-1252", "windows-1254",
		"windows-1251", "koi8-r", "ISO-8859-2", "iso885915", "gb18030",
		"Big5-HKSCS", "windows-31j", "ISO-2022-JP", "ibm-33722",
		"windows-949", "UTF-7", "UTF-16LE", "UTF-16BE" };

	for (guint i = 0; i < G_N_ELEMENTS(usual); i++)
		find_converter(usual[i]);
}

/* --- looking ----------------------------------------------------------- */

/* The length of the good UTF-8 sequence at p, 0 when there is none. */
static guint
utf8_sequence(const guint8 *p, gsize left)
{
	gunichar c;

	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	c = g_utf8_get_char_validated((const char *)p, (gssize)MIN(left, 4));
	if (c == (gunichar)-1 || c == (gunichar)-2)
		return 0;
	return (guint)g_unichar_to_utf8(c, NULL);
}

static struct charset_look
look_at(const guint8 *data, gsize size)
{
	struct charset_look look = { 0 };
	guint n;

	for (gsize i = 0; i < size; i++) {
		guint8 c = data[i];

		if (c == 0) {
			look.nul = TRUE;
		} else if (c == 0x1b) {
			if (i + 2 < size && strchr("$(", data[i + 1]) &&
			    strchr("@BJI(", data[i + 2]))
				look.escape = TRUE;
		} else if (c >= 0x80) {
			look.high = TRUE;
			n = utf8_sequence(data + i, size - i);
			if (n == 2)
				look.two++;
			else if (n > 2)
				look.more++;
			else
				look.bad++;
			i += n > 1 ? n - 1 : 0;
		}
	}
	return look;
}

/* --- converting -------------------------------------------------------- */

/* ICU's own substitution writes U+001A for a single octet; ours is U+FFFD. */
static void
on_bad_octet(const void *context, UConverterToUnicodeArgs *args,
    const char *octets, int32_t length, UConverterCallbackReason reason,
    UErrorCode *status)
{
	static const UChar replacement = 0xfffd;

	(void)octets;
	(void)length;
	if (reason > UCNV_IRREGULAR)
		return;
	if (context)
		*(bool *)(guintptr)context = true;
	*status = U_ZERO_ERROR;
	ucnv_cbToUWriteUChars(args, &replacement, 1, 0, status);
}

/* Appends units as UTF-8; a first half of a pair at the end is kept back.
 * Returns how many units are kept, moved to the front. */
static int32_t
append_units(UChar *units, int32_t n, bool *bad, GString *out)
{
	char octets[CHARSET_CHUNK * 3 + 4];
	UErrorCode status = U_ZERO_ERROR;
	int32_t kept = 0, length = 0;

	for (int32_t i = 0; i < n; i++) {
		if (units[i] == 0) {
			units[i] = 0xfffd;
			*bad = true;
		}
	}
	if (n > 0 && U16_IS_LEAD(units[n - 1]))
		kept = 1;
	u_strToUTF8WithSub(octets, sizeof octets, &length, units, n - kept,
	    0xfffd, NULL, &status);
	if (U_SUCCESS(status))
		g_string_append_len(out, octets, length);
	if (kept)
		units[0] = units[n - 1];
	return kept;
}

/* All of data through the converter; bad says whether an octet had to be
 * replaced. */
static char *
convert(UConverter *converter, const char *data, gsize size, bool *bad)
{
	UChar units[CHARSET_CHUNK] = { 0 };
	const char *end = data + size;
	GString *out = g_string_sized_new(size + size / 2);
	UErrorCode status = U_ZERO_ERROR;
	UChar *target;
	int32_t kept = 0;

	ucnv_setToUCallBack(converter, on_bad_octet, bad, NULL, NULL, &status);
	do {
		status = U_ZERO_ERROR;
		target = units + kept;
		ucnv_toUnicode(converter, &target, units + CHARSET_CHUNK, &data,
		    end, NULL, TRUE, &status);
		kept = append_units(units, (int32_t)(target - units), bad, out);
	} while (status == U_BUFFER_OVERFLOW_ERROR);
	if (kept > 0) {
		g_string_append(out, "\xef\xbf\xbd");
		*bad = true;
	}
	return g_string_free(out, FALSE);
}

static char *
convert_by(const char *name, const void *data, gsize size, bool *bad)
{
	UConverter *converter = find_converter(name);

	return converter ? convert(converter, data, size, bad) : NULL;
}

/* The octets as UTF-8, bad ones and NULs replaced one by one. */
static char *
repair(const guint8 *data, gsize size, const struct charset_look *look,
    bool *bad)
{
	if (look->bad > 0 || look->nul)
		*bad = true;
	return g_utf8_make_valid((const char *)data, (gssize)size);
}

/* UTF-16 and UTF-32 by byte order mark, by name, else by where the zero octets
 * of ASCII stand. NULL when the octets are no such thing. */
static char *
convert_wide(const char *key, const guint8 *data, gsize size, bool *bad)
{
	gsize even = 0, odd = 0, n = MIN(size, 512);
	const char *name = "UTF-16BE";

	for (gsize i = 0; i < n; i++) {
		if (data[i] == 0)
			(*(i % 2 ? &odd : &even))++;
	}
	if (strstr(key, "32"))
		return convert_by(size > 2 && data[0] == 0xff ? "UTF-32LE"
		        : g_str_has_suffix(key, "le")         ? "UTF-32LE"
		                                              : "UTF-32BE",
		    data, size, bad);
	if (size >= 2 && data[0] == 0xff && data[1] == 0xfe)
		name = "UTF-16LE";
	else if (size >= 2 && data[0] == 0xfe && data[1] == 0xff)
		name = "UTF-16BE";
	else if (g_str_has_suffix(key, "le") ||
	    (odd > even && !g_str_has_suffix(key, "be")))
		name = "UTF-16LE";
	return convert_by(name, data, size, bad);
}

/* Whether octets that are good UTF-8 are rather what was declared: two-octet
 * characters of China, Japan, Korea and Thailand can look like UTF-8 of two
 * octets, which those languages never have. */
static gboolean
looks_by_chance(const struct charset_choice *choice,
    const struct charset_look *look)
{
	return choice->kind == CHARSET_EASTERN && look->two > 0 &&
	    look->more == 0;
}

/* Octets that are not good UTF-8 and not 7-bit. */
static char *
convert_eight_bit(const struct charset_choice *choice, const guint8 *data,
    gsize size, const struct charset_look *look, bool *bad)
{
	gsize good = look->two + look->more;
	char *text = NULL;

	if (choice->kind == CHARSET_UTF8 && good > 0)
		return repair(data, size, look, bad);
	if ((choice->kind == CHARSET_UNKNOWN ||
	        choice->kind == CHARSET_LATIN) &&
	    good > 4 * look->bad)
		return repair(data, size, look, bad);
	if (choice->kind == CHARSET_SINGLE || choice->kind == CHARSET_EASTERN)
		text = convert_by(choice->name ? choice->name : choice->key,
		    data, size, bad);
	/* 8-bit in what says it is ISO-2022-JP is Shift_JIS. */
	if (strncmp(choice->key, "iso2022jp", 9) == 0)
		text = convert_by("windows-31j", data, size, bad);
	if (!text)
		text = convert_by("windows-1252", data, size, bad);
	return text ? text : repair(data, size, look, bad);
}

static char *
convert_any(const struct charset_choice *choice, const guint8 *data, gsize size,
    bool *bad)
{
	struct charset_look look = look_at(data, size);
	char *text = NULL;

	if (choice->kind == CHARSET_STATEFUL && !look.high)
		text = convert_by(choice->name, data, size, bad);
	else if (!look.high && look.escape)
		text = convert_by("ISO-2022-JP", data, size, bad);
	else if (look.bad == 0 && looks_by_chance(choice, &look))
		text = convert_by(choice->name, data, size, bad);
	if (text)
		return text;
	if (look.bad == 0)
		return repair(data, size, &look, bad);
	return convert_eight_bit(choice, data, size, &look, bad);
}

/* Whether UTF-16 that nothing declares begins here: its mark, and a zero where
 * the first letter has one. */
static gboolean
is_marked_wide(const guint8 *octets, gsize size)
{
	return size >= 4 &&
	    ((memcmp(octets, "\xff\xfe", 2) == 0 && octets[3] == 0) ||
	        (memcmp(octets, "\xfe\xff", 2) == 0 && octets[2] == 0));
}

char *
charset_to_utf8(const void *data, gsize size, const char *declared,
    bool *bad_out)
{
	struct charset_choice choice = choose(declared);
	const guint8 *octets = size > 0 ? data : (const guint8 *)"";
	bool bad = false;
	char *text = NULL;

	if (size >= 3 && memcmp(octets, "\xef\xbb\xbf", 3) == 0) {
		octets += 3;
		size -= 3;
	} else if (choice.kind == CHARSET_WIDE ||
	    is_marked_wide(octets, size)) {
		text = convert_wide(choice.key, octets, size, &bad);
	}
	/* A body that says UTF-16 and is ASCII gives one U+FFFD for two. */
	if (text && choice.kind == CHARSET_WIDE && !memchr(octets, 0, size) &&
	    look_at(octets, size).bad == 0) {
		g_clear_pointer(&text, g_free);
		bad = false;
	}
	if (!text)
		text = convert_any(&choice, octets, size, &bad);
	if (bad_out)
		*bad_out = bad;
	if (g_str_has_prefix(text, "\xef\xbb\xbf"))
		memmove(text, text + 3, strlen(text + 3) + 1);
	return text;
}
