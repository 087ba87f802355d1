/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authentication-Results as borders write them, and as attackers would like
 * them to be read. */
#include "route/resinfo.h"

#include <string.h>

/* What was read: "id|method=result name=value ...|..."; NULL: refused. */
static const struct {
	const char *name, *value, *read;
} rows[] = {
	{ "Gmail",
	    "mx.google.com; dkim=pass header.i=@example.com header.s=a "
	    "header.b=x/y+z=; spf=pass (google.com: domain of a@example.com "
	    "designates 192.0.2.1 as permitted sender) "
	    "smtp.mailfrom=a@example.com; dmarc=pass (p=NONE sp=NONE dis=NONE) "
	    "header.from=example.com",
	    "mx.google.com|dkim=pass header.i=@example.com header.s=a "
	    "header.b=x/y+z=|spf=pass smtp.mailfrom=a@example.com|dmarc=pass "
	    "header.from=example.com" },
	{ "Microsoft, without id",
	    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com; "
	    "dkim=pass (signature was verified) "
	    "header.d=example.com;dmarc=pass action=none "
	    "header.from=example.com;compauth=pass reason=100",
	    "|spf=pass smtp.mailfrom=example.com|dkim=pass "
	    "header.d=example.com|dmarc=pass action=none "
	    "header.from=example.com|compauth=pass reason=100" },
	{ "OpenDKIM",
	    "mx.example.com;\tdkim=pass (2048-bit key; unprotected) "
	    "header.d=example.org header.i=@example.org header.b=\"a b\"",
	    "mx.example.com|dkim=pass header.d=example.org "
	    "header.i=@example.org header.b=a b" },
	{ "a comment glued to the result",
	    "x; dmarc=pass(p=NONE,sp=QUARANTINE) header.from=a.example;",
	    "x|dmarc=pass header.from=a.example" },
	{ "version", "mx.example.com 1; spf=pass", "mx.example.com|spf=pass" },
	{ "version in a comment", "mx (c) 1 (d) ; spf=pass", "mx|spf=pass" },
	{ "another version", "mx.example.com 2; dmarc=pass", NULL },
	{ "version 10", "mx.example.com 10; dmarc=pass", NULL },
	{ "none", "mx.example.com; none", "mx.example.com" },
	{ "none with a comment", "mx.example.com 1; none (x)",
	    "mx.example.com" },
	{ "id alone", "mx.example.com", "mx.example.com" },
	{ "quoted id", "\"mx.example.com\"; spf=pass",
	    "mx.example.com|spf=pass" },
	{ "capitals", "MX; DMARC=Pass Header.From=A.example",
	    "MX|dmarc=pass header.from=A.example" },
	{ "method version", "x; dkim/1 = pass header.d = a.example",
	    "x|dkim=pass header.d=a.example" },
	{ "reason", "x; dkim=fail reason=\"bad; dmarc=pass\" header.d=a",
	    "x|dkim=fail reason=bad; dmarc=pass header.d=a" },
	{ "empty results", "x; ;spf=pass;;", "x|spf=pass" },
	{ "no results in a comment", "x; (dmarc=pass) spf=none", "x|spf=none" },
	{ "nested comments", "x; spf=none (a (dmarc=pass) b) c.d=e",
	    "x|spf=none c.d=e" },
	{ "quoted pair in a comment", "x; spf=none (a \\) ; dmarc=pass) c.d=e",
	    "x|spf=none c.d=e" },
	{ "quoted local part with a result in it",
	    "x; spf=pass smtp.mailfrom=\"; dmarc=pass\"@evil.example",
	    "x|spf=pass smtp.mailfrom=; dmarc=pass@evil.example" },
	{ "quoted pair in a value", "x; spf=pass a.b=\"x\\\";dmarc=pass\"",
	    "x|spf=pass a.b=x\";dmarc=pass" },
	{ "'=' in a value", "x; spf=pass smtp.mailfrom=b+j=e.example@x.example",
	    "x|spf=pass smtp.mailfrom=b+j=e.example@x.example" },
	{ "empty", "", NULL },
	{ "a comment alone", "(x)", NULL },
	{ "comment not closed", "x; spf=none (dmarc=pass", NULL },
	{ "comment not closed, then results", "x; (spf=none; dmarc=pass",
	    NULL },
	{ "comment closed only", "x; spf=none) ; dmarc=pass", NULL },
	{ "quote not closed", "x; spf=pass a.b=\"c; dmarc=pass", NULL },
	{ "no result", "x; dmarc", NULL },
	{ "no value", "x; dmarc= ; spf=pass", NULL },
	{ "no method", "x; =pass", NULL },
	{ "word without '='", "x; spf=pass and dmarc=pass", NULL },
	{ "two ids", "x y; dmarc=pass", NULL },
	{ "none, and more", "x; none; dmarc=pass", NULL },
	{ "quoted method", "x; \"dmarc\"=pass", NULL },
};

static char *
tell(const struct resinfo *resinfo)
{
	g_autoptr(GString) out = g_string_new(resinfo->id);

	for (guint i = 0; i < resinfo->results->len; i++) {
		const struct resinfo_result *one = resinfo->results->pdata[i];

		g_string_append_printf(out, "|%s=%s", one->method, one->result);
		for (guint k = 0; k < one->properties->len; k++) {
			const struct resinfo_property *property =
			    one->properties->pdata[k];

			g_string_append_printf(out, " %s=%s", property->name,
			    property->value);
		}
	}
	return g_strdup(out->str);
}

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(resinfo) resinfo = resinfo_parse(rows[i].value);
		g_autofree char *read = resinfo ? tell(resinfo) : NULL;

		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(read, ==, rows[i].read);
	}
}

static void
test_property(void)
{
	g_autoptr(resinfo) resinfo =
	    resinfo_parse("x; dkim=pass header.d=a header.d=b");
	const struct resinfo_result *one = resinfo->results->pdata[0];

	g_assert_cmpstr(resinfo_property(one, "header.d"), ==, "a");
	g_assert_null(resinfo_property(one, "header.from"));
}

/* No beginning of a good field is read as more than it says, and none breaks
 * the parser. */
static void
test_cuts(void)
{
	const char *whole = rows[0].value;

	for (gsize length = 0; length < strlen(whole); length++) {
		g_autofree char *cut = g_strndup(whole, length);
		g_autoptr(resinfo) resinfo = resinfo_parse(cut);
		g_autofree char *read = resinfo ? tell(resinfo) : NULL;

		if (read &&
		    length < strlen(whole) - strlen("header.from=") - 11)
			g_assert_null(strstr(read, "header.from"));
	}
}

static void
test_depth(void)
{
	static const char signs[] = "(\";=\\a ";

	for (guint i = 0; i < strlen(signs); i++) {
		g_autofree char *text = g_strnfill(200000, signs[i]);
		g_autofree char *value =
		    g_strconcat("x; spf=none ", text, NULL);
		g_autoptr(resinfo) resinfo = resinfo_parse(value);

		if (strchr("(\"=\\a", signs[i]))
			g_assert_null(resinfo);
		else
			g_assert_cmpuint(resinfo->results->len, ==, 1);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/resinfo/rows", test_rows);
	g_test_add_func("/resinfo/property", test_property);
	g_test_add_func("/resinfo/cuts", test_cuts);
	g_test_add_func("/resinfo/depth", test_depth);
	return g_test_run();
}
