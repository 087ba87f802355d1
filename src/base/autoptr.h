/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* What "g_autoptr(ticket) ticket = NULL;" needs for struct ticket, without a
 * typedef of that name: every variable called like its type would shadow it,
 * and -Wshadow rightly complains. To be written, without a semicolon, behind
 * the prototype of free_function, which is never called with NULL. */
#define AUTOPTR_DEFINE(name, free_function)                  \
	typedef struct name *name##_autoptr;                 \
	static G_GNUC_UNUSED inline void                     \
	    glib_autoptr_cleanup_##name(struct name **owner) \
	{                                                    \
		if (*owner)                                  \
			free_function(*owner);               \
	}
