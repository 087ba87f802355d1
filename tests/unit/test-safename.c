/* SPDX-License-Identifier: GPL-3.0-or-later */
/* File names from mails: none may leave its folder, hide or lie. */
#include "mime/safename.h"

#include <string.h>

struct row {
	const char *name, *raw, *safe;
};

static const struct row rows[] = {
	{ "plain", "report.pdf", "report.pdf" },
	{ "umlaut", "Übersicht.pdf", "Übersicht.pdf" },
	{ "decomposed", "Übersicht.pdf", "Übersicht.pdf" },
	{ "spaces", "  my file .txt ", "my file .txt" },
	{ "traversal", "../../etc/passwd", "passwd" },
	{ "traversal-windows", "..\\..\\windows\\system.ini", "system.ini" },
	{ "absolute", "/etc/passwd", "passwd" },
	{ "drive", "C:\\Temp\\x.png", "x.png" },
	{ "drive-relative", "C:x.png", "C_x.png" },
	{ "mixed-slashes", "a/b\\c/d.txt", "d.txt" },
	{ "only-slash", "a/", "attachment-7.png" },
	{ "dots-only", "..", "attachment-7.png" },
	{ "dot", ".", "attachment-7.png" },
	{ "hidden", ".htaccess", "htaccess" },
	{ "hidden-zero-width", "\342\200\213.htaccess", "htaccess" },
	{ "hidden-nbsp", "\302\240.htaccess", "htaccess" },
	{ "hidden-bom", "\357\273\277.htaccess", "htaccess" },
	{ "hidden-soft-hyphen", "\302\255.htaccess", "htaccess" },
	{ "hidden-many", "...bashrc", "bashrc" },
	{ "fullwidth-dots", "．．／x", "x" },
	{ "fraction-slash", "a⁄b", "b" },
	{ "division-slash", "a∕b", "b" },
	{ "fullwidth-backslash", "a＼b", "b" },
	{ "one-dot-leader", "․htaccess", "htaccess" },
	{ "right-to-left", "photo\342\200\256gpj.exe", "photogpj.exe" },
	{ "isolates", "a\342\201\246b\342\201\251.txt", "ab.txt" },
	{ "marks", "\342\200\216a\342\200\217.txt", "a.txt" },
	{ "zero-width-joiner", "a\342\200\215b.txt", "ab.txt" },
	{ "tag-letters", "a\363\240\201\201.txt", "a.txt" },
	{ "variation", "a️.txt", "a.txt" },
	{ "hangul-filler", "ㅤ.htaccess", "htaccess" },
	{ "braille-blank", "⠀a.txt", "a.txt" },
	{ "private-use", "a\356\200\200.txt", "a.txt" },
	{ "control", "a\001\033[2Jb.txt", "a[2Jb.txt" },
	{ "newline", "a\nb.txt", "a b.txt" },
	{ "crlf-header", "a.txt\r\nBcc: x@y", "a.txt  Bcc_ x@y" },
	{ "tab", "a\tb.txt", "a b.txt" },
	{ "delete", "a\177.txt", "a.txt" },
	{ "line-separator", "a\342\200\250b.txt", "a b.txt" },
	{ "ideographic-space", "a\343\200\200b.txt", "a b.txt" },
	{ "nul-shown", "a.pdf�.exe", "a.pdf�.exe" },
	{ "device", "CON", "_CON" },
	{ "device-lower", "nul.txt", "_nul.txt" },
	{ "device-com", "COM1.log", "_COM1.log" },
	{ "device-lpt", "lpt9", "_lpt9" },
	{ "device-superscript", "COM¹", "_COM¹" },
	{ "device-space", "AUX .txt", "_AUX .txt" },
	{ "device-clock", "CLOCK$", "_CLOCK$" },
	{ "no-device", "CONTROL.txt", "CONTROL.txt" },
	{ "no-device-com", "COMPANY", "COMPANY" },
	{ "forbidden", "a<b>c:d\"e|f?g*h", "a_b_c_d_e_f_g_h" },
	{ "stream", "a.txt::$DATA", "a.txt__$DATA" },
	{ "trailing-dots", "a.txt...", "a.txt" },
	{ "trailing-space-dot", "a.txt . .", "a.txt" },
	{ "double-extension", "invoice.pdf.exe", "invoice.pdf.exe" },
	{ "empty", "", "attachment-7.png" },
	{ "none", NULL, "attachment-7.png" },
	{ "spaces-only", "   ", "attachment-7.png" },
	{ "invisible-only", "\342\200\213\342\200\214\342\200\215",
	    "attachment-7.png" },
	{ "shell", "$(rm -rf ~).txt", "$(rm -rf ~).txt" },
	{ "option", "-rf", "-rf" },
	{ "emoji", "😀.png", "😀.png" },
	{ "url", "https://example.com/a/b.png?x=1", "b.png_x=1" },
	{ "quote", "it's.txt", "it's.txt" },
};

