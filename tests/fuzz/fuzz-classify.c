/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail's kind: header, text, report and returned header, cut out of the input
 * at octets of zero. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "classify/automatic.h"
#include "classify/away.h"
#include "classify/originator.h"
#include "classify/prose.h"
#include "classify/report.h"
#include "model/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The next piece as valid UTF-8, as the reader gives it. */
static void
take(char **place, const uint8_t **data, size_t *size)
{
	const uint8_t *end = *size ? memchr(*data, 0, *size) : NULL;
	size_t length = end ? (size_t)(end - *data) : *size;

	g_free(*place);
	*place = g_utf8_make_valid((const char *)*data, (gssize)length);
	*data += length + (end != NULL);
	*size -= length + (end != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(message) message = message_new();
	g_autoptr(header) header = header_new();
	g_autoptr(verdict) verdict = verdict_new();
	g_autofree char *field = g_strdup("");
	enum originator_kind kind;

	if (size == 0)
		return 0;
	take(&message->subject, &data, &size);
	take(&message->from_addr, &data, &size);
	take(&field, &data, &size);
	header_add(header, "X-Failed-Recipients", field);
	header_add(header, "Auto-Submitted", field);
	take(&message->report, &data, &size);
	take(&message->returned_header, &data, &size);
	take(&message->text, &data, &size);
	kind = originator_find(header, message);
	prose_apply(header, message, kind, verdict);
	g_assert_cmpuint(g_strv_length(verdict->failed), <=, 100);
	automatic_apply(header, verdict);
	away_is_answer(header, message, away_find_hint(header, message));
	g_autoptr(report) report = report_read(message);
	if (report)
		g_assert_cmpuint(g_strv_length(report->failed), <=, 100);
	return 0;
}
