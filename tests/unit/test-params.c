/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of MIME fields (RFC 2045, 2231, 2047). */
#include "mime/params.h"

#include <string.h>

struct row {
	const char *name, *raw, *param, *text;
};

static const struct row rows[] = {
	{ "token", "text/plain; charset=utf-8", "charset", "text/plain|utf-8" },
	{ "quoted", "text/plain; charset=\"utf-8\"", "charset",
	    "text/plain|utf-8" },
	{ "case", "TEXT/Plain; CharSet=UTF-8", "charset", "text/plain|UTF-8" },
	{ "no-params", "text/plain", "charset", "text/plain|-" },
	{ "empty", "", "charset", "|-" },
	{ "second", "a/b; x=1; y=2", "y", "a/b|2" },
	{ "first-counts", "a/b; x=1; x=2", "x", "a/b|1" },
	{ "no-semicolon", "text/plain charset=utf-8", "charset",
	    "text/plain|utf-8" },
	{ "no-semicolon-between", "a/b; x=\"1\" y=\"2\"", "y", "a/b|2" },
	{ "no-head", "name=x.txt", "name", "|x.txt" },
	{ "only-params", "; name=x.txt", "name", "|x.txt" },
	{ "spaces", "a/b ; name = \"x\" ", "name", "a/b|x" },
	{ "unquoted-spaces", "attachment; filename=my file.pdf; size=1",
	    "filename", "attachment|my file.pdf" },
	{ "escaped-quote", "a/b; name=\"a\\\"b\"", "name", "a/b|a\"b" },
	{ "backslash-path", "a/b; name=\"C:\\temp\\x.png\"", "name",
	    "a/b|C:\\temp\\x.png" },
	{ "open-quote", "a/b; name=\"abc", "name", "a/b|abc" },
	{ "semicolon-in-quotes", "a/b; name=\"a;b=c\"; x=1", "x", "a/b|1" },
	{ "comment-head", "text/plain (hello); charset=utf-8", "charset",
	    "text/plain|utf-8" },
	{ "comment-value", "text/plain; charset=utf-8 (hello)", "charset",
	    "text/plain|utf-8" },
	{ "brackets-in-name", "a/b; name=report(1).pdf", "name",
	    "a/b|report(1).pdf" },
	{ "encoded-word", "a/b; name=\"=?utf-8?Q?=C3=A4.txt?=\"", "name",
	    "a/b|ä.txt" },
	{ "encoded-word-bare", "a/b; name==?utf-8?Q?=C3=A4.txt?=", "name",
	    "a/b|ä.txt" },
	{ "raw-utf8", "a/b; name=\"ä.txt\"", "name", "a/b|ä.txt" },
	{ "raw-latin1", "a/b; name=\"\344.txt\"", "name", "a/b|ä.txt" },
	{ "rfc2231", "a/b; name*=utf-8''%C3%A4.txt", "name", "a/b|ä.txt" },
	{ "rfc2231-latin1", "a/b; name*=iso-8859-1'de'%E4.txt", "name",
	    "a/b|ä.txt" },
	{ "rfc2231-wins", "a/b; name=x; name*=utf-8''%C3%A4", "name", "a/b|ä" },
	{ "rfc2231-no-charset", "a/b; name*=''%C3%A4", "name", "a/b|ä" },
	{ "rfc2231-bare", "a/b; name*=plain.txt", "name", "a/b|plain.txt" },
	{ "continued", "a/b; name*0=\"abc\"; name*1=\"def\"", "name",
	    "a/b|abcdef" },
	{ "continued-order", "a/b; name*1=b; name*0=a; name*2=c", "name",
	    "a/b|abc" },
	{ "continued-gap", "a/b; name*0=a; name*2=c", "name", "a/b|a" },
	{ "continued-charset",
	    "a/b; name*0*=utf-8''%C3; name*1*=%A4; name*2=%41", "name",
	    "a/b|ä%41" },
	{ "continued-word",
	    "a/b; name*0=\"=?utf-8?Q?=C3=A4\"; name*1=\".txt?=\"", "name",
	    "a/b|ä.txt" },
	{ "bad-percent", "a/b; name*=utf-8''100%; x=1", "name", "a/b|100%" },
	{ "huge-section", "a/b; name*99999999999999999999=x", "name", "a/b|-" },
	{ "equal-only", "a/b; =x; y=1", "y", "a/b|1" },
	{ "empty-value", "a/b; name=; x=1", "name", "a/b|" },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(params) params = params_parse(row->raw, NULL, 100);
	const char *value = params_get(params, row->param);
	g_autofree char *text =
	    g_strdup_printf("%s|%s", params_head(params), value ? value : "-");

	g_assert_cmpstr(text, ==, row->text);
}

/* At the limit a parameter counts, one past it not. */
static void
test_limit(void)
{
	g_autoptr(params) three = params_parse("a/b; x=1; y=2; z=3", NULL, 3);
	g_autoptr(params) two = params_parse("a/b; x=1; y=2; z=3", NULL, 2);

	g_assert_cmpstr(params_get(three, "z"), ==, "3");
	g_assert_null(params_get(two, "z"));
	g_assert_cmpstr(params_get(two, "y"), ==, "2");
}

/* A boundary is octets: nothing in it is decoded. */
static void
test_raw(void)
{
	g_autoptr(params) params =
	    params_parse("multipart/mixed; boundary=\"=?utf-8?Q?=41?=\"", NULL,
	        100);

	g_assert_cmpstr(params_get_raw(params, "boundary"), ==,
	    "=?utf-8?Q?=41?=");
	g_assert_cmpstr(params_get(params, "boundary"), ==, "A");
	g_assert_null(params_get_raw(params, "charset"));
}

static void
test_fallback(void)
{
	g_autoptr(params) params =
	    params_parse("a/b; name=\"\317\360\350.txt\"", "windows-1251", 100);

	g_assert_cmpstr(params_get(params, "name"), ==, "При.txt");
}

static void
test_many(void)
{
	g_autoptr(GString) raw = g_string_new("a/b");
	g_autoptr(params) params = NULL;

	for (guint i = 0; i < 100000; i++)
		g_string_append_printf(raw, "; name*%u*=x", i);
	params = params_parse(raw->str, NULL, 100);
	g_assert_cmpuint(strlen(params_get(params, "name")), ==, 100);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/params/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/params/limit", test_limit);
	g_test_add_func("/params/raw", test_raw);
	g_test_add_func("/params/fallback", test_fallback);
	g_test_add_func("/params/many", test_many);
	return g_test_run();
}
