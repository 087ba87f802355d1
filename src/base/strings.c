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

/* Words cut at that many octets: a longer one is no slip of the finger. */
#define STRINGS_WORD_MAX 32

guint
strings_distance(const char *a, const char *b)
{
	size_t n = MIN(strlen(b), STRINGS_WORD_MAX);
	guint row[STRINGS_WORD_MAX + 1];

	for (guint j = 0; j <= n; j++)
		row[j] = j;
	for (guint i = 0; i < STRINGS_WORD_MAX && a[i]; i++) {
		guint diagonal = row[0]++;
		for (guint j = 1; j <= n; j++) {
			guint changed = diagonal + (a[i] != b[j - 1]);
			diagonal = row[j];
			row[j] = MIN(changed, MIN(row[j], row[j - 1]) + 1);
		}
	}
	return row[n];
}
