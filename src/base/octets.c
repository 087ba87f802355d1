/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding octets. Sixty-four are looked at together, with instructions that
 * every x86-64 has; elsewhere, and at the end of a text, one by one. It must
 * not read beyond the text. */
#include "base/octets.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define TOGETHER 64

#ifdef __SSE2__
/* A bit for each of 16 octets. */
static guint64
bits_of(const char *text, __m128i wanted)
{
	__m128i octets = _mm_loadu_si128((const __m128i *)(const void *)text);
	int bits = _mm_movemask_epi8(_mm_cmpeq_epi8(octets, wanted));

	return (guint64)(guint)bits;
}

/* As many octets as are looked at together; how many were passed. */
static gsize
find_together(const char *text, gsize size, char octet, guint16 *places,
    guint *n)
{
	__m128i wanted = _mm_set1_epi8(octet);
	gsize at = 0;

	for (; at + TOGETHER <= size; at += TOGETHER) {
		guint64 bits = bits_of(text + at, wanted) |
		    bits_of(text + at + 16, wanted) << 16 |
		    bits_of(text + at + 32, wanted) << 32 |
		    bits_of(text + at + 48, wanted) << 48;
		for (; bits != 0; bits &= bits - 1)
			places[(*n)++] =
			    (guint16)(at + (gsize)__builtin_ctzll(bits));
	}
	return at;
}
#else
static gsize
find_together(const char *text, gsize size, char octet, guint16 *places,
    guint *n)
{
	(void)text, (void)size, (void)octet, (void)places, (void)n;
	return 0;
}
#endif

guint
octets_find(const char *text, gsize size, char octet,
    guint16 places[OCTETS_AT_ONCE])
{
	guint n = 0;

	g_assert(size <= OCTETS_AT_ONCE);
	for (gsize at = find_together(text, size, octet, places, &n); at < size;
	     at++)
		if (text[at] == octet)
			places[n++] = (guint16)at;
	return n;
}
