/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "settings/settings.h"

#define CONF_DESK \
	"desk = { name = \"Desk\"; address = \"support@example.com\"; };\n"

/* Reads text (size octets, -1: up to its NUL) as a file docket.conf. NULL when
 * it is refused; *message_out is then the error, its folder left out
 * ("docket.conf:1: ..."); the caller frees it. */
struct settings *conf_read(const char *text, ssize_t size, char **message_out);

/* Asserts that text is refused with exactly this message, as a CONFIG error. */
void conf_assert_refused(const char *name, const char *text,
    const char *message);

/* Settings from text, which must be right. */
struct settings *conf_good(const char *text);
