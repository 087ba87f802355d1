/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines' reports: delivery status, receipts, complaints, and the header of
 * the mail that came back. They are read outside the reader. The first octet
 * picks the report's type; an octet of zero ends the report. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "classify/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *
text_of(const uint8_t *data, size_t size)
{
	return g_utf8_make_valid((const char *)data, (gssize)size);
}

static void
check_addresses(char **list)
{
	g_assert_cmpuint(g_strv_length(list), <=, 100);
	for (; *list; list++) {
		g_assert_true(**list);
		g_assert_true(g_utf8_validate(*list, -1, NULL));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { "delivery-status",
		"disposition-notification", "feedback-report", "" };
	g_autoptr(message) message = message_new();
	g_autoptr(report) report = NULL;
	const uint8_t *end;
	size_t length;

	if (size == 0)
		return 0;
	g_free(message->report_type);
	message->report_type = g_strdup(types[data[0] % G_N_ELEMENTS(types)]);
	g_free(message->content_type);
	message->content_type = g_strdup("multipart/report");
	data++;
	size--;
	end = size > 0 ? memchr(data, 0, size) : NULL;
	length = end ? (size_t)(end - data) : size;
	g_free(message->report);
	message->report = text_of(data, length);
	if (end) {
		g_free(message->returned_header);
		message->returned_header = text_of(end + 1, size - length - 1);
	}
	report = report_read(message);
	if (!report)
		return 0;
	check_addresses(report->failed);
	check_addresses(report->delayed);
	g_assert_cmpuint(strlen(report->status), <, 16);
	return 0;
}
