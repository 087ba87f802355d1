/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a customer's words name: numbers, hashes, amounts, devices. Agents and
 * the search go by them, so a doubtful word is no fact; nothing that is found
 * here may decide who somebody is, for anybody can write a number. */
#include "desk/mentions.h"

#include <stdbool.h>
#include <string.h>

#include "base/normal.h"
#include "desk/coin.h"
#include "desk/mentionwords.h"
#include "model/mention.h"

/* The mail while it is looked through. */
struct finder {
	const struct settings_desk *desk;
	const char *text;
	const GArray *words;
	GPtrArray *mentions;
};

static const struct mentionwords_word *
word_at(const struct finder *finder, guint index)
{
	if (index >= finder->words->len)
		return NULL;
	return &g_array_index(finder->words, struct mentionwords_word, index);
}

static void
add(struct finder *finder, enum mention_kind kind, char *take_value,
    const char *detail, enum mention_check check)
{
	g_autofree char *value = take_value;

	if (strlen(value) <= MENTIONS_VALUE_MAX)
		mention_list_add(finder->mentions,
		    mention_new(kind, check, value, detail), MENTIONS_MAX);
}

static void
add_word(struct finder *finder, enum mention_kind kind,
    const struct mentionwords_word *word)
{
	add(finder, kind, g_strndup(word->text, word->length), "", 0);
}

/* Digits, with one kind of mark between groups and another before decimals. */
static bool
is_number(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isdigit(text[i]) && text[i] != '.' &&
		    text[i] != ',')
			return false;
	return length > 0;
}

/* --- the rules: each returns how many words it used, 0 when it does not apply
 */

static enum mention_check
check_of(enum coin_verdict verdict)
{
	return verdict == COIN_GOOD ? MENTION_CHECKED
	    : verdict == COIN_WRONG ? MENTION_WRONG
	                            : MENTION_UNCHECKED;
}

static guint
find_coin(struct finder *finder, guint index)
{
	const struct mentionwords_word *word = word_at(finder, index);
	struct coin_match match;
	enum mention_kind kind = MENTION_TRANSACTION;

	if (word->length > COIN_WORD_MAX || word->length < 14)
		return 0;
	match = coin_transaction(word->text, word->length);
	if (match.verdict == COIN_NOTHING) {
		match = coin_address(word->text, word->length);
		kind = MENTION_ADDRESS;
	}
	if (match.verdict == COIN_NOTHING)
		return 0;
	add(finder, kind, g_strndup(word->text, word->length), match.chain,
	    check_of(match.verdict));
	return 1;
}

static bool
fits_form(const char *form, const struct mentionwords_word *word)
{
	if (strlen(form) != word->length)
		return false;
	for (size_t i = 0; i < word->length; i++) {
		char c = word->text[i];

		if (form[i] == '#' ? !g_ascii_isdigit(c)
		        : form[i] == '@'
		        ? !g_ascii_isalpha(c)
		        : g_ascii_toupper(c) != g_ascii_toupper(form[i]))
			return false;
	}
	return true;
}

static bool
fits_any(char **forms, const struct mentionwords_word *word)
{
	for (guint i = 0; forms && forms[i]; i++)
		if (fits_form(forms[i], word))
			return true;
	return false;
}

static guint
find_by_form(struct finder *finder, guint index)
{
	const struct mentionwords_word *word = word_at(finder, index);

	if (fits_any(finder->desk->uid_forms, word))
		add_word(finder, MENTION_UID, word);
	else if (fits_any(finder->desk->order_forms, word))
		add_word(finder, MENTION_ORDER, word);
	else
		return 0;
	return 1;
}

/* What the word of each kind must be besides labelled. */
static bool
is_likely(int kind, const struct mentionwords_word *word)
{
	guint digits = word->digits;
	bool number = is_number(word->text, word->length);

	switch (kind) {
	case MENTION_UID:
		return digits >= 4 && word->length <= 24 &&
		    !memchr(word->text, '.', word->length);
	case MENTION_ORDER:
		return digits >= 4 && word->length <= 40 &&
		    !memchr(word->text, ',', word->length);
	case MENTION_ERROR:
		return word->length >= 2 && word->length <= 40 &&
		    (digits >= 2 || word->lined);
	case MENTION_VERSION:
		return number && memchr(word->text, '.', word->length) &&
		    word->length <= 20;
	default:
		return false;
	}
}

static guint
find_by_label(struct finder *finder, guint index)
{
	const struct mentionwords_word *word = word_at(finder, index);
	int kind;

	/* Nothing that a label could stand before. */
	if (word->digits == 0 && !word->lined)
		return 0;
	kind = mentionwords_label(finder->text,
	    (size_t)(word->text - finder->text));
	if (kind < 0 || !is_likely(kind, word))
		return 0;
	add_word(finder, (enum mention_kind)kind, word);
	return 1;
}

