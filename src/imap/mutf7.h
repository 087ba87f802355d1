/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Valid UTF-8 as modified UTF-7 (RFC 3501 5.1.3): printable ASCII stays, "&"
 * becomes
 * "&-", all else becomes "&...-". The caller frees. */
char *mutf7_encode(const char *text);
