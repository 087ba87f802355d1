/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML bodies, in any charset that the first octet picks. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mime/charset.h"
#include "mime/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { NULL, "utf-8", "gb18030",
		"iso-2022-jp", "utf-7", "utf-16", "windows-1251", "big5" };
	g_autofree char *html = NULL, *text = NULL, *charset = NULL;

	if (size == 0)
		return 0;
	html = charset_to_utf8(data + 1, size - 1,
	    names[data[0] % G_N_ELEMENTS(names)], NULL);
	g_assert_true(g_utf8_validate(html, -1, NULL));
	text = html_to_text(html, strlen(html), 65536);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_cmpuint(strlen(text), <=, 65537);
	charset = html_charset(html, strlen(html));
	g_assert_true(!charset || *charset);
	return 0;
}