/* "UID12345678" */
static guint
find_glued_uid(struct finder *finder, guint index)
{
	struct mentionwords_word word = *word_at(finder, index);

	if (word.length < 4 || g_ascii_strncasecmp(word.text, "uid", 3) != 0)
		return 0;
	word.text += 3;
	word.length -= 3;
	if (word.digits != word.length || !is_likely(MENTION_UID, &word))
		return 0;
	add_word(finder, MENTION_UID, &word);
	return 1;
}

/* "v3.21.0" */
static guint
find_version(struct finder *finder, guint index)
{
	struct mentionwords_word word = *word_at(finder, index);

	if (word.length < 4 || g_ascii_tolower(word.text[0]) != 'v')
		return 0;
	word.text++;
	word.length--;
	if (!is_likely(MENTION_VERSION, &word))
		return 0;
	add_word(finder, MENTION_VERSION, &word);
	return 1;
}

/* "0.5 BTC", "0.5BTC", "BTC 0.5", "$100", "100 €". */
static guint
find_amount(struct finder *finder, guint index)
{
	const struct mentionwords_word *word = word_at(finder, index);
	const struct mentionwords_word *next = word_at(finder, index + 1);
	size_t offset = (size_t)(word->text - finder->text), size = 0;
	g_autofree char *detail = NULL;
	guint used = 1;

	while (size < word->length && is_number(word->text + size, 1))
		size++;
	if (size == 0)
		return 0;
	const char *end = word->text + size;
	const char *mark = end + (*end == ' ');
	if (size < word->length) {
		if (mentionwords_is_asset(end, word->length - size))
			detail =
			    g_ascii_strup(end, (gssize)(word->length - size));
	} else if (next && next->text == mark &&
	    mentionwords_is_asset(next->text, next->length)) {
		detail = g_ascii_strup(next->text, (gssize)next->length);
		used = 2;
	} else if (mentionwords_sign_at(mark) > 0) {
		detail = g_strndup(mark, mentionwords_sign_at(mark));
	} else if (mentionwords_sign_before(finder->text, offset) > 0) {
		size_t sign = mentionwords_sign_before(finder->text, offset);

		detail = g_strndup(word->text - sign, sign);
	}
	if (!detail)
		return 0;
	add(finder, MENTION_AMOUNT, g_strndup(word->text, size), detail, 0);
	return used;
}

/* "USDT 100": the asset first, on the same line. */
static guint
find_amount_after(struct finder *finder, guint index)
{
	const struct mentionwords_word *word = word_at(finder, index);
	const struct mentionwords_word *next = word_at(finder, index + 1);

	if (!next || next->text != word->text + word->length + 1 ||
	    !strchr(" :=", next->text[-1]) ||
	    !is_number(next->text, next->length) ||
	    !mentionwords_is_asset(word->text, word->length))
		return 0;
	g_autofree char *asset =
	    g_ascii_strup(word->text, (gssize)word->length);
	add(finder, MENTION_AMOUNT, g_strndup(next->text, next->length), asset,
	    0);
	return 2;
}

/* Whether a word goes on with a device's or a system's name. */
static bool
goes_on(const struct mentionwords_word *word, const char *end)
{
	enum mentionwords_thing thing =
	    mentionwords_thing(word->text, word->length);

	if (word->text != end + 1 || *end != ' ' || word->length > 12)
		return false;
	return thing == MENTIONWORDS_VARIANT || thing == MENTIONWORDS_DEVICE ||
	    word->digits > 0;
}

/* "iPhone 14 Pro Max", "Samsung Galaxy S23 Ultra"; "iOS 17.2.1", a version with
 * it. A system alone ("for Android") says nothing. */
static guint
find_thing(struct finder *finder, guint index)
{
	const struct mentionwords_word *word = word_at(finder, index);
	enum mentionwords_thing thing =
	    mentionwords_thing(word->text, word->length);
	const char *end = word->text + word->length;
	guint used = 1;

	if (thing == MENTIONWORDS_DEVICE) {
		const struct mentionwords_word *next;

		for (; used < 5 && (next = word_at(finder, index + used)) &&
		     goes_on(next, end);
		     used++)
			end = next->text + next->length;
	} else if (thing == MENTIONWORDS_SYSTEM) {
		const struct mentionwords_word *next =
		    word_at(finder, index + 1);

		if (!next || next->text != end + 1 ||
		    !is_number(next->text, next->length))
			return 0;
		end = next->text + next->length;
		used = 2;
	} else {
		return 0;
	}
	add(finder,
	    thing == MENTIONWORDS_DEVICE ? MENTION_DEVICE : MENTION_SYSTEM,
	    g_strndup(word->text, (gsize)(end - word->text)), "", 0);
	return used;
}

/* --- dates --------------------------------------------------------------- */

/* Up to three numbers with one kind of mark between them. */
struct triple {
	guint number[3];
	guint digits[3];
	char mark;
	const char *end;
};

