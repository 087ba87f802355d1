/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding what gives money away. A secret that is missed is read by agents; an
 * ordinary number that is hidden costs them a look at the raw mail: so forms
 * with a checksum count by themselves, all else only behind words that say what
 * it is. What is found must be copied nowhere. */
#include "desk/disclosed.h"

#include <stdbool.h>
#include <string.h>

#include "base/base58.h"
#include "desk/cardnumber.h"
#include "desk/labels.h"
#include "desk/plainform.h"
#include "desk/secretwords.h"
#include "desk/seedphrase.h"

struct finder {
	const char *text;
	size_t size;
	GArray *ranges;
};

const char *
disclosed_kind_name(enum disclosed_kind kind)
{
	static const char *const names[] = {
		[DISCLOSED_SEED] = "seed phrase",
		[DISCLOSED_KEY] = "private key",
		[DISCLOSED_API] = "API secret",
		[DISCLOSED_PASSWORD] = "password",
		[DISCLOSED_CARD] = "card number",
		[DISCLOSED_CODE] = "one-time code",
		[DISCLOSED_OWN] = "anti-phishing code",
	};

	return names[kind];
}

static void
add(struct finder *finder, const char *begin, const char *end,
    enum disclosed_kind kind)
{
	struct disclosed_range range = { (size_t)(begin - finder->text),
		(size_t)(end - begin), kind };

	g_array_append_val(finder->ranges, range);
}

/* --- keys that show by their form ---------------------------------------- */

/* base58check: the alphabet, what the number begins with, its size. */
static const struct {
	enum base58_alphabet alphabet;
	uint8_t start[4];
	guint8 n_start;
	guint8 size;
} keys[] = {
	/* Bitcoin, Litecoin, Dogecoin: WIF, without and with "compressed" */
	{ BASE58_BITCOIN, { 0x80 }, 1, 37 },
	{ BASE58_BITCOIN, { 0x80 }, 1, 38 },
	{ BASE58_BITCOIN, { 0xb0 }, 1, 37 },
	{ BASE58_BITCOIN, { 0xb0 }, 1, 38 },
	{ BASE58_BITCOIN, { 0x9e }, 1, 37 },
	{ BASE58_BITCOIN, { 0x9e }, 1, 38 },
	/* BIP 32: xprv, yprv, zprv */
	{ BASE58_BITCOIN, { 0x04, 0x88, 0xad, 0xe4 }, 4, 82 },
	{ BASE58_BITCOIN, { 0x04, 0x9d, 0x78, 0x78 }, 4, 82 },
	{ BASE58_BITCOIN, { 0x04, 0xb2, 0x43, 0x0c }, 4, 82 },
	/* XRP: a family seed */
	{ BASE58_XRP, { 0x21 }, 1, 21 },
};

#define KEY_MIN 25 /* characters of the shortest */

static bool
is_encoded_key(const char *word, size_t length)
{
	for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
		uint8_t octets[82];

		if (length >= KEY_MIN &&
		    base58_decode(word, length, keys[i].alphabet, octets,
		        sizeof(octets)) == keys[i].size &&
		    memcmp(octets, keys[i].start, keys[i].n_start) == 0 &&
		    base58_is_checked(octets, keys[i].size))
			return true;
	}
	return false;
}

/* From "-----BEGIN ... PRIVATE KEY-----" to its end, or the text's. */
static void
find_pem(struct finder *finder)
{
	static const char begin[] = "-----BEGIN ", end[] = "-----END ";
	const char *at = finder->text;

	while ((at = strstr(at, begin))) {
		size_t line = strcspn(at, "\r\n");
		g_autofree char *first = g_strndup(at, line);
		const char *stop = strstr(at + line, end);

		if (!strstr(first, "PRIVATE KEY")) {
			at += line;
			continue;
		}
		stop = stop ? stop + strcspn(stop, "\r\n")
		            : finder->text + finder->size;
		add(finder, at, stop, DISCLOSED_KEY);
		at = stop;
	}
}

/* --- what stands behind a label ------------------------------------------ */

static bool
is_all_letters(const char *word, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isalpha(word[i]))
			return false;
	return true;
}

/* How a value looks that a label of each kind may announce. */
static bool
is_value(enum secretwords_kind kind, const char *word, size_t length)
{
	guint digits = 0, letters = 0, others = 0, hex = 0;

	for (size_t i = 0; i < length; i++) {
		digits += g_ascii_isdigit(word[i]);
		letters += g_ascii_isalpha(word[i]);
		hex += g_ascii_isxdigit(word[i]);
		others += g_ascii_ispunct(word[i]);
	}
	switch (kind) {
	case SECRETWORDS_KEY:
		return length >= 48 && (digits > 0 && letters > 0) &&
		    (hex == length || others <= 2);
	case SECRETWORDS_API:
		return length >= 16 && digits > 0 && letters > 0;
	case SECRETWORDS_PASSWORD:
		return length >= 5 && length <= 64 && digits + others > 0;
	case SECRETWORDS_CODE:
		return length >= 5 && length <= 8 && digits == length;
	default:
		return false;
	}
}

static enum disclosed_kind
kind_of(enum secretwords_kind kind)
{
	switch (kind) {
	case SECRETWORDS_KEY:
		return DISCLOSED_KEY;
	case SECRETWORDS_API:
		return DISCLOSED_API;
	case SECRETWORDS_PASSWORD:
		return DISCLOSED_PASSWORD;
	default:
		return DISCLOSED_CODE;
	}
}

/* A run of ASCII without blanks, and without the marks of a sentence at its
 * ends. */
