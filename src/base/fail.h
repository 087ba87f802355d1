/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* What the caller must do about a failure. The text says what broke; the code
 * is looked at in pipeline/ and in the role loops only. */
enum fail_code {
	FAIL_TEMPORARY, /* try later: the network, a busy server, a full disk */
	FAIL_PERMANENT, /* never, for this mail or letter */
	FAIL_LIMIT,     /* a limit was passed: keep the raw mail, go on */
	FAIL_CONFIG,    /* the operator must change a setting */
	FAIL_STORE,     /* the store can not be trusted: stop the role */
};

#define FAIL (fail_quark())

GQuark fail_quark(void);

/* Sets *error (when not NULL) to a FAIL error with a printf-style text and
 * returns false, so that "return fail_set(error, ...);" is one line. */
bool fail_set(GError **error, enum fail_code code, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Like fail_set(), and adds ": " and the text of errno's value number. */
bool fail_errno(GError **error, enum fail_code code, int number,
    const char *format, ...) G_GNUC_PRINTF(4, 5);

/* Whether error is a FAIL error of that code; false for NULL. */
bool fail_is(const GError *error, enum fail_code code);

/* The code's name in lower case, for logs: "temporary", "permanent", ... */
const char *fail_name(const GError *error);

/* The sysexits.h status that tells a caller of docketctl the same: TEMPORARY
 * 75, PERMANENT 65, LIMIT 65, CONFIG 78, STORE 74; 70 for a foreign error. */
int fail_exit_status(const GError *error);
