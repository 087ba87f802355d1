/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses in raw field values, and the grammar that stands before every SMTP
 * command: what it lets through must not be able to end one. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/address.h"
#include "classify/findaddress.h"
#include "route/addrscan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_valid(const char *text)
{
	g_autofree char *folded = address_fold(text);
	g_autofree char *base = NULL, *detail = NULL;

	g_assert_true(g_utf8_validate(folded, -1, NULL) ||
	    !g_utf8_validate(text, -1, NULL));
	if (!address_is_valid(text))
		return;
	g_assert_cmpuint(strlen(text), <=, ADDRESS_MAX);
	for (const char *p = text; *p; p++)
		g_assert_false(g_ascii_iscntrl(*p));
	g_assert_true(*address_domain(text));
	g_assert_true(address_equal(text, folded));
	if (address_split(text, '+', &base, &detail))
		g_assert_true(strchr(base, '@'));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autofree char *utf8 =
	    g_utf8_make_valid((const char *)data, (gssize)size);
	g_autofree char *single = addrscan_single(text);
	g_autofree char *leading = NULL;
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	const char *cursor = text, *end = NULL;
	char *word;

	check_valid(text);
	check_valid(utf8);
	if (single)
		g_assert_true(address_is_valid(single));
	while ((word = addrscan_next(&cursor)) != NULL) {
		g_assert_true(strchr(word, '@'));
		g_free(word);
	}
	addrscan_ids(text, ids);
	for (guint i = 0; i < ids->len; i++)
		g_assert_cmpuint(strlen(ids->pdata[i]), <=, 998);
	for (cursor = utf8; (word = findaddress_next(cursor, &end)) != NULL;
	     cursor = end) {
		g_assert_true(end > cursor);
		g_free(word);
	}
	leading = findaddress_leading(utf8, &end);
	g_assert_true(!leading || strchr(leading, '@'));
	return 0;
}