static void
find_word(struct finder *finder, const char *begin, const char *end)
{
	static const char around[] = "\"'`()[]<>{},;:!?";
	size_t length;
	int label;

	/* "password:Abc123!", "secret_key=...": what is behind the sign. */
	for (const char *at = begin; at < end && at - begin < LABELS_REACH;
	     at++)
		if ((*at == ':' || *at == '=') &&
		    secretwords_before(finder->text,
		        (size_t)(at + 1 - finder->text)) >= 0)
			begin = at + 1;
	while (begin < end && strchr(around, *begin))
		begin++;
	while (end > begin && (strchr(around, end[-1]) || end[-1] == '.'))
		end--;
	length = (size_t)(end - begin);
	if (is_encoded_key(begin, length)) {
		add(finder, begin, end, DISCLOSED_KEY);
		return;
	}
	/* Most words: no label would make a secret of them. */
	if (length < 5 || is_all_letters(begin, length))
		return;
	label =
	    secretwords_before(finder->text, (size_t)(begin - finder->text));
	if (label >= 0 && is_value((enum secretwords_kind)label, begin, length))
		add(finder, begin, end, kind_of((enum secretwords_kind)label));
}

/* --- all of it ----------------------------------------------------------- */

static void
find_words(struct finder *finder)
{
	const char *at = finder->text;

	while (*at) {
		const char *end = at;
		bool letters = true;

		for (; (guint8)*end > ' ' && (guint8)*end < 0x7f; end++)
			letters &= g_ascii_isalpha(*end);
		/* most words, in which there is nothing to be found */
		if (end - at >= KEY_MIN || !letters)
			find_word(finder, at, end);
		at = end + (*end != '\0');
	}
}

/* Returns where to go on. */
static const char *
find_card(struct finder *finder, const char *at)
{
	size_t offset = (size_t)(at - finder->text), length = 0;

	if (cardnumber_is(at, &length) &&
	    secretwords_before(finder->text, offset) != SECRETWORDS_NUMBER)
		add(finder, at, at + length, DISCLOSED_CARD);
	return at + length;
}

static void
find_cards(struct finder *finder)
{
	static const char digits[] = "0123456789";

	for (const char *at = finder->text; (at = strpbrk(at, digits));) {
		bool inside = at > finder->text &&
		    (g_ascii_isalnum(at[-1]) || at[-1] == '-');

		at = inside ? at + strspn(at, digits) : find_card(finder, at);
	}
}

static void
find_seeds(struct finder *finder, GBytes *words)
{
	g_autoptr(GArray) phrases = seedphrase_find(finder->text, words);

	for (guint i = 0; i < phrases->len; i++) {
		const struct seedphrase_range *phrase =
		    &g_array_index(phrases, struct seedphrase_range, i);
		const char *begin = finder->text + phrase->offset;

		add(finder, begin, begin + phrase->length, DISCLOSED_SEED);
	}
}

static gint
compare_ranges(gconstpointer a, gconstpointer b)
{
	const struct disclosed_range *x = a, *y = b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return x->length > y->length ? -1 : x->length < y->length;
}

/* Of ranges that touch the first and longest is kept, as long as both. */
static void
take_apart(GArray *ranges)
{
	guint kept = 0;

	g_array_sort(ranges, compare_ranges);
	for (guint i = 0; i < ranges->len; i++) {
		struct disclosed_range *range =
		    &g_array_index(ranges, struct disclosed_range, i);
		struct disclosed_range *before = kept == 0
		    ? NULL
		    : &g_array_index(ranges, struct disclosed_range, kept - 1);

		if (before && range->offset < before->offset + before->length) {
			before->length = MAX(before->offset + before->length,
			                     range->offset + range->length) -
			    before->offset;
			continue;
		}
		g_array_index(ranges, struct disclosed_range, kept++) = *range;
	}
	g_array_set_size(ranges, kept);
}

/* In a text in its plain form. */
static GArray *
find_plain(const char *text, GBytes *words)
{
	struct finder finder = { .text = text,
		.size = strlen(text),
		.ranges =
		    g_array_new(FALSE, FALSE, sizeof(struct disclosed_range)) };

	find_pem(&finder);
	find_words(&finder);
	find_cards(&finder);
	if (words)
		find_seeds(&finder, words);
	take_apart(finder.ranges);
	return finder.ranges;
}

GArray *
disclosed_find(const char *text, GBytes *words)
{
	g_autoptr(plainform) plain = plainform_new(text);
	GArray *ranges = find_plain(plain ? plain->text : text, words);

	for (guint i = 0; plain && i < ranges->len; i++) {
		struct disclosed_range *range =
		    &g_array_index(ranges, struct disclosed_range, i);
		gsize begin = plainform_origin(plain, range->offset);

		range->length =
		    plainform_origin(plain, range->offset + range->length) -
		    begin;
		range->offset = begin;
	}
	return ranges;
}

#define MARK_BEGIN "[hidden: "
#define MARK_END "]"

size_t
disclosed_mark_size(enum disclosed_kind kind)
{
	return strlen(MARK_BEGIN) + strlen(disclosed_kind_name(kind)) +
	    strlen(MARK_END);
}

char *
disclosed_mask(const char *text, const GArray *ranges)
{
	GString *out = g_string_new(NULL);
	size_t done = 0;

	for (guint i = 0; i < ranges->len; i++) {
		const struct disclosed_range *range =
		    &g_array_index(ranges, struct disclosed_range, i);

		g_string_append_len(out, text + done,
		    (gssize)(range->offset - done));
		g_string_append_printf(out, MARK_BEGIN "%s" MARK_END,
		    disclosed_kind_name(range->kind));
		done = range->offset + range->length;
	}
	g_string_append(out, text + done);
	return g_string_free(out, FALSE);
}
