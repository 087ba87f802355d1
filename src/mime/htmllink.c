/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which links of an HTML mail are shown beside their text. An agent reads them
 * in a mail client, which makes them clickable again: must never show a scheme
 * that runs something.
 */
#include "mime/htmllink.h"

#include <string.h>

#define HTMLLINK_MAX 2000 /* octets; longer ones tell a reader nothing */

/* A link without what people leave out when they write it as text. */
static const char *
bare_url(const char *url)
{
	static const char *const fronts[] = { "http://", "https://",
		"mailto:", "tel:", "www." };

	for (guint i = 0; i < G_N_ELEMENTS(fronts); i++) {
		if (g_ascii_strncasecmp(url, fronts[i], strlen(fronts[i])) == 0)
			url += strlen(fronts[i]);
	}
	return url;
}

gboolean
htmllink_is_same(const char *text, const char *url)
{
	gsize n, m;

	text = bare_url(text);
	url = bare_url(url);
	n = strlen(text);
	m = strlen(url);
	while (n > 0 && text[n - 1] == '/')
		n--;
	while (m > 0 && url[m - 1] == '/')
		m--;
	return n == m && g_ascii_strncasecmp(text, url, n) == 0;
}

gboolean
htmllink_is_shown(const char *url)
{
	static const char *const schemes[] = { "http://", "https://",
		"mailto:", "tel:", "ftp://" };

	for (guint i = 0; i < G_N_ELEMENTS(schemes); i++) {
		if (g_ascii_strncasecmp(url, schemes[i], strlen(schemes[i])) ==
		    0)
			return strlen(url) <= HTMLLINK_MAX;
	}
	return FALSE;
}
