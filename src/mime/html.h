/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Readable text of an HTML body: html is UTF-8 of size octets (whatever charset
 * it declares inside), the result UTF-8 with "\n" line ends. Line breaks as a
 * browser shows them, lists with marks, tables a row a line with cells parted
 * by tabs, quotes with "> ", links as "text <url>", pictures as "[their
 * alternative text]"; hidden and script content is dropped. What is nested
 * deeper than libxml2 goes is read by hand. At most max octets, cut between
 * characters. Linear time, no file or network access. The caller frees. */
char *html_to_text(const char *html, gsize size, gsize max);

/* The charset that a <meta> within the first octets declares, NULL when there
 * is none. The caller frees. */
char *html_charset(const char *html, gsize size);
