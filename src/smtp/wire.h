/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "smtp/submit.h"

/* Where a letter's octets come from, so that this folder needs no store: next()
 * lends a chunk until its next call; *size_out is 0 at the end; false with an
 * error of its own. */
struct wire_source {
	bool (*next)(void *context, const void **data_out, gsize *size_out,
	    GError **error);
	void *context;
};

enum wire_result {
	WIRE_SENT,   /* all is written, or buffered: submit_dot() is next */
	WIRE_ENDED,  /* the session ended it: *outcome says why */
	WIRE_FAILED, /* the source failed: *error says why; the session is of no
	                more use */
};

/* Streams a letter from its source into a session after submit_begin(). */
enum wire_result wire_send(struct submit *submit,
    const struct wire_source *source, struct outcome *outcome,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
