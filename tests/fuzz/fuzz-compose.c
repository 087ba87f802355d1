/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters of ours: whatever a customer's words are, they become a letter, its
 * HTML has no tag but those of ours, and its text comes out as it went in. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mime/compose.h"
#include "mime/composehtml.h"
#include "mime/qpwriter.h"
#include "mime/transfer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_tags(const char *html)
{
	static const char *const tags[] = { "<!DOCTYPE html>", "<html>",
		"</html>", "<head>", "</head>", "<meta charset=\"utf-8\">",
		"<body>", "</body>", "<p dir=\"auto\">", "</p>", "<br>",
		"<a href=\"http", "<a href=\"HTTP",
		"<a href=\"mailto:", "</a>" };

	for (; (html = strchr(html, '<')) != NULL; html++) {
		guint tag = 0;

		while (tag < G_N_ELEMENTS(tags) &&
		    g_ascii_strncasecmp(html, tags[tag], strlen(tags[tag])) !=
		        0)
			tag++;
		g_assert_cmpuint(tag, <, G_N_ELEMENTS(tags));
	}
}

/* Quoted-printable there and back. */
static void
check_quoted(const char *text)
{
	struct transfer *transfer =
	    transfer_new(MESSAGE_ENCODING_QUOTED_PRINTABLE);
	g_autoptr(GByteArray) back = g_byte_array_new();
	g_autoptr(GString) out = g_string_new(NULL);
	gsize at = 0, size = strlen(text);

	qpwriter_text(text, size, out);
	transfer_decode(transfer, out->str, out->len, back);
	transfer_finish(transfer, back);
	transfer_free(transfer);
	for (guint i = 0; i < back->len; i++) {
		if (back->data[i] == '\r') /* of a line's end */
			continue;
		g_assert_cmpuint(at, <, size + 1);
		if (at < size)
			g_assert_cmpint(back->data[i], ==, (guint8)text[at]);
		at++;
	}
	g_assert_cmpuint(at, >=, size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *raw = g_strndup((const char *)data, size);
	g_autofree char *text = g_utf8_make_valid(raw, -1);
	g_autofree char *subject = g_strndup(text, strcspn(text, "\n"));
	g_autoptr(GString) html = composehtml_make(text, "desk.example");
	g_auto(compose_result) result = { 0 };
	g_autoptr(GError) error = NULL;
	struct compose_letter letter = {
		.from = { subject, "desk@desk.example" },
		.to = { "Bob", "bob@example.org" },
		.subject = subject,
		.message_id = "abc@desk.example",
		.offers = "desk.example",
		.text = text,
	};

	check_tags(html->str);
	g_strdelimit(text, "\r", ' ');
	check_quoted(text);
	g_assert_true(compose_build(&letter, &result, &error));
	g_assert_no_error(error);
	return 0;
}
