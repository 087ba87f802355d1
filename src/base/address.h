/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#define ADDRESS_LOCAL_MAX 64   /* octets, RFC 5321 4.5.3.1.1 */
#define ADDRESS_DOMAIN_MAX 255 /* octets, RFC 5321 4.5.3.1.2 */
#define ADDRESS_MAX 254        /* octets, RFC 5321 4.5.3.1.3 */

/* Whether text is an addr-spec that may be written into an SMTP command: a
 * dot-atom or quoted local part without controls, an LDH, A-label or (UTF-8)
 * U-label domain, or an address literal; no source route, no comment, no
 * white space outside quotes; within the limits above. */
bool address_is_valid(const char *text);

/* Whether it has octets above 127, so that SMTPUTF8 (RFC 6531) is needed. */
bool address_needs_utf8(const char *text);

/* The form in which addresses are stored and compared: ASCII letters folded to
 * lower case, domain as A-labels (IDNA, UTS 46). The caller frees. An address
 * that is not valid comes back ASCII-folded as it is. */
char *address_fold(const char *text);

/* Whether two addresses are the same after folding. NULL equals nothing. */
bool address_equal(const char *a, const char *b);

/* The domain: a pointer into text behind its last '@', "" when there is none.
 */
const char *address_domain(const char *text);

/* Splits local part and subaddress at the first delimiter (RFC 5233): false
 * when there is none. Out strings are the caller's. base_out is
 * "support@example.com". */
bool address_split(const char *text, char delimiter, char **base_out,
    char **detail_out);
