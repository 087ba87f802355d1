/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Payment cards, told from other long numbers by issuer, length and check
 * digit. One order number in ten passes the check digit alone, so it must never
 * be enough. */
#include "desk/cardnumber.h"

#include <string.h>

#include <glib.h>

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

/* Whether more digits may follow that sign. A line ends behind four of them
 * only: the columns of a table are as long as they like. */
static bool
is_between(char sign, guint group)
{
	return (sign != '\0' && strchr(" -", sign) && group >= 3) ||
	    (sign == '\n' && group == 4);
}

/* Digits in groups of three or more with a blank, a dash or a line's end
 * between: where they end, and how many; the first 19 go to digits. */
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
		if (!is_between(*at, group) || !g_ascii_isdigit(at[1]) ||
		    !g_ascii_isdigit(at[2]) || !g_ascii_isdigit(at[3]))
			return at;
		at++;
	}
}

bool
cardnumber_is(const char *text, size_t *length_out)
{
	char digits[20];
	guint count;

	*length_out = (size_t)(read_groups(text, digits, &count) - text);
	return count >= 15 && count <= 19 && has_issuer(digits, count) &&
	    is_luhn(digits, count);
}