/* What holds for every name, whatever it was. */
static void
assert_safe(const char *name)
{
	g_assert_cmpstr(name, !=, "");
	g_assert_true(g_utf8_validate(name, -1, NULL));
	g_assert_cmpuint(strlen(name), <=, SAFENAME_MAX);
	g_assert_cmpint(g_utf8_strlen(name, -1), <=, SAFENAME_CHARACTERS);
	g_assert_null(strpbrk(name, "/\\\r\n\t\"<>|?*:"));
	g_assert_true(name[0] != '.' && name[0] != ' ');
	g_assert_false(g_str_has_suffix(name, "."));
	g_assert_false(g_str_has_suffix(name, " "));
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *safe = safename_make(row->raw, "image/png", 7);
	g_autofree char *again = safename_make(safe, "image/png", 7);

	g_assert_cmpstr(safe, ==, row->safe);
	g_assert_cmpstr(again, ==, safe);
	assert_safe(safe);
}

/* A long name keeps its extension, and no character is cut in two. */
static void
test_long(void)
{
	static const char *const letters[] = { "a", "ä", "日", "😀" };

	for (gsize i = 0; i < G_N_ELEMENTS(letters); i++) {
		for (guint n = 20; n < 140; n++) {
			g_autoptr(GString) raw = g_string_new(NULL);
			g_autofree char *safe = NULL;

			for (guint k = 0; k < n; k++)
				g_string_append(raw, letters[i]);
			g_string_append(raw, ".docx");
			safe = safename_make(raw->str, "text/plain", 1);
			assert_safe(safe);
			g_assert_true(g_str_has_suffix(safe, ".docx"));
		}
	}
}

static void
test_long_extension(void)
{
	g_autofree char *x = g_strnfill(4000, 'x');
	g_autofree char *raw = g_strconcat("a.", x, NULL);
	g_autofree char *safe = safename_make(raw, "text/plain", 1);

	assert_safe(safe);
	g_assert_true(g_str_has_prefix(safe, "a.xxx"));
}

/* What a part without a name is called. */
static void
test_by_type(void)
{
	static const struct {
		const char *mime, *name;
	} types[] = {
		{ "image/jpeg", "attachment-2.jpg" },
		{ "application/pdf", "attachment-2.pdf" },
		{ "message/rfc822", "attachment-2.eml" },
		{ "text/calendar", "attachment-2.ics" },
		{ "application/octet-stream", "attachment-2.bin" },
		{ "application/x-../../sh", "attachment-2.bin" },
		{ "", "attachment-2.bin" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
		g_autofree char *name = safename_make(NULL, types[i].mime, 2);

		g_assert_cmpstr(name, ==, types[i].name);
	}
}

/* At the limit, and one character past it: the extension stays. */
static void
test_limit(void)
{
	g_autofree char *body = g_strnfill(SAFENAME_CHARACTERS - 4, 'n');
	g_autofree char *at = g_strconcat(body, ".pdf", NULL);
	g_autofree char *past = g_strconcat("n", at, NULL);
	g_autofree char *safe_at = safename_make(at, "", 1);
	g_autofree char *safe_past = safename_make(past, "", 1);

	g_assert_cmpint(SAFENAME_CHARACTERS, ==, 128);
	g_assert_cmpstr(safe_at, ==, at);
	g_assert_cmpuint(strlen(safe_past), ==, SAFENAME_CHARACTERS);
	g_assert_true(g_str_has_suffix(safe_past, ".pdf"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/safename/limit", test_limit);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/safename/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/safename/long", test_long);
	g_test_add_func("/safename/long-extension", test_long_extension);
	g_test_add_func("/safename/by-type", test_by_type);
	return g_test_run();
}
