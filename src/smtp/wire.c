/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A letter's octets from wherever they lie into a session. It knows no store: a
 * source lends chunk after chunk. When the source fails in the middle, the
 * letter must not look complete: the session is left without its dot. */
#include "smtp/wire.h"

enum wire_result
wire_send(struct submit *session, const struct wire_source *source,
    struct outcome *outcome, GError **error)
{
	for (;;) {
		const void *data = NULL;
		gsize size = 0;

		if (!source->next(source->context, &data, &size, error)) {
			submit_abandon(session);
			return WIRE_FAILED;
		}
		if (size == 0)
			return WIRE_SENT;
		if (!submit_data(session, data, size, outcome))
			return WIRE_ENDED;
	}
}
