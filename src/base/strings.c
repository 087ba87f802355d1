/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records are born with every string "", and filled in field by field: this is
 * how, so that no string is lost on the way. It must never leave a field that
 * is freed already. */
#include "base/strings.h"
#include <glib.h>

void
strings_set(char **field, const char *value)
{
	char *old = *field;

	*field = g_strdup(value != NULL ? value : "");
	g_free(old);
}
