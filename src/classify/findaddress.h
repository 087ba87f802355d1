/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* The first mail address that stands in a line at or behind p: a local part, or
 * one in quotes, '@' and a domain with a dot in it (or a literal). Characters
 * that sentences put around an address are none of it: brackets, quotes, a full
 * stop at the end. *end_out is set behind it. NULL when there is none. In lower
 * case; the caller frees. Linear time. */
char *findaddress_next(const char *p, const char **end_out);

/* The address with which the line begins, after blanks, bullets, quotation
 * marks and brackets; NULL when it begins with anything else. */
char *findaddress_leading(const char *line, const char **end_out);
