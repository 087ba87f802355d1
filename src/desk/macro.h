/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"
#include "base/fail.h"
#include "settings/settings.h"

/* Answers that agents have prepared: <dir>/<language>/<name>.txt, UTF-8, with
 * places {{ticket}}, {{subject}}, {{customer_name}}, {{agent_name}},
 * {{desk_name}} and {{desk_address}}. */
struct macro;

/* Loads and checks all files; dir "": there are none. A CONFIG error names the
 * file: an unknown place, one past 64 KiB or not in UTF-8. fallback: the
 * language that is sent where the customer's is missing, "" for none. The
 * caller frees. */
struct macro *macro_open(const char *dir, const char *fallback,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of what macro_octets() gave, here or in another process; kept until
 * macro_free(). The caller frees. */
struct macro *macro_new(GBytes *octets, const char *fallback);

/* All of them: "language/name" and text of each, one behind the other, each
 * with its NUL. Borrowed. */
GBytes *macro_octets(const struct macro *macros);
void macro_free(struct macro *macros);
AUTOPTR_DEFINE(macro, macro_free)

struct macro_case {
	const char *name, *language;
	const char *ticket, *subject, *customer, *agent;
	const struct settings_desk *desk;
};

/* The text in that language, in what is left of its tag when its end is cut, or
 * in the fallback. *found_out, the caller's: "" where the language is the
 * customer's, the fallback's name where not. NULL: there is none of that name
 * (*found_out NULL), or none in a language that may be sent. */
char *macro_text(const struct macro *macros, const struct macro_case *what,
    char **found_out);

/* The name that is most like one that there is not; NULL when none is. */
const char *macro_nearest(const struct macro *macros, const char *name);
