/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People keep a ticket's number in their subject when all else is lost. On a
 * forward it names a matter that the writer only passes on, so what may stand
 * before it is a list: a word that is not known to mean an answer ends it. */
#include "route/subject.h"

#include <string.h>

#define DIGITS_MAX 12

static const char *const answers[] = { "re:", "aw:", "antw:", "sv:", "vs:",
	"odp:", "rif:", "res:", "ynt:", "bls:" };

static const char *
skip_answers(const char *p)
{
	for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
		gsize length = strlen(answers[i]);

		p += strspn(p, " \t");
		if (g_ascii_strncasecmp(p, answers[i], length) == 0) {
			p += length;
			i = (guint)-1; /* from the list's start again */
		}
	}
	return p;
}

guint64
subject_number(const char *subject, const char *desk_name)
{
	const char *p = skip_answers(subject);
	gsize length = strlen(desk_name);
	gsize digits;

	if (*p++ != '[')
		return 0;
	if (g_ascii_strncasecmp(p, desk_name, length) == 0 && p[length] == ' ')
		p += length + 1;
	if (*p++ != '#')
		return 0;
	digits = strspn(p, "0123456789");
	return digits > 0 && digits <= DIGITS_MAX && p[digits] == ']'
	    ? g_ascii_strtoull(p, NULL, 10)
	    : 0;
}
