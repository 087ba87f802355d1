/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header values: words, address lists, parameters, dates, file names. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mime/maildate.h"
#include "mime/params.h"
#include "mime/safename.h"
#include "mime/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One line, valid UTF-8. */
static void
check(const char *text)
{
	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_null(strpbrk(text, "\r\n"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *raw = g_strndup((const char *)data, size);
	g_autofree char *text = words_decode(raw, "iso-2022-jp", 50);
	g_autofree char *name = safename_make(text, "image/png", 1);
	g_autoptr(GPtrArray) list = words_mailboxes(raw, NULL, 100);
	g_autoptr(params) params = params_parse(raw, "koi8-r", 100);
	const char *value = params_get(params, "name");

	check(text);
	check(name);
	g_assert_true(*name && *name != '.' && !strpbrk(name, "/\\"));
	g_assert_cmpuint(strlen(name), <=, SAFENAME_MAX);
	for (guint i = 0; i < list->len; i++) {
		const struct words_mailbox *box = list->pdata[i];

		check(box->name);
		g_assert_true(g_utf8_validate(box->address, -1, NULL));
	}
	if (value)
		g_assert_true(g_utf8_validate(value, -1, NULL));
	maildate_parse(raw);
	return 0;
}
