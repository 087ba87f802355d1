/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BIP-39's words, looked up in the file as it is mapped: no list is built in
 * memory, and a mail of ordinary words costs next to nothing. Phrases must
 * never be kept or written anywhere from here. */
#include "desk/seedwords.h"

#include <string.h>

#include "base/mac.h"

#define LISTS 8
#define BITS_A_WORD 11

/* conf/seedwords as the Makefile writes it into a C file. */
extern const char seedwords_list[];
extern const size_t seedwords_list_size;

GBytes *
seedwords_shipped(void)
{
	return g_bytes_new_static(seedwords_list, seedwords_list_size);
}

/* From Greek to Georgian, which no list is written in: it would cost much to
 * bring each word of a Russian mail into the lists' form. */
static bool
is_foreign(const char *word)
{
	gunichar c = g_utf8_get_char(word);

	return c >= 0x370 && c < 0x1100;
}

static bool
is_ascii(const char *word, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((guint8)word[i] >= 0x80)
			return false;
	return true;
}

bool
seedwords_is_likely(const char *word, size_t length)
{
	if (length == 0 || length > SEEDWORDS_WORD_MAX)
		return false;
	if (is_ascii(word, length))
		return length >= 3 && length <= 9;
	return !is_foreign(word);
}

/* In the form of the lists. NULL when it can not be one of their words. */
static char *
normal_form(const char *word, size_t length)
{
	if (!seedwords_is_likely(word, length))
		return NULL;
	if (is_ascii(word, length))
		return g_ascii_strdown(word, (gssize)length);
	g_autofree char *lower = g_utf8_strdown(word, (gssize)length);
	return g_utf8_normalize(lower, -1, G_NORMALIZE_NFKD);
}

static const char *
line_start(const char *file, const char *at)
{
	while (at > file && at[-1] != '\n')
		at--;
	return at;
}

/* As strcmp() of the word that the line begins with and word. */
static int
compare(const char *line, const char *end, const char *word)
{
	const char *blank = memchr(line, ' ', (size_t)(end - line));
	size_t length = blank ? (size_t)(blank - line) : 0;
	int order = strncmp(line, word, length);

	return order != 0 ? order : -(int)(word[length] != '\0');
}

/* The first line whose word is not before word. */
static const char *
search(const char *file, const char *end, const char *word)
{
	const char *low = file, *high = end;

	while (low < high) {
		const char *middle = line_start(file, low + (high - low) / 2);

		if (middle < low)
			middle = low;
		const char *next = memchr(middle, '\n', (size_t)(end - middle));
		next = next ? next + 1 : end;
		if (compare(middle, end, word) < 0)
			low = next;
		else
			high = middle;
	}
	return low;
}

bool
seedwords_find(const char *file, size_t size, const char *word, size_t length,
    struct seedwords_place *out)
{
	g_autofree char *normal = normal_form(word, length);
	const char *end = file + size;

	out->lists = 0;
	if (!normal)
		return false;
	for (const char *line = search(file, end, normal);
	     line < end && compare(line, end, normal) == 0;) {
		const char *next = memchr(line, '\n', (size_t)(end - line));
		const char *rest = line + strlen(normal) + 1;

		/* "4 2047\n" */
		if (!next || next - rest < 3 || *rest < '0' ||
		    *rest >= '0' + LISTS)
			break;
		guint list = (guint)(*rest - '0'), index = 0;
		for (rest += 2; rest < next && g_ascii_isdigit(*rest); rest++)
			index = (index * 10 + (guint)(*rest - '0')) & 2047;
		out->lists |= (seedwords_lists)(1U << list);
		out->index[list] = (guint16)index;
		line = next + 1;
	}
	return out->lists != 0;
}

static bool
has_checksum(const struct seedwords_place *words, guint count, guint list)
{
	uint8_t bits[SEEDWORDS_MAX * BITS_A_WORD / 8 + 1] = { 0 };
	uint8_t digest[MAC_SHA256_SIZE];
	guint entropy = count * BITS_A_WORD * 32 / 33;
	guint check = count * BITS_A_WORD - entropy;

	for (guint i = 0; i < count * BITS_A_WORD; i++) {
		guint value = words[i / BITS_A_WORD].index[list];

		if (value >> (BITS_A_WORD - 1 - i % BITS_A_WORD) & 1)
			bits[i / 8] |= (uint8_t)(0x80 >> i % 8);
	}
	mac_sha256(bits, entropy / 8, digest);
	/* The phrase's last check bits against the digest's first. */
	return bits[entropy / 8] >> (8 - check) == digest[0] >> (8 - check);
}

bool
seedwords_is_phrase(const struct seedwords_place *words, guint count)
{
	if (count < 12 || count > SEEDWORDS_MAX || count % 3 != 0)
		return false;
	for (guint list = 0; list < LISTS; list++) {
		bool all = true;

		for (guint i = 0; i < count; i++)
			all &= (words[i].lists >> list & 1) != 0;
		if (all && has_checksum(words, count, list))
			return true;
	}
	return false;
}