static const char *
read_number(const char *at, guint *number, guint *digits)
{
	*number = 0;
	for (*digits = 0; g_ascii_isdigit(*at) && *digits < 5; at++) {
		*number = *number * 10 + (guint)(*at - '0');
		++*digits;
	}
	return at;
}

static bool
read_triple(const char *at, struct triple *out)
{
	static const char *const marks[][2] = { { "-", "-" }, { ".", "." },
		{ "/", "/" }, { "年", "月" }, { "년 ", "월 " } };
	const char *begin = at;

	for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
		at = read_number(begin, &out->number[0], &out->digits[0]);
		if (!g_str_has_prefix(at, marks[i][0]))
			continue;
		at = read_number(at + strlen(marks[i][0]), &out->number[1],
		    &out->digits[1]);
		if (!g_str_has_prefix(at, marks[i][1]))
			continue;
		out->mark = *marks[i][0];
		out->end = read_number(at + strlen(marks[i][1]),
		    &out->number[2], &out->digits[2]);
		return out->digits[2] > 0;
	}
	return false;
}

static bool
is_date(guint year, guint month, guint day)
{
	return year >= 1970 && year <= 2199 && month >= 1 && month <= 12 &&
	    g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

/* Year first; or day first with dots or where only that is a date; "3/4/2026"
 * stays as it is written. */
static guint
find_date(struct finder *finder, guint index)
{
	const struct mentionwords_word *word = word_at(finder, index);
	const guint *n = NULL;
	struct triple triple;
	char *value = NULL;
	guint used = 1;

	if (!g_ascii_isdigit(*word->text) ||
	    !read_triple(word->text, &triple) || g_ascii_isalnum(*triple.end))
		return 0;
	n = triple.number;
	bool forth = is_date(n[2], n[1], n[0]),
	     back = is_date(n[2], n[0], n[1]);
	if (triple.digits[0] == 4 && is_date(n[0], n[1], n[2]))
		value = g_strdup_printf("%04u-%02u-%02u", n[0], n[1], n[2]);
	else if (triple.digits[2] != 4 || triple.digits[0] > 2)
		return 0;
	else if (forth && (triple.mark == '.' || !back))
		value = g_strdup_printf("%04u-%02u-%02u", n[2], n[1], n[0]);
	else if (back && !forth && triple.mark == '/')
		value = g_strdup_printf("%04u-%02u-%02u", n[2], n[0], n[1]);
	else if (back && triple.mark == '/')
		value = g_strndup(word->text, (gsize)(triple.end - word->text));
	if (!value)
		return 0;
	add(finder, MENTION_DATE, value, "", 0);
	for (const struct mentionwords_word *next;
	     (next = word_at(finder, index + used)) && next->text < triple.end;)
		used++;
	return used;
}

/* --- all of it ----------------------------------------------------------- */

/* In the order in which they are tried for each word; most words are letters,
 * which most rules need not be asked about. */
static const struct {
	guint (*find)(struct finder *finder, guint index);
	enum { ANY_WORD, WITH_DIGITS } of;
} rules[] = {
	{ find_coin, ANY_WORD },
	{ find_date, WITH_DIGITS },
	{ find_by_form, ANY_WORD },
	{ find_by_label, ANY_WORD },
	{ find_glued_uid, WITH_DIGITS },
	{ find_version, WITH_DIGITS },
	{ find_amount, WITH_DIGITS },
	{ find_amount_after, ANY_WORD },
	{ find_thing, ANY_WORD },
};

static void
look_through(struct finder *finder)
{
	guint used;

	for (guint i = 0; i < finder->words->len; i += MAX(used, 1)) {
		const struct mentionwords_word *word = word_at(finder, i);

		used = 0;
		if (word->mailed)
			continue;
		for (guint j = 0; j < G_N_ELEMENTS(rules) && used == 0; j++)
			if (rules[j].of == ANY_WORD || word->digits > 0)
				used = rules[j].find(finder, i);
	}
}

/* Fullwidth digits and colons are digits and colons. */
static char *
text_of(const char *text)
{
	g_autofree char *head = NULL, *valid = NULL;

	if (strlen(text) <= MENTIONS_TEXT_MAX)
		return normal_compat(text);
	head = g_strndup(text, MENTIONS_TEXT_MAX);
	valid = g_utf8_make_valid(head, -1); /* its last character */
	return normal_compat(valid);
}

GPtrArray *
mentions_find(const char *const *texts, const struct settings_desk *desk)
{
	struct finder finder = { .desk = desk, .mentions = mention_list_new() };

	for (guint i = 0; texts[i]; i++) {
		g_autofree char *text = text_of(texts[i]);
		g_autoptr(GArray) words = mentionwords_split(text);

		finder.text = text;
		finder.words = words;
		look_through(&finder);
	}
	return finder.mentions;
}
