/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one error domain. A code tells the caller what to do, a text tells a
 * person what broke. This file must never decide anything by itself: codes
 * are looked at in pipeline/ and in the role loops only. */
#include "base/fail.h"

#include <sysexits.h>

static const struct {
	const char *name;
	int status;
} codes[] = {
	[FAIL_TEMPORARY] = { "temporary", EX_TEMPFAIL },
	[FAIL_PERMANENT] = { "permanent", EX_DATAERR },
	[FAIL_LIMIT] = { "limit", EX_DATAERR },
	[FAIL_CONFIG] = { "config", EX_CONFIG },
	[FAIL_STORE] = { "store", EX_IOERR },
};

GQuark
fail_quark(void)
{
	return g_quark_from_static_string("docket-fail");
}

bool
fail_set(GError **error, enum fail_code code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (error)
		g_propagate_error(error,
		    g_error_new_valist(FAIL, (int)code, format, arguments));
	va_end(arguments);
	return false;
}

bool
fail_errno(GError **error, enum fail_code code, int number, const char *format,
    ...)
{
	va_list arguments;
	g_autofree char *text = NULL;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return fail_set(error, code, "%s: %s", text, g_strerror(number));
}

bool
fail_is(const GError *error, enum fail_code code)
{
	return error && error->domain == FAIL && error->code == (int)code;
}

/* Errors of GLib reach this far, too, from functions that pass them on. */
static bool
is_ours(const GError *error)
{
	return error && error->domain == FAIL && error->code >= 0 &&
	    (size_t)error->code < G_N_ELEMENTS(codes);
}

const char *
fail_name(const GError *error)
{
	return is_ours(error) ? codes[error->code].name : "unknown";
}

int
fail_exit_status(const GError *error)
{
	return is_ours(error) ? codes[error->code].status : EX_SOFTWARE;
}
