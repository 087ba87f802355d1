/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Checks of one text, of type options_check: NULL when it will do, else the end
 * of a sentence that starts with the text ("is not a host name"). */

const char *optioncheck_filled(const char *text);
const char *optioncheck_address(const char *text);
const char *optioncheck_address_or_empty(const char *text);

/* Of the desk: ASCII and without quotes, since tokens are put into it. */
const char *optioncheck_desk_address(const char *text);
const char *optioncheck_desk_address_or_empty(const char *text);

/* A host name in ASCII or an IP address without brackets. */
const char *optioncheck_host(const char *text);
/* A host, or "*.example.com" for all below. */
const char *optioncheck_hosts(const char *text);
const char *optioncheck_host_or_empty(const char *text);

/* A domain name, never an IP address; or "". */
const char *optioncheck_domain_or_empty(const char *text);

/* What accounts, relays, queues and agents are called: 1 to 32 of a-z, 0-9,
 * '_', '-'. */
const char *optioncheck_name(const char *text);
const char *optioncheck_name_or_empty(const char *text);

const char *optioncheck_language(const char *text); /* BCP 47: "en", "pt-BR" */
const char *optioncheck_language_or_empty(const char *text);
const char *optioncheck_time_zone(const char *text); /* IANA: "Europe/Berlin" */
const char *optioncheck_time_zone_or_empty(const char *text);

/* Something to look for, 1 to PATTERN_WORDS_MAX words (base/pattern.h). */
const char *optioncheck_pattern(const char *text);
const char *optioncheck_log_level(const char *text);
const char *optioncheck_delimiter(const char *text);
const char *optioncheck_keyword(const char
        *text);                                  /* an IMAP atom, RFC 3501 9 */
const char *optioncheck_start(const char *text); /* accounts.start */

/* "ORD-########": '#' is a digit, '@' a letter, all else (A-Z, 0-9, "-", "_",
 * ".") itself; 4 to 40 characters, 3 of them digits. */
const char *optioncheck_number_form(const char *text);

/* One token without white space; "" is a value of its own. */
const char *optioncheck_authserv_id(const char *text);
