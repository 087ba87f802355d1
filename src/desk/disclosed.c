/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding what gives money away. A secret that is missed is read by agents; an
 * ordinary number that is hidden costs them a look at the raw mail: so forms
 * with a checksum count by themselves, all else only behind words that say what
 * it is. What is found must be copied nowhere. */
#include "desk/disclosed.h"

#include <stdbool.h>
#include <string.h>

#include "base/base58.h"
#include "desk/labels.h"
#include "desk/secretwords.h"
#include "desk/seedwords.h"

struct finder {
	const char *text;
	size_t size;
	const char *words; /* of seed phrases, NULL for none */
	size_t words_size;
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

static bool
is_encoded_key(const char *word, size_t length)
{
	for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
		uint8_t octets[82];

		if (length >= 25 &&
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

/* --- payment cards ------------------------------------------------------- */

static const struct {
	guint from, to; /* the first digits */
	guint8 width;   /* how many of them */
	guint8 least, most;
} issuers[] = {
	{ 4, 4, 1, 16, 16 },
	{ 51, 55, 2, 16, 16 },
	{ 2221, 2720, 4, 16, 16 },
	{ 2200, 2204, 4, 16, 19 },
	{ 34, 34, 2, 15, 15 },
	{ 37, 37, 2, 15, 15 },
	{ 6011, 6011, 4, 16, 16 },
	{ 644, 649, 3, 16, 16 },
	{ 65, 65, 2, 16, 16 },
	{ 62, 62, 2, 16, 19 },
	{ 3528, 3589, 4, 16, 16 },
};

static bool
has_issuer(const char *digits, guint count)
{
	for (guint i = 0; i < G_N_ELEMENTS(issuers); i++) {
		guint start = 0;

		for (guint j = 0; j < issuers[i].width; j++)
			start = start * 10 + (guint)(digits[j] - '0');
		if (start >= issuers[i].from && start <= issuers[i].to &&
		    count >= issuers[i].least && count <= issuers[i].most)
			return true;
	}
	return false;
}

/* ISO/IEC 7812-1, annex B. */
static bool
is_luhn(const char *digits, guint count)
{
	guint sum = 0;

	for (guint i = 0; i < count; i++) {
		guint digit = (guint)(digits[count - 1 - i] - '0') << (i & 1);

		sum += digit > 9 ? digit - 9 : digit;
	}
	return sum % 10 == 0;
}

/* Digits in groups of three or more with a blank or a dash between: where they
 * end, and how many; the first 19 go to digits. */
static const char *
read_groups(const char *at, char digits[20], guint *count)
{
	*count = 0;
	for (;;) {
		guint group = 0;

		for (; g_ascii_isdigit(at[group]); group++)
			if (*count + group < 19)
				digits[*count + group] = at[group];
		at += group;
		*count += group;
		if ((*at != ' ' && *at != '-') || group < 3 ||
		    !g_ascii_isdigit(at[1]) || !g_ascii_isdigit(at[2]) ||
		    !g_ascii_isdigit(at[3]))
			return at;
		at++;
	}
}

/* Returns where to go on. */
static const char *
find_card(struct finder *finder, const char *at)
{
	char digits[20];
	guint count;
	const char *end = read_groups(at, digits, &count);
	size_t offset = (size_t)(at - finder->text);

	if (count >= 15 && count <= 19 && has_issuer(digits, count) &&
	    is_luhn(digits, count) &&
	    secretwords_before(finder->text, offset) != SECRETWORDS_NUMBER)
		add(finder, at, end, DISCLOSED_CARD);
	return end;
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

/* --- seed phrases -------------------------------------------------------- */

struct seed_word {
	const char *begin, *end;
};

/* The words of the text, without numbers ("1.") and marks; the first 64 Ki. */
static GArray *
seed_split(const char *text)
{
	GArray *words = g_array_new(FALSE, FALSE, sizeof(struct seed_word));

	for (const char *at = text; *at && words->len < 65536;) {
		gunichar c = g_utf8_get_char(at);
		const char *begin = at;

		at = g_utf8_next_char(at);
		if (!g_unichar_isalpha(c))
			continue;
		for (; *at; at = g_utf8_next_char(at)) {
			c = g_utf8_get_char(at);
			if (!g_unichar_isalpha(c) && !g_unichar_ismark(c))
				break;
		}
		struct seed_word word = { begin, at };
		g_array_append_val(words, word);
	}
	return words;
}

static bool
look_up(const struct finder *finder, const GArray *words, guint index,
    struct seedwords_place *out)
{
	const struct seed_word *word =
	    &g_array_index(words, struct seed_word, index);

	return seedwords_find(finder->words, finder->words_size, word->begin,
	    (size_t)(word->end - word->begin), out);
}

/* A run of words of the lists, from first to last: all of it, if it has the
 * length of a phrase; else the phrases in it whose checksum is right. */
static void
find_in_run(struct finder *finder, const GArray *words, guint first, guint last)
{
	const struct seed_word *all =
	    &g_array_index(words, struct seed_word, 0);
	guint count = last - first + 1;
	g_autofree struct seedwords_place *places =
	    g_new(struct seedwords_place, count);

	for (guint i = 0; i < count; i++)
		look_up(finder, words, first + i, &places[i]);
	if (count <= SEEDWORDS_MAX && count % 3 == 0) {
		add(finder, all[first].begin, all[last].end, DISCLOSED_SEED);
		return;
	}
	for (guint i = 0; i + 12 <= count;) {
		guint length = MIN(SEEDWORDS_MAX, (count - i) / 3 * 3);

		while (length >= 12 && !seedwords_is_phrase(places + i, length))
			length -= 3;
		if (length >= 12)
			add(finder, all[first + i].begin,
			    all[first + i + length - 1].end, DISCLOSED_SEED);
		i += length >= 12 ? length : 1;
	}
}

/* Every run of twelve has a word whose index is 11 more than a multiple of 12:
 * the other words of an ordinary mail are never looked up. */
static void
find_seeds(struct finder *finder)
{
	g_autoptr(GArray) words = seed_split(finder->text);
	struct seedwords_place place;

	for (guint i = 11; i < words->len;) {
		guint first = i, last = i;

		if (!look_up(finder, words, i, &place)) {
			i += 12;
			continue;
		}
		while (first > 0 && i - first < 12 &&
		    look_up(finder, words, first - 1, &place))
			first--;
		while (last + 1 < words->len &&
		    look_up(finder, words, last + 1, &place))
			last++;
		if (last - first + 1 >= 12)
			find_in_run(finder, words, first, last);
		i = last + 12;
	}
}

/* --- all of it ----------------------------------------------------------- */

static void
find_words(struct finder *finder)
{
	const char *at = finder->text;

	while (*at) {
		const char *end = at;

		while ((guint8)*end > ' ' && (guint8)*end < 0x7f)
			end++;
		if (end > at)
			find_word(finder, at, end);
		at = end + (*end != '\0');
	}
}

static void
find_cards(struct finder *finder)
{
	for (const char *at = finder->text; *at;) {
		bool inside = at > finder->text &&
		    (g_ascii_isalnum(at[-1]) || at[-1] == '-');

		if (!g_ascii_isdigit(*at))
			at++;
		else if (inside)
			at += strspn(at, "0123456789");
		else
			at = find_card(finder, at);
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

GArray *
disclosed_find(const char *text, GBytes *words)
{
	struct finder finder = { .text = text,
		.size = strlen(text),
		.ranges =
		    g_array_new(FALSE, FALSE, sizeof(struct disclosed_range)) };

	if (words)
		finder.words = g_bytes_get_data(words, &finder.words_size);
	find_pem(&finder);
	find_words(&finder);
	find_cards(&finder);
	if (finder.words)
		find_seeds(&finder);
	take_apart(finder.ranges);
	return finder.ranges;
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
		g_string_append_printf(out, "[hidden: %s]",
		    disclosed_kind_name(range->kind));
		done = range->offset + range->length;
	}
	g_string_append(out, text + done);
	return g_string_free(out, FALSE);
}
