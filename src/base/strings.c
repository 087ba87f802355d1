/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records are born with every string "", and filled in field by field: this is
 * how, so that no string is lost on the way. It must never leave a field that
 * is freed already. And: how near one word is to another. */
#include "base/strings.h"
#include <string.h>

void
strings_set(char **field, const char *value)
{
	char *old = *field;

	*field = g_strdup(value != NULL ? value : "");
	g_free(old);
}

/* Optimal string alignment: letters that are swapped are one slip. Kept are the
 * row before, the one before that, and the one that is filled in. */
guint
strings_distance(const char *a, const char *b)
{
	guint rows[3][STRINGS_WORD_MAX + 1];
	guint *before = rows[0], *last = rows[1], *this = rows[2];
	size_t n = MIN(strlen(b), STRINGS_WORD_MAX);

	for (guint j = 0; j <= n; j++)
		last[j] = before[j] = j;
	for (guint i = 1; i <= STRINGS_WORD_MAX && a[i - 1]; i++) {
		guint *spare = before;

		this[0] = i;
		for (guint j = 1; j <= n; j++) {
			this[j] = last[j - 1] + (a[i - 1] != b[j - 1]);
			this[j] = MIN(this[j], MIN(last[j], this[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				this[j] = MIN(this[j], before[j - 2] + 1);
		}
		before = last;
		last = this;
		this = spare;
	}
	return last[n];
}

gsize
strings_ordinary(const char *text)
{
	const guint8 *at = (const guint8 *)text;

	while (*at >= ' ' && *at != 0x7f && *at != 0xc2 && *at != 0xe2)
		at++;
	return (gsize)(at - (const guint8 *)text);
}
