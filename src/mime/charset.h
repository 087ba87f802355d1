/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Octets of a declared charset as UTF-8, by ICU (no files are opened): valid
 * UTF-8 first, else the declared one widened to what mailers really send
 * (gb2312 as gb18030, iso-8859-1 and us-ascii as windows-1252, shift_jis as
 * windows-31j, ks_c_5601 as windows-949), else windows-1252. Undeclared
 * ISO-2022-JP is known by its escapes, and a few bad octets in good UTF-8 cost
 * only themselves. A bad octet becomes U+FFFD and so does NUL; nothing is
 * dropped but a byte order mark. declared may be NULL or any text from a mail.
 * bad_out (may be NULL): whether an octet was bad. The caller frees. */
char *charset_to_utf8(const void *data, gsize size, const char *declared,
    bool *bad_out);

/* Opens the usual converters ahead of a sandbox. */
void charset_init(void);
